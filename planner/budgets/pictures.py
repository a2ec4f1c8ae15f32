"""What the budget bar, the approval track and the difference table show, as plain values for templates."""

from datetime import date

from planner.budgets import funding, queries, whatif
from planner.budgets.quotes import by_line, money_of
from planner.budgets.approval import SIGNED
from planner.budgets.models import CATEGORIES, INCLUDED
from planner.budgets.rulebook import house_rules
from planner.db import session
from planner.formats import day, day_and_time, listed, moment
from planner.i18n import _, _l, current_language
from planner.money import Money
from planner.people.models import Person

STATUS_NAMES = {"draft": _l("Draft"), "submitted": _l("Waiting for approval"), "approved": _l("Approved"), "conditional": _l("Approved on condition"),
                "sent_back": _l("Sent back"), "rejected": _l("Rejected"), "withdrawn": _l("Withdrawn")}
STATUS_KINDS = {"draft": "plain", "submitted": "warn", "approved": "good", "conditional": "warn", "sent_back": "warn", "rejected": "bad", "withdrawn": "plain"}
ACTION_NAMES = {"submit": _l("Submitted"), "approve": _l("Approved"), "send_back": _l("Sent back"), "reject": _l("Rejected"),
                "withdraw": _l("Withdrawn"), "void": _l("Approvals voided"), "reopen": _l("Reopened"), "ask": _l("Asked"), "answer": _l("Answered"), "hand_over": _l("Handed over"), "meet": _l("Condition said to be met"),
                "confirm": _l("Condition confirmed")}
CATEGORY_NAMES = {"meeting": _l("Meeting"), "meals": _l("Meals"), "transport": _l("Transport"), "gifts": _l("Gifts"), "other": _l("Other")}
PART_NAMES = {"service": _l("Service charge"), "tax": _l("Taxes"), "tip": _l("Tip")}
INCLUDED_NAMES = {"": _l("none of them"), "tax": _l("tax"), "all": _l("all of them")}
LEVEL_NAMES = {"block": _l("Not allowed"), "higher": _l("Needs a reason and one signature more"), "reason": _l("Needs a reason"), "warn": _l("Mind this")}
PERIOD_NAMES = {"month": _l("in the month of the event"), "quarter": _l("in the quarter of the event"), "year": _l("in the year of the event")}
GUEST_KINDS = {"private": _l("private firms"), "state_firm": _l("state firms"), "official": _l("officials"), "foreign": _l("foreign guests")}
MEAL_NAMES = {"banquet": _l("Banquet with drinks"), "lunch": _l("Working meal")}
_FACT_NAMES = {"amount_minor": _l("Total"), "currency": _l("Currency"), "rate": _l("Rate"), "cost_centre": _l("Cost centre"), "fund": _l("Fund"),
               "event": _l("Reception"), "days": _l("Days of the banquets"), "client": _l("Client"), "guests": _l("Guests"), "guest_diners": _l("Diners, guest side"),
               "own_diners": _l("Diners, host side"), "gifts": _l("Gifts"), "venue": _l("Venue"), "breaches": _l("Rules exceeded"),
               "policies_version": _l("Edition of the policies"), "ladder": _l("Ladder"), "ladder_version": _l("Edition of the ladder")}


def overview(case):
    """Everything `budgets/_bar.html` and `budgets/_track.html` show of a case; None stands for no application yet."""
    return None if case is None else {"bar": bar(case), "track": track(case), "status": case.state.status, "case": case}


def bar(case):
    """Segments by category, with the approved amount as the limit once there is one."""
    currency = case.application.currency
    sums = {name: sum(line.amount_minor for line in case.application.lines if line.category == name) for name in CATEGORIES}
    lines = [{"label": CATEGORY_NAMES[name], "amount": sums[name], "text": Money(sums[name], currency).format()} for name in CATEGORIES]
    held = [s.decision.facts["amount_minor"] for s in case.state.signatures if s.decision]
    limit = min(held) if case.state.status in SIGNED else 0
    return {"lines": lines, "total": case.total.amount_minor, "total_text": case.total.format(), "limit": limit,
            "limit_text": Money(limit, currency).format() if limit else ""}


def track(case):
    """The application's way up the ladder: who signed, whose turn it is, where it was stopped."""
    state, language = case.state, current_language()
    steps = [_submission(state, case.application)]
    for signature in state.signatures:
        steps.append(_signature(signature, state, language))
    return steps


def _submission(state, application):
    entry = state.submission if state.status in ("submitted", *SIGNED, "sent_back", "rejected") else None
    if entry is None:
        name = application.applicant.name(current_language())
        return {"what": _("Application"), "when": name, "state": STATUS_NAMES[state.status], "kind": "mark", "icon": "pencil"}
    return {"what": _("Submitted"), "when": entry.person.name(current_language()), "state": moment(entry.at), "kind": "good", "icon": ""}


def _signature(signature, state, language):
    step, decision = signature.step, signature.decision
    entry = {"what": step.title(language), "when": "", "state": "", "kind": "plain", "icon": ""}
    if decision:
        return entry | {"when": signer(decision), "state": moment(decision.at), "kind": "good"}
    if step in state.open_steps:
        return entry | {"when": _("now"), "state": _("asked; waiting for the answer") if _is_asked(state, step) else _("waiting for a decision"), "kind": "mark", "icon": "hourglass-split"}
    if state.status in ("sent_back", "rejected") and state.last.step == step.id:
        return entry | {"when": state.last.person.name(language), "state": STATUS_NAMES[state.status], "kind": "bad" if state.status == "rejected" else "warn"}
    return entry | {"when": _("not yet")}


def _is_asked(state, step):
    return state.question is not None and state.question.step == step.id


def signer(entry):
    """Who made an entry: "A for B" where A stood in for B; nobody where only time passed."""
    language = current_language()
    if entry.person is None:
        return _("by the clock")
    if entry.stood_in_for is None:
        return entry.person.name(language)
    return _("%(name)s for %(absent)s", name=entry.person.name(language), absent=entry.stood_in_for.name(language))


def stands_in_for(power):
    """The name of whom a Power stands in for, empty for one's own."""
    person = session().get(Person, power.for_id) if power and power.for_id else None
    return person.name(current_language()) if person else ""


def differences(changes, application):
    """[(label, before, after)] of pinned facts in words."""
    return [(_FACT_NAMES[change.key], _in_words(change.key, change.old, application), _in_words(change.key, change.new, application))
            for change in changes]


def _in_words(key, value, application):
    if value in (None, "", [], {}):
        return "—"
    if key == "amount_minor":
        return Money(value, application.currency).format()
    if key == "guests":
        return guests_in_words(value)
    chinese = current_language() == "zh"
    semicolon, colon = ("；", "：") if chinese else ("; ", ": ")
    if key == "gifts":
        return semicolon.join(f"{(zh or en) if chinese else (en or zh)}{colon}{count} × {Money(price, application.currency).format()}"
                         for zh, en, price, count in value)
    if key == "breaches":
        policies = [house_rules().policy(policy_id) or funding.rule_named(policy_id) for policy_id in value]
        return listed(policy.title(current_language()) for policy in policies if policy) or listed(value)
    if key == "fund":
        return fund_title(value)
    if key == "days":
        return listed(day(date.fromisoformat(text)) for text in value)
    if key == "venue":
        return semicolon.join(text.strip("|").replace("|", " / ") for text in value if text.strip("|")) or "—"
    return listed(value) if isinstance(value, list) else str(value)


def fund_title(fund_id):
    fund = session().get(funding.Fund, fund_id)
    return fund.title(current_language()) if fund else str(fund_id)


def left_after(case):
    """One line: what is left of the fund after this, and of one above it where that is less; and whether it is less than nothing. None without."""
    rows = funding.left_after(case.application, case.fund, case.own_total)
    if not rows:
        return None
    tightest = min(rows, key=lambda row: row[1].amount_minor)
    shown = rows[:1] if tightest[0] is rows[0][0] else [rows[0], tightest]
    words = [_("%(fund)s: %(left)s", fund=fund.title(current_language()), left=left.format()) for fund, left in shown]
    return {"text": ("；" if current_language() == "zh" else "; ").join(words), "is_short": tightest[1].amount_minor < 0, "fund": rows[0][0]}


def parts_in_words(line, currency):
    """The parts of a line: "Service charge 10%: 320.00, tax 6%: 21.12 (in the price)"; empty where there are none."""
    told = []
    for part, minor in line.parts.items():
        rate, inside = getattr(line, f"{part}_rate"), part in INCLUDED[line.included]
        name = f"{PART_NAMES[part]} {rate}%" if rate else str(PART_NAMES[part])
        told.append(_("%(name)s %(amount)s, in the price", name=name, amount=Money(minor, currency).format_number()) if inside
                    else _("%(name)s %(amount)s on top", name=name, amount=Money(minor, currency).format_number()))
    return ("；" if current_language() == "zh" else "; ").join(told)


def converted(case):
    """The total in the company's currency with the rate, its day and its source; empty where there is nothing to convert."""
    application, own = case.application, case.own_total
    if own.currency == application.currency:
        return ""
    return _("%(amount)s in the company's currency at %(rate)s of %(date)s (%(source)s)", amount=own.format(), rate=application.rate, date=day(application.rate_on),
             source=application.rate_source)


def left_out_in_words(policy):
    """What a cap leaves out: "without tax and service charge"; empty where it counts everything."""
    names = {**PART_NAMES, "alcohol": _l("Alcohol")}
    return _("without: %(parts)s", parts=listed(names[part] for part in policy.without)) if getattr(policy, "without", ()) else ""


def guests_in_words(counts):
    """private firms: 12, officials: 2 – who comes, by kind."""
    return listed(_("%(kind)s: %(count)s", count=count, kind=GUEST_KINDS[kind]) for kind, count in counts.items())


def short(fingerprint):
    """The first eight digits in two groups: enough to compare paper and screen."""
    return f"{fingerprint[:4]} {fingerprint[4:8]}"


def venue(case):
    """The venue, in the reader's language while it is the planned banquet's."""
    planned = [queries.planned_place(case.application.reception, lang) for lang in ("zh", "en")]
    return _translated(case.place.venue, *(place.venue if place else "" for place in planned))


def department(application):
    """The department, in the reader's language while it is the applicant's."""
    return _translated(application.department, application.applicant.department_zh, application.applicant.department_en)


def purpose(application):
    """The purpose, in the reader's language while it is the reception's."""
    return _translated(application.purpose, application.reception.purpose_zh, application.reception.purpose_en)


def _translated(text, zh, en):
    """An application keeps words in one language; where they are still the source's own, its other language is known."""
    return (zh if current_language() == "zh" else en) or text if text in (zh, en) else text


def dining(place):
    """The hour of an application, or of a Place."""
    return day_and_time(place.dining_at)


def moves(moved):
    """[(label, before, after)] of a banquet that was moved after the application was submitted; see Case.moved()."""
    rows = [(_("Venue"), *(place.venue or "—" for place in moved)), (_("Dining date and time"), *(dining(place) or "—" for place in moved))]
    return [row for row in rows if row[1] != row[2]]


def what_if(occasion, policies):
    """{policy id: the sentence that says what would bring it within the rule}, see whatif.advice()."""
    return {one.policy.id: _advised(one) for one in whatif.advice(occasion, policies)}


def _advised(one):
    each, whole = (money.format() if money else "" for money in (one.each, one.whole))
    said = {
        "companions": _("One of us fewer at the table, and it is within the rule.") if one.count == 1 else _("%(count)s of us fewer at the table, and it is within the rule.", count=one.count),
        "head": _("%(each)s less a head, %(whole)s in all, and it is within the rule.", each=each, whole=whole),
        "gift": _("%(each)s less a gift, and it is within the rule.", each=each),
        "guest": _("%(each)s less in gifts for each guest, and it is within the rule.", each=each),
        "total": _("%(whole)s less in all, and it is within the rule.", whole=whole),
        "drinks": _("Without the drinks it does not apply."),
        "line": _("Without “%(name)s” it is within the rule.", name=one.name),
    }[one.what]
    if not one.also:
        return said
    return said + (" " if current_language() == "en" else "") + _("But then this is exceeded: %(rules)s.", rules=listed(policy.title(current_language()) for policy in one.also))


def quotes(application):
    """[(line or None, [(quote, Money)])], cheapest first."""
    return [(line, [(quote, money_of(quote)) for quote in found]) for line, found in by_line(application)]


def titles(breaches):
    """The names of the rules, in a row."""
    return listed(breach.policy.title(current_language()) for breach in breaches)


def breach_sentence(breach):
    """What the breach is, in figures: "CN¥620.00, the limit is CN¥500.00"; empty where there are no figures."""
    if getattr(breach.policy, "kind", "") == "period_cap" and breach.limit is not None:
        whom = breach.subject if isinstance(breach.subject, str) else breach.subject.name(current_language())
        return _("%(whom)s, %(period)s: %(actual)s with this application; the limit is %(limit)s.", whom=whom,
                 period=PERIOD_NAMES[breach.policy.period], actual=breach.actual.format(), limit=breach.limit.format())
    left_out = left_out_in_words(breach.policy)
    if left_out and breach.limit is not None:
        return _("%(actual)s, the limit is %(limit)s (%(left_out)s).", actual=breach.actual.format(), limit=breach.limit.format(), left_out=left_out)
    if isinstance(breach.limit, int):
        return _("People: %(actual)s; the limit is %(limit)s.", actual=breach.actual, limit=breach.limit)
    if breach.limit is not None:
        return _("%(actual)s, the limit is %(limit)s.", actual=breach.actual.format(), limit=breach.limit.format())
    if breach.policy.guests and breach.actual:
        return _("Officials among the guests: %(count)s.", count=breach.actual) if breach.policy.guests == "official" else ""
    return breach.subject
