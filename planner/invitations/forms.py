"""What people type about invitations: the office's choices, and a guest's reply."""

from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from planner.forms import Form
from planner.i18n import _l, current_language
from planner.people.diets import all_needs

OFFERED_DIETS = (
    "vegetarian", "vegan", "halal", "kosher", "no_pork", "no_beef", "no_lamb", "no_alcohol", "not_spicy", "no_raw",
    "seafood", "crustaceans", "fish", "nuts", "peanuts", "gluten", "milk", "eggs", "soy", "sesame",
)
"""Asked by effect, never by cause: no illness, no religion. The ids are those of people/diets.toml."""
CHANNEL_NAMES = {"mail": _l("by mail"), "assistant": _l("through whoever answers for them"), "print": _l("on paper")}
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}


def offered_diets():
    """What a guest may tick, named in the reader's language."""
    names = dict(all_needs(current_language()))
    return [SelectChoice(need, names[need]) for need in OFFERED_DIETS]


class WayForm(Form):
    """Language and way of an invitation that has not left."""

    language = SelectField(_l("Language"), choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()])
    channel = SelectField(_l("Delivery"), choices=[SelectChoice(*pair) for pair in CHANNEL_NAMES.items()])


class ReplyForm(Form):
    """A guest's reply to one invitation; the pressed button is the answer."""

    answer = StringField()
    diet = SelectMultipleField(_l("Dietary needs"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))
    consent = BooleanField(_l("You may use this to plan the meal at this banquet. It is deleted thirty days after the event."))
    forget = BooleanField(_l("Delete what I told you about my diet"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.diet.choices = offered_diets()
