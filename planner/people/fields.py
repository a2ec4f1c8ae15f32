"""Form fields about people, and the form of a person: for every feature that asks for them."""
from wtforms import SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from planner.forms import AreaField, Form, LineField, WholeNumberField
from planner.i18n import _, _l, current_language
from planner.people import values
from planner.people.languages import all_languages

ONE_LANGUAGE = _l("Chinese, English or both; one is enough.")
"""Said at the first of two fields of which one must be filled in."""
GENDERS = [("", _l("not stated")), ("f", _l("female")), ("m", _l("male"))]


def options(pairs):
    """[(value, label)] as WTForms wants its choices."""
    return [SelectChoice(value, label) for value, label in pairs]


class NameField(LineField):
    """A name of a person: letters of any script, no formula, address or number."""

    def pre_validate(self, form):
        super().pre_validate(form)
        if self.data and not values.is_name(self.data):
            raise ValidationError(_("This does not look like a name. Please write letters only."))


class EmailField(LineField):
    """One plain e-mail address, or nothing."""

    def pre_validate(self, form):
        super().pre_validate(form)
        if self.data:
            address, finding = values.email(self.data)
            if finding and finding[0] in ("bad_email", "two_emails"):
                raise ValidationError(_("Please write one e-mail address such as name@company.com."))
            self.data = address


class PhoneField(LineField):
    """A phone number in digits, with + and country code for numbers abroad, or nothing."""

    def pre_validate(self, form):
        super().pre_validate(form)
        if self.data:
            number, finding = values.phone(self.data)
            if finding and finding[0] in ("bad_phone", "lost_digits"):
                raise ValidationError(_("Please write a phone number such as 13800010001 or +49 170 5550101."))
            self.data = number


ADDRESS_HELP = _l("Without country and postcode; the city in the last line. Stands on envelopes and labels.")


class TickField(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.type = "SelectMultipleField"  # what the field macro goes by


class PersonForm(Form):
    """What we know about a person, contact or staff."""

    name_zh = NameField(_l("Name in Chinese characters"), max_length=100, description=_l("In Chinese characters, Latin letters or both; one is enough."))
    name_en = NameField(_l("Name in Latin letters"), max_length=100)
    name_native = NameField(_l("Name in own script"), max_length=100, description=_l("For example Arabic or Japanese."))
    gender = SelectField(_l("Gender"), choices=options(GENDERS))
    title_zh = LineField(_l("Job title in Chinese"), max_length=200)
    title_en = LineField(_l("Job title in English"), max_length=200)
    department_zh = LineField(_l("Department in Chinese"), max_length=200)
    department_en = LineField(_l("Department in English"), max_length=200)
    rank = WholeNumberField(_l("Rank"), min=1, max=99, required=False, description=_l("1 is the highest."))
    phone = PhoneField(_l("Phone"), max_length=40)
    email = EmailField(_l("E-mail"), max_length=254)
    postal_address = AreaField(_l("Postal address"), max_length=300, description=_l("Only where it is not the client’s. Without country and postcode; the city in the last line."))
    postcode = LineField(_l("Postcode"), max_length=20)
    languages = TickField(_l("Languages"), coerce=str)
    note = AreaField(_l("Note"), max_length=2000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.languages.choices = options(all_languages(current_language()))
