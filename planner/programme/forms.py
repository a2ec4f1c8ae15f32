"""Forms of the programme: an item, its roles and dependencies, groups, days held, and moving."""

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput

from planner.forms import AreaField, DayField, Form, LineField, OptionalId, WallTimeField, WholeNumberField
from planner.i18n import _, _l, current_language
from planner.people import queries as people
from planner.people.fields import ONE_LANGUAGE, options
from planner.places.queries import places
from planner.programme import flights, roles
from planner.programme.models import LEVELS
from planner.receptions.kinds import KIND_NAMES

TAKES_NAMES = {"party": _l("the whole party"), "groups": _l("some groups"), "named": _l("these people only")}
LINK_NAMES = {"after": _l("begins after the end of"), "together": _l("keeps its distance to"), "not_before": _l("begins not before the beginning of")}
LEVEL_NAMES = {"block": _l("blocks a release"), "warn": _l("warns"), "ignore": _l("says nothing")}
WAY_NAMES = {"mail": _l("by mail"), "phone": _l("by phone"), "in_person": _l("in person")}
HOLD_STATES = {"held": _l("held"), "taken": _l("settled"), "given_up": _l("given up"), "expired": _l("expired")}
assert set(LEVEL_NAMES) == set(LEVELS)
MOST_MINUTES = 12 * 60


def whole(text):
    """The number of a choice by id, or None."""
    return int(text) if str(text or "").isascii() and str(text or "").isdecimal() and len(str(text)) < 11 else None


class IdsField(SelectMultipleField):
    """Boxes to tick, one for each row; gives their ids."""

    def __init__(self, label, **settings):
        super().__init__(label, coerce=whole, option_widget=CheckboxInput(), **settings)
        self.type = "SelectMultipleField"  # drawn as boxes by the macro of fields, which goes by the name of the type


class ItemForm(Form):
    kind = SelectField(_l("Kind"), choices=options(KIND_NAMES.items()))
    title_zh = LineField(_l("Title in Chinese"), max_length=200, description=ONE_LANGUAGE)
    title_en = LineField(_l("Title in English"), max_length=200)
    starts_at = WallTimeField(_l("Begins"))
    ends_at = WallTimeField(_l("Ends"), required=False)
    is_fixed = BooleanField(_l("The time is fixed by others"), description=_l("A flight, a table booked elsewhere: it does not move when something before it is late."))
    flight = LineField(_l("Flight or train"), max_length=20, description=_l("Such as LH728 or G123."))
    place_id = OptionalId(_l("Kept place"), description=_l("The minutes on the way are known for kept places."))
    place_zh = LineField(_l("Place in Chinese"), max_length=200)
    place_en = LineField(_l("Place in English"), max_length=200)
    takes = RadioField(_l("Who takes part"), choices=options(TAKES_NAMES.items()), filters=[lambda data: data or "party"])
    groups = IdsField(_l("Groups"))
    attendees = IdsField(_l("People"))
    responsible_id = OptionalId(_l("In charge"))
    note_zh = AreaField(_l("Note for colleagues in Chinese"), max_length=2000)
    note_en = AreaField(_l("Note for colleagues in English"), max_length=2000)

    def __init__(self, party, groups, *args, item=None, **kwargs):
        """With `item`, whoever is in charge of it and its place stay choices after leaving the house or the list."""
        super().__init__(*args, obj=item, **kwargs)
        lang = current_language()
        staff, kept = list(people.staff()), places()
        if item is not None and item.responsible is not None and item.responsible not in staff:
            staff.append(item.responsible)
        if item is not None and item.kept_place is not None and item.kept_place not in kept:
            kept.append(item.kept_place)
        self.responsible_id.choices = options([("", _("nobody")), *((person.id, person.both_names()) for person in staff)])
        self.place_id.choices = options([("", _("none of these")), *((place.id, place.name(lang)) for place in kept)])
        self.groups.choices = options((group.id, _("%(name)s (%(count)s)", name=group.name(lang), count=len(group.members))) for group in groups)
        self.attendees.choices = options((one.id, one.person.both_names()) for one in party)
        self.kept = {place.id: place for place in kept}

    def validate_title_zh(self, field):
        if not (field.data or self.title_en.data):
            raise ValidationError(_l("Please give the item a title in Chinese or English."))

    def validate_flight(self, field):
        if field.data and flights.cleaned(field.data) is None:
            raise ValidationError(_("This is no flight or train number. Please write one such as %(examples)s.", examples=_(" or ").join(row["example"] for row in flights.patterns())))

    def validate_takes(self, field):
        chosen = {"party": True, "groups": self.groups.data, "named": self.attendees.data}.get(field.data)
        if not chosen:
            raise ValidationError(_l("Please choose who takes part."))

    def item_values(self):
        """The columns of an item; a kept place gives its name where no words are typed."""
        found = {name: value for name, value in self.values().items() if name not in ("takes", "groups", "attendees")}
        found["flight"] = flights.cleaned(found["flight"]) if found["flight"] else ""
        place = self.kept.get(found["place_id"])
        if place is not None and not (found["place_zh"] or found["place_en"]):
            found["place_zh"], found["place_en"] = place.name_zh, place.name_en
        return found

    def participants(self):
        return {"takes": self.takes.data, "attendees": self.attendees.data or (), "groups": self.groups.data or ()}


class RoleForm(Form):
    role = SelectField(_l("Role"))
    person_id = OptionalId(_l("Who"))
    note_zh = LineField(_l("Note for this role in Chinese"), max_length=500)
    note_en = LineField(_l("Note for this role in English"), max_length=500)

    def __init__(self, kind, **kwargs):
        super().__init__(prefix="role-", **kwargs)
        self.role.choices = options(roles.choices(kind, current_language()))
        self.person_id.choices = options([("", _("Please choose")), *((person.id, person.both_names()) for person in people.staff())])


class LinkForm(Form):
    kind = SelectField(_l("This item"), choices=options(LINK_NAMES.items()))
    on_id = OptionalId(_l("Other item"))
    minutes = WholeNumberField(_l("Minutes between them"), min=0, max=24 * 60, required=False)

    def __init__(self, items, **kwargs):
        super().__init__(prefix="link-", **kwargs)
        lang = current_language()
        self.on_id.choices = options([("", _("Please choose")), *((one.id, f"{one.starts_at:%H:%M} {one.title(lang)}") for one in items)])

    def validate_on_id(self, field):
        if not field.data:
            raise ValidationError(_l("Please choose another item of this programme."))


class MoveForm(Form):
    """What is to happen to an item: another time, later by some minutes, or longer by some."""

    how = RadioField(_l("How it changes"), choices=options([("at", _l("It moves to the times below")), ("late", _l("It begins later by so many minutes")),
                                                          ("longer", _l("It takes longer by so many minutes"))]))
    minutes = WholeNumberField(_l("Minutes"), min=-MOST_MINUTES, max=MOST_MINUTES, required=False)
    starts_at = WallTimeField(_l("Begins"), required=False)
    ends_at = WallTimeField(_l("Ends"), required=False)

    def validate_minutes(self, field):
        if self.how.data in ("late", "longer") and not field.data:
            raise ValidationError(_l("Please say by how many minutes."))

    def validate_starts_at(self, field):
        if self.how.data == "at" and field.data is None:
            raise ValidationError(_l("Please write a date and time such as 2026-12-08 18:30."))


class GroupForm(Form):
    name_zh = LineField(_l("Name of the group in Chinese"), max_length=100, description=ONE_LANGUAGE)
    name_en = LineField(_l("Name of the group in English"), max_length=100)
    attendees = IdsField(_l("Who belongs to it"))

    def __init__(self, party, **kwargs):
        super().__init__(**kwargs)
        self.attendees.choices = options((one.id, one.person.both_names()) for one in party)


class HoldForm(Form):
    starts_on = DayField(_l("First day"))
    ends_on = DayField(_l("Last day"))
    until = WallTimeField(_l("Held until"), description=_l("After this moment the days are free again. You are told a day before."))
    note = AreaField(_l("Note"), max_length=1000)
