"""What people type about a settlement: amounts, a receipt with its file, heads, the note of who checks it."""

from flask_wtf.file import FileField
from wtforms import FieldList, FormField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from planner.budgets.models import CATEGORIES
from planner.forms import AreaField, DayField, Form, LineField, OptionalId, WholeNumberField
from planner.i18n import _, _l, current_language
from planner.money import CURRENCY_DECIMALS, BadAmount, Money, parse_money
from planner.settlement import rulebook
from planner.settlement.checks import CATEGORY_NAMES

NEW_LINES = 2


def read_amount(field, currency, *, empty=None):
    """The amount typed into `field` in minor units, `empty` for none; False with the message beside the field."""
    text = (field.data or "").strip(" \t")
    if not text and empty is not None:
        return empty
    try:
        return parse_money(text, currency).amount_minor
    except BadAmount as refused:
        field.errors = [*field.errors, str(refused)]
        return False


class AmountForm(Form):
    """What one line cost. A line without an id is one nobody had approved."""

    class Meta(Form.Meta):
        csrf = False

    line_id = HiddenField()
    category = SelectField(_l("Heading"), choices=[SelectChoice(name, CATEGORY_NAMES[name]) for name in CATEGORIES], default="other")
    name = LineField(_l("What it was"), max_length=200)
    actual = StringField(_l("Actual"))
    reason = LineField(_l("Reason"), max_length=300)


class Rows(FieldList):
    """Lines of the form; only plain ASCII numbers count them."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.type = "FieldList"

    def _extract_indices(self, prefix, formdata):
        offset = len(prefix) + 1
        for name in formdata:
            number = name[offset:].split("-", 1)[0]
            if name.startswith(f"{prefix}-") and number.isascii() and number.isdigit() and len(number) < 4:
                yield int(number)


class AmountsForm(Form):
    """The settlement's amounts, why they differ, and the advance."""

    lines = Rows(FormField(AmountForm), min_entries=0, max_entries=100)
    reason = AreaField(_l("Reason"), description=_l("Why it is otherwise than approved: more people, a cost per head above the rule, a total above the approval."))
    advance = StringField(_l("Advance"), description=_l("What was paid out before the reception. Leave empty for none."))
    advance_to_id = OptionalId(_l("Paid to"))
    advance_on = DayField(_l("Paid on"), required=False)

    def __init__(self, settlement, staff, **options):
        super().__init__(**options)
        self.settlement = settlement
        self.advance_to_id.choices = [("", _("Nobody")), *((one.id, one.name(current_language())) for one in staff)]

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        currency, known = self.settlement.currency, {str(line.id): line.id for line in self.settlement.lines}
        self.amounts, self.new = {}, []
        for number, entry in enumerate(self.lines, 1):
            if not self._read(entry.form, currency, known):
                self.form_errors.append(_("Line %(number)s needs another look.", number=number))
                valid = False
        self.advance_minor = read_amount(self.advance, currency, empty=0)
        return valid and self.advance_minor is not False

    def _read(self, row, currency, known):
        minor = read_amount(row.actual, currency, empty=0)
        if minor is False or row.errors:
            return False
        if row.line_id.data in known:
            self.amounts[known[row.line_id.data]] = (minor, row.reason.data or "")
        elif row.line_id.data:
            row.actual.errors = [*row.actual.errors, _("This line is not of this settlement. Please open the page anew.")]
            return False
        elif minor and not row.name.data:
            row.name.errors = [*row.name.errors, _("Say what it was.")]
            return False
        elif minor:
            self.new.append((row.category.data, row.name.data, minor, row.reason.data or ""))
        return True


def amounts_data(settlement, lang):
    """The form as it is stored, with empty lines for what nobody had approved."""
    def plain(minor):
        return Money(minor, settlement.currency).plain() if minor else ""
    lines = [{"line_id": str(line.id), "category": line.category, "name": line.description(lang), "actual": plain(line.actual_minor), "reason": line.reason}
             for line in settlement.lines]
    return {"lines": lines + [{"line_id": "", "category": "other"}] * NEW_LINES, "reason": settlement.reason, "advance": plain(settlement.advance_minor),
            "advance_to_id": settlement.advance_to_id, "advance_on": settlement.advance_on}


class PaperForm(Form):
    """A file, and for a receipt what is printed on it."""

    kind = SelectField(_l("Kind of paper"))
    file = FileField(_l("File (PDF, JPEG, PNG or OFD)"), description=_l("At most 10 MB. It is kept as it is; what it is, its content says, not its name."))
    code = LineField(_l("Fapiao code"), max_length=20, description=_l("10 or 12 digits, on older ones only."))
    number = LineField(_l("Number"), max_length=40)
    seller = LineField(_l("Issued by"), max_length=200)
    issued_on = DayField(_l("Date on it"), required=False)
    currency = SelectField(_l("Currency"))
    amount = StringField(_l("Amount on it"))
    part_meeting = StringField(CATEGORY_NAMES["meeting"])
    part_meals = StringField(CATEGORY_NAMES["meals"])
    part_transport = StringField(CATEGORY_NAMES["transport"])
    part_gifts = StringField(CATEGORY_NAMES["gifts"])
    part_other = StringField(CATEGORY_NAMES["other"])
    paid_by_id = OptionalId(_l("Who paid"))
    rate = LineField(_l("Rate"), max_length=30, description=_l("Only for another currency: what one unit costs in the settlement's currency, for example 0.0485."))
    rate_on = DayField(_l("Date of the rate"), required=False)
    rate_source = LineField(_l("Source of the rate"), max_length=100)

    def __init__(self, settlement, staff, **options):
        super().__init__(**options)
        lang = current_language()
        self.kind.choices = [SelectChoice(code, entry["title"][lang]) for code, entry in rulebook.papers().items()]
        others = sorted(set(CURRENCY_DECIMALS) - {settlement.currency})
        self.currency.choices = [SelectChoice(code, code) for code in (settlement.currency, *others)]
        self.paid_by_id.choices = [("", _("The company")), *((one.id, one.name(lang)) for one in staff)]

    @property
    def parts(self):
        """[(category, its field)]."""
        return [(category, self[f"part_{category}"]) for category in CATEGORIES]

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if not self.file.data or not getattr(self.file.data, "filename", ""):
            self.file.errors = [*self.file.errors, _("Please choose a file.")]
            valid = False
        if not valid or not rulebook.papers()[self.kind.data]["is_receipt"]:
            return valid
        if self.issued_on.data is None:
            self.issued_on.errors = [*self.issued_on.errors, _("Please fill this in.")]
            valid = False
        self.amount_minor = read_amount(self.amount, self.currency.data)
        self.claimed = {category: read_amount(field, self.currency.data, empty=0) for category, field in self.parts}
        return not any(minor is False for minor in (self.amount_minor, *self.claimed.values()))   # 0 is an amount

    def receipt_values(self):
        """What the action wants of a receipt; nothing of another paper."""
        if not rulebook.papers()[self.kind.data]["is_receipt"]:
            return {}
        return {"code": self.code.data, "number": self.number.data, "seller": self.seller.data, "issued_on": self.issued_on.data, "currency": self.currency.data,
                "amount_minor": self.amount_minor, "parts": self.claimed, "paid_by_id": self.paid_by_id.data, "rate": self.rate.data, "rate_on": self.rate_on.data,
                "rate_source": self.rate_source.data}


class Ticks(SelectMultipleField):
    """Boxes to tick, one for each choice."""

    widget, option_widget = ListWidget(prefix_label=False), CheckboxInput()


def read_id(value):
    """A whole number in plain digits, or None."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else None


class HeadsForm(Form):
    """For whom a banquet is claimed."""

    heads = Ticks(_l("Claimed for"), coerce=read_id)
    others = AreaField(_l("Further names on the bill or the claim"), max_length=4000, description=_l("One a line, as they are written there."))
    billed = WholeNumberField(_l("Heads on the bill"), min=0, max=5000)


class CheckForm(Form):
    """The note of finance."""

    note = AreaField(_l("Note"))
