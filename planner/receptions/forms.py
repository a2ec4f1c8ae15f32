from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from planner.forms import AreaField, DayField, Form, LineField, WallTimeField
from planner.i18n import _, _l
from planner.people import queries as people
from planner.people.fields import ONE_LANGUAGE, options
from planner.receptions.models import ITEM_KINDS
from planner.receptions.party_forms import OptionalId

KIND_NAMES = {
    "arrival": _l("Arrival"), "transfer": _l("Transfer"), "welcome": _l("Welcome"), "talks": _l("Talks"), "tour": _l("Tour"),
    "meal": _l("Meal"), "banquet": _l("Banquet"), "signing": _l("Signing"), "photo": _l("Group photo"), "tea": _l("Tea"),
    "gift": _l("Gift"), "rest": _l("Rest"), "send_off": _l("Send-off"), "follow_up": _l("Follow-up call"), "other": _l("Other"),
}
assert set(KIND_NAMES) == set(ITEM_KINDS)


class ReceptionForm(Form):
    client_id = SelectField(_l("Client"), coerce=str, validate_choice=True)
    title_zh = LineField(_l("Title in Chinese"), max_length=200, description=ONE_LANGUAGE)
    title_en = LineField(_l("Title in English"), max_length=200)
    starts_on = DayField(_l("First day"))
    ends_on = DayField(_l("Last day"))
    purpose_zh = AreaField(_l("Purpose in Chinese"), max_length=2000)
    purpose_en = AreaField(_l("Purpose in English"), max_length=2000)
    note = AreaField(_l("Note for colleagues"), max_length=5000)

    def __init__(self, clients, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.client_id.choices = [SelectChoice(*pair) for pair in [("", _l("Please choose")), *clients]]

    def validate_client_id(self, field):
        if not field.data:
            raise ValidationError(_l("Please choose the client who visits."))

    def validate_title_zh(self, field):
        if not (field.data or self.title_en.data):
            raise ValidationError(_l("Please give the reception a title in Chinese or English."))


class ItemForm(Form):
    kind = SelectField(_l("Kind"), choices=[SelectChoice(*pair) for pair in KIND_NAMES.items()])
    title_zh = LineField(_l("Title in Chinese"), max_length=200, description=ONE_LANGUAGE)
    title_en = LineField(_l("Title in English"), max_length=200)
    starts_at = WallTimeField(_l("Begins"))
    ends_at = WallTimeField(_l("Ends"), required=False)
    place_zh = LineField(_l("Place in Chinese"), max_length=200)
    place_en = LineField(_l("Place in English"), max_length=200)
    responsible_id = OptionalId(_l("In charge"))
    note_zh = AreaField(_l("Note for colleagues in Chinese"), max_length=2000)
    note_en = AreaField(_l("Note for colleagues in English"), max_length=2000)

    def validate_title_zh(self, field):
        if not (field.data or self.title_en.data):
            raise ValidationError(_l("Please give the item a title in Chinese or English."))

    def __init__(self, *args, item=None, **kwargs):
        """With `item`, whoever is in charge of it already stays a choice after leaving the house."""
        super().__init__(*args, obj=item, **kwargs)
        found = list(people.staff())
        if item is not None and item.responsible is not None and item.responsible not in found:
            found.append(item.responsible)
        self.responsible_id.choices = options([("", _("nobody")), *((person.id, person.both_names()) for person in found)])
