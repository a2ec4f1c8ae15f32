"""Changing funds, and moving an application's money in them. Every change locks the funds it counts on, checks, writes rows, and enters the log.

The order of the locks is always the same: the application, the head of the log, then the funds by their ids. Two who want the last cent wait
for each other, and the second is told what is left.
"""

from sqlalchemy import func, or_, select

from planner import audit
from planner.db import session
from planner.errors import Conflict, RuleBroken
from planner.funds import ledger, queries, rulebook
from planner.funds.models import KINDS, LEVELS, Fund, FundChange, FundEntry
from planner.i18n import LazySentence, _l, in_language
from planner.money import LARGEST_MINOR, Money


# The tree -----------------------------------------------------------------------------------------------------------------

def add_fund(parent, *, kind, title_zh="", title_en="", starts_on, ends_on, amount_minor, level="block", reason, cost_centre="", department=("", ""),
             client_id=None, by, at):
    """A new fund below `parent` (None: a company's own). Raises RuleBroken for what does not fit above it or says the same as another."""
    if kind not in KINDS or level not in LEVELS or not 0 <= amount_minor <= LARGEST_MINOR:
        raise ValueError(f"not a fund: {kind!r}, {level!r}, {amount_minor!r}")
    lock_ways({parent.id} if parent else ())
    fund = Fund(parent_id=parent.id if parent else None, kind=kind, title_zh=title_zh, title_en=title_en, starts_on=starts_on, ends_on=ends_on,
                currency=rulebook.currency(), amount_minor=amount_minor, level=level, cost_centre=cost_centre, client_id=client_id,
                department_zh=department[0], department_en=department[1])
    _require_fit(fund, parent)
    _require_only_one(fund)
    session().add(fund)
    session().flush()
    fund.path = f"{parent.path if parent else '/'}{fund.id}/"
    _changed(fund, reason, by=by, at=at)
    audit.append("fund.added", subject=fund, by=by, at=at, details=_said(fund))
    return fund


def _require_fit(fund, parent):
    _require_name(fund.title_zh, fund.title_en)
    if (fund.kind == "company") != (parent is None):
        raise RuleBroken(_l("A company's fund stands on top, every other one below another."), field="kind")
    if fund.ends_on < fund.starts_on:
        raise RuleBroken(_l("The last day comes before the first."), field="ends_on")
    if (fund.ends_on - fund.starts_on).days >= rulebook.limits()["longest_days"]:
        raise RuleBroken(_l("A fund is for at most %(days)s days.", days=rulebook.limits()["longest_days"]), field="ends_on")
    if parent is not None and not (parent.starts_on <= fund.starts_on and fund.ends_on <= parent.ends_on):
        raise RuleBroken(_l("Its days have to lie within those of the fund above it."), field="starts_on")
    if parent is not None and len(parent.way) >= rulebook.limits()["levels_below"]:
        raise RuleBroken(_l("The tree is at most %(levels)s levels deep.", levels=rulebook.limits()["levels_below"]), field="parent")
    if session().scalar(select(func.count(Fund.id))) >= rulebook.limits()["most"]:
        raise RuleBroken(_l("There are too many funds; the most is %(most)s.", most=rulebook.limits()["most"]), field="title_zh")


def _require_only_one(fund):
    """A cost centre, a client and a department lead to one fund at a time."""
    same_days = (Fund.starts_on <= fund.ends_on, Fund.ends_on >= fund.starts_on)
    names = [name for name in (fund.department_zh, fund.department_en) if name]
    for field, condition in (("cost_centre", Fund.cost_centre == fund.cost_centre if fund.cost_centre else None),
                             ("client_id", Fund.client_id == fund.client_id if fund.client_id else None),
                             ("department", or_(Fund.department_zh.in_(names), Fund.department_en.in_(names)) if names else None)):
        other = session().scalar(select(Fund).where(condition, *same_days).limit(1)) if condition is not None else None
        if other is not None:
            raise RuleBroken(_l("%(fund)s is for this already in some of these days.", fund=in_language(other.title)), field=field)


def change_fund(fund, *, amount_minor, level, reason, version=None, by, at):
    """Another amount or level from now on, as a new row; what was stays. Raises RuleBroken where less would remain than is taken."""
    if level not in LEVELS or not 0 <= amount_minor <= LARGEST_MINOR:
        raise ValueError(f"not an amount and level of a fund: {amount_minor!r}, {level!r}")
    lock_ways({fund.id})
    _require_unchanged(fund, version)
    if (amount_minor, level) == (fund.amount_minor, fund.level):
        raise RuleBroken(_l("Neither the amount nor what happens beyond it is another than before."), field="amount")
    taken = queries.branch_of(fund).used.total
    if amount_minor < min(taken, fund.amount_minor):
        raise RuleBroken(_l("%(taken)s of it is committed, approved or spent already; it cannot become less than that.", taken=_amount(taken, fund)), field="amount")
    if level == "block" and amount_minor < taken:
        raise RuleBroken(_l("%(taken)s is taken already, more than the amount; raise the amount first.", taken=_amount(taken, fund)), field="level")
    before = _said(fund)
    fund.amount_minor, fund.level = amount_minor, level
    _changed(fund, reason, by=by, at=at)
    audit.append("fund.changed", subject=fund, by=by, at=at, details=_said(fund) | {"before": before})
    return fund


def rename_fund(fund, *, title_zh, title_en, version=None, by, at):
    """Another name from now on; what was charged to it stays. Raises RuleBroken without any name."""
    lock_ways({fund.id})
    _require_unchanged(fund, version)
    _require_name(title_zh, title_en)
    before = {"title_zh": fund.title_zh, "title_en": fund.title_en}
    fund.title_zh, fund.title_en = title_zh, title_en
    session().flush()
    audit.append("fund.renamed", subject=fund, by=by, at=at, details={"title_zh": title_zh, "title_en": title_en, "before": before})
    return fund


def _require_name(title_zh, title_en):
    if not (title_zh or title_en):
        raise RuleBroken(_l("Give the fund a name in Chinese or English."), field="title_zh")


def _require_unchanged(fund, version):
    if version not in (None, str(fund.version)):
        raise Conflict(_l("This was changed meanwhile, perhaps by you in another window. Nothing was stored; please open it anew and try again."))


def _changed(fund, reason, *, by, at):
    if not reason.strip():
        raise RuleBroken(_l("Give the reason; it stays with the amount."), field="reason")
    session().add(FundChange(fund_id=fund.id, amount_minor=fund.amount_minor, level=fund.level, reason=reason.strip(), changed_by_id=by.id if by else None, changed_at=at))
    session().flush()
    session().expire(fund, ["changes"])


def _said(fund):
    return {"amount_minor": fund.amount_minor, "currency": fund.currency, "level": fund.level}


# What applications take ---------------------------------------------------------------------------------------------------

def lock_ways(fund_ids):
    """Lock these funds and all above them, in the order of their ids, and read them as they are now.

    The head of the log comes first: whoever moves money writes to it anyway, and none waits for it while holding a fund.
    """
    session().scalar(audit.HEAD)
    ways = session().scalars(select(Fund.path).where(Fund.id.in_(fund_ids))).all()
    wanted = {int(part) for path in ways for part in path.strip("/").split("/")}
    if wanted:
        session().execute(select(Fund).where(Fund.id.in_(wanted)).order_by(Fund.id).with_for_update(of=Fund).execution_options(populate_existing=True)).all()


def follow(application_id, reception_id, fund, place, amount_minor, *, by, at):
    """Let an application take `amount_minor` from `fund`, standing in `place` ("": nothing), and return the rows written.

    Where it stands so already, as after the same event twice, nothing is written. What is spent stays spent. Raises RuleBroken, naming
    the fund and what is left, when some fund up to the root would be exceeded that must not be.
    """
    before = queries.positions(application_id)
    wanted = {fund.id: ledger.standing(place, amount_minor)} if fund is not None and place and amount_minor else {}
    if before == wanted or any(one.spent for one in before.values()):
        return []
    lock_ways({*before, *wanted})
    rows = [_move(application_id, reception_id, number, one, ledger.NOTHING, [], by, at) for number, one in before.items() if number not in wanted]
    for number, one in wanted.items():
        had = before.get(number, ledger.NOTHING)
        beyond = _require_room(fund, application_id, amount_minor) if one.total > had.total else []
        rows.append(_move(application_id, reception_id, number, had, one, beyond, by, at))
    return rows


def _require_room(fund, application_id, amount_minor):
    """Ids of the funds on the way up that are exceeded as they may be. Raises RuleBroken for one that may not."""
    short = ledger.short(queries.standings(fund, application_id), amount_minor)
    blocked = [one for one in short if one.fund.level == "block"]
    if blocked:
        tightest = min(blocked, key=lambda one: one.left_after(amount_minor))
        raise RuleBroken(too_little(tightest, amount_minor), field="fund_id")
    return [one.fund.id for one in short]


def too_little(standing, amount_minor):
    """The sentence that says what is left and where, lazily in the language of the moment."""
    return _l("%(fund)s has %(left)s left, and this needs %(amount)s. Nothing was stored.", fund=in_language(standing.fund.title),
              left=_amount(standing.left + standing.own.total, standing.fund), amount=_amount(amount_minor, standing.fund))


def _move(application_id, reception_id, fund_id, before, after, beyond, by, at):
    delta, event = after - before, ledger.event_of(before, after)
    row = FundEntry(application_id=application_id, reception_id=reception_id, fund_id=fund_id, event=event, committed_minor=delta.committed,
                    approved_minor=delta.approved, spent_minor=delta.spent, beyond=beyond, moved_by_id=by.id if by else None, moved_at=at)
    session().add(row)
    session().flush()
    audit.append(f"fund.{event}", subject=row, by=by, at=at, details={
        "application": application_id, "fund": fund_id, "committed": delta.committed, "approved": delta.approved, "spent": delta.spent, "beyond": beyond})
    return row


def _amount(minor, fund):
    return LazySentence(Money(minor, fund.currency).format)
