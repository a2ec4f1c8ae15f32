"""What somebody chooses when invitations are put into a batch, and when envelopes are printed."""

from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from planner.forms import AreaField, Form, LineField, WholeNumberField
from planner.i18n import _, _l, current_language
from planner.invitations.forms import CHANNEL_NAMES, LANGUAGE_NAMES

ROUND_NAMES = {"first": _l("first list"), "later": _l("waiting list")}


def _choices(pairs, first):
    return [SelectChoice("", first)] + [SelectChoice(*pair) for pair in pairs]


class WantedForm(Form):
    """Which invitations to look for; it comes in the address of the page."""

    class Meta:
        csrf = False

    round = SelectField(_l("List"), default="")
    client = SelectField(_l("Client"), default="")
    rank = WholeNumberField(_l("Ranks 1 to"), required=False, min=1, max=99)
    language = SelectField(_l("Language"), default="")
    channel = SelectField(_l("Delivery"), default="")

    def __init__(self, clients, *args, **options):
        super().__init__(*args, **options)
        lang = current_language()
        self.round.choices = _choices(ROUND_NAMES.items(), _("all"))
        self.client.choices = _choices(((str(client.id), client.name(lang)) for client in clients), _("all"))
        self.language.choices = _choices(LANGUAGE_NAMES.items(), _("all"))
        self.channel.choices = _choices(CHANNEL_NAMES.items(), _("all"))


class BatchForm(Form):
    """A new batch of those who are ticked."""

    title = LineField(_l("Name of the batch"), required=True, max_length=80)
    guests = SelectMultipleField(_l("Guests"), coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))
    language = SelectField(_l("Language of all"), default="")
    channel = SelectField(_l("Delivery of all"), default="")
    note = AreaField(_l("Note for who telephones"), max_length=600)

    def __init__(self, rows, *args, **options):
        super().__init__(*args, **options)
        self.guests.choices = [SelectChoice(row.id, row.attendee.person.both_names()) for row in rows]
        self.language.choices = _choices(LANGUAGE_NAMES.items(), _("as it is for each"))
        self.channel.choices = _choices(CHANNEL_NAMES.items(), _("as it is for each"))
