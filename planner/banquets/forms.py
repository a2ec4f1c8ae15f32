"""Forms of banquets, of moving somebody, and of wishes."""

from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from planner.banquets import queries, seating_bridge
from planner.forms import Form, LineField, WholeNumberField
from planner.i18n import _, _l, current_language

MOST_TABLES, MOST_SEATS, FEWEST_SEATS = 60, 30, 3
RELATION_NAMES = {"together-beside": _l("sits beside"), "together-table": _l("sits at the table of"),
                  "apart-beside": _l("does not sit beside"), "apart-table": _l("does not sit at the table of")}
WISH_NAMES = {"apart": {"table": _l("not at one table"), "beside": _l("not side by side")},
              "together": {"table": _l("at one table"), "beside": _l("side by side")}}
STRENGTH_NAMES = {"must": _l("must"), "would_like": _l("would like")}


def options(pairs):
    """[(value, label)] as WTForms wants its choices."""
    return [SelectChoice(value, label) for value, label in pairs]


def whole_id(value):
    """An id as posted, or None for everything else."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else None


class BanquetForm(Form):
    """Where, on which item, how many tables, by which rules, and the three principals.

    Who may be host or guest of honour is decided by the action, which says why not.
    """

    item_id = SelectField(_l("Item of the programme"), coerce=whole_id, validate_choice=False)
    day_is_meant = BooleanField(_l("We want this day all the same"))
    tables = WholeNumberField(_l("Number of tables"), min=1, max=MOST_TABLES, default=4)
    seats = WholeNumberField(_l("Seats at each table"), min=FEWEST_SEATS, max=MOST_SEATS, default=10)
    pack = SelectField(_l("Rule pack"), description=_l("The customs by which seats and tables are ranked."))
    host_id = SelectField(_l("Host"), coerce=whole_id, validate_choice=False)
    second_host_id = SelectField(_l("Second host"), coerce=whole_id, validate_choice=False,
                                 description=_l("Faces the host at the main table; may be left out."))
    guest_of_honour_id = SelectField(_l("Guest of honour"), coerce=whole_id, validate_choice=False)
    venue_zh = LineField(_l("Venue in Chinese"), max_length=200)
    venue_en = LineField(_l("Venue in English"), max_length=200)
    hall_zh = LineField(_l("Hall in Chinese"), max_length=200)
    hall_en = LineField(_l("Hall in English"), max_length=200)

    def __init__(self, reception, *args, banquet=None, **kwargs):
        super().__init__(*args, **kwargs)
        if banquet is not None and queries.is_drawn(banquet):       # its tables are those of the drawing
            del self.tables, self.seats
        lang = current_language()
        items = ([banquet.item] if banquet else []) + list(queries.free_items(reception))
        self.item_id.choices = options((i.id, f"{i.title(lang)} · {i.starts_at:%Y-%m-%d %H:%M}") for i in items)
        self.pack.choices = options((key, title) for key, title, _about in seating_bridge.packs(lang))
        people = sorted(reception.attendees, key=lambda a: (a.rank or 99, a.position, a.id))
        sides = {side: [(a.id, a.person.both_names()) for a in people if a.side == side] for side in ("host", "guest")}
        self.host_id.choices = options([("", _("Please choose"))] + sides["host"])
        self.second_host_id.choices = options([("", _("none"))] + sides["host"])
        self.guest_of_honour_id.choices = options([("", _("Please choose"))] + sides["guest"])


def filled_in(reception):
    """What a new banquet most likely is: its item, place and the people whose role says so."""
    roles = {a.role: a.id for a in reception.attendees if a.role in ("host", "second_host", "guest_of_honour")}
    items = queries.free_items(reception)
    item = next((i for i in items if i.kind == "banquet"), items[0] if items else None)
    dining = sum(a.dines for a in reception.attendees)
    values = {"host_id": roles.get("host"), "second_host_id": roles.get("second_host"),
              "guest_of_honour_id": roles.get("guest_of_honour"), "tables": max(1, -(-dining // 10)), "seats": 10}
    if item is not None:
        values |= {"item_id": item.id, "venue_zh": item.place_zh, "venue_en": item.place_en}
    return values


class WishForm(Form):
    """Two people or clients, together or apart. A subject is written "a12" (attendee) or "c3" (client)."""

    first = SelectField(_l("Who"))
    relation = SelectField(_l("Wish"), choices=options(RELATION_NAMES.items()))
    second = SelectField(_l("Whom"))
    strength = SelectField(_l("How firmly"), choices=options(STRENGTH_NAMES.items()))
    asked_by = LineField(_l("Asked by"), max_length=100)
    reason_zh = LineField(_l("Reason in Chinese"), max_length=200)
    reason_en = LineField(_l("Reason in English"), max_length=200)

    def __init__(self, reception, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lang = current_language()
        clients = [(f"c{c.id}", _("everybody of %(client)s", client=c.name(lang))) for c in queries.guest_clients(reception)]
        people = sorted(reception.attendees, key=lambda a: (a.side != "guest", a.person.sort_key))
        choices = [("", _("Please choose"))] + [(f"a{a.id}", a.person.both_names()) for a in people] + clients
        self.first.choices, self.second.choices = options(choices), options(choices)
        self.subjects = {f"a{a.id}": a for a in people} | {f"c{c.id}": c for c in queries.guest_clients(reception)}

    def values(self):
        found = super().values()
        kind, _dash, scope = found.pop("relation").partition("-")
        return found | {"kind": kind, "scope": scope} | {key: self.subjects.get(found[key]) for key in ("first", "second")}


def wish_data(wish):
    """The form's values for a stored wish."""
    def subject(attendee_id, client_id):
        return f"a{attendee_id}" if attendee_id else f"c{client_id}"
    return {"relation": f"{wish.kind}-{wish.scope}", "strength": wish.strength, "asked_by": wish.asked_by,
            "reason_zh": wish.reason_zh, "reason_en": wish.reason_en,
            "first": subject(wish.first_attendee_id, wish.first_client_id),
            "second": subject(wish.second_attendee_id, wish.second_client_id)}
