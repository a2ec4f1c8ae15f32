"""A vendor's quote as somebody types and attaches it."""

from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from planner.forms import DayField, Form, LineField
from planner.i18n import _, _l, current_language
from planner.money import CURRENCY_DECIMALS, BadAmount, parse_money


class QuoteForm(Form):
    """The file, and what it says."""

    line = SelectField(_l("For the line"))
    vendor = LineField(_l("Vendor"), required=True)
    quoted_on = DayField(_l("Date of the quote"))
    amount = StringField(_l("Amount of the quote"))
    currency = SelectField(_l("Currency"))
    file = FileField(_l("File (PDF, JPEG, PNG or OFD)"), description=_l("At most 10 MB. It is kept as it is; what it is, its content says, not its name."))

    def __init__(self, application, **options):
        super().__init__(**{"data": {"currency": application.currency}} | options)
        lang = current_language()
        self.line.choices = [SelectChoice(str(line.id), f"{number}. {line.description(lang)}") for number, line in enumerate(application.lines, 1)]
        self.currency.choices = [SelectChoice(code, code) for code in (application.currency, *sorted(set(CURRENCY_DECIMALS) - {application.currency}))]

    def validate(self, extra_validators=None):
        valid, self.money = super().validate(extra_validators), None
        currency = self.currency.data if self.currency.data in CURRENCY_DECIMALS else "CNY"
        try:
            self.money = parse_money(self.amount.data, currency)
        except BadAmount as refused:
            self.amount.errors = [*self.amount.errors, str(refused)]
        if not self.file.data or not getattr(self.file.data, "filename", ""):
            self.file.errors = [*self.file.errors, _("Choose a file.")]
        return valid and self.money is not None and not self.file.errors
