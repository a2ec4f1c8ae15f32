"""Changing hospitality applications. Every decision is an entry of the log; the state is computed from it (A11).

Each action locks the application, checks, changes, enters the audit log, and refreshes what the inbox is found by.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm.attributes import flag_modified

from planner import audit, rates
from planner.budgets import approval, chained, charging
from planner.budgets.authority import locked_powers
from planner.budgets.lines import quantity
from planner.budgets.models import CATEGORIES, INCLUDED, PARTS, Application, BudgetLine, Decision
from planner.budgets.parts import TooMuchInside, on_top, parts_of
from planner.budgets.queries import Place, application_of, case_of, figures_of, place_of, planned_place, read_again
from planner.budgets.rulebook import FOLLOWS, house_rules
from planner.db import session
from planner.errors import Conflict, NotAllowed, RuleBroken
from planner.i18n import _l, in_language
from planner.money import LARGEST_MINOR, Money

FIELDS = ("organiser_id", "beneficiary_id", "department", "applied_on", "venue", "city", "dining_at", "guest_diners", "own_diners",
          "currency", "rate", "rate_on", "rate_source", "cost_centre", "fund_id", "purpose", "cost_note", "cautions_zh", "cautions_en", "actual_minor")
LINE_FIELDS = ("kind", "category", "description_zh", "description_en", "follows", "quantity", "unit_price_minor", "note", "included",
               *(f"{part}_{what}" for part in PARTS for what in ("rate", "minor")))
MOST_LINES = 60


class ShownIsOld(Conflict):
    """What the person decided on is not what the application says now (A4)."""


# Writing the application --------------------------------------------------------------------------------------------

def draft_application(reception, *, by, at, lines=None, **values):
    """A new application for the reception, its lines computed from the plan unless given. Raises RuleBroken if there is one."""
    if application_of(reception) is not None:
        raise RuleBroken(_l("This reception has a hospitality application already."))
    figures = figures_of(reception)
    application = Application(reception_id=reception.id, applicant_id=by.id, created_by_id=by.id, last_edited_by_id=by.id,
                              client_id=reception.client_id, applied_on=at.astimezone(ZoneInfo(reception.time_zone)).date(),
                              department=by.department_zh or by.department_en, currency=house_rules().ladder.currency,
                              guest_diners=figures.guests_dining, own_diners=figures.own_dining,
                              purpose=reception.purpose_zh or reception.purpose_en)
    _move_to(application, planned_place(reception))
    session().add(application)
    session().flush()
    session().refresh(application)
    _change(application, values, at)
    _set_lines(application, computed_lines(figures) if lines is None else lines, figures)
    session().flush()
    audit.append("budget.drafted", subject=application, by=by, at=at, details=_money_of(application))
    return application


def computed_lines(figures):
    """The price list applied to the plan; what the plan has nothing of is left out."""
    lines = [listed_line(price, figures) for price in house_rules().prices if price.in_draft]
    return [line for line in lines if line["quantity"]]


def listed_line(price, figures):
    """An entry of the price list as a line that follows the plan."""
    return {"kind": price.id, "category": price.category, "description_zh": price.title_zh, "description_en": price.title_en, "follows": price.follows,
            "quantity": quantity(price.follows, figures), "unit_price_minor": price.price.amount_minor, "note": ""}


def edit_application(application, values, lines=None, *, by, at):
    """Store what the form says; approvals that no longer cover it are voided by an entry of the log (A3).

    `values` may hold any of FIELDS; `lines` are dictionaries of LINE_FIELDS. A line that follows the plan gets its quantity from it.
    Who writes the cost note too gives the reason for a rule exceeded since submission there.
    """
    before = case_of(read_again(application))
    _require(before.state, "edit")
    _change(application, values, at)
    if lines is not None:
        _set_lines(application, lines, before.figures)
    application.client_id = application.reception.client_id
    application.last_edited_by_id = by.id
    session().flush()
    if before.state.status in charging.PLACE_OF:
        charging.name_fund(application, place_of(application))
    case = case_of(application)
    if "cost_note" in values and case.state.status in ("submitted", *approval.SIGNED):
        _require_reason(case)
    _void_what_lapsed(application, before, case, by=by, at=at)   # what lapsed counts no more in `case` either
    charging.follow(application, refresh(application, case), by=by, at=at)
    audit.append("budget.edited", subject=application, by=by, at=at,
                 details=chained.standing(case) | {"before": before.fingerprint})
    return application


def follow_plan(application, *, by, at):
    """Bring up to date whatever follows the plan: lines, venue and hour."""
    planned = planned_place(application.reception) if application.follows_banquet else None
    place = {"venue": planned.venue, "dining_at": planned.dining_at} if planned else {}
    lines = [{field: getattr(line, field) for field in LINE_FIELDS} for line in application.lines]
    return edit_application(application, place, lines, by=by, at=at)


def _change(application, values, at):
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise ValueError(f"not a field of an application: {sorted(unknown)}")
    rate = checked_rate(application, values, at=at)
    before, planned = place_of(application), planned_place(application.reception)
    _move_to(application, before)
    for name, value in (values | rate).items():
        setattr(application, name, value)
    written = Place(application.venue, application.dining_at)
    if written != before or written == planned:
        application.follows_banquet = written == planned


def checked_rate(application, values, *, at):
    """The rate the application would have with `values`; raises RuleBroken as rates.checked_rate(). Asked before anything is changed: what is shown after a refusal is computed with the rate as it was."""
    known = {name: getattr(application, name) for name in ("currency", *rates.NONE)} | values
    today = at.astimezone(ZoneInfo(application.reception.time_zone)).date()
    return rates.checked_rate(known["currency"], house_rules().ladder.currency, **{name: known[name] for name in rates.NONE}, today=today)


def _move_to(application, place):
    if place is not None:
        application.venue, application.dining_at = place.venue, place.dining_at


def checked_lines(lines, figures, currency):
    """The lines as they would be stored: following the plan, parts told apart. Raises RuleBroken for one of them or the sum."""
    wanted = [_line(number, line, figures) for number, line in enumerate(lines, 1)]
    if len(wanted) > MOST_LINES:
        raise RuleBroken(_l("An application has at most %(most)s lines.", most=MOST_LINES), field="lines")
    amount = sum(amount_of(line) for line in wanted)
    if amount > LARGEST_MINOR:
        largest = Money(LARGEST_MINOR, currency).format_number("en")
        raise RuleBroken(_l("The total is too large. The most is %(largest)s.", largest=largest), field="lines")
    return wanted


def _set_lines(application, lines, figures):
    """Make the lines what is wanted; a line known by its `id`, else by what it is called, stays the same row with its quotes."""
    wanted = checked_lines(lines, figures, application.currency)
    if wanted == [{field: getattr(line, field) for field in LINE_FIELDS} for line in application.lines]:
        return
    left, rows = list(application.lines), []
    for position, (line, given) in enumerate(zip(wanted, lines)):
        row = _row_for(line, given.get("id"), left) or BudgetLine()
        for field, value in (line | {"position": position}).items():
            setattr(row, field, value)
        rows.append(row)
    application.lines = rows
    session().flush()
    session().expire(application, ["quotes"])  # those of a line that is gone stay without one
    for quote in application.quotes:
        session().expire(quote, ["line_id"])


def _row_for(line, line_id, left):
    """The row among those left that this line is; it is taken from them."""
    names = ("kind", "description_zh", "description_en")
    found = next((row for row in left if row.id == line_id), None) if line_id else next(
        (row for row in left if all(getattr(row, name) == line[name] for name in names)), None)
    if found is not None:
        left.remove(found)
    return found


def _line(number, line, figures):
    line = {name: value for name, value in line.items() if name != "id"}
    line = dict.fromkeys(LINE_FIELDS, "") | {f"{part}_minor": 0 for part in PARTS} | {"quantity": 0} | line
    if set(line) != set(LINE_FIELDS) or line["category"] not in CATEGORIES or line["follows"] not in ("", *FOLLOWS) or line["included"] not in INCLUDED:
        raise ValueError(f"not a budget line: {line}")
    if not (line["description_zh"] or line["description_en"]):
        raise RuleBroken(_l("Line %(number)s needs a name.", number=number), field="lines")
    if line["follows"]:
        line["quantity"] = quantity(line["follows"], figures)
    elif line["kind"] and not line["note"]:
        raise RuleBroken(_l("Line %(number)s no longer follows the plan: please note why.", number=number), field="lines")
    if min(line["quantity"], line["unit_price_minor"], *(line[f"{part}_minor"] for part in PARTS)) < 0:
        raise RuleBroken(_l("Line %(number)s: neither quantity nor price can be negative.", number=number), field="lines")
    try:
        return line | {f"{part}_minor": minor for part, minor in line_parts(line).items()}
    except TooMuchInside:
        raise RuleBroken(_l("Line %(number)s: what the price is said to include comes to more than the price.", number=number), field="lines") from None


def line_parts(line):
    """{part: minor units} of a line as a dictionary of LINE_FIELDS."""
    return parts_of(line["quantity"] * line["unit_price_minor"], line["included"], {part: line[f"{part}_rate"] for part in PARTS},
                    {part: line[f"{part}_minor"] for part in PARTS})


def amount_of(line):
    """What such a line costs, all in."""
    return line["quantity"] * line["unit_price_minor"] + on_top(line["included"], {part: line[f"{part}_minor"] for part in PARTS})


def _require_reason(case):
    if case.needs_reason and not case.application.cost_note.strip():
        raise RuleBroken(_l("A rule is exceeded. Give the reason in the cost note."), field="cost_note")


def _void_what_lapsed(application, before, case, *, by, at):
    """The approvals that held before and do not now are voided: all by one entry, or step by step while others still hold."""
    held = {signature.decision.step: signature.decision.id for signature in before.state.signatures if signature.decision}
    holds = {signature.decision.id for signature in case.state.signatures if signature.decision}
    lost = [step for step, number in held.items() if number not in holds]
    if lost:
        _void(application, lost, case, by=by, at=at)
        audit.append("budget.approvals_voided", subject=application, by=by, at=at, details={"approvals": sorted(held[step] for step in lost)})


def _void(application, steps, case, *, by, at, note=""):
    """Take back the approvals of these steps; one entry does for all when none is left."""
    is_all = not any(signature.decision for signature in case.state.signatures)
    for step in [None] if is_all else [case.ladder.step(step) or Gone(step) for step in steps]:
        record(application, "void", case, by=by, at=at, note=note, step=step)


@dataclass(frozen=True)
class Gone:
    """A step that the ladder no longer has."""

    id: str
    role: str = ""


# Deciding -----------------------------------------------------------------------------------------------------------------

def submit(application, *, by, at, note=""):
    """Hand it to the ladder. Raises RuleBroken for what is missing or blocked."""
    case = case_of(read_again(application))
    _require(case.state, "submit")
    _move_to(application, case.place)
    if charging.name_fund(application, case.place):
        case = case_of(application)
        charging.require_room(application, case.own_total)
    _require_complete(application, case)
    return decided(application, "submit", case, by=by, at=at, note=note)


def _require_complete(application, case):
    if not application.total_minor:
        raise RuleBroken(_l("There is nothing to approve yet: the total is zero."), field="lines")
    if not application.purpose.strip():
        raise RuleBroken(_l("Say what the hospitality is for."), field="purpose")
    if not application.venue.strip():
        raise RuleBroken(_l("Name the venue."), field="venue")
    if application.guest_diners < 1:
        raise RuleBroken(_l("Say how many guests dine."), field="guest_diners")
    if case.drifted():
        raise RuleBroken(_l("The plan has changed since the lines were computed. Bring the lines up to date first."), field="lines")
    blocking = next((breach.policy for breach in case.breaches if breach.policy.level == "block"), None)
    if blocking:
        raise RuleBroken(_l("This cannot be submitted: %(rule)s", rule=in_language(blocking.text)), field="lines")
    _require_reason(case)


def approve(application, shown, *, step=None, version=None, by, roles, at, note="", condition=""):
    """Sign a step whose turn it is, for exactly what was shown.

    `shown` is the fingerprint the person saw; `version` that of the application, which also moves with words the
    fingerprint does not hold (purpose, reasons, names of lines). With a `condition`, nothing leaves the house until it is
    met and confirmed.
    """
    return _decide(application, "approve", shown, step, version, by=by, roles=roles, at=at, note=note, condition=condition)


def send_back(application, shown, *, step=None, version=None, by, roles, at, note):
    """Return it to the applicant with a note that says what to change."""
    return _decide(application, "send_back", shown, step, version, by=by, roles=roles, at=at, note=note)


def reject(application, shown, *, step=None, version=None, by, roles, at, note):
    """Refuse it; only reopening leads on."""
    return _decide(application, "reject", shown, step, version, by=by, roles=roles, at=at, note=note)


def _decide(application, action, shown, step_id, version, *, by, roles, at, note, condition=""):
    case = case_of(read_again(application))
    step, power = sign_as(case, by, roles, at)
    is_old = version not in (None, str(application.version))
    if is_old or shown != case.fingerprint or step_id not in (None, *(one.id for one in case.state.open_steps)):
        raise ShownIsOld(_l("The application changed after you opened it. Nothing was decided; please look at the difference."))
    if step_id is not None:
        step, power = sign_as(case, by, roles, at, step_id)
    if action != "approve" and not note.strip():
        raise RuleBroken(_l("Write a note, so that the applicant knows what to change."), field="note")
    if action == "approve" and case.has("block"):
        raise RuleBroken(_l("It breaks a rule that nobody may waive. Send it back."), field="note")
    left = [signature.step.id for signature in case.state.signatures if signature.decision is None]
    return decided(application, action, case, by=by, at=at, note=note, step=step, power=power, condition=condition.strip(),
                   completes=action == "approve" and left == [step.id])


def sign_as(case, person, roles, at, step_id=None):
    """(step, power) with which the person decides on the case now, held until the transaction ends.

    Raises NotAllowed or RuleBroken. `roles` are those the request was let in with; what the tables say now counts as well.
    """
    powers = [power for power in locked_powers(person, at) if power.for_id is not None or power.role in roles]
    step, power, refused = approval.choose(person.id, powers, case.state, case.involved, case.event_total, step_id)
    if refused:
        if case.state.status == "submitted":
            raise NotAllowed(refused)
        raise RuleBroken(refused)
    return step, power


def ask_again(application, *, by, at, note=""):
    """After a change of the plan that some approvals do not cover: void those, and put it before their signers again."""
    case = case_of(read_again(application))
    if not case.state.lapsed:
        raise RuleBroken(_l("The approvals given still hold; there is nothing to ask again."))
    _void(application, [entry.step for entry in case.state.lapsed], case, by=by, at=at, note=note)
    charging.follow(application, refresh(application), by=by, at=at)
    audit.append("budget.asked_again", subject=application, by=by, at=at, details={"approvals": sorted(e.id for e in case.state.lapsed)})
    return application


def withdraw(application, *, by, at, note=""):
    """Take it back, from waiting or from approved; approvals are gone."""
    return _by_applicant(application, "withdraw", by=by, at=at, note=note)


def reopen(application, *, by, at, note=""):
    """Make a rejected application a draft again."""
    return _by_applicant(application, "reopen", by=by, at=at, note=note)


def _by_applicant(application, action, *, by, at, note):
    case = case_of(read_again(application))
    require_applicants_side(case, by)
    _require(case.state, action)
    return decided(application, action, case, by=by, at=at, note=note)


def require_applicants_side(case, person):
    if person.id not in (*case.involved.values(), case.application.reception.owner_id):
        raise NotAllowed(_l("Only the applicant's side can do this."))


_WRONG_STATE = {
    "edit": _l("A rejected application cannot be changed. Reopen it first."),
    "submit": _l("It has been submitted already, or has to be reopened first."),
    "withdraw": _l("Only what waits for a decision or is approved can be withdrawn."),
    "reopen": _l("Only a rejected application can be reopened."),
}


def _require(state, action):
    if state.status not in approval.FROM[action]:
        raise RuleBroken(_WRONG_STATE[action])


def decided(application, action, case, *, by, at, note="", step=None, power=None, condition="", completes=False):
    """Enter a decision and bring everything that follows from it up to date; returns the application."""
    record(application, action, case, by=by, at=at, note=note, step=step, power=power, condition=condition, completes=completes)
    charging.follow(application, refresh(application), by=by, at=at)
    return application


def record(application, action, case, *, by, at, note="", step=None, power=None, condition="", completes=False):
    """One entry of the approval log, and one of the chained log that holds it fast."""
    role = power.role if power else step.role if step else ""
    entry = Decision(application_id=application.id, action=action, step=step.id if step else "", role=role,
                     person_id=by.id if by else None, for_id=power.for_id if power else None,
                     delegation_id=power.delegation_id if power else None, completes=completes, at=at, fingerprint=case.fingerprint,
                     facts=case.facts, note=note.strip(), condition=condition)
    session().add(entry)
    session().flush()
    session().expire(application, ["decisions"])
    chained.append(entry, case, by=by, at=at)
    return entry


def refresh(application, case=None):
    """Set what the inbox is found by, from the log, and move the version on; returns the Case, worked out anew unless given."""
    case = case or case_of(application)
    application.status = case.state.status
    application.waiting_role = ",".join(case.state.waiting_roles())
    flag_modified(application, "status")
    session().flush()
    return case


def compare_states(*, at, only=None):
    """Recompute every open application from its log; returns the ids whose stored state was wrong, now put right.

    A guest list that grows after approval changes a state without anybody touching the application. `only` is the id of one.
    """
    wrong, mine = [], [] if only is None else [Application.id == only]
    for application in session().query(Application).filter(Application.status.in_(("submitted", *approval.SIGNED)), *mine).order_by(Application.id):
        case = case_of(application)
        state = case.state
        found = state.status, ",".join(state.waiting_roles())
        if (application.status, application.waiting_role) != found:
            wrong.append(application.id)
            application.status, application.waiting_role = found
            session().flush()
            charging.follow(application, case, by=None, at=at)
            audit.append("budget.state_corrected", subject=application, at=at, details={"status": state.status})
    return wrong


def _money_of(application):
    return {"amount_minor": application.total_minor, "currency": application.currency}
