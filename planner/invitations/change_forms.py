"""What somebody types when guests are told of a change: whom, and a few words of one's own."""

from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from planner.forms import AreaField, Form
from planner.i18n import _l
from planner.invitations.telling import LONGEST_NOTE

NOTE_HELP = _l("Stands in the letter as a paragraph of its own, as it is typed. Left empty: nothing is added.")


class ChangeForm(Form):
    """Who is told by mail, and a note in each language. `found` are the [telling.Due] that can be told by mail."""

    guests = SelectMultipleField(_l("By mail"), coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))
    note_zh = AreaField(_l("In your own words, for letters in Chinese"), required=False, max_length=LONGEST_NOTE, description=NOTE_HELP)
    note_en = AreaField(_l("In your own words, for letters in English"), required=False, max_length=LONGEST_NOTE, description=NOTE_HELP)

    def __init__(self, found, *args, **options):
        super().__init__(*args, **options)
        self.guests.choices = [SelectChoice(one.invitation.id, one.invitation.attendee.person.both_names()) for one in found]


class PaperNoteForm(Form):
    """The same note for letters on paper; it comes in the address of a PDF."""

    class Meta:
        csrf = False

    note_zh = AreaField(_l("In your own words, for letters in Chinese"), required=False, max_length=LONGEST_NOTE)
    note_en = AreaField(_l("In your own words, for letters in English"), required=False, max_length=LONGEST_NOTE)
