"""What the banquet page shows: people, plan, reasons, cost, and what a chosen move would change."""

from dataclasses import dataclass, field
from functools import cached_property

from flask import url_for

from planner.banquets import queries, seating_bridge
from planner.i18n import current_language

@dataclass
class Studio:
    """One look at a banquet: `chosen` is the attendee asked about, `target` the (table, seat) of a planned move."""

    banquet: object
    may_edit: bool
    chosen_id: int | None = None
    to: str = ""
    search: str = ""
    problem: str = ""
    hall: object = field(init=False)

    def __post_init__(self):
        self.hall = seating_bridge.Hall(self.banquet)
        self.reception = self.banquet.reception
        self.row_of = {row.attendee_id: row for row in self.hall.rows}
        self.chosen = self.hall.diners.get(self.chosen_id) or self._leaving()
        self.target = self._target()

    def _leaving(self):
        """Somebody who keeps a seat without dining any more can still be looked at, to take the seat away."""
        row = self.row_of.get(self.chosen_id)
        return row.attendee if row else None

    def _target(self):
        table, _dash, seat = self.to.partition("-")
        if not (self.chosen and self.chosen.id in self.hall.diners and _is_number(table) and _is_number(seat)):
            return None
        found = next((t for t in self.banquet.tables if t.number == int(table)), None)
        return (found, int(seat) - 1) if found and 1 <= int(seat) <= found.seats else None

    @cached_property
    def people(self):
        """[(heading, [(attendee, seating or None)])]: without a seat first, then guests, then hosts."""
        wanted = self.search.casefold()
        everybody = [(a, self.row_of.get(a.id)) for a in self.hall.ordered()
                     if not wanted or wanted in f"{a.person.both_names()} {a.person.search_text}".casefold()]
        return {"unseated": [(a, r) for a, r in everybody if r is None],
                "guest": [(a, r) for a, r in everybody if r is not None and a.side == "guest"],
                "host": [(a, r) for a, r in everybody if r is not None and a.side == "host"]}

    @cached_property
    def unseated(self):
        return [a for a in self.hall.ordered() if a.id not in self.row_of]

    def unseated_names(self):
        """Their names in one line."""
        lang = current_language()
        return ("、" if lang == "zh" else ", ").join(a.person.name(lang) for a in self.unseated)

    @cached_property
    def leaving(self):
        """Seats of people who do not dine any more."""
        return [row for row in self.hall.rows if row.attendee_id not in self.hall.diners]

    @property
    def seat_count(self):
        return sum(t.seats for t in self.banquet.tables)

    @property
    def is_empty(self):
        return not self.hall.rows

    @cached_property
    def breaches(self):
        return self.hall.breaches(current_language()) if not self.is_empty else []

    @cached_property
    def reasons(self):
        """[(sentence, Rule or None)] of the chosen person's seat."""
        lang = current_language()
        found = self.hall.reasons.get(self.chosen.id, []) if self.chosen else []
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
        """[(table, [(value, seat number, Seating or None)])] for the list of seats."""
        taken = {(r.table_id, r.seat): r for r in self.hall.rows}
        return [(t, [(f"{t.number}-{s + 1}", s + 1, taken.get((t.id, s))) for s in range(t.seats)]) for t in self.banquet.tables]

    @cached_property
    def drawing(self):
        """The hall plan as an element, every name a link to its reasons, every free seat a place to move to."""
        can_move = self.may_edit and self.chosen is not None and self.chosen.id in self.hall.diners
        return seating_bridge.hall_plan(
            self.banquet, current_language(), hall=self.hall, selected=self.chosen.id if self.chosen else None,
            person_link=lambda attendee_id: self.address(person=attendee_id),
            seat_link=(lambda table, seat: self.address(person=self.chosen.id, to=f"{table}-{seat + 1}")) if can_move else None)

    def address(self, **query):
        """This page with other choices."""
        return url_for("banquets.show", reception_id=self.reception.id, banquet_id=self.banquet.id, **query)

    @cached_property
    def wishes(self):
        """[(wish, first name, second name)] in the order given."""
        lang = current_language()
        people = {a.id: a.person for a in self.reception.attendees}
        clients = {c.id: c for c in queries.guest_clients(self.reception)}

        def name(attendee_id, client_id):
            if attendee_id is not None:
                return people[attendee_id].name(lang) if attendee_id in people else ""
            return clients[client_id].name(lang) if client_id in clients else ""

        return [(w, name(w.first_attendee_id, w.first_client_id), name(w.second_attendee_id, w.second_client_id))
                for w in self.reception.wishes]


def _is_number(text):
    return text.isascii() and text.isdecimal() and len(text) < 4
