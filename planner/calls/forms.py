"""What people type about calls."""

import re

from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import TimeInput

from planner.calls import queries, rulebook
from planner.calls.wording import clock_of
from planner.forms import AreaField, DayField, Form, LineField, WholeNumberField
from planner.i18n import _, _l, current_language
from planner.money import BadAmount, Money, parse_money
from planner.people import queries as people
from planner.people.fields import TickField, options

CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])(?::00)?")


class Minute(int):
    """Minutes since midnight that read as 09:30."""

    def __str__(self):
        return clock_of(int(self))


class MinuteField(LineField):
    """A time of the day such as 09:30, kept as a Minute; None where nothing was written."""

    widget = TimeInput()

    def process_formdata(self, values):
        self.typed = values[0].strip()[:20] if values else ""
        found = CLOCK.fullmatch(self.typed) if self.typed.isascii() or "：" in self.typed else None
        self.data = Minute(int(found[1]) * 60 + int(found[2])) if found else None

    def _value(self):
        return clock_of(self.data) if self.data is not None else getattr(self, "typed", "")

    def pre_validate(self, form):
        if self.data is None and getattr(self, "typed", ""):
            raise ValidationError(_("Please write a time such as 09:30."))


class MoneyField(LineField):
    """An amount of the form's currency as minor units; 0 where nothing was written."""

    def __init__(self, label=None, **options):
        super().__init__(label, max_length=40, **options)
        self.amount_minor = 0

    def read(self, currency):
        """Read what was typed as `currency`; False with a message at the field when it is no amount."""
        try:
            self.amount_minor = parse_money(self.data, currency).amount_minor if (self.data or "").strip() else 0
        except BadAmount as error:
            self.errors = [*self.errors, str(error)]
            return False
        return True


def _number(value):
    return int(value) if str(value or "").isdecimal() and str(value).isascii() and len(str(value)) < 10 else None


class Choice(SelectField):
    """A choice of a row by its id, or of none."""

    def __init__(self, label, **options):
        super().__init__(label, coerce=_number, **options)


def _coded(table):
    lang = current_language()
    return [SelectChoice(code, f"{code} {entry['title'][lang]}") for code, entry in rulebook.by_code(table).items()]


class CallForm(Form):
    """An appointment with a client."""

    contact_id = Choice(_l("Contact"))
    kind = SelectField(_l("Kind of call"))
    day = DayField(_l("Day"))
    starts_minute = MinuteField(_l("Time"), description=_l("Leave it empty to let the best order of the day propose one."))
    is_agreed = BooleanField(_l("The client has agreed to this time"))
    stay_minutes = WholeNumberField(_l("Minutes of stay"), min=5, max=480)
    window_from = MinuteField(_l("The client can from"), description=_l("The time the client asked for, where there is no appointment yet."))
    window_until = MinuteField(_l("The client can until"))
    place_id = Choice(_l("Kept place"), description=_l("Its ways are known; otherwise enter an estimate below."))
    travel_minutes = WholeNumberField(_l("Minutes on the way there"), min=0, max=480, required=False, description=_l("An estimate, used where no way is kept."))
    address = LineField(_l("Address"), max_length=300)
    meeting_place = LineField(_l("Where you meet"), max_length=200, description=_l("Room, floor, reception desk."))
    purpose = AreaField(_l("Purpose"), max_length=2000)
    materials = AreaField(_l("Materials to bring"), max_length=2000)
    cautions = AreaField(_l("Cautions"), max_length=2000)
    people = TickField(_l("Colleagues who go along"), coerce=str)

    def __init__(self, client, owner, places, *args, call=None, **kwargs):
        super().__init__(*args, obj=call, **kwargs)
        contacts = list(people.contacts(client))
        if call is not None and call.contact is not None and call.contact not in contacts:
            contacts.append(call.contact)
        self.contact_id.choices = options([("", _("not yet known")), *((p.id, p.both_names()) for p in contacts)])
        self.kind.choices = _coded("kinds")
        lang = current_language()
        self.place_id.choices = options([("", _("none")), *((p.id, p.name(lang)) for p in places)])
        colleagues = [p for p in people.staff() if p.id != owner.id]
        if call is not None:
            colleagues += [p for p in call.people if p not in colleagues]
        self.people.choices = options((str(p.id), p.both_names()) for p in colleagues)
        self.colleagues = {str(p.id): p for p in colleagues}

    def columns(self):
        """The clean values of the call's columns."""
        plain = {name: int(value) if isinstance(value, Minute) else value for name, value in self.values().items() if name != "people"}
        return plain | {
            name: self[name].data or "" for name in ("address", "meeting_place", "purpose", "materials", "cautions")}

    def chosen_people(self):
        return [self.colleagues[key] for key in self.people.data or () if key in self.colleagues]


class SignInForm(Form):
    """A position, only where somebody gives one."""

    words = LineField(_l("Where you are"), max_length=200)
    lat = LineField(max_length=12)
    lon = LineField(max_length=12)

    def position(self):
        """{"words", "lat", "lon"} with what was given, or None."""
        found = {"words": self.words.data or ""}
        numbers = [_degrees(self.lat.data, 90), _degrees(self.lon.data, 180)]
        if None not in numbers:
            found |= {"lat": numbers[0], "lon": numbers[1]}
        return found if found["words"] or "lat" in found else None


def _degrees(text, most):
    """Degrees as text to four digits (some ten metres), or None for what is no such number."""
    text = text or ""
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,8})?", text) or abs(float(text)) > most:
        return None
    return f"{float(text):.4f}"


class RecordForm(Form):
    """The visit record; only the result must be chosen."""

    result = RadioField(_l("Result"))
    kind = SelectField(_l("Kind of call"))
    met_id = Choice(_l("Person visited"))
    unsolved = AreaField(_l("Problems not solved"), max_length=2000, description=_l("They become tasks: passed on within the hour, answered within 24 hours."))
    solved = AreaField(_l("Problems solved"), max_length=2000)
    summary = AreaField(_l("Summary"), max_length=2000)
    cautions = AreaField(_l("Cautions"), max_length=2000)
    growth = SelectField(_l("Growth"), default="")
    credit = SelectField(_l("Credit"), default="")
    profit = SelectField(_l("Profit rate"), default="")
    overall = SelectField(_l("Overall rating"), default="")
    priority = SelectField(_l("Order of priority"), default="")
    standing = SelectField(_l("Standing in the trade"), default="")
    other = AreaField(_l("Other"), max_length=2000)
    watch = AreaField(_l("To watch"), max_length=2000)

    def __init__(self, call, *args, **kwargs):
        given = {} if call.record else {"kind": call.kind, "met_id": call.contact_id, "cautions": call.cautions}
        super().__init__(*args, obj=call.record, data=given, **kwargs)
        lang = current_language()
        self.result.choices, self.kind.choices = _coded("results"), _coded("kinds")
        contacts = list(people.contacts(call.client))
        contacts += [p for p in (call.contact, call.record.met if call.record else None) if p is not None and p not in contacts]
        self.met_id.choices = options([("", _("nobody met")), *((p.id, p.both_names()) for p in dict.fromkeys(contacts))])
        for rating in rulebook.RATINGS:
            self[rating].choices = options([("", _("not said")), *((code, zh if lang == "zh" else en) for code, zh, en in rulebook.by_code("ratings")[rating]["choices"])])

    def validate_result(self, field):
        if not field.data:
            raise ValidationError(_("Please choose a result from A to E."))

    def columns(self):
        return {name: value if value is not None or name == "met_id" else "" for name, value in self.values().items()}


CURRENCIES = ("CNY", "USD", "EUR", "HKD", "JPY")


class ReportForm(Form):
    """What the daily report needs beside the day's records: an amount and a note for each cost line."""

    currency = SelectField(_l("Currency"), choices=[SelectChoice(code, code) for code in CURRENCIES])
    transport = MoneyField(_l("Transport"))
    transport_note = LineField(_l("Note on transport"), max_length=200)
    meals = MoneyField(_l("Meals"))
    meals_note = LineField(_l("Note on meals"), max_length=200)
    lodging = MoneyField(_l("Lodging"))
    lodging_note = LineField(_l("Note on lodging"), max_length=200)
    gifts = MoneyField(_l("Gifts"))
    gifts_note = LineField(_l("Note on gifts"), max_length=200)
    phone = MoneyField(_l("Telephone"))
    phone_note = LineField(_l("Note on telephone"), max_length=200)
    other = MoneyField(_l("Other costs"))
    other_note = LineField(_l("Note on other costs"), max_length=200)
    supervisor_id = Choice(_l("Supervisor"))
    note = AreaField(_l("Remark"), max_length=2000)

    def __init__(self, report, supervisors, *args, **kwargs):
        super().__init__(*args, obj=report.stored, data=None if report.stored else {"supervisor_id": next((p.id for p in supervisors), None)}, **kwargs)
        self.supervisor_id.choices = options([("", _("nobody")), *((p.id, p.both_names()) for p in supervisors)])
        if not self.is_submitted():
            currency = report.stored.currency if report.stored else "CNY"
            for category, cost in report.costs.items():
                self[category].data = Money(cost.amount_minor, currency).plain() if cost.amount_minor else ""
                self[f"{category}_note"].data = cost.note

    def lines(self):
        """[(amount field, note field)] in the order of the rules."""
        return [(self[category], self[f"{category}_note"]) for category in rulebook.by_code("costs")]

    def validate(self, extra_validators=None):
        return all([super().validate(extra_validators), *([amount.read(self.currency.data) for amount, _note in self.lines()]
                                                          if self.currency.data in CURRENCIES else [])])

    def costs(self):
        """{category: (minor units, note)}"""
        return {category: (self[category].amount_minor, self[f"{category}_note"].data or "") for category in rulebook.by_code("costs")}


def new_call(client, owner, **given):
    """The form of a new call with what is usual."""
    first = "A" if queries.is_first_call(client.id) else "C"
    return CallForm(client, owner, queries.kept_places(), data={"kind": first, "stay_minutes": rulebook.stay()[1], **given})
