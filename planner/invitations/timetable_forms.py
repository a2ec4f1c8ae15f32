"""What people type about the deadlines of a banquet."""

from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from planner.forms import DayField, Form
from planner.i18n import _, _l, current_language
from planner.invitations.deadlines import BY_PACK, gatherings, leads
from planner.invitations.timetable_models import WAYS

WAY_NAMES = {"in_person": _l("in person"), "phone": _l("by telephone"), "mail": _l("by mail"), "messenger": _l("by WeChat or a short message")}
assert set(WAY_NAMES) == set(WAYS)


def _choices(pairs):
    return [SelectChoice(*pair) for pair in pairs]


class AgreementForm(Form):
    """Who agreed to the date for the guest of honour, when, and by which way."""

    given_by_id = SelectField(_l("Who agreed"), coerce=int)
    way = RadioField(_l("By which way"), choices=_choices(WAY_NAMES.items()))
    agreed_on = DayField(_l("On which day"))

    def __init__(self, people, *args, **options):
        super().__init__(*args, **options)
        lang = current_language()
        self.given_by_id.choices = _choices((one.id, one.person.both_names() + (f" · {one.person.title(lang)}" if one.person.title(lang) else "")) for one in people)


class NoteForm(Form):
    """Who sees to one deadline, and whether it is done."""

    owner_id = SelectField(_l("Who sees to it"))
    is_done = BooleanField(_l("Done"))

    def __init__(self, deadline, holders, people, *args, **options):
        super().__init__(*args, **options)
        self.owner_id.choices = _choices([("", _("whose role it is: %(people)s", people=holders)), *((str(person.id), person.both_names()) for person in people)])
        if not deadline.by_hand:
            del self.is_done


class GatheringForm(Form):
    """What kind of event a banquet is: it says how early invitations leave."""

    gathering = RadioField(_l("Kind of event"))

    def __init__(self, found, pack_lead, *args, **options):
        """`found` is the kind that follows from the programme, `pack_lead` the lead of the rule pack."""
        super().__init__(*args, **options)
        lang = current_language()
        rows = [(row["id"], _("%(kind)s: invitations leave %(lead)s", kind=row["title"][lang],
                              lead=leads()[pack_lead if row["lead"] == BY_PACK else row["lead"]]["title"][lang])) for row in gatherings().values()]
        self.gathering.choices = _choices([("", _("as the programme says (%(kind)s)", kind=gatherings()[found]["title"][lang])), *rows])
