"""Changing settlements: amounts, receipts, heads; submitting, checking, closing. Each action checks, changes, enters the log."""

from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

from planner import audit, kept_files, rates
from planner.budgets import actions as budgets, charging
from planner.budgets.models import CATEGORIES
from planner.budgets.queries import application_of, case_of
from planner.db import after_commit, lock, session
from planner.errors import Conflict, NotAllowed, RuleBroken
from planner.i18n import _l, in_language
from planner.money import LARGEST_MINOR, Money
from planner.settlement import matching, rulebook, vouchers
from planner.settlement.models import OPEN, ClaimedHead, HeadClaim, Settlement, SettlementLine, SettlementPaper
from planner.settlement.queries import SUPPLEMENT, Settled, approved_of, involved_in, other_use, paper_parts, settlement_of, spellings

MOST_LINES = 80
MOST_PAPERS = 200


# Drawing it up ------------------------------------------------------------------------------------------------------------

def open_settlement(reception, *, by, at):
    """A settlement whose lines are those approved. Raises RuleBroken without an approval, or where there is one already."""
    application = application_of(reception)
    if settlement_of(reception) is not None:
        raise RuleBroken(_l("This reception has a settlement already."))
    approved = approved_of(case_of(application)) if application is not None else None
    if approved is None:
        raise RuleBroken(_l("Only an approved hospitality application can be settled."))
    settlement = Settlement(application_id=application.id, currency=application.currency, opened_by_id=by.id, opened_at=at, last_edited_by_id=by.id)
    session().add(settlement)
    session().flush()
    session().refresh(settlement)
    _follow_approval(settlement, approved)
    session().flush()
    audit.append("settlement.opened", subject=settlement, by=by, at=at, details=_money_of(settlement))
    return settlement


def _follow_approval(settlement, approved):
    """Bring the approved amounts up to date, and add approved lines that are new."""
    known = {(line.description_zh, line.description_en): line for line in settlement.lines}
    now = {(line.description_zh, line.description_en): line for line in settlement.application.lines}
    for line in settlement.lines:
        line.approved_minor = approved.lines.get((line.description_zh, line.description_en), 0)
    for position, (key, minor) in enumerate(approved.lines.items()):
        if key not in known:
            line = now.get(key)
            settlement.lines.append(SettlementLine(position=position, kind=line.kind if line else "", category=line.category if line else "other",
                                                   description_zh=key[0], description_en=key[1], quantity=line.quantity if line else 1,
                                                   approved_minor=minor, actual_minor=0))


def _begin(settlement, by):
    """Lock an open settlement for a change by this person. Raises RuleBroken when it is submitted or closed."""
    lock(settlement)
    if settlement.state not in OPEN:
        raise RuleBroken(_l("It is submitted or closed. Only what finance sends back can be changed."))
    settlement.last_edited_by_id = by.id


def set_amounts(settlement, lines, new=(), *, reason="", advance_minor=0, advance_to_id=None, advance_on=None, by, at):
    """Store what each line cost: `lines` is {line id: (minor, reason)}, `new` [(category, name, minor, reason)] lines nobody had approved."""
    _begin(settlement, by)
    by_id = {line.id: line for line in settlement.lines}
    if set(lines) - set(by_id):
        raise ValueError(f"not lines of this settlement: {sorted(set(lines) - set(by_id))}")
    for line_id, (minor, why) in lines.items():
        by_id[line_id].actual_minor, by_id[line_id].reason = _amount(minor), why
    for category, name, minor, why in new:
        if category not in CATEGORIES:
            raise ValueError(f"not a category: {category!r}")
        settlement.lines.append(SettlementLine(position=len(settlement.lines) + 1, category=category, description_zh=name, description_en=name,
                                               actual_minor=_amount(minor), reason=why))
    settlement.lines = [line for line in settlement.lines if line.approved_minor or line.actual_minor or line.id in lines and line.reason]
    if len(settlement.lines) > MOST_LINES:
        raise RuleBroken(_l("A settlement has at most %(most)s lines.", most=MOST_LINES))
    if settlement.total_minor > LARGEST_MINOR:
        raise RuleBroken(_l("The total is too large. The most is %(largest)s.", largest=Money(LARGEST_MINOR, settlement.currency).format_number("en")))
    if advance_minor and (advance_to_id is None or advance_on is None):
        raise RuleBroken(_l("Say who got the advance, and when."), field="advance_to_id")
    settlement.reason, settlement.advance_minor = reason, _amount(advance_minor)
    settlement.advance_to_id, settlement.advance_on = (advance_to_id, advance_on) if advance_minor else (None, None)
    session().flush()
    audit.append("settlement.amounts", subject=settlement, by=by, at=at, details=_money_of(settlement) | {"advance_minor": settlement.advance_minor})
    return settlement


def _amount(minor):
    if type(minor) is not int or not 0 <= minor <= LARGEST_MINOR:
        raise ValueError(f"not an amount in minor units: {minor!r}")
    return minor


# Papers -------------------------------------------------------------------------------------------------------------------

def add_paper(settlement, kind, content, file_name, *, by, at, **values):
    """Attach a file; of a receipt with its number, day, amount and what it is claimed for.

    `values` of a receipt: code, number, seller, issued_on, currency, amount_minor, parts {category: minor}, rate, rate_on,
    rate_source, paid_by_id. Raises RuleBroken beside the field; a number or a file used before, anywhere, is named.
    """
    _begin(settlement, by)
    if len(settlement.papers) >= MOST_PAPERS:
        raise RuleBroken(_l("A settlement has at most %(most)s papers.", most=MOST_PAPERS))
    ending, digest = kept_files.ending_of(content), kept_files.digest(content)
    paper = SettlementPaper(kind=kind, file_name=file_name, content_type=kept_files.TYPES[ending], size=len(content), sha256=digest,
                            added_by_id=by.id, added_at=at, settlement_id=settlement.id)
    if rulebook.papers()[kind]["is_receipt"]:
        _fill_receipt(paper, settlement, at=at, **values)
    paper.stored_as = kept_files.store(content)
    settlement.papers.append(paper)
    if paper.is_receipt:
        paper.own_minor = sum(paper_parts(paper).values())
    try:
        session().flush()
    except IntegrityError:  # somebody attached the same a moment ago
        kept_files.drop(paper.stored_as)
        raise Conflict(_l("Somebody attached this receipt at the same moment. Nothing was stored; please open the page anew.")) from None
    audit.append("settlement.paper_added", subject=settlement, by=by, at=at, details={
        "paper": paper.id, "kind": kind, "number": paper.number_key, "sha256": digest, "amount_minor": paper.amount_minor, "currency": paper.currency})
    return paper


def _fill_receipt(paper, settlement, *, number, issued_on, amount_minor, parts, at, code="", seller="", currency="", rate="", rate_on=None, rate_source="",
                  paid_by_id=None):
    paper.number_key = vouchers.number_key(paper.kind, code, number, seller)
    paper.file_key = paper.sha256
    if used := other_use(paper.number_key, None):
        raise RuleBroken(_l("This number was used already, in settlement %(number)s.", number=used.settlement_id), field="number")
    if used := other_use(None, paper.file_key):
        raise RuleBroken(_l("This very file was attached already, in settlement %(number)s.", number=used.settlement_id), field="file")
    paper.code, paper.number, paper.seller, paper.issued_on, paper.paid_by_id = code, number, seller, issued_on, paid_by_id
    paper.currency = currency or settlement.currency
    paper.amount_minor, paper.parts = _amount(amount_minor), {category: _amount(minor) for category, minor in parts.items() if minor}
    if not paper.amount_minor:
        raise RuleBroken(_l("A receipt over nothing proves nothing. Enter its amount."), field="amount")
    if set(paper.parts) - set(CATEGORIES) or not paper.parts:
        raise RuleBroken(_l("Say under which heading it is claimed."), field="amount")
    if sum(paper.parts.values()) > paper.amount_minor:
        raise RuleBroken(_l("More is claimed than the receipt says."), field="amount")
    today = at.astimezone(ZoneInfo(settlement.reception.time_zone)).date()
    if issued_on > today:
        raise RuleBroken(_l("This day has not come yet."), field="issued_on")
    kept = rates.checked_rate(paper.currency, settlement.currency, rate=rate, rate_on=rate_on, rate_source=rate_source, today=today)
    for name, value in kept.items():
        setattr(paper, name, value)


def remove_paper(paper, *, by, at):
    """Take a paper out again; its number and file may then be used elsewhere."""
    settlement = paper.settlement
    _begin(settlement, by)
    details = {"paper": paper.id, "kind": paper.kind, "number": paper.number_key, "sha256": paper.sha256}
    name = paper.stored_as
    settlement.papers.remove(paper)
    session().flush()
    after_commit(lambda: kept_files.drop(name))
    audit.append("settlement.paper_removed", subject=settlement, by=by, at=at, details=details)


# Heads --------------------------------------------------------------------------------------------------------------------

def claim_heads(settlement, banquet, named, billed, *, typed=(), by, at):
    """Say for whom one banquet is claimed: `named` are attendee ids, one named twice counts twice; `billed` the heads on the bill.

    `typed` are further names as the bill has them. One that belongs to nobody of the reception is refused and said.
    """
    _begin(settlement, by)
    found, unknown = matching.named(typed, spellings(settlement.reception))
    if unknown:
        raise RuleBroken(_l("Nobody of this name was at the banquet, so it cannot be claimed: %(names)s.", names="、".join(unknown[:20])), field="others")
    named = [*named, *found]
    known = {attendee.id for attendee in settlement.reception.attendees}
    if banquet.reception_id != settlement.application.reception_id or set(named) - known:
        raise ValueError("not of this reception")
    claim = next((one for one in settlement.claims if one.banquet_id == banquet.id), None)
    if claim is None:
        claim = HeadClaim(banquet_id=banquet.id)
        settlement.claims.append(claim)
    claim.billed, claim.heads = billed, []
    session().flush()
    claim.heads = [ClaimedHead(attendee_id=attendee_id, times=named.count(attendee_id)) for attendee_id in sorted(set(named))]
    session().flush()
    audit.append("settlement.heads", subject=settlement, by=by, at=at, details={"banquet": banquet.id, "heads": len(named), "billed": billed})
    return claim


# Handing in, checking -----------------------------------------------------------------------------------------------------

class Stopped(RuleBroken):
    """Rules of the settlement are broken; `findings` says which."""

    def __init__(self, findings):
        super().__init__(_l("It is stopped: %(finding)s", finding=in_language(findings[0].text)))
        self.findings = findings


def submit(settlement, *, by, at):
    """Hand it to finance. Raises Stopped with everything that stands in the way."""
    _begin(settlement, by)
    approved = approved_of(case_of(settlement.application))
    if approved is not None:
        _follow_approval(settlement, approved)
    session().flush()
    _require_nothing_stops(settlement)
    settlement.state, settlement.submitted_by_id, settlement.submitted_at, settlement.check_note = "submitted", by.id, at, ""
    session().flush()
    audit.append("settlement.submitted", subject=settlement, by=by, at=at, details=_money_of(settlement))
    return settlement


def _require_nothing_stops(settlement):
    stops = Settled(settlement).stops
    if stops:
        raise Stopped(stops)


def take_back(settlement, *, by, at):
    """The account manager takes it back before finance has checked it."""
    lock(settlement)
    if settlement.state != "submitted":
        raise RuleBroken(_l("Only what waits for finance can be taken back."))
    settlement.state, settlement.last_edited_by_id = "draft", by.id
    session().flush()
    audit.append("settlement.taken_back", subject=settlement, by=by, at=at)
    return settlement


def refusal(settlement, person):
    """Why this person may not check it now, as a lazy sentence; None if they may. Persons count, not roles."""
    if settlement.state != "submitted":
        return _l("This settlement is not waiting for finance.")
    if person.id in involved_in(settlement):
        return _l("You had a hand in this settlement, so somebody else checks it.")
    return None


def close(settlement, *, by, at, note=""):
    """Finance has checked it: everything is looked at once more, and nothing changes afterwards."""
    _require_checker(settlement, by)
    _require_nothing_stops(settlement)
    _checked(settlement, "closed", by=by, at=at, note=note)
    charging.spend(settlement.application, settlement.total_minor, by=by, at=at)
    settlement.application.actual_minor = settlement.total_minor
    session().flush()
    audit.append("settlement.closed", subject=settlement, by=by, at=at, details=_money_of(settlement))
    return settlement


def send_back(settlement, *, by, at, note):
    """Return it with a note that says what to change."""
    _require_checker(settlement, by)
    if not note.strip():
        raise RuleBroken(_l("Write a note, so that the account manager knows what to change."), field="note")
    _checked(settlement, "sent_back", by=by, at=at, note=note)
    audit.append("settlement.sent_back", subject=settlement, by=by, at=at, details=_money_of(settlement))
    return settlement


def _require_checker(settlement, by):
    lock(settlement)
    if refused := refusal(settlement, by):
        raise (NotAllowed if settlement.state == "submitted" else RuleBroken)(refused)


def _checked(settlement, state, *, by, at, note):
    settlement.state, settlement.checked_by_id, settlement.checked_at, settlement.check_note = state, by.id, at, note.strip()
    session().flush()


def ask_supplement(settlement, *, by, at):
    """Put what is above the approval before the whole ladder: the application grows by lines that say so, and is asked again."""
    _begin(settlement, by)
    settled = Settled(settlement)
    if settled.approved is None or settlement.total_minor <= settled.approved.total:
        raise RuleBroken(_l("The total is not above what was approved; there is nothing to ask."))
    if not settlement.reason.strip():
        raise RuleBroken(_l("Give the reason first: the approvers read it."), field="reason")
    application = settlement.application
    lines = [{name: getattr(line, name) for name in budgets.LINE_FIELDS} for line in application.lines]
    lines = [line | {"follows": "", "note": line["note"] or "按批准数量 As approved"} if line["follows"] else line for line in lines]
    budgets.edit_application(application, {"cost_note": settlement.reason}, lines + _excess(settlement, settled.approved), by=by, at=at)
    audit.append("settlement.supplement_asked", subject=settlement, by=by, at=at, details=_money_of(settlement) | {"approved_minor": settled.approved.total})
    return settlement


def _excess(settlement, approved):
    """Lines for the application that together are what the total is above the approval, the largest excess first."""
    rest, lines = settlement.total_minor - approved.total, []
    for line in sorted(settlement.lines, key=lambda line: (line.approved_minor - line.actual_minor, line.position)):
        part = min(rest, line.actual_minor - line.approved_minor)
        if part > 0:
            rest -= part
            lines.append({"category": line.category, "description_zh": (SUPPLEMENT[0] + line.description_zh)[:200] if line.description_zh else "",
                          "description_en": (SUPPLEMENT[1] + line.description_en)[:200] if line.description_en else "", "quantity": 1, "unit_price_minor": part})
    return lines


def _money_of(settlement):
    return {"amount_minor": settlement.total_minor, "currency": settlement.currency}
