"""The register of gifts: who got or gave what over the years, and what the limits say about one more."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select

from planner.accounts.queries import roles_of
from planner.budgets.rulebook import house_rules
from planner.db import session
from planner.errors import NotFound
from planner.formats import day
from planner.money import Money
from planner.paging import page_of
from planner.people.models import Person
from planner.people.names import fold
from planner.receptions.models import Attendee, Reception
from planner.receptions.queries import visible_to
from planner.settlement import rulebook
from planner.settlement.models import Gift
from planner.settlement.queries import kind_of_guest

COUNT = ("planned", "given")
"""States of gifts that count against a limit: what was not accepted or came back does not."""
READS_ALL = frozenset({"department_manager", "general_manager", "finance", "office", "auditor"})


@dataclass(frozen=True)
class GiftFinding:
    """What a limit says: `level` is stop, clear or warn."""

    entry: dict
    level: str
    values: dict = field(default_factory=dict)

    def text(self, lang):
        return self.entry["text"][lang] % {key: value.format(lang) if isinstance(value, Money) else value for key, value in self.values.items()}


@dataclass(frozen=True)
class Wanted:
    """A gift as it is proposed: `own` is its value in the company's currency."""

    direction: str
    person: Person
    guest_kind: str
    name: str
    given_on: date
    reception_id: int
    own: Money


def findings(wanted, but=None):
    """What the limits, the forbidden words and earlier gifts say about a gift; `but` is the id of its own row, not counted."""
    found = []
    if wanted.direction == "given":
        found += [GiftFinding(rulebook.forbidden(), "stop", {"name": wanted.name}) for word in rulebook.forbidden()["words"] if word in wanted.name.casefold()][:1]
    others = _others(wanted, but)
    for limit in rulebook.limits_on(wanted.given_on, wanted.direction, wanted.guest_kind):
        amount = wanted.own + Money(sum(gift.own_minor for gift in others if _counts(gift, wanted, limit.per)), wanted.own.currency)
        if amount > limit.cap:
            found.append(GiftFinding(limit.entry, limit.level, {"amount": amount, "cap": limit.cap}))
    remember = rulebook.remember()
    same = [gift for gift in others if gift.person_id == wanted.person.id and fold(gift.name) == fold(wanted.name) and gift.reception_id != wanted.reception_id
            and wanted.given_on.year - gift.given_on.year <= remember["years"]]
    found += [GiftFinding(remember, "warn", {"name": wanted.name, "day": day(gift.given_on)}) for gift in same[-1:]]
    return sorted(found, key=lambda one: rulebook.GIFT_LEVELS.index(one.level))


def _others(wanted, but):
    """Earlier gifts of the same direction for the person, or for anybody of the same client, that count."""
    near = [Gift.person_id == wanted.person.id]
    if wanted.person.client_id:
        near.append(Gift.person_id.in_(select(Person.id).where(Person.client_id == wanted.person.client_id)))
    query = select(Gift).where(or_(*near), Gift.direction == wanted.direction, Gift.state.in_(COUNT), Gift.clearance != "refused").order_by(Gift.given_on, Gift.id)
    return [gift for gift in session().scalars(query).unique() if gift.id != but]


def _counts(gift, wanted, per):
    if per == "client_year":
        return gift.given_on.year == wanted.given_on.year
    if gift.person_id != wanted.person.id:
        return False
    return gift.given_on.year == wanted.given_on.year if per == "year" else gift.reception_id == wanted.reception_id or gift.given_on == wanted.given_on


def findings_of(gift):
    """The same about a gift that is registered."""
    own = Money(gift.own_minor, house_rules().ladder.currency)
    return findings(Wanted(gift.direction, gift.person, gift.guest_kind, gift.name, gift.given_on, gift.reception_id, own), but=gift.id)


# Reading the register -----------------------------------------------------------------------------------------------------

def _seen_by(person):
    """A condition on Gift: everybody's for those who supervise; of the receptions one plans, and one's own, for the others."""
    if roles_of(person) & READS_ALL:
        return Gift.id == Gift.id
    return or_(Gift.reception_id.in_(select(Reception.id).where(visible_to(person))), Gift.staff_id == person.id)


def page_of_gifts(person, *, year=None, guests="", direction="", about=None, number=1):
    """One Page of the register, the newest first: of a year, of one kind of guest (the officials' register), one direction, about one person."""
    query = select(Gift).where(_seen_by(person)).order_by(Gift.given_on.desc(), Gift.id.desc())
    if year is not None:
        query = query.where(Gift.given_on.between(date(year, 1, 1), date(year, 12, 31)))
    for column, value in ((Gift.guest_kind, guests), (Gift.direction, direction)):
        query = query.where(column == value) if value else query
    if about is not None:
        query = query.where(or_(Gift.person_id == about, Gift.staff_id == about))
    return page_of(query, number)


@dataclass(frozen=True)
class Year:
    """What one person of a client got from us and gave us in a year, in the company's currency; refused and returned gifts left out."""

    year: int
    given: Money
    received: Money
    count: int


def years_about(person, about):
    """A Year for each with gifts to or from `about` (of the client or of ours), the latest first, as far as `person` may see them."""
    gifts = session().scalars(select(Gift).where(_seen_by(person), or_(Gift.person_id == about, Gift.staff_id == about), Gift.state.in_(COUNT),
                                                 Gift.clearance != "refused")).unique().all()
    def of(year, direction):
        return Money(sum(gift.own_minor for gift in gifts if (gift.given_on.year, gift.direction) == (year, direction)), house_rules().ladder.currency)
    years = sorted({gift.given_on.year for gift in gifts}, reverse=True)
    return [Year(year, of(year, "given"), of(year, "received"), sum(gift.given_on.year == year for gift in gifts)) for year in years]


def concerned(person, about):
    """The Person whose gifts `person` may see here; None for anybody else."""
    found = session().scalar(select(Gift).where(_seen_by(person), or_(Gift.person_id == about, Gift.staff_id == about)).limit(1))
    return None if found is None else (found.person if found.person_id == about else found.staff)


def waiting(person):
    """Gifts that wait to be cleared, as far as the person may see them."""
    return session().scalars(select(Gift).where(_seen_by(person), Gift.clearance == "asked").order_by(Gift.given_on, Gift.id)).unique().all()


def gifts_of(reception):
    return session().scalars(select(Gift).where(Gift.reception_id == reception.id).order_by(Gift.direction, Gift.id)).unique().all()


def get_gift(gift_id, person):
    """A gift the person may see. Raises NotFound."""
    found = session().scalar(select(Gift).where(Gift.id == gift_id, _seen_by(person)))
    if found is None:
        raise NotFound()
    return found


def gift_in(reception, gift_id):
    """A gift of this reception. Raises NotFound."""
    found = session().get(Gift, gift_id)
    if found is None or found.reception_id != reception.id:
        raise NotFound()
    return found


def other_side(reception):
    """Whom gifts of this reception may concern: {person id: (Person, kind of guest)} of its guests."""
    attendees = session().scalars(select(Attendee).where(Attendee.reception_id == reception.id, Attendee.side == "guest").order_by(Attendee.position, Attendee.id)).unique()
    return {one.person_id: (one.person, kind_of_guest(one)) for one in attendees}
