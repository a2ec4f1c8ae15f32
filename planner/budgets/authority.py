"""Who may sign what: roles held now, limits, and stand-ins (A7, A8). Read from the tables, never from what a request remembers."""

from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import bindparam, func, or_, select

from planner.accounts.models import Account, RoleGrant
from planner.accounts.permissions import DECIDERS
from planner.budgets.approval import Power
from planner.budgets.models import Delegation, SigningLimit
from planner.budgets.rulebook import house_rules
from planner.db import session
from planner.money import Money
from planner.people.models import Person


def house_day(at):
    """The day it is in the house at this moment."""
    return at.astimezone(ZoneInfo(current_app.extensions["settings"].time_zone)).date()


_PEOPLE = bindparam("people", expanding=True)
_ROLES_NOW = (select(Account.person_id, RoleGrant.role).join(RoleGrant, RoleGrant.account_id == Account.id).join(Person, Person.id == Account.person_id)
              .where(Account.person_id.in_(_PEOPLE), Account.disabled_at.is_(None), Person.is_active))
_LIMITS = select(SigningLimit.person_id, SigningLimit.limit_minor).where(SigningLimit.id.in_(
    select(func.max(SigningLimit.id)).where(SigningLimit.person_id.in_(_PEOPLE)).group_by(SigningLimit.person_id)))
_SAME_PEOPLE = select(Person.id).where(Person.client_id.is_(None), Person.email != "", Person.id.not_in(_PEOPLE), func.lower(Person.email).in_(
    select(func.lower(Person.email)).where(Person.id.in_(_PEOPLE), Person.email != "")))


def roles_now(person_ids):
    """{person id: roles} of active people through accounts that are not disabled, as the tables say now."""
    found = {person_id: set() for person_id in person_ids}
    for person_id, role in session().execute(_ROLES_NOW, {"people": list(found)}):
        found[person_id].add(role)
    return found


def limits_of(person_ids):
    """{person id: Money, or None for no limit of one's own}."""
    found = dict.fromkeys(person_ids)
    rows = session().execute(_LIMITS, {"people": list(found)})
    return found | {person_id: company(minor) for person_id, minor in rows}


def company(minor):
    """An amount in the company's currency; None stays None."""
    return None if minor is None else Money(minor, house_rules().ladder.currency)


def lower(one, other):
    """The lower of two limits, None being none."""
    return other if one is None else one if other is None else min(one, other)


def in_force(at):
    """The condition on delegations that count at a moment."""
    day = house_day(at)
    return (Delegation.starts_on <= day, Delegation.ends_on >= day, or_(Delegation.revoked_at.is_(None), Delegation.revoked_at > at))


def delegations_to(person_id, at):
    """Whom this person stands in for at the moment, oldest first."""
    return session().scalars(select(Delegation).where(Delegation.receiver_id == person_id, *in_force(at)).order_by(Delegation.id)).all()


def powers_of(person, at):
    """The person's Powers at a moment: their own first, then those they stand in with.

    A stand-in has the giver's own roles only, never what the giver stands in with: nothing is passed on twice.
    """
    given = delegations_to(person.id, at)
    people = {person.id, *(one.giver_id for one in given)}
    roles, limits = roles_now(people), limits_of(people)
    own = [Power(role, limits[person.id]) for role in DECIDERS if role in roles[person.id]]
    if not roles[person.id]:
        return ()  # who has left signs for nobody
    stands_in = [Power(one.role, lower(limits[one.giver_id], company(one.limit_minor)), one.giver_id, one.id)
                 for one in given if one.role in roles[one.giver_id]]
    return (*own, *stands_in)


def locked_powers(person, at):
    """powers_of(), while nobody changes roles, limits or delegations of those concerned until the transaction ends."""
    given = session().scalars(select(Delegation).where(Delegation.receiver_id == person.id, *in_force(at)).order_by(Delegation.id)
                              .with_for_update().execution_options(populate_existing=True)).all()
    lock_accounts({person.id, *(one.giver_id for one in given)})
    return powers_of(person, at)


def lock_accounts(person_ids):
    """Keep others off the accounts of these people, always in the same order."""
    session().execute(select(Account.id).where(Account.person_id.in_(person_ids)).order_by(Account.id).with_for_update())


def ability(entries, amount):
    """able(entry) for approval.state_of(): whether the signer of an approval could sign for `amount` with what they hold now (A8)."""
    approvals = [entry for entry in entries if entry.action == "approve"]
    people = {person_id for entry in approvals for person_id in (entry.person_id, entry.for_id) if person_id}
    if not people:
        return lambda entry: True
    roles, limits = roles_now(people), limits_of(people)

    def able(entry):
        holder = entry.for_id or entry.person_id
        limit = limits[holder]
        return bool(roles[entry.person_id]) and entry.role in roles[holder] and (limit is None or not limit < amount)
    return able


def signers_for(roles, at):
    """Everybody who could sign in one of these roles now: its holders and their stand-ins, by id."""
    holders = session().scalars(select(Person).join(Account, Account.person_id == Person.id).join(RoleGrant, RoleGrant.account_id == Account.id)
                                .where(RoleGrant.role.in_(roles), Account.disabled_at.is_(None), Person.is_active)).unique().all()
    stand_ins = session().scalars(select(Person).join(Delegation, Delegation.receiver_id == Person.id)
                                  .where(Delegation.role.in_(roles), Person.is_active, *in_force(at))).unique().all()
    return sorted({person.id: person for person in (*holders, *stand_ins)}.values(), key=lambda person: person.id)


def same_people(person_ids):
    """Ids of other own people whose record carries the mail address of one of these: the same person under a second account (A1)."""
    return session().scalars(_SAME_PEOPLE, {"people": list(person_ids)}).all()
