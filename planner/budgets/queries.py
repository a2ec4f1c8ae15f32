"""Reading hospitality applications: what the plan says, what was decided, where an application stands."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, false, func, or_, select
from sqlalchemy.orm import joinedload

from planner import clock
from planner.accounts.permissions import DECIDERS
from planner.accounts.queries import roles_of
from planner.banquets import queries as banquets
from planner.banquets.models import Banquet, BanquetTable
from planner.budgets import approval, authority, funding
from planner.budgets.breaches import Line, Occasion, breaches, per_head
from planner.budgets.ladders import Ladder
from planner.budgets.lines import Figures, explanation, quantity, whole_hours
from planner.budgets.models import CATEGORIES, PARTS, Application, BudgetLine
from planner.budgets.parts import on_top, parts_of
from planner.budgets.periods import spent_before
from planner.budgets.policies import LEVELS
from planner.budgets.rulebook import house_rules
from planner.db import lock, session
from planner.errors import NotFound
from planner.i18n import current_language
from planner.money import Money, split_by
from planner.people.models import Person, either
from planner.reading import remembered
from planner.receptions.models import Attendee, Item, Reception
from planner.receptions.queries import get_reception

SPLITTING_DAYS = 7
UNDECIDED = ("draft", "sent_back", "withdrawn")
PLACES_OF_ARRIVAL = ("机场", "车站", "高铁站", "火车站", "airport", "station")


# What the plan of a reception says ----------------------------------------------------------------------------------

# Asked for every case; building such a question takes as long as asking it.
_RECEPTION = bindparam("reception")
_ITEMS = select(Item.kind, Item.starts_at, Item.ends_at, Item.time_zone).where(Item.reception_id == _RECEPTION)
_TABLES = select(func.count(BanquetTable.id)).join(Banquet).where(Banquet.reception_id == _RECEPTION)
_ATTENDEES = select(Attendee).where(Attendee.reception_id == _RECEPTION, Attendee.role != "driver", banquets.comes()).order_by(Attendee.id)
_ARRIVALS = select(Item.title_zh, Item.title_en, Item.place_zh, Item.place_en).where(Item.reception_id == _RECEPTION, Item.kind.in_(("arrival", "send_off")))
_OF_RECEPTION = select(Application).where(Application.reception_id == _RECEPTION)
_RELATED = select(Application).where(
    Application.client_id == bindparam("client"), Application.id != bindparam("application"), Application.status.in_(("submitted", *approval.SIGNED)),
    Application.dining_at.between(bindparam("begins"), bindparam("ends"))).order_by(Application.id)


def figures_of(reception, party=None):
    """The numbers from which budget lines follow; `party` saves reading who comes a second time."""
    guests, own = party or _attendees(reception)
    items = session().execute(_ITEMS, {"reception": reception.id}).all()
    kinds = [item.kind for item in items]
    tables = session().scalar(_TABLES, {"reception": reception.id})
    return Figures(guests=len(guests), guests_dining=sum(a.dines for a in guests), own_dining=sum(a.dines for a in own),
                   hosts=sum(a.role in ("host", "second_host") for a in own), meals=kinds.count("meal"), tables=tables,
                   talks=kinds.count("talks"), days=(reception.ends_on - reception.starts_on).days + 1, people=len(guests) + len(own),
                   talk_hours=whole_hours(_span(item) for item in items if item.kind == "talks"), day_hours=whole_hours(_days(items)))


def _span(item):
    """When an item begins and ends, as moments; without an end it takes no time."""
    zone = ZoneInfo(item.time_zone)
    return item.starts_at.replace(tzinfo=zone), (item.ends_at or item.starts_at).replace(tzinfo=zone)


def _days(items):
    """(begin of the first thing, end of the last) of each day of the programme."""
    days = {}
    for item in items:
        starts, ends = _span(item)
        known = days.get(item.starts_at.date(), (starts, ends))
        days[item.starts_at.date()] = min(known[0], starts), max(known[1], ends)
    return days.values()


def _by_kind(guests):
    """{kind of client: dining guests}; an official counts as one wherever he or she comes from."""
    counted = {}
    for guest in guests:
        if guest.dines:
            kind = "official" if guest.is_official else (guest.person.client.kind if guest.person.client else "private")
            counted[kind] = counted.get(kind, 0) + 1
    return dict(sorted(counted.items()))


def guests_in_words(reception, limit=4):
    """The guests of highest rank, for the one who decides; and how many there are besides."""
    guests = sorted(_attendees(reception)[0], key=lambda a: (a.role != "guest_of_honour", a.rank or 99, a.position, a.id))
    return guests[:limit], max(len(guests) - limit, 0)


def _attendees(reception):
    """(guests, own people) who come as far as we know, drivers left out."""
    found = session().scalars(_ATTENDEES, {"reception": reception.id}).unique().all()
    return [a for a in found if a.side == "guest"], [a for a in found if a.side == "host"]


@dataclass(frozen=True)
class Place:
    """Where and when the hospitality is; `dining_at` is wall time."""

    venue: str
    dining_at: datetime | None


def planned_place(reception, lang="zh", planned=None):
    """Venue (in a language) and hour of the first banquet, or None; `planned` saves reading the banquets again."""
    banquet = min(banquets.banquets_of(reception) if planned is None else planned, key=lambda banquet: (banquet.item.starts_at, banquet.id), default=None)
    if banquet is None:
        return None
    parts = (banquet.venue(lang), banquet.hall(lang))
    return Place((" " if lang == "zh" else ", ").join(part for part in parts if part)[:200], banquet.item.starts_at)


def place_of(application, planned=None):
    """Venue and hour: what the application says; while nobody signs it and nobody wrote others, what the banquet has now."""
    written = Place(application.venue, application.dining_at)
    if application.status not in UNDECIDED or not application.follows_banquet:
        return written
    return planned_place(application.reception, planned=planned) or written


def _meets_at_airport(reception):
    texts = [" ".join(words).casefold() for words in session().execute(_ARRIVALS, {"reception": reception.id})]
    return any(place in text for text in texts for place in PLACES_OF_ARRIVAL)


# One application, computed once ----------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Case:
    """Everything that follows from an application as it stands at this moment."""

    application: Application
    rules: object
    place: Place
    figures: Figures
    occasion: Occasion
    policies: tuple       # in force on the day of the event
    breaches: tuple
    facts: dict
    live_facts: dict      # the same with quantities as the plan would give them now
    involved: dict
    related: tuple        # other applications for the same client within a week
    event_total: Money    # of this and the related ones, in the company's currency
    ladder: Ladder
    state: approval.State
    live_state: approval.State
    fund: object = None   # what it is charged to, None where the house has no fund for it

    @property
    def fingerprint(self):
        return approval.fingerprint(self.facts)

    @property
    def total(self):
        return Money(self.application.total_minor, self.application.currency)

    @property
    def own_total(self):
        """This application's total in the company's currency."""
        return self.occasion.total()

    @property
    def per_head(self):
        """All cost for one guest or companion, in the company's currency; None for nobody."""
        return self.own_total.per(self.occasion.diners)

    def money(self, minor):
        return Money(minor, self.application.currency)

    def money_of(self, entry):
        """The amount a log entry was about."""
        return Money(entry.facts["amount_minor"], entry.facts["currency"])

    def line_differences(self, lines):
        """[(name, before, after)] of lines whose amount differs, as text in the reader's language."""
        return [(either(current_language(), zh, en), self._shown(old), self._shown(new)) for (zh, en), old, new in lines]

    def _shown(self, minor):
        return "—" if minor is None else self.money(minor).format()

    def parts_total(self):
        """{part: Money} over all lines, those that come to nothing left out."""
        sums = {part: sum(line.parts.get(part, 0) for line in self.application.lines) for part in PARTS}
        return {part: self.money(minor) for part, minor in sums.items() if minor}

    def by_category(self):
        """[{category, lines, total}] in the order of the handbook's form, empty categories left out."""
        rows = []
        for category in CATEGORIES:
            lines = [line for line in self.application.lines if line.category == category]
            if lines:
                rows.append({"category": category, "lines": lines, "total": self.money(sum(line.amount_minor for line in lines))})
        return rows

    def basis(self, line):
        """What a line that follows the plan is computed from, in words."""
        return explanation(line.follows, self.figures)

    def step_title(self, step_id):
        """The title of a step of the ladder, empty for none."""
        titles = {step.id: step.title(current_language()) for step in self.ladder.steps}
        return titles.get(step_id, "")

    def meals_per_head(self):
        return per_head(self.occasion, self.policies)

    @property
    def needs_reason(self):
        return self.has("reason") or self.has("higher")

    def has(self, level):
        return any(breach.policy.level == level for breach in self.breaches)

    def drifted(self):
        """The lines whose quantity the plan would now compute otherwise, with that quantity."""
        pairs = [(line, quantity(line.follows, self.figures)) for line in self.application.lines if line.follows]
        return [(line, wanted) for line, wanted in pairs if wanted != line.quantity]

    def moved(self):
        """(as written, as planned now) as Places, when the banquet was moved after somebody submitted; else None."""
        planned = planned_place(self.application.reception) if self.application.follows_banquet else None
        return None if planned in (None, self.place) else (self.place, planned)

    def changed_since_last_time(self):
        """(the log entry compared with, its pinned changes, its lines that differ) or (None, [], [])."""
        mark = self.fingerprint
        entry = next((e for e in reversed(self.application.decisions) if e.facts and e.fingerprint != mark), None)
        if entry is None:
            return None, [], []
        old, new = _by_name(entry.facts["lines"]), _by_name(self.facts["lines"])
        gifts = {(zh, en) for facts in (entry.facts, self.facts) for zh, en, _price, _count in facts["gifts"]}  # told among the changes
        lines = [(name, old.get(name), new.get(name)) for name in dict.fromkeys([*old, *new])
                 if old.get(name) != new.get(name) and name not in gifts]
        return entry, approval.changes(entry.facts, self.facts), lines


def _by_name(lines):
    return {(zh, en): amount for zh, en, amount in lines}


@remembered
def case_of(application, rules=None):
    """The computed state of an application, read inside the surrounding transaction if there is one."""
    rules, reception = rules or house_rules(), application.reception
    party, involved = _attendees(reception), involved_in(application)
    figures = figures_of(reception, party)
    planned = banquets.banquets_of(reception)
    place = place_of(application, planned)
    day = event_day(application, place)
    policies = rules.policies_on(day)
    before = spent_before(application, day, party[0], policies, lambda row, minor: company_money(row, minor, rules), Money(0, rules.ladder.currency))
    occasion = _occasion(application, rules, _by_kind(party[0]), city_of(application, rules, place, planned), before)
    fund = funding.fund_of(application, day)
    found = breaches(occasion, policies) + funding.exceeded(application, fund, occasion.total())
    found = tuple(sorted(found, key=lambda breach: LEVELS.index(breach.policy.level)))
    facts = _facts(application, rules.policies.edition_on(day), occasion, found, place, planned)
    live = _live(application, facts, figures)
    related = related_applications(application, place.dining_at)
    event = occasion.total()
    for other in related:
        event = event + company_money(other, other.total_minor, rules)
    ladder = rules.ladders.for_case(application.department, occasion.guests, event)
    facts, live = (known | {"ladder": ladder.id, "ladder_version": ladder.version} for known in (facts, live))
    entries = application.decisions
    able = authority.ability(entries, event)
    state = approval.state_of(entries, facts, ladder, event, involved, able)
    live_state = state if live == facts else approval.state_of(entries, live, ladder, event, involved, able)
    return Case(application, rules, place, figures, occasion, policies, found, facts, live, involved, related, event, ladder, state, live_state, fund)


@dataclass(frozen=True)
class Tried:
    """What an application would be with what somebody typed: nothing of it is stored."""

    total: Money
    occasion: Occasion
    policies: tuple
    breaches: tuple

    def has(self, level):
        return any(breach.policy.level == level for breach in self.breaches)

    @property
    def needs_reason(self):
        return self.has("reason") or self.has("higher")


def tried(case, values, lines):
    """The Tried of a form: `values` of the application, `lines` as dictionaries that follow the plan already.

    Policies are those of the day typed; what was applied for before in the period of the stored day counts.
    """
    application, rules = case.application, case.rules
    typed = SimpleNamespace(**{name: values[name] for name in ("currency", "rate", "city")})
    rows = [BudgetLine(**line) for line in lines]
    place = Place(values["venue"], values["dining_at"])
    occasion = replace(case.occasion, lines=tuple(_line(typed, row, rules) for row in rows), guest_diners=values["guest_diners"] or 0,
                       own_diners=values["own_diners"] or 0, city=city_of(typed, rules, place, banquets.banquets_of(application.reception)))
    policies = rules.policies_on(place.dining_at.date() if place.dining_at else application.reception.starts_on)
    return Tried(Money(sum(row.amount_minor for row in rows), values["currency"]), occasion, policies, tuple(breaches(occasion, policies)))


def company_money(application, minor, rules):
    """An amount of this application in the company's currency, by the rate written on it."""
    money = Money(minor, application.currency)
    if application.currency == rules.ladder.currency:
        return money
    return money.converted(application.rate or "0", rules.ladder.currency)


def event_day(application, place):
    """The day whose policies count: that of the dinner, else the first of the reception."""
    return place.dining_at.date() if place.dining_at else application.reception.starts_on


def city_of(application, rules, place, planned):
    """The city as chosen, else as the names of the venues say it."""
    if application.city in {city.id for city in rules.policies.cities}:
        return application.city
    venues = [text for banquet in planned for text in (banquet.venue_zh, banquet.venue_en)]
    return rules.policies.city_of(" ".join((place.venue, *venues)))


def _occasion(application, rules, guests, city, before):
    return Occasion(
        lines=tuple(_line(application, line, rules) for line in application.lines), currency=rules.ladder.currency,
        guests=guests, guest_diners=application.guest_diners, own_diners=application.own_diners,
        grade=application.reception.client.grade, city=city, before=before,
        meets_at_airport=_meets_at_airport(application.reception))


def _line(application, line, rules):
    text = f"{line.description_zh} {line.description_en}".strip()
    amount = company_money(application, line.amount_minor, rules)
    parts = line.parts
    shares = split_by(amount.amount_minor, [line.amount_minor - sum(parts.values()), *parts.values()])[1:]
    return Line(line.kind or rules.kind_of(line.category, text), line.category, text, line.quantity, amount,
                {part: Money(share, amount.currency) for part, share in zip(parts, shares)})


def _facts(application, edition, occasion, found, place, planned):
    """What an approval stands for (approval.PINNED), and the lines besides, for showing what changed."""
    venues = sorted(f"{banquet.venue_zh}|{banquet.venue_en}" for banquet in planned)
    days = {moment.date().isoformat() for moment in (place.dining_at, *(banquet.item.starts_at for banquet in planned)) if moment}
    gifts = sorted([line.description_zh, line.description_en, line.unit_price_minor, line.quantity]
                   for line in application.lines if line.category == "gifts" and line.quantity)
    return {
        "amount_minor": application.total_minor, "currency": application.currency, "rate": application.rate,
        "cost_centre": application.cost_centre, "fund": application.fund_id, "event": application.reception_id, "days": sorted(days), "client": application.reception.client_id,
        "guests": occasion.guests, "guest_diners": application.guest_diners, "own_diners": application.own_diners,
        "gifts": gifts, "venue": [place.venue, *venues],
        "raised": any(breach.policy.level == "higher" for breach in found),
        "breaches": sorted({breach.policy.id for breach in found if breach.policy.level != "warn"}),
        "policies_version": edition,
        "lines": [[line.description_zh, line.description_en, line.amount_minor] for line in application.lines],
    }


def _live(application, facts, figures):
    """The facts as they would be if the lines were brought up to date with the plan: more tables are more money."""
    moved = {line.id: quantity(line.follows, figures) for line in application.lines
             if line.follows and quantity(line.follows, figures) != line.quantity}
    if not moved:
        return facts
    amount = sum(_amount_at(line, moved[line.id]) if line.id in moved else line.amount_minor for line in application.lines)
    return facts | {"amount_minor": amount}


def _amount_at(line, count):
    """What a line would cost with another quantity: parts with a rate follow it, typed ones stay."""
    parts = parts_of(count * line.unit_price_minor, line.included, {part: getattr(line, f"{part}_rate") for part in PARTS},
                     {part: getattr(line, f"{part}_minor") for part in PARTS}, strict=False)
    return count * line.unit_price_minor + on_top(line.included, parts)


def involved_in(application):
    """Who may not decide on it (A1), by the part they have in it; ids of persons. Second records of the same people are among them."""
    found = parts_in(application)
    doubles = authority.same_people(set(found.values()))
    return found | {f"same_person_{number}": person_id for number, person_id in enumerate(doubles)}


def own_parts(person, applications):
    """[(application, why the person may not decide on it, or None)], for many at the price of one."""
    doubles, rows = set(authority.same_people({person.id})), []
    for application in applications:
        parts = parts_in(application)
        rows.append((application, approval.own_part(person.id, parts | ({"same_person": person.id} if doubles & set(parts.values()) else {}))))
    return rows


def parts_in(application):
    """{part: person id} as the application itself says."""
    submitted = [entry.person_id for entry in application.decisions if entry.action == "submit"]
    parts = {"applicant": application.applicant_id, "creator": application.created_by_id,
             "last_editor": application.last_edited_by_id, "beneficiary": application.beneficiary_id,
             "submitter": submitted[-1] if submitted else None}
    return {part: person_id for part, person_id in parts.items() if person_id is not None}


def related_applications(application, dining_at):
    """Others for the same client that dine within a week and are not given up: together they make one amount (A6)."""
    if dining_at is None:
        return ()
    near = timedelta(days=SPLITTING_DAYS)
    return tuple(session().scalars(_RELATED, {"client": application.client_id, "application": application.id, "begins": dining_at - near, "ends": dining_at + near}))


# Finding applications ----------------------------------------------------------------------------------------------------

@remembered
def application_of(reception):
    """The reception's application, or None."""
    return session().scalar(_OF_RECEPTION, {"reception": reception.id})


def get_application(application_id, person):
    """The application if the person may see its reception. Raises NotFound."""
    application = session().get(Application, application_id)
    if application is None:
        raise NotFound()
    get_reception(application.reception_id, person)
    return application


def is_approved(reception):
    """Whether everything the plan would cost now is covered by approvals that hold."""
    return approved_fingerprint(reception) is not None


def approved_fingerprint(reception, *, for_sending=False):
    """The fingerprint that the last signer signed, while every approval holds; None otherwise.

    It stays the same while the application only gets smaller, as when a guest declines. With `for_sending`, inside a
    transaction, nobody changes the application until it ends (A10).
    """
    application = application_of(reception)
    if application is None:
        return None
    if for_sending:
        read_again(application)
    return holding_fingerprint(case_of(application))


def holding_fingerprint(case):
    """The same, of a case that is known already."""
    holds = case.state.is_approved and case.live_state.is_approved
    return case.state.signatures[-1].decision.fingerprint if holds else None


def read_again(application):
    """Lock the application and read it, its lines and its log as they are now; returns it."""
    lock(application)
    for line in application.lines:
        session().expire(line)
    session().expire(application, ["lines", "decisions"])
    return application


def applications_waiting(only=None):
    """Every application that waits for a signature, or the one of this id if it does."""
    query = session().query(Application).filter(Application.status == "submitted")
    return (query if only is None else query.filter(Application.id == only)).order_by(Application.id).all()


def waiting_ids():
    return session().scalars(select(Application.id).where(Application.status == "submitted").order_by(Application.id)).all()


def ids_to_compare(at):
    """Ids of open applications whose plan may still move: of receptions that are to come, or over for less than a month."""
    return session().scalars(select(Application.id).join(Reception, Reception.id == Application.reception_id).where(
        Application.status.in_(("submitted", *approval.SIGNED)), Reception.ends_on >= at.date() - timedelta(days=31)).order_by(Application.id)).all()


def waiting_count(person):
    """How many applications wait for this person's decision, for the head of every page."""
    roles = signing_roles(person)
    return session().scalar(select(func.count(Application.id)).where(_waits_for(roles), *_not_own(person))) if roles else 0


def signing_roles(person, roles=None):
    """The roles in which the person signs today: their own, and those they stand in with."""
    held = set(DECIDERS) & set(roles_of(person) if roles is None else roles)
    return held | {one.role for one in authority.delegations_to(person.id, clock.now())} if held else set()


def _waits_for(roles):
    return or_(false(), *((("," + Application.waiting_role + ",").contains(f",{role},")) for role in sorted(roles)))


def _not_own(person):
    own = (Application.applicant_id, Application.created_by_id, Application.last_edited_by_id)
    return [column != person.id for column in own] + [or_(Application.beneficiary_id.is_(None), Application.beneficiary_id != person.id)]


def inbox(person, roles):
    """(waiting for a decision, decided lately) as applications, oldest first; one's own are among the waiting ones."""
    waiting = session().scalars(_listed().where(or_(_waits_for(signing_roles(person, roles)), _own(person)),
                                                Application.status == "submitted")).unique().all()
    decided = session().scalars(_listed().where(Application.status.in_((*approval.SIGNED, "rejected", "sent_back")))
                                .order_by(Application.id.desc()).limit(20)).unique().all()
    return sorted(waiting, key=lambda a: (a.dining_at is None, a.dining_at, a.id)), decided


def _own(person):
    return or_(Application.applicant_id == person.id, Application.created_by_id == person.id,
               Application.last_edited_by_id == person.id, Application.beneficiary_id == person.id)


def _listed():
    return select(Application).options(joinedload(Application.reception).joinedload(Reception.client),
                                       joinedload(Application.applicant), joinedload(Application.client))


def history_with(client, application, limit=3):
    """The client's earlier applications that were approved, newest first."""
    return session().scalars(select(Application).where(
        Application.client_id == client.id, Application.id != application.id, Application.status.in_(approval.SIGNED))
        .order_by(Application.dining_at.desc(), Application.id.desc()).limit(limit)).all()


def funds_for(application):
    """The funds it may be charged to on the day of the event, and the one it names."""
    named = [] if application.fund_id is None else [session().get(funding.Fund, application.fund_id)]
    found = funding.choices(event_day(application, place_of(application)))
    return found + [fund for fund in named if fund not in found]


def staff_choices():
    """Our own active people by name, for the organiser and the beneficiary."""
    return session().scalars(select(Person).where(Person.client_id.is_(None), Person.is_active).order_by(Person.sort_key)).all()
