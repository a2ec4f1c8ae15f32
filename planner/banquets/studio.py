"""What the studio shows: people, plan, reasons, cost, and what a chosen move would change."""

from dataclasses import dataclass, field
from functools import cached_property

from flask import url_for

from planner.banquets import queries, seating_bridge, steps
from planner.banquets.floor import Floor
from planner.banquets.seat_words import place_words, step_words
from planner.i18n import _, current_language
from planner.people.names import fold
from planner.web import is_htmx

MOST_SINGLE = 200      # touched seats up to which they are sent one by one; more and the page is drawn anew


@dataclass(frozen=True)
class Filters:
    """Which people the list shows; `eaters` are the ids of those with the chosen diet, None where none is chosen."""

    search: str = ""
    side: str = ""
    house: str = ""
    reply: str = ""
    diet: str = ""
    eaters: frozenset | None = None

    def __bool__(self):
        return bool(self.search or self.side or self.house or self.reply or self.diet)

    def keeps(self, diner):
        return (all(word in findable(diner) for word in fold(self.search).split())
                and self.side in ("", diner.side) and self.house in ("", str(diner.person.client_id))
                and self.reply in ("", diner.reply) and (self.eaters is None or diner.id in self.eaters))


def findable(diner):
    """What somebody may be found by, folded: characters, pinyin, Latin spelling, title, organisation."""
    house = diner.person.client.search_text if diner.person.client else fold(diner.person.department_zh + " " + diner.person.department_en)
    return f"{diner.person.search_text} {fold(diner.person.title_zh)} {fold(diner.person.title_en)} {house}"


@dataclass
class Studio:
    """One look at a banquet: `chosen` is who is asked about, `target` the (table, seat) of a planned move.

    `person` is the reader; `seen` the version of a page that only wants what has changed since.
    """

    banquet: object
    person: object
    may_edit: bool
    chosen_id: int | None = None
    to: str = ""
    filters: Filters = Filters()
    problem: str = ""
    seen: int | None = None
    floor: Floor | None = None
    hall: object = field(init=False)

    def __post_init__(self):
        self.floor = self.floor or Floor(self.banquet)
        self.hall = self.floor.hall
        self.reception = self.banquet.reception
        self.row_of = {row.attendee_id: row for row in self.hall.rows}
        self.chosen = self.floor.everybody.get(self.chosen_id)
        self.target = self._target()
        self.base = url_for("banquets.show", reception_id=self.banquet.reception_id, banquet_id=self.banquet.id)

    def _target(self):
        table, _dash, seat = self.to.partition("-")
        if not (self.chosen and self.chosen.id in self.hall.diners and _is_number(table) and _is_number(seat)):
            return None
        found = next((t for t in self.banquet.tables if t.number == int(table) and not t.is_broken), None)
        return (found, int(seat) - 1) if found and 1 <= int(seat) <= found.seats else None

    def address(self, **query):
        """This page with other choices."""
        return self.base + "?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else self.base

    # --- people ---

    @cached_property
    def groups(self):
        """{"unseated": …, "guest": …, "host": …}: (place in the list, Diner, its seat or None), those without a seat first."""
        found = {"unseated": [], "guest": [], "host": []}
        for order, diner in enumerate(self.floor.ordered()):
            if self.filters.keeps(diner):
                found[self.group_of(diner)].append((order, diner, self.row_of.get(diner.id)))
        return found

    @property
    def has_script(self):
        """Whether the script asks, which fills the choice of a seat from the plan on the page."""
        return is_htmx()

    def group_of(self, diner):
        return diner.side if diner.id in self.row_of else "unseated"

    def findable(self, diner):
        return findable(diner)

    @cached_property
    def houses(self):
        """[(client id, name)] of the guests, by name."""
        houses = {d.person.client.id: d.person.client for d in self.hall.diners.values() if d.person.client}
        return sorted(((str(i), house.name(current_language())) for i, house in houses.items()), key=lambda pair: pair[1])

    @cached_property
    def unseated(self):
        return [d for d in self.floor.ordered() if d.id not in self.row_of]

    def unseated_names(self, most=8):
        """The first of their names in one line."""
        lang = current_language()
        names = ("、" if lang == "zh" else ", ").join(d.person.name(lang) for d in self.unseated[:most])
        return names + (" …" if len(self.unseated) > most else "")

    @cached_property
    def leaving(self):
        """Seats of people who do not dine any more."""
        return [row for row in self.hall.rows if row.attendee_id not in self.hall.diners]

    # --- score ---

    @property
    def seat_count(self):
        return sum(t.seats for t in self.banquet.tables)

    @property
    def is_empty(self):
        return not self.hall.rows

    @property
    def is_large(self):
        """Whether what takes long with many people is looked up only when it is asked for."""
        return len(self.hall.diners) > seating_bridge.AT_ONCE_PEOPLE

    @cached_property
    def breaches(self):
        return self.hall.breaches(current_language()) if not self.is_empty else []

    @property
    def cost(self):
        return self.hall.live.cost

    @cached_property
    def can_undo(self):
        return self.may_edit and steps.undoable(self.banquet, self.person) is not None

    @cached_property
    def can_redo(self):
        return self.may_edit and steps.redoable(self.banquet, self.person) is not None

    @cached_property
    def wishes(self):
        """[(wish, first name, second name)] in the order given."""
        lang = current_language()
        people = {a.id: a.person for a in self.floor.everybody.values()}
        missing = {w.first_attendee_id for w in self.reception.wishes} | {w.second_attendee_id for w in self.reception.wishes}
        if missing - people.keys() - {None}:
            people = {a.id: a.person for a in self.reception.attendees}
        clients = {w.first_client_id: w.first_client for w in self.reception.wishes} | {w.second_client_id: w.second_client for w in self.reception.wishes}

        def name(attendee_id, client_id):
            found = people.get(attendee_id) if attendee_id is not None else clients.get(client_id)
            return found.name(lang) if found else ""

        return [(w, name(w.first_attendee_id, w.first_client_id), name(w.second_attendee_id, w.second_client_id))
                for w in self.reception.wishes]

    @cached_property
    def kept_wishes(self):
        """[(wish, first name, second name, whether kept or None, who noted it)], the broken ones first."""
        asked = queries.who_noted_wishes(self.reception)
        found = [(w, first, second, self.hall.is_kept(w), asked.get(w.id)) for w, first, second in self.wishes]
        return sorted(found, key=lambda row: (row[3] is not False, row[3] is not None))

    # --- why ---

    @cached_property
    def reasons(self):
        """[(sentence, Rule or None)] of the chosen person's seat."""
        lang = current_language()
        found = self.hall.reasons_of(self.chosen.id) if self.chosen else []
        return [(reason.sentence(lang), self.hall.rule(reason.rule)) for reason in found]

    @cached_property
    def shortcomings(self):
        """Sentences on what is not ideal, with the rule; only for people who are seated."""
        if self.is_empty:
            return []
        lang = current_language()
        return [(s.sentence(lang), self.hall.rule(s.rule), s.people) for s in self.hall.shortcomings]

    @cached_property
    def change(self):
        """What the chosen move would change, or None without a move."""
        if self.target is None or (self.target_row is not None and self.target_row.attendee_id == self.chosen.id):
            return None
        table, seat = self.target
        return self.hall.what_if(self.chosen.id, table.number, seat)

    @cached_property
    def target_row(self):
        """Who sits in the target seat now."""
        if self.target is None:
            return None
        table, seat = self.target
        return next((r for r in self.hall.rows if (r.table_id, r.seat) == (table.id, seat)), None)

    @cached_property
    def seats(self):
        """[(table, [(value, seat number, its Taken or None)])] for the plan as text and the choice of a seat."""
        taken = {(r.table_id, r.seat): r for r in self.hall.rows}
        return [(t, [(f"{t.number}-{s + 1}", s + 1, taken.get((t.id, s))) for s in range(t.seats)]) for t in self.banquet.tables if not t.is_broken]

    # --- plan ---

    @cached_property
    def drawing(self):
        """The hall plan as an element, every seat a group of its own, every name a link to its reasons."""
        return seating_bridge.studio_plan(self.hall, current_language(), person_link=self._person_link, seat=self._seat)

    def _person_link(self, attendee_id):
        return f"{self.base}?person={attendee_id}"

    @cached_property
    def _places(self):
        """(table number, seat) -> (steps from the host's seat, neighbours as "1-2 1-4")."""
        return {(t, s): (steps_, " ".join(f"{t}-{n + 1}" for n in beside)) for t, s, steps_, beside in self.hall.seat_places()}

    @cached_property
    def _tables(self):
        return {t.number: t for t in self.banquet.tables}

    def _seat(self, table, seat, attendee_id):
        """The attributes of a seat's group; static/studio.js reads them."""
        steps_, beside = self._places[table, seat]
        row = self.row_of.get(attendee_id)
        chosen = " is-chosen" if attendee_id and attendee_id == self.chosen_id else ""
        return {"id": f"seat-{table}-{seat + 1}", "class": f"place{chosen}", "data_table": str(table), "data_called": self._tables[table].called, "data_seat": str(seat + 1),
                "data_person": str(attendee_id or ""), "data_side": row.attendee.side if row else "",
                "data_name": row.attendee.person.name(current_language()) if row else "", "data_locked": "1" if row and row.is_locked else "",
                "data_place": place_words(self._tables[table], steps_), "data_beside": beside}

    # --- what has changed since the page was drawn ---

    @cached_property
    def news(self):
        """Steps that the page has not seen."""
        return steps.steps_after(self.banquet, self.seen) if self.seen is not None else []

    def news_words(self, own=False):
        """Sentences on what others did; with `own`, on the reader's own steps too, as made in another window."""
        return [self.words_of(s) for s in self.news if own or s.person_id != self.person.id]

    def words_of(self, step):
        """Who made a step, and what it did."""
        who = step.person.name(current_language()) if step.person and step.person_id != self.person.id else _("You, in another window,")
        return step_words(step, who, self.floor.everybody, self._tables_by_id)

    @cached_property
    def _tables_by_id(self):
        return {t.id: t for t in self.banquet.tables}

    @cached_property
    def touched(self):
        """(places as (table number, seat), attendee ids) of the steps that the page has not seen."""
        numbers = {t.id: t.number for t in self.banquet.tables}
        sizes = {t.number: t.seats for t in self.banquet.tables}
        changes = [change for step in self.news for change in step.changes]
        places = {(numbers[p[0]], p[1]) for _a, old, new in changes for p in (old, new) if p and p[0] in numbers}
        return sorted(p for p in places if p[1] < sizes[p[0]]), sorted({c[0] for c in changes} & self.floor.everybody.keys())

    @property
    def is_rather_drawn_anew(self):
        return len(self.touched[0]) > MOST_SINGLE

    def touched_seats(self):
        """Their groups."""
        return seating_bridge.studio_seats(self.hall, current_language(), self.touched[0], person_link=self._person_link, seat=self._seat)

    def touched_places(self):
        """[(table, seat number, its Taken or None)] for the plan as text."""
        tables = {t.number: t for t in self.banquet.tables}
        taken = {(r.table_id, r.seat): r for r in self.hall.rows}
        return [(tables[n], s + 1, taken.get((tables[n].id, s))) for n, s in self.touched[0]]

    def touched_people(self):
        """(place in the list, Diner, its seat or None)."""
        order = {d.id: n for n, d in enumerate(self.floor.ordered())}
        return [(order.get(a, -1), self.floor.everybody[a], self.row_of.get(a)) for a in self.touched[1] if a in self.hall.diners]


def _is_number(text):
    return text.isascii() and text.isdecimal() and len(text) < 4
