"""A gift as it is entered, for one receiver or several; and the words with a clearance."""

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from planner.budgets.rulebook import house_rules
from planner.forms import AreaField, DayField, Form, LineField, OptionalId
from planner.i18n import _, _l, current_language
from planner.money import CURRENCY_DECIMALS
from planner.settlement import rulebook
from planner.settlement.forms import Ticks, read_amount, read_id
from planner.settlement.models import DIRECTIONS

DIRECTION_NAMES = {"given": _l("Given by us"), "received": _l("Received by us")}


class GiftForm(Form):
    """One gift for each person ticked."""

    direction = SelectField(_l("Direction"), choices=[SelectChoice(code, DIRECTION_NAMES[code]) for code in DIRECTIONS])
    people = Ticks(_l("To or from whom"), coerce=read_id)
    staff_id = OptionalId(_l("Who of us"))
    name = LineField(_l("Gift item"), required=True, max_length=200)
    occasion = SelectField(_l("Occasion of the gift"))
    given_on = DayField(_l("Date"))
    value = StringField(_l("Value of one"))
    currency = SelectField(_l("Currency"))
    rate = LineField(_l("Rate to the company's currency"), max_length=30)
    rate_on = DayField(_l("Date of the rate"), required=False)
    rate_source = LineField(_l("Source of the rate"), max_length=100)
    reason = AreaField(_l("Reason"), description=_l("Needed where a limit asks for clearance."))

    def __init__(self, people, staff, **options):
        super().__init__(**options)
        lang, company = current_language(), house_rules().ladder.currency
        self.people.choices = [(one.id, one.name(lang)) for one, _kind in people.values()]
        self.staff_id.choices = [(one.id, one.name(lang)) for one in staff]
        self.occasion.choices = [SelectChoice(code, entry["title"][lang]) for code, entry in rulebook.occasions().items()]
        self.currency.choices = [SelectChoice(code, code) for code in (company, *sorted(set(CURRENCY_DECIMALS) - {company}))]

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if not self.people.data:
            self.people.errors = [*self.people.errors, _("Please tick at least one person.")]
            valid = False
        if self.currency.data not in CURRENCY_DECIMALS:
            return False
        self.value_minor = read_amount(self.value, self.currency.data)
        return valid and self.value_minor is not False

    def gift_values(self):
        return {"direction": self.direction.data, "staff_id": self.staff_id.data, "occasion": self.occasion.data, "name": self.name.data, "given_on": self.given_on.data,
                "currency": self.currency.data, "value_minor": self.value_minor, "rate": self.rate.data, "rate_on": self.rate_on.data, "rate_source": self.rate_source.data, "reason": self.reason.data or ""}


class ClearForm(Form):
    """Words with a clearance."""

    note = LineField(_l("Note"), max_length=500)
