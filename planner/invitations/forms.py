"""What people type about invitations: the office's choices, and a guest's reply."""

from functools import lru_cache

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from planner.forms import DayField, Form, LineField, WallTimeField
from planner.i18n import _, _l, current_language
from planner.people.diets import all_needs
from planner.people.languages import all_languages

OFFERED_DIETS = (
    "vegetarian", "vegan", "halal", "kosher", "no_pork", "no_beef", "no_lamb", "no_alcohol", "not_spicy", "no_raw",
    "seafood", "crustaceans", "fish", "nuts", "peanuts", "gluten", "milk", "eggs", "soy", "sesame",
)
"""Asked by effect, never by cause: no illness, no religion. The ids are those of people/diets.toml."""
CHANNEL_NAMES = {"mail": _l("by mail"), "assistant": _l("through whoever answers for them"), "print": _l("on paper"), "phone": _l("by telephone"), "text": _l("by message (WeCom, DingTalk)")}
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}


def offered_diets():
    """What a guest may tick, named in the reader's language."""
    return _diet_choices(current_language())


@lru_cache
def _diet_choices(language):
    names = dict(all_needs(language))
    return [SelectChoice(need, names[need]) for need in OFFERED_DIETS]


class WayForm(Form):
    """Language and way of an invitation that has not left."""

    language = SelectField(_l("Language"), choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()])
    channel = SelectField(_l("Delivery"), choices=[SelectChoice(*pair) for pair in CHANNEL_NAMES.items()])


TRANSPORT_NAMES = {"": _l("not said"), "own": _l("by own car"), "fetched": _l("please fetch me")}
VIA_NAMES = {"phone": _l("by telephone"), "desk": _l("in person")}
MOST_COMPANION, MOST_TITLE = 60, 100


@lru_cache
def _language_choices(language):
    return [SelectChoice("", _("none needed"))] + [SelectChoice(code, name) for code, name in all_languages(language)]


def _pairs(names):
    return [SelectChoice(*pair) for pair in names.items()]


class ReplyForm(Form):
    """A guest's reply to one invitation; the pressed button is the answer. `number` keeps the fields of several forms on one page apart."""

    answer = StringField(_l("Reply"))
    decide_by = DayField(_l("I can say by"), required=False)
    companion = LineField(_l("Full name"), max_length=MOST_COMPANION)
    companion_title = LineField(_l("Title"), max_length=MOST_TITLE)
    companion_is_partner = BooleanField(_l("My husband, wife or partner"))
    transport = SelectField(_l("How will you come?"), choices=_pairs(TRANSPORT_NAMES), default="")
    interpreter = SelectField(_l("Interpreter"), default="")
    diet = SelectMultipleField(_l("Dietary needs"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))
    consent = BooleanField(_l("You may use this to plan the meal at this banquet. It is deleted thirty days after the event."))
    forget = BooleanField(_l("Delete what I told you about my diet"))

    def __init__(self, number, *args, **options):
        super().__init__(*args, **options)
        self.diet.choices, self.interpreter.choices = offered_diets(), _language_choices(current_language())
        for field in self:
            field.id = f"{field.name.replace('_', '-')}-{number}"

    @property
    def has_more(self):
        """Whether something besides the answer was sent that may have changed."""
        return bool(self.diet.data or self.forget.data or self.companion.data)


class NotedForm(Form):
    """A reply told to us; the pressed button is the answer."""

    answer = StringField(_l("Reply"))
    via = RadioField(_l("How"), choices=_pairs(VIA_NAMES), default="phone", validate_choice=False)
    said_at = WallTimeField(_l("When it was said"), required=False, description=_l("Left empty: now. What was given last counts, whenever it is noted."))
    decide_by = DayField(_l("Can say by"), required=False)

    def __init__(self, number, *args, **options):
        super().__init__(*args, **options)
        for field in self:
            field.id = f"{field.name.replace('_', '-')}-{number}"
