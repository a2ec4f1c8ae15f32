"""The handbook's application form, and the approver's note."""

from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from planner.budgets.models import CATEGORIES, INCLUDED, PARTS
from planner.budgets.parts import TooMuchInside, in_words, parts_of, read_part
from planner.budgets.pictures import CATEGORY_NAMES, INCLUDED_NAMES, PART_NAMES
from planner.budgets.queries import place_of
from planner.budgets.rulebook import FOLLOWS, house_rules
from planner.forms import AreaField, DayField, Form, LineField, WallTimeField, WholeNumberField
from planner.i18n import _, _l, current_language
from planner.money import CURRENCY_DECIMALS, BadAmount, Money, parse_money
from planner.people.models import either

EMPTY_LINE = {"category": "other", "quantity": 1}


class Lines(FieldList):
    """The budget lines; only plain ASCII numbers count them, and no more than may be stored."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.type = "FieldList"  # as templates know it

    def _extract_indices(self, prefix, formdata):
        offset = len(prefix) + 1
        for name in formdata:
            number = name[offset:].split("-", 1)[0]
            if name.startswith(f"{prefix}-") and number.isascii() and number.isdigit() and len(number) < 4:
                yield int(number)


class LineForm(Form):
    """One budget line; `price` stays as typed until the application's currency is known."""

    class Meta(Form.Meta):
        csrf = False

    line_id = HiddenField()
    kind = HiddenField()
    follows_code = HiddenField()
    category = SelectField(_l("Category"), choices=[SelectChoice(name, CATEGORY_NAMES[name]) for name in CATEGORIES])
    description_zh = LineField(_l("Chinese name"))
    description_en = LineField(_l("English name"))
    follows = BooleanField(_l("Follows the plan"))
    quantity = WholeNumberField(_l("Quantity"), min=0, max=1_000_000)
    price = StringField(_l("Unit price"))
    included = SelectField(_l("The price includes"), choices=[SelectChoice(name, INCLUDED_NAMES[name]) for name in INCLUDED], default="")
    service = StringField(_l("Service charge"))
    tax = StringField(_l("Taxes"))
    tip = StringField(_l("Tip"))
    note = LineField(_l("Note"), max_length=300)

    def validate(self, extra_validators=None):
        return all([super().validate(extra_validators), self._check_name(), self._check_origin(), self._check_note()])

    def _check_name(self):
        if self.description_zh.data or self.description_en.data:
            return True
        self.description_zh.errors = [*self.description_zh.errors, _("Name the line in one language at least.")]
        return False

    def _check_origin(self):
        known = {price.id for price in house_rules().prices}
        if (self.kind.data or "") in known | {""} and (self.follows_code.data or "") in (*FOLLOWS, ""):
            return True
        self.description_zh.errors = [*self.description_zh.errors, _("This line is not from our price list. Remove it and add it again.")]
        return False

    def _check_note(self):
        if not self.kind.data or self.follows.data or self.note.data:
            return True
        self.note.errors = [*self.note.errors, _("The quantity no longer follows the plan: please note why.")]
        return False

    def read_amounts(self, currency):
        """Read price and parts; False with the messages beside the fields where something is not an amount of this currency."""
        self.price_minor, self.rates, self.typed = None, {}, {}
        try:
            self.price_minor = parse_money(self.price.data, currency).amount_minor
        except BadAmount as refused:
            self.price.errors = [*self.price.errors, str(refused)]
        for part in PARTS:
            try:
                self.rates[part], self.typed[part] = read_part(self[part].data, currency)
            except BadAmount as refused:
                self[part].errors = [*self[part].errors, str(refused)]
        return self.price_minor is not None and len(self.rates) == len(PARTS) and self._check_inside()

    def _check_inside(self):
        """A quantity that follows the plan is not known here; the action checks it again."""
        if self.follows.data or self.included.data not in INCLUDED or self.quantity.data is None:
            return True
        try:
            parts_of(self.quantity.data * self.price_minor, self.included.data, self.rates, self.typed)
        except TooMuchInside:
            self.included.errors = [*self.included.errors, _("What the price is said to include comes to more than the price.")]
            return False
        return True

    @property
    def has_parts(self):
        """Whether the fold with the parts is to be open."""
        return bool(self.included.data or any(self[part].data or self[part].errors for part in PARTS) or self.included.errors)

    def line(self):
        """The line as an action wants it, after read_amounts()."""
        follows = (self.follows_code.data or "") if self.follows.data else ""
        parts = {f"{part}_{what}": found[part] for part in PARTS for what, found in (("rate", self.rates), ("minor", self.typed))}
        known = self.line_id.data or ""
        return parts | {"id": int(known) if known.isascii() and known.isdigit() and len(known) < 10 else None, "kind": self.kind.data or "", "category": self.category.data, "description_zh": self.description_zh.data or "",
                        "description_en": self.description_en.data or "", "follows": follows, "quantity": self.quantity.data,
                        "unit_price_minor": self.price_minor, "included": self.included.data, "note": self.note.data or ""}


class ApplicationForm(Form):
    """大客户招待申请表 as the handbook has it."""

    department = LineField(_l("Department"), max_length=200)
    applied_on = DayField(_l("Date of application"))
    organiser_id = SelectField(_l("Organiser"), validate_choice=True)
    beneficiary_id = SelectField(_l("Who of us benefits"), description=_l("Only if one of our own people benefits. That person cannot approve it."))
    venue = LineField(_l("Venue"))
    city = SelectField(_l("City"), default="", description=_l("For policies that differ by city; left open, it is taken from the venue's name."))
    dining_at = WallTimeField(_l("Dining date and time"), required=False)
    guest_diners = WholeNumberField(_l("Diners, guest side"), min=0, max=5000)
    own_diners = WholeNumberField(_l("Diners, host side"), min=0, max=5000)
    cost_centre = LineField(_l("Cost centre"), max_length=50)
    fund_id = SelectField(_l("Charged to"), default="")
    currency = SelectField(_l("Currency"))
    rate = LineField(_l("Rate to the company's currency"), max_length=30, description=_l("Only for another currency: what one unit costs, for example 7.8512."))
    rate_on = DayField(_l("Date of the rate"), required=False)
    rate_source = LineField(_l("Source of the rate"), max_length=100)
    purpose = AreaField(_l("Purpose of the hospitality"))
    cost_note = AreaField(_l("Cost note"), description=_l("Where a rule is exceeded, say why."))
    cautions_zh = AreaField(_l("Cautions in Chinese"))
    cautions_en = AreaField(_l("Cautions in English"))
    actual = StringField(_l("Actual spend"), description=_l("After the event, from the invoices."))
    lines = Lines(FormField(LineForm), min_entries=0, max_entries=60)

    def __init__(self, staff, company_currency, funds=(), **options):
        super().__init__(**options)
        self.fund_id.choices = [SelectChoice("", _("As its cost centre, client or department says")),
                                *(SelectChoice(str(fund.id), f"{'　' * (len(fund.way) - 1)}{fund.title(current_language())}") for fund in funds)]
        people = [SelectChoice("", _("Nobody in particular"))] + [SelectChoice(str(p.id), p.name(current_language())) for p in staff]
        self.organiser_id.choices = self.beneficiary_id.choices = people
        cities = house_rules().policies.cities
        self.city.choices = [SelectChoice("", _("As the venue says")), *(SelectChoice(city.id, city.title(current_language())) for city in cities)]
        others = sorted(set(CURRENCY_DECIMALS) - {company_currency})
        self.currency.choices = [SelectChoice(code, code) for code in (company_currency, *others)]

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        currency = self.currency.data if self.currency.data in CURRENCY_DECIMALS else "CNY"
        amounts_are_clear = all([entry.form.read_amounts(currency) for entry in self.lines])
        actual_is_clear = self._read_actual(currency)
        for number, entry in enumerate(self.lines, 1):
            if entry.form.errors:
                self.form_errors.append(_("Line %(number)s needs another look.", number=number))
        return valid and amounts_are_clear and actual_is_clear

    def _read_actual(self, currency):
        self.actual_minor = None
        if not (self.actual.data or "").strip():
            return True
        try:
            self.actual_minor = parse_money(self.actual.data, currency).amount_minor
        except BadAmount as refused:
            self.actual.errors = [*self.actual.errors, str(refused)]
        return self.actual_minor is not None

    def application_values(self):
        """What edit_application() wants, lines apart."""
        names = ("department", "applied_on", "venue", "city", "dining_at", "guest_diners", "own_diners", "cost_centre", "currency",
                 "rate", "rate_on", "rate_source", "purpose", "cost_note", "cautions_zh", "cautions_en")
        values = {name: self[name].data for name in names}
        values = {name: "" if value is None and name not in ("dining_at", "rate_on") else value for name, value in values.items()}
        chosen = {name: int(self[name].data) if self[name].data else None for name in ("organiser_id", "beneficiary_id", "fund_id")}
        return values | chosen | {"actual_minor": self.actual_minor}

    def add_error(self, error):
        """As every form does; what concerns all lines stands above the form."""
        if error.field == "lines":
            self.form_errors.append(error.message)
        else:
            super().add_error(error)

    def compared_with(self, application):
        """(mine, theirs): what this form says otherwise than the application, by label."""
        now, mine, theirs = form_data(application), {}, {}
        for name in now:
            if name != "lines" and (self[name].data or "") != (now[name] or ""):
                mine[self[name].label.text], theirs[self[name].label.text] = _readable(self[name].data), _readable(now[name])
        ours = [_in_a_row(entry.form.data) for entry in self.lines]
        kept = [_in_a_row(line) for line in now["lines"]]
        for number in range(max(len(ours), len(kept))):
            pair = [rows[number] if number < len(rows) else "—" for rows in (ours, kept)]
            if pair[0] != pair[1]:
                label = _("Line %(number)s", number=number + 1)
                mine[label], theirs[label] = pair
        return mine, theirs

    def line_values(self):
        return [entry.form.line() for entry in self.lines]


def _readable(value):
    return "—" if value in (None, "") else str(value)


def _in_a_row(line):
    """A line of the form in one row of text: Working lunch: 22 × 45.00."""
    name = either(current_language(), line["description_zh"], line["description_en"])
    parts = [f"{PART_NAMES[part]} {line[part]}" for part in PARTS if line[part]]
    inside = [str(INCLUDED_NAMES[line["included"]])] if parts and line["included"] in INCLUDED else []
    return " ".join(text for text in (f"{name}: {line['quantity']} × {line['price']}", *parts, *inside, line["note"]) if text)


def form_data(application):
    """An application as the form shows it."""
    names = ("department", "applied_on", "venue", "city", "dining_at", "guest_diners", "own_diners", "cost_centre", "currency", "rate",
             "rate_on", "rate_source", "purpose", "cost_note", "cautions_zh", "cautions_en")
    place = place_of(application)
    data = {name: getattr(application, name) for name in names} | {"venue": place.venue, "dining_at": place.dining_at}
    data |= {name: str(getattr(application, name) or "") for name in ("organiser_id", "beneficiary_id", "fund_id")}
    data["actual"] = "" if application.actual_minor is None else Money(application.actual_minor, application.currency).plain()
    return data | {"lines": [_line_data(application, line) for line in application.lines]}


def _line_data(application, line):
    listed = {price.id: price.follows for price in house_rules().prices}
    parts = {part: in_words(getattr(line, f"{part}_rate"), getattr(line, f"{part}_minor"), lambda minor: Money(minor, application.currency)) for part in PARTS}
    return parts | {"line_id": str(line.id), "included": line.included, "kind": line.kind, "follows_code": line.follows or listed.get(line.kind, ""), "follows": bool(line.follows),
            "category": line.category, "description_zh": line.description_zh, "description_en": line.description_en,
            "quantity": line.quantity, "note": line.note, "price": Money(line.unit_price_minor, application.currency).plain()}


def listed_data(price_id, currency):
    """A line of the price list as the form shows it, or None for an unknown one; in another currency its price is left to be typed."""
    price = next((price for price in house_rules().prices if price.id == price_id), None)
    if price is None:
        return None
    amount = price.price.plain() if price.price.currency == currency else ""
    return {"kind": price.id, "follows_code": price.follows, "follows": True, "category": price.category, "description_zh": price.title_zh,
            "description_en": price.title_en, "quantity": 0, "price": amount, "note": ""}


class DecisionForm(Form):
    """What an approver sends: a note, and what was shown."""

    note = AreaField(_l("Note"), max_length=1000, description=_l("Needed to ask, send back or reject; the applicant reads it."))
    condition = AreaField(_l("On condition that"), max_length=500, description=_l("Only for an approval on condition: nothing leaves the house until it is met and you confirm it."))
    fingerprint = HiddenField()
    step = HiddenField()


class WordsForm(Form):
    """A few words about a step: an answer, how a condition was met, that it is."""

    note = AreaField(_l("In your words"), max_length=1000)
    step = HiddenField()
