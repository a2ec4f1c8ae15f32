"""What people type about calendars."""

from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, ValidationError

from planner.calendar.models import ALARMS
from planner.forms import Form, LineField, OptionalId
from planner.i18n import _, _l

ALARM_NAMES = {0: _l("no alarm"), 10: _l("10 minutes before"), 30: _l("30 minutes before"), 60: _l("an hour before"), 120: _l("two hours before"),
               1440: _l("a day before")}
SCOPE_NAMES = {"mine": _l("My receptions and what I am booked for"), "office": _l("Everything the office books")}
assert set(ALARM_NAMES) == set(ALARMS)


class FeedForm(Form):
    """A new private address. `resources` are those its maker may choose; None where there is no choice."""

    name = LineField(_l("Name"), required=True, max_length=100, description=_l("Where you will use it, such as: phone."))
    shows = SelectField(_l("It shows"), default="mine")
    alarm = SelectField(_l("Alarm"), coerce=str, default="0", description=_l("Rung by the calendar program; not every program lets a subscribed calendar ring."))
    is_discreet = BooleanField(_l("Say only that it is taken, for a screen at a door"))

    def __init__(self, *args, resources=None, lang="zh", **options):
        super().__init__(*args, **options)
        self.alarm.choices = [(str(minutes), name) for minutes, name in ALARM_NAMES.items()]
        self.shows.choices = [("mine", SCOPE_NAMES["mine"])]
        if resources is None:
            del self.is_discreet
        else:
            self.shows.choices += [("office", SCOPE_NAMES["office"])]
            self.shows.choices += [(f"resource-{one.id}", _("Bookings of %(name)s", name=one.name(lang))) for one in resources]
        self._resources = {f"resource-{one.id}": one for one in resources or ()}

    def values(self):
        chosen = self._resources.get(self.shows.data)
        return {"name": self.name.data, "scope": "resource" if chosen else self.shows.data, "resource": chosen, "alarm_minutes": int(self.alarm.data),
                "is_discreet": bool(self.is_discreet.data) if "is_discreet" in self else False}


class ImportForm(Form):
    """Somebody's calendar file, and whose it is."""

    file = FileField(_l("Calendar file (.ics)"), description=_l("At most 2 MB. Flights and busy times are looked up; nothing of the file is kept."))
    attendee_id = OptionalId(_l("Whose calendar it is"))

    def __init__(self, party, *args, **options):
        super().__init__(*args, **options)
        self.attendee_id.choices = [("", _("of the whole party")), *((one.id, one.person.both_names()) for one in party)]

    def validate_file(self, field):
        if not field.data or not field.data.filename:
            raise ValidationError(_("Please choose a file."))
