"""Stand-ins and signing limits: written, from one day to another, and never in a circle (A7)."""

from functools import cache
from pathlib import Path

from sqlalchemy import or_, select

from planner import audit
from planner.accounts.permissions import DECIDERS
from planner.budgets.authority import house_day, limits_of, lock_accounts, locked_powers, roles_now, same_people
from planner.budgets.models import Delegation, SigningLimit
from planner.budgets.rulefile import WORDS, Rule, Source
from planner.db import lock, session
from planner.errors import NotAllowed, NotFound, RuleBroken
from planner.i18n import _l
from planner.people.models import Person

FILE = Path(__file__).parent / "rules" / "delegation.toml"


@cache
def house_rule():
    """(the Rule in words, the most days a delegation lasts)."""
    source = Source(FILE)
    source.check("", 0, source.data, {"version": str, "most_days": int, "rule": list})
    for number, entry in enumerate(source.data["rule"], 1):
        source.check("rule", number, entry, WORDS)
    return Rule(**source.data["rule"][0]), source.data["most_days"]


# Reading -------------------------------------------------------------------------------------------------------------

def delegations_of(person):
    """Given or received by this person, newest first."""
    return session().scalars(select(Delegation).where(or_(Delegation.giver_id == person.id, Delegation.receiver_id == person.id))
                             .order_by(Delegation.id.desc()).limit(100)).all()


def all_delegations():
    """Everybody's, newest first, for who audits."""
    return session().scalars(select(Delegation).order_by(Delegation.id.desc()).limit(200)).all()


def state_of(one, at):
    """"revoked", "over", "ahead" or "now"."""
    day = house_day(at)
    if one.revoked_at is not None and one.revoked_at <= at:
        return "revoked"
    return "over" if one.ends_on < day else "ahead" if one.starts_on > day else "now"


def possible_receivers(person):
    """Who may stand in for this person: others who approve in their own right, by name."""
    found = session().scalars(select(Person).where(Person.client_id.is_(None), Person.is_active, Person.id != person.id).order_by(Person.sort_key, Person.id)).unique().all()
    roles = roles_now([one.id for one in found])
    return [one for one in found if not roles[one.id].isdisjoint(DECIDERS)]


def get_delegation(delegation_id, person):
    """One that the person gave or received. Raises NotFound."""
    found = session().get(Delegation, delegation_id)
    if found is None or person.id not in (found.giver_id, found.receiver_id):
        raise NotFound()
    return found


def overlapping(starts_on, ends_on, giver_id=None):
    """Delegations not revoked that share a day with these."""
    query = select(Delegation).where(Delegation.revoked_at.is_(None), Delegation.starts_on <= ends_on, Delegation.ends_on >= starts_on)
    return session().scalars(query if giver_id is None else query.where(Delegation.giver_id == giver_id)).all()


# Changing ------------------------------------------------------------------------------------------------------------

def grant(receiver, role, starts_on, ends_on, *, limit=None, reason="leave", by, at):
    """`by` lets `receiver` sign in `role` for them. Raises RuleBroken with the field and the reason for whatever A7 forbids.

    `limit` is Money in the company's currency, None for the giver's own.
    """
    lock_accounts({by.id, receiver.id})
    _check_people(by, receiver, role)
    _check_days(starts_on, ends_on, at)
    _check_limit(limit, limits_of({by.id})[by.id])
    _check_circle(by, receiver, role, starts_on, ends_on)
    made = Delegation(giver_id=by.id, receiver_id=receiver.id, role=role, starts_on=starts_on, ends_on=ends_on,
                      limit_minor=limit.amount_minor if limit else None, reason=reason, written_at=at)
    session().add(made)
    session().flush()
    audit.append("delegation.granted", subject=made, by=by, at=at, details={
        "giver": by.id, "receiver": receiver.id, "role": role, "from": starts_on.isoformat(), "to": ends_on.isoformat(),
        "limit_minor": made.limit_minor})
    return made


def _check_people(giver, receiver, role):
    roles = roles_now({giver.id, receiver.id})
    if role not in DECIDERS or role not in roles[giver.id]:
        raise RuleBroken(_l("You can only hand on a role that is your own; what you stand in with is not passed on."), field="role")
    if receiver.id == giver.id or receiver.id in same_people({giver.id}):
        raise RuleBroken(_l("Somebody else has to stand in for you."), field="receiver_id")
    if roles[receiver.id].isdisjoint(DECIDERS):
        raise RuleBroken(_l("A stand-in approves in their own right; this person does not."), field="receiver_id")


def _check_days(starts_on, ends_on, at):
    if starts_on < house_day(at):
        raise RuleBroken(_l("The first day has passed already."), field="starts_on")
    if ends_on < starts_on:
        raise RuleBroken(_l("The last day comes before the first."), field="ends_on")
    most = house_rule()[1]
    if (ends_on - starts_on).days >= most:
        raise RuleBroken(_l("A stand-in is named for at most %(most)s days.", most=most), field="ends_on")


def _check_limit(limit, own):
    if limit is not None and (limit.amount_minor <= 0 or (own is not None and own < limit)):
        raise RuleBroken(_l("The limit is more than nothing and at most your own."), field="limit")


def _check_circle(giver, receiver, role, starts_on, ends_on):
    found = overlapping(starts_on, ends_on)
    if any(one.giver_id == giver.id and one.role == role for one in found):
        raise RuleBroken(_l("Somebody stands in for you on one of these days already. End that first."), field="starts_on")
    if _leads_to(receiver.id, giver.id, found):
        raise RuleBroken(_l("That would be a circle: you would stand in for each other."), field="receiver_id")
    if any(one.giver_id == receiver.id for one in found):
        raise RuleBroken(_l("This person is away on one of these days too."), field="receiver_id")


def _leads_to(start, target, found):
    """Whether the delegations lead from one person to another, over any number of steps."""
    reached, waiting = set(), [start]
    while waiting:
        person = waiting.pop()
        if person == target:
            return True
        if person not in reached:
            reached.add(person)
            waiting += [one.receiver_id for one in found if one.giver_id == person]
    return False


def revoke(delegation, *, by, at):
    """End it at this moment; what was signed with it stays."""
    lock(delegation)
    if by.id not in (delegation.giver_id, delegation.receiver_id):
        raise NotAllowed(_l("Only who gave it or who received it can end it."))
    if delegation.revoked_at is not None or delegation.ends_on < house_day(at):
        raise RuleBroken(_l("It has ended already."))
    delegation.revoked_at = at
    session().flush()
    audit.append("delegation.revoked", subject=delegation, by=by, at=at, details={"giver": delegation.giver_id, "receiver": delegation.receiver_id})
    return delegation


def set_limit(person, limit, *, by, at):
    """From now on the person signs up to `limit` (Money in the company's currency, None: no limit of one's own)."""
    lock_accounts({person.id})
    if person.id == by.id:
        raise NotAllowed(_l("Nobody sets their own limit."))
    if not any(power.role == "general_manager" and power.for_id is None for power in locked_powers(by, at)):
        raise NotAllowed(_l("Only the general manager sets limits."))
    if roles_now({person.id})[person.id].isdisjoint(DECIDERS):
        raise RuleBroken(_l("This person signs nothing."), field="person_id")
    if limit is not None and limit.amount_minor <= 0:
        raise RuleBroken(_l("The limit is more than nothing."), field="limit")
    row = SigningLimit(person_id=person.id, limit_minor=limit.amount_minor if limit else None, set_by_id=by.id, set_at=at)
    session().add(row)
    session().flush()
    audit.append("budget.limit_set", subject=row, by=by, at=at, details={"person": person.id, "limit_minor": row.limit_minor})
    return row


def deciders_with_limits():
    """[(person, roles, limit or None)] of everybody who approves, by name."""
    found = session().scalars(select(Person).where(Person.client_id.is_(None), Person.is_active).order_by(Person.sort_key, Person.id)).unique().all()
    ids = {one.id for one in found}
    roles, limits = roles_now(ids), limits_of(ids)
    return [(one, [role for role in DECIDERS if role in roles[one.id]], limits[one.id]) for one in found if not roles[one.id].isdisjoint(DECIDERS)]
