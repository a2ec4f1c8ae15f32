"""Forms: CSRF on, messages in the reader's language, and the hidden fields that guard a change."""

from datetime import date, datetime

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import DateTimeLocalField

from planner.i18n import _, _l, current_language

FIRST_YEAR, LAST_YEAR = 1990, 2100
FORBIDDEN = {c for c in map(chr, range(32)) if c not in "\t\n\r"} | {"\x7f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e",
             "\u2066", "\u2067", "\u2068", "\u2069"}


class Form(FlaskForm):
    """Base of every form. `values()` gives the clean values; `version` comes back as the number drawn from."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form):
            return _WTForms()

    def values(self):
        return {f.name: f.data for f in self if f.name != "csrf_token" and f.type != "SubmitField"}

    def add_error(self, error):
        """Show a business error beside its field, or above the form where it has none; values stay."""
        field = self._fields.get(error.field) if error.field else None
        if field is None:
            self.form_errors.append(error.message)
        else:
            field.errors = [*field.errors, error.message]


class _WTForms:
    """WTForms' own messages through our catalogues."""

    def gettext(self, string):
        return _(string)

    def ngettext(self, singular, plural, n):
        if "%(value)s" in singular:     # the library's sentence would repeat what was sent, however long
            return _("Please choose from the list.")
        return _(singular if n == 1 else plural)


class LineField(StringField):
    """One line of text: trimmed, no control or direction characters, at most `max_length` characters."""

    def __init__(self, label=None, validators=(), *, required=False, max_length=200, **options):
        super().__init__(label, validators, **options)
        self.required, self.max_length = required, max_length

    def process_formdata(self, values):
        text = values[0] if values else ""
        self.data = text if FORBIDDEN.intersection(text) else " ".join(text.split())

    def pre_validate(self, form):
        check_text(self.data or "", self.required, self.max_length)


class AreaField(TextAreaField):
    """Several lines of text, under the same rules."""

    def __init__(self, label=None, validators=(), *, required=False, max_length=2000, **options):
        super().__init__(label, validators, **options)
        self.required, self.max_length = required, max_length

    def process_formdata(self, values):
        self.data = values[0].strip().replace("\r\n", "\n") if values else ""

    def pre_validate(self, form):
        check_text(self.data or "", self.required, self.max_length)


def check_text(text, required, max_length):
    """Raise ValidationError with a sentence for text that cannot be stored as typed."""
    if required and not text:
        raise ValidationError(_("Please fill this in."))
    if len(text) > max_length:
        raise ValidationError(_("Please use at most %(max)s characters; these are %(found)s.", max=max_length, found=len(text)))
    if any(c in FORBIDDEN or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValidationError(_("This contains characters that cannot be seen; please type it anew."))


class WholeNumberField(IntegerField):
    """A whole number in plain digits between `min` and `max`."""

    def __init__(self, label=None, validators=(), *, min, max, required=True, **options):
        super().__init__(label, validators, **options)
        self.min, self.max, self.required = min, max, required

    def process_formdata(self, values):
        text = values[0].strip() if values else ""
        self.raw_text = text
        self.data = int(text) if text.isascii() and text.lstrip("-").isdigit() and len(text) < 15 else None

    def _value(self):
        return getattr(self, "raw_text", None) or ("" if self.data is None else str(self.data))

    def pre_validate(self, form):
        empty = not getattr(self, "raw_text", "")
        if empty and not self.required:
            return
        if self.data is None:
            raise ValidationError(_("Please fill this in.") if empty else _("Please write a whole number in digits, such as 12."))
        if not self.min <= self.data <= self.max:
            raise ValidationError(_("Please choose a number from %(min)s to %(max)s.", min=self.min, max=self.max))


def chosen_id(value):
    """A posted choice of one row: its id, None where nothing was chosen, and 0, which no row has, for what is no id."""
    text = "" if value is None else str(value)
    return (int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else 0) if text else None


class OptionalId(SelectField):
    """A choice of one row by its id, or of none."""

    def __init__(self, label, **options):
        super().__init__(label, coerce=chosen_id, **options)


class DayField(DateField):
    """A date from 1990 to 2100."""

    def __init__(self, label=None, validators=(), *, required=True, **options):
        super().__init__(label, validators, format=["%Y-%m-%d"], **options)
        self.required = required

    def process_formdata(self, values):
        self.data = _parsed(values, lambda text: date.fromisoformat(text) if len(text) == 10 and text.isascii() else None)

    def pre_validate(self, form):
        _check_day(self, _l("Please write a date such as 2026-12-08."))


class WallTimeField(DateTimeLocalField):
    """A date and time as the clock on the wall shows it, to the minute."""

    def __init__(self, label=None, validators=(), *, required=True, **options):
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **options)
        self.required = required

    def process_formdata(self, values):
        self.data = _parsed(values, lambda text: datetime.strptime(text.replace(" ", "T")[:16], "%Y-%m-%dT%H:%M")
                            if text.isascii() and len(text) in (16, 19) else None)

    def pre_validate(self, form):
        _check_day(self, _l("Please write a date and time such as 2026-12-08 18:30."))


def _parsed(values, parse):
    text = values[0].strip() if values else ""
    try:
        return parse(text) if text else None
    except ValueError:
        return None


def _check_day(field, advice):
    written = bool(field.raw_data and field.raw_data[0].strip())
    if field.data is None:
        if written:
            raise ValidationError(advice)
        if field.required:
            raise ValidationError(_("Please fill this in."))
    elif not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_("Please choose a date between 1990 and 2100."))


def choices(pairs):
    """[(value, (zh, en))] as choices in the language of this page."""
    lang = current_language()
    return [(value, texts[0] if lang == "zh" else texts[1]) for value, texts in pairs]


def messages_of(field):
    """The messages of a field as plain texts, those of its inner fields included."""
    found = []
    for error in field.errors:
        found += error.values() if isinstance(error, dict) else error if isinstance(error, (list, tuple)) else [error]
    return [str(text) for text in found]
