"""The form of a client; the form of a contact stands in fields.py, as receptions ask for the same."""
from wtforms import SelectField, ValidationError

from planner.forms import AreaField, Form, LineField, OptionalId
from planner.i18n import _, _l, current_language
from planner.people.countries import country_choices
from planner.people.fields import ADDRESS_HELP, ONE_LANGUAGE, TickField, options

KIND_NAMES = {"private": _l("Private company"), "state_firm": _l("State-owned company"), "official": _l("Public authority"),
              "foreign": _l("Foreign company")}
GRADE_NAMES = {"A": _l("A: most important"), "B": _l("B: regular"), "C": _l("C: occasional")}


class ClientForm(Form):
    """A client; `owners` are ids of account managers."""

    name_zh = LineField(_l("Client's name in Chinese"), max_length=200, description=ONE_LANGUAGE)
    name_en = LineField(_l("Client's name in English"), max_length=200)
    kind = SelectField(_l("Kind"), choices=options(KIND_NAMES.items()))
    grade = SelectField(_l("Grade"), choices=options(GRADE_NAMES.items()), default="B")
    country = SelectField(_l("Country or region"), default="CN")
    postcode = LineField(_l("Postcode"), max_length=20)
    address_zh = AreaField(_l("Postal address in Chinese"), max_length=300, description=ADDRESS_HELP)
    address_en = AreaField(_l("Postal address for mail from abroad"), max_length=300)
    owners = TickField(_l("Looked after by"), coerce=str)
    note = AreaField(_l("Note"), max_length=2000)

    def __init__(self, *args, owners=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.country.choices = options(country_choices(current_language()))
        self.owners.choices = options((str(person.id), person.both_names()) for person in owners)


class RivalForm(Form):
    """A client that must not meet this one; `others` are the clients to choose from."""

    rival_id = OptionalId(_l("Client"))

    def __init__(self, others, **kwargs):
        super().__init__(**kwargs)
        lang = current_language()
        self.rival_id.choices = options([("", _("Please choose")), *((one.id, one.name(lang)) for one in others)])

    def validate_rival_id(self, field):
        if not field.data:
            raise ValidationError(_l("Please choose another client."))


__all__ = ["GRADE_NAMES", "KIND_NAMES", "ClientForm", "PersonForm", "RivalForm"]
