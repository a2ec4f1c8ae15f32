"""The period of a report, and a year's revenue as it is typed."""

from datetime import date

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from planner.forms import DayField, Form, LineField, WholeNumberField
from planner.i18n import _, _l
from planner.money import CURRENCY_DECIMALS, BadAmount, parse_money
from planner.reports import rulebook


class PeriodForm(Form):
    """From which day to which; read from the address, so without a token."""

    class Meta(Form.Meta):
        csrf = False

    first = DayField(_l("First day"))
    last = DayField(_l("Last day"))
    currency = SelectField(_l("Currency"))

    def __init__(self, arguments, first, last, company):
        given = "first" in arguments or "last" in arguments
        super().__init__(arguments if arguments else None, data=None if given else {"first": first, "last": last})
        if not given:
            self.first.data, self.last.data = first, last
        self.currency.choices = [SelectChoice("", _("all, in %(currency)s by the stored rates", currency=company)),
                                 *(SelectChoice(code, _("only %(currency)s", currency=code)) for code in (company, *sorted(set(CURRENCY_DECIMALS) - {company})))]
        self.currency.data = arguments.get("currency", "")
        self.is_given = given

    def read(self, most_days=None):
        """Whether the period can be used; else messages stand at the fields."""
        valid = self.validate() if self.is_given else True
        if valid and self.last.data < self.first.data:
            self.last.errors = [*self.last.errors, _("The last day comes before the first.")]
            return False
        years = rulebook.limits()["years"]
        if valid and self.last.data >= _years_later(self.first.data, years):
            self.last.errors = [*self.last.errors, _("A report covers at most %(years)s years.", years=years)]
            return False
        if valid and most_days and (self.last.data - self.first.data).days >= most_days:
            self.last.errors = [*self.last.errors, _("A journal covers at most %(days)s days.", days=most_days)]
            return False
        return valid

    @property
    def period(self):
        return self.first.data, self.last.data


def _years_later(day, years):
    return date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)


class RevenueForm(Form):
    """Revenue of a tax year in the company's currency; an empty amount says nothing."""

    year = WholeNumberField(_l("Year"), min=2008, max=2100)
    so_far = StringField(_l("Revenue so far"))
    until = DayField(_l("Up to and including"), required=False)
    whole = StringField(_l("Revenue of the whole year"), description=_l("Expected, or final once the year is over."))
    source = LineField(_l("Where the figure comes from"), required=True, max_length=200)

    def read(self, currency):
        """Whether everything can be read; then `so_far_minor` and `year_minor` are minor units or None."""
        valid = self.validate()
        self.so_far_minor, first = _amount(self.so_far, currency)
        self.year_minor, second = _amount(self.whole, currency)
        return valid and first and second


def _amount(field, currency):
    if not (field.data or "").strip():
        return None, True
    try:
        return parse_money(field.data, currency).amount_minor, True
    except BadAmount as error:
        field.errors = [*field.errors, error.message]
        return None, False
