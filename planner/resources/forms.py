"""Forms of a resource and of a booking."""

from datetime import time

from wtforms import SelectField, ValidationError
from wtforms.fields import TimeField

from planner.forms import Form, LineField, WallTimeField, WholeNumberField
from planner.i18n import _, _l, current_language
from planner.people.fields import ONE_LANGUAGE, TickField, options
from planner.people.languages import all_languages
from planner.resources.models import KINDS, MOST_PEOPLE, PERSON_KINDS, STATES, VEHICLES
from planner.resources.queries import LONGEST_BUFFER_MINUTES

KIND_NAMES = {"room": _l("Rooms"), "car": _l("Cars"), "guide": _l("Guides"), "interpreter": _l("Interpreters"), "driver": _l("Drivers"),
              "other": _l("Other resources")}
ONE_NAMES = {"room": _l("Room"), "car": _l("Car"), "guide": _l("Guide"), "interpreter": _l("Interpreter"), "driver": _l("Driver"), "other": _l("Other")}
VEHICLE_NAMES = {"sedan": _l("Sedan"), "mpv": _l("MPV"), "minibus": _l("Minibus"), "coach": _l("Coach")}
STATE_NAMES = {"held": _l("on hold"), "booked": _l("booked")}
DAY_NAMES = (_l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"), _l("Sunday"))
assert set(KIND_NAMES) == set(ONE_NAMES) == set(KINDS) and set(VEHICLE_NAMES) == set(VEHICLES) and set(STATE_NAMES) == set(STATES)


class ClockField(TimeField):
    """A time of the day on the wall, or nothing."""

    required = False

    def process_formdata(self, values):
        text = values[0].strip() if values else ""
        try:
            self.data = time.fromisoformat(text) if text.isascii() and len(text) == 5 else None
        except ValueError:
            self.data = None

    def pre_validate(self, form):
        if self.data is None and self.raw_data and self.raw_data[0].strip():
            raise ValidationError(_("Please write a time such as 08:30."))


class ChosenRow(SelectField):
    """The id of a row to choose, or nothing where none is required."""

    def __init__(self, label=None, *, required=False, **kwargs):
        super().__init__(label, coerce=_id_or_none, **kwargs)
        self.required = required


def _id_or_none(text):
    text = str(text if text is not None else "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None


class ResourceForm(Form):
    """A resource of one kind; fields the kind has no use for are left out."""

    name_zh = LineField(_l("Called in Chinese"), max_length=200, description=ONE_LANGUAGE)
    name_en = LineField(_l("Called in English"), max_length=200)
    person_id = ChosenRow(_l("Person"), required=True)
    languages = TickField(_l("Languages"), coerce=str)
    vehicle = SelectField(_l("Kind of car"), choices=options(VEHICLE_NAMES.items()))
    plate = LineField(_l("Number plate"), max_length=20)
    capacity = WholeNumberField(_l("For how many people"), min=1, max=MOST_PEOPLE, required=False, description=_l("Of a car: guests, the driver not counted."))
    driver_id = ChosenRow(_l("Own driver"), description=_l("Without one, a driver is chosen with each booking."))
    place_id = ChosenRow(_l("Where it is"))
    opens = ClockField(_l("From"), description=_l("To be had between these hours; empty means at any hour."))
    closes = ClockField(_l("Until"))
    days = TickField(_l("Days of the week"), coerce=str, choices=options((str(number), name) for number, name in enumerate(DAY_NAMES, 1)))
    buffer_before = WholeNumberField(_l("Minutes kept free before"), min=0, max=LONGEST_BUFFER_MINUTES, default=0)
    buffer_after = WholeNumberField(_l("Minutes kept free after"), min=0, max=LONGEST_BUFFER_MINUTES, default=0)

    def __init__(self, kind, *, staff, drivers, places, resource=None, **kwargs):
        super().__init__(obj=resource, **kwargs)
        lang = current_language()
        self._leave_out(kind, resource)
        if "person_id" in self:
            self.person_id.choices = options([("", _("Please choose")), *((p.id, p.both_names()) for p in staff)])
        if "languages" in self:
            self.languages.choices = options(all_languages(lang))
        if "driver_id" in self:
            self.driver_id.choices = options([("", _("nobody")), *((d.id, d.name(lang)) for d in drivers)])
        self.place_id.choices = options([("", _("not said")), *((p.id, p.name(lang)) for p in places)])
        if not self.is_submitted() and resource is None:
            self.days.data = [str(day) for day in range(1, 8)]
        elif not self.is_submitted():
            self.days.data = [str(day) for day in resource.days]

    def _leave_out(self, kind, resource):
        things, people = ("name_zh", "name_en"), ("person_id", "languages")
        unused = [*(things if kind in PERSON_KINDS else people), *(() if kind == "car" else ("vehicle", "plate", "driver_id"))]
        if kind in PERSON_KINDS:
            unused.append("capacity")
        if resource is not None and "person_id" not in unused:
            unused.append("person_id")
        for name in unused:
            del self[name]

    def values(self):
        found = super().values()
        found["days"] = [int(day) for day in found["days"]]
        return found


class BookingForm(Form):
    """What is to be booked, for how long, for how many."""

    resource_id = ChosenRow(_l("Which"), required=True)
    starts_at = WallTimeField(_l("From"))
    ends_at = WallTimeField(_l("Until"))
    people = WholeNumberField(_l("For how many people"), min=1, max=MOST_PEOPLE, required=False)
    needed_languages = TickField(_l("Needed languages"), coerce=str)
    driver_id = ChosenRow(_l("Driver"), description=_l("Empty: the car’s own driver."))
    hold_until = WallTimeField(_l("Only hold it until"), required=False,
                               description=_l("Empty books it for good. A hold falls away at this time; you are warned a day before."))

    def __init__(self, kind, choices, drivers, languages, **kwargs):
        """`choices` are [(id, label)] of the resources, `languages` codes that may be asked for."""
        super().__init__(**kwargs)
        lang = current_language()
        self.resource_id.choices = options([("", _("Please choose")), *choices])
        if kind == "car":
            self.driver_id.choices = options([("", _("the car’s own")), *((d.id, d.name(lang)) for d in drivers)])
        else:
            del self.driver_id
        if kind in PERSON_KINDS:
            names = dict(all_languages(lang))
            self.needed_languages.choices = options((code, names.get(code, code)) for code in languages)
            del self.people
        else:
            del self.needed_languages

    def validate_resource_id(self, field):
        if field.data is None:
            raise ValidationError(_("Please choose from the list."))
