"""The form of a place, and that of the minutes from it to the others."""

from wtforms import SelectField

from planner.forms import Form, LineField, WholeNumberField
from planner.i18n import _l
from planner.people.fields import ONE_LANGUAGE, options
from planner.places.models import MOST_MINUTES, PLACE_KINDS

KIND_NAMES = {"gate": _l("Gate"), "hall": _l("Hall or lobby"), "room": _l("Room"), "workshop": _l("Workshop"), "hotel": _l("Hotel"),
              "restaurant": _l("Restaurant"), "airport": _l("Airport"), "station": _l("Railway station"), "client": _l("At a client’s"),
              "other": _l("Other")}
assert set(KIND_NAMES) == set(PLACE_KINDS)


class PlaceForm(Form):
    """A place and where it is."""

    name_zh = LineField(_l("Called in Chinese"), max_length=200, description=ONE_LANGUAGE)
    name_en = LineField(_l("Called in English"), max_length=200)
    kind = SelectField(_l("Kind"), choices=options(KIND_NAMES.items()))
    address_zh = LineField(_l("Address in Chinese"), max_length=300)
    address_en = LineField(_l("Address in English"), max_length=300)


class Minutes(WholeNumberField):
    """Minutes of a way, or nothing."""

    def __init__(self, label=None, **options):
        super().__init__(label, min=0, max=MOST_MINUTES, required=False, **options)


def minutes_form(others, lang, known=None):
    """A form with two numbers for each other place; `known` is {id: (walking, driving)}."""
    fields = {}
    for other in others:
        for name, label in (("walk", _l("%(place)s, minutes on foot", place=other.name(lang))), ("drive", _l("%(place)s, minutes by car", place=other.name(lang)))):
            fields[f"{name}_{other.id}"] = Minutes(label)
    data = {f"{name}_{number}": value for number, pair in (known or {}).items() for name, value in zip(("walk", "drive"), pair)}
    return type("MinutesOfPlace", (Form,), fields)(data=data)


def minutes_of(form, others):
    """{id: (walking, driving)} of a valid form."""
    return {other.id: (form[f"walk_{other.id}"].data, form[f"drive_{other.id}"].data) for other in others}
