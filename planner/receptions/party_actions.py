"""Who takes part in a reception: adding, changing and removing people one by one."""
from sqlalchemy import select

from planner import audit
from planner.accounts.models import Account
from planner.db import session
from planner.errors import NotFound, RuleBroken
from planner.i18n import _l
from planner.people import diets
from planner.people.queries import may_change_contacts
from planner.receptions.models import ROLES, Attendee

GUEST_ROLES = ("guest_of_honour", "guest", "spouse", "secretary", "interpreter", "driver")
HOST_ROLES = ("host", "second_host", "companion", "interpreter", "organiser", "guide", "driver")
SINGLE_ROLES = ("guest_of_honour", "host", "second_host")
HEALTH_CODES = ("pacemaker", "pregnant", "wheelchair")
FIELDS = ("role", "rank", "partner_id", "interprets_for_id", "answered_by_id", "represents_id", "dines", "tours", "is_official", "diet", "health", "remark")
assert set(GUEST_ROLES) | set(HOST_ROLES) == set(ROLES)


def get_attendee(reception, attendee_id):
    """An attendee of this reception; NotFound for another's."""
    found = session().get(Attendee, attendee_id)
    if found is None or found.reception_id != reception.id:
        raise NotFound()
    return found


def add_attendee(reception, person, side, *, by, at, **values):
    """`person` joins the party on `side` ("guest" or "host"). Raises RuleBroken if already there, or on the wrong side."""
    if session().scalar(select(Attendee.id).where(Attendee.reception_id == reception.id, Attendee.person_id == person.id)):
        raise RuleBroken(_l("%(name)s already takes part in this reception.", name=person.both_names()), field="name_zh")
    if person.is_staff != (side == "host"):
        raise RuleBroken(_l("Our own people belong to the host side, clients' people to the guest side."), field="name_zh")
    values.setdefault("role", "companion" if side == "host" else "guest")
    values.setdefault("rank", person.rank)
    values.setdefault("dines", values["role"] != "driver")
    position = len(session().scalars(select(Attendee.id).where(Attendee.reception_id == reception.id)).all()) + 1
    attendee = Attendee(reception_id=reception.id, person_id=person.id, side=side, position=position)
    attendee.person = person
    _assign(reception, attendee, values, at)
    session().add(attendee)
    session().flush()
    _keep_partner(attendee)
    session().expire(reception, ["attendees"])
    audit.append("attendee.added", subject=attendee, by=by, at=at, details={"side": side, "role": attendee.role})
    return attendee


def change_attendee(attendee, *, by, at, **values):
    """Set the given fields; returns the names of those that differ now."""
    changed = _assign(attendee.reception, attendee, values, at)
    session().flush()
    if "partner_id" in changed:
        _keep_partner(attendee)
    if changed:
        audit.append("attendee.changed", subject=attendee, by=by, at=at, details={"fields": changed})
    return changed


def remove_attendee(attendee, *, by, at):
    """Take a person out of the party. Refused while a seat, an invitation or a wish stands on it; the person stays known."""
    for table in Attendee.metadata.sorted_tables:
        for column in table.columns:
            if table.name != "attendees" and any(key.column.table.name == "attendees" for key in column.foreign_keys):
                if session().execute(select(column).where(column == attendee.id).limit(1)).first():
                    raise RuleBroken(_l("%(name)s already has a seat, a wish or an invitation. Untick “Dines” instead, or withdraw those first.",
                                        name=attendee.person.both_names()))
    for other in session().scalars(select(Attendee).where(Attendee.reception_id == attendee.reception_id)).unique():
        for column in ("partner_id", "interprets_for_id", "answered_by_id", "represents_id"):
            if getattr(other, column) == attendee.id:
                setattr(other, column, None)
    session().flush()
    audit.append("attendee.removed", subject=attendee, by=by, at=at, details={"side": attendee.side})
    reception = attendee.reception
    session().delete(attendee)
    session().flush()
    session().expire(reception, ["attendees"])


def may_change_person(person, by):
    """Whether `by` may change the personal details: of a contact by the rule for contacts, of staff unless they sign in here themselves."""
    if not person.is_staff:
        return may_change_contacts(person.client, by)
    return session().scalar(select(Account.id).where(Account.person_id == person.id)) is None


def _assign(reception, attendee, values, at):
    _check(reception, attendee, values)
    changed = []
    for name, value in values.items():
        if name not in FIELDS:
            raise ValueError(f"no field {name}")
        if getattr(attendee, name) != value:
            setattr(attendee, name, value)
            changed.append(name)
    if "diet" in changed:
        attendee.diet_source, attendee.diet_consent_at = ("assistant", at) if attendee.diet is not None else (None, None)
    return sorted(changed)


def _check(reception, attendee, values):
    role = values.get("role", attendee.role)
    if role not in (GUEST_ROLES if attendee.side == "guest" else HOST_ROLES):
        raise RuleBroken(_l("This role does not exist on this side."), field="role")
    rank = values.get("rank")
    if rank is not None and not 1 <= rank <= 99:
        raise RuleBroken(_l("A rank is a whole number from 1 (highest) to 99."), field="rank")
    others = {other.id: other for other in session().scalars(select(Attendee).where(Attendee.reception_id == reception.id)).unique()
              if other is not attendee}
    if role in SINGLE_ROLES:
        holder = next((other for other in others.values() if other.role == role), None)
        if holder is not None:
            raise RuleBroken(_l("%(name)s already has this role. Please change that first.", name=holder.person.both_names()), field="role")
    for column in ("partner_id", "interprets_for_id", "answered_by_id", "represents_id"):
        chosen = values.get(column)
        if chosen is not None and chosen not in others:
            raise RuleBroken(_l("Please choose somebody of this reception."), field=column)
        if column == "partner_id" and chosen is not None and others[chosen].side != attendee.side:
            raise RuleBroken(_l("Partners are on the same side."), field=column)
        if column == "represents_id" and chosen is not None and others[chosen].side != attendee.side:
            raise RuleBroken(_l("Whoever comes in somebody’s place is of the same side."), field=column)
    if any(not diets.is_need(code) for code in (values.get("diet") or {}).get("codes", ())):
        raise RuleBroken(_l("Please choose from the list."), field="diet_codes")


def _keep_partner(attendee):
    """Partners point at each other, and nobody else points at them."""
    for other in session().scalars(select(Attendee).where(Attendee.reception_id == attendee.reception_id, Attendee.id != attendee.id)).unique():
        if other.id == attendee.partner_id:
            other.partner_id = attendee.id
        elif other.partner_id == attendee.id or (attendee.partner_id and other.partner_id == attendee.partner_id):
            other.partner_id = None
    session().flush()
