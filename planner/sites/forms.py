"""Forms of a site, a stop, a leg, and of the question for a way."""

from datetime import time

from wtforms import BooleanField, SelectField, ValidationError
from wtforms.fields import TimeField

from planner.forms import Form, LineField, WholeNumberField
from planner.i18n import _, _l, current_language
from planner.people.fields import ONE_LANGUAGE, TickField, options
from planner.people.languages import all_languages
from planner.sites.gear import all_gear
from planner.sites.models import EXPLAINERS, MOST_GROUPS, MOST_METRES, MOST_MINUTES, MOST_PEOPLE

EXPLAINER_NAMES = {"guide": _l("The group’s guide"), "production": _l("Production department"), "technical": _l("Technical centre")}
assert set(EXPLAINER_NAMES) == set(EXPLAINERS)


class RowField(SelectField):
    """The id of a row to choose, or nothing where none is required."""

    def __init__(self, label=None, *, required=False, **kwargs):
        super().__init__(label, coerce=_id_or_none, **kwargs)
        self.required = required


def _id_or_none(text):
    text = str(text if text is not None else "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None


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


class SiteForm(Form):
    """A site and how large its picture is."""

    name_zh = LineField(_l("Called in Chinese"), max_length=200, description=ONE_LANGUAGE)
    name_en = LineField(_l("Called in English"), max_length=200)
    place_id = RowField(_l("Where it is"))
    width_m = WholeNumberField(_l("Width of the picture in metres"), min=20, max=MOST_METRES, default=400)
    depth_m = WholeNumberField(_l("Height of the picture in metres"), min=20, max=MOST_METRES, default=240)
    leaving_minutes = WholeNumberField(_l("Minutes at the exit"), min=0, max=MOST_MINUTES, default=5, description=_l("For giving back gear and badges."))

    def __init__(self, *, places, **kwargs):
        super().__init__(**kwargs)
        lang = current_language()
        self.place_id.choices = options([("", _("not said")), *((p.id, p.name(lang)) for p in places)])


class StopForm(Form):
    """A stop: what it holds, who explains, what must be kept in mind. A new one is joined to one that is there."""

    name_zh = LineField(_l("Called in Chinese"), max_length=200, description=ONE_LANGUAGE)
    name_en = LineField(_l("Called in English"), max_length=200)
    joined_to = RowField(_l("Joined to"), required=True)
    joined_minutes = WholeNumberField(_l("Minutes to walk there"), min=1, max=MOST_MINUTES, default=3)
    x_m = WholeNumberField(_l("Metres from the left edge"), min=0, max=MOST_METRES, default=0)
    y_m = WholeNumberField(_l("Metres from the upper edge"), min=0, max=MOST_METRES, default=0)
    minutes = WholeNumberField(_l("Usual minutes"), min=1, max=MOST_MINUTES, default=10)
    capacity = WholeNumberField(_l("People at once"), min=1, max=MOST_PEOPLE, default=20)
    groups_at_once = WholeNumberField(_l("Groups at once"), min=1, max=MOST_GROUPS, default=1)
    opens = ClockField(_l("Open from"), description=_l("Empty: at any hour."))
    closes = ClockField(_l("Open until"), description=_l("Empty: without end."))
    explained_by = SelectField(_l("Who explains"), choices=options(EXPLAINER_NAMES.items()))
    explainer_id = RowField(_l("Person who explains"))
    languages = TickField(_l("Languages of explanation"), coerce=str, description=_l("None ticked: the group’s guide explains in the group’s language."))
    gear = TickField(_l("Protective gear"), coerce=str)
    is_no_photo = BooleanField(_l("No photography"))
    is_magnetic = BooleanField(_l("Strong magnetic field: cards, watches and the like go into custody"),
                               description=_l("Closed to people with a pacemaker and during pregnancy."))
    is_clean_room = BooleanField(_l("Clean room"))
    is_step_free = BooleanField(_l("Step-free"), default=True)
    is_closed = BooleanField(_l("No entry"), description=_l("Nobody is led here or through here."))
    is_entrance = BooleanField(_l("Tours begin here"))
    is_exit = BooleanField(_l("Tours end here"))

    def __init__(self, site, *, staff, stop=None, **kwargs):
        super().__init__(obj=stop, **kwargs)
        lang = current_language()
        if stop is not None or not site.stops:
            del self.joined_to, self.joined_minutes
        else:
            self.joined_to.choices = options([("", _("Please choose")), *((s.id, s.name(lang)) for s in site.stops)])
        self.explainer_id.choices = options([("", _("nobody in particular")), *((p.id, p.both_names()) for p in staff)])
        self.languages.choices = options(all_languages(lang))
        self.gear.choices = options((code, entry[f"title_{lang}"]) for code, entry in all_gear().items())
        if stop is not None and not self.is_submitted():
            self.opens.data = _clock(stop.opens_minute) if stop.opens_minute else None
            self.closes.data = _clock(stop.closes_minute) if stop.closes_minute < 24 * 60 else None

    def validate_joined_to(self, field):
        if field.data is None and not self.is_closed.data:
            raise ValidationError(_("Please choose a stop, so that there is a way to this one."))

    def values(self):
        """The columns of the stop, without what joins it."""
        found = super().values()
        for name in ("joined_to", "joined_minutes"):
            found.pop(name, None)
        opens, closes = found.pop("opens"), found.pop("closes")
        return found | {"opens_minute": opens.hour * 60 + opens.minute if opens else 0, "closes_minute": closes.hour * 60 + closes.minute if closes else 24 * 60}


def _clock(minute):
    return time(minute // 60, minute % 60)


class LegForm(Form):
    """A way between two stops."""

    from_id = RowField(_l("Walk from"), required=True)
    to_id = RowField(_l("Walk to"), required=True)
    minutes = WholeNumberField(_l("Minutes on foot"), min=1, max=MOST_MINUTES, default=3)
    is_step_free = BooleanField(_l("Step-free"), default=True)
    is_one_way = BooleanField(_l("One way only"))

    def __init__(self, site, *, leg=None, **kwargs):
        super().__init__(obj=leg, **kwargs)
        lang = current_language()
        if leg is not None:
            del self.from_id, self.to_id
            return
        choices = options([("", _("Please choose")), *((s.id, s.name(lang)) for s in site.stops)])
        self.from_id.choices = self.to_id.choices = choices

    def validate_from_id(self, field):
        _chosen(field)

    def validate_to_id(self, field):
        _chosen(field)

    def values(self):
        return {name: value for name, value in super().values().items() if name not in ("from_id", "to_id")}


def _chosen(field):
    if field.data is None:
        raise ValidationError(_("Please choose from the list."))
