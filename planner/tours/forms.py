"""Forms of tours: setting up, wishes, a group moved by hand, and the visit application."""

from wtforms import BooleanField, SelectField, ValidationError

from planner.forms import AreaField, Form, LineField, OptionalId, WholeNumberField
from planner.i18n import _, _l, current_language
from planner.people.fields import TickField, options
from planner.tours.models import CAMERA_USES, CONFIDENTIALITY, LARGEST_GROUP, MOST_GROUPS, WISH_KINDS

CAMERA_NAMES = {"photo": _l("Photographs"), "film": _l("Filming"), "interview": _l("Interviews")}
CONFIDENTIALITY_NAMES = {"open": _l("Open: general information"), "internal": _l("Internal: no documents, no production records"),
                         "confidential": _l("Confidential: each visitor signs a confidentiality statement")}
WISH_NAMES = {"together": _l("In one group"), "apart": _l("In different groups")}
assert (set(CAMERA_NAMES), set(CONFIDENTIALITY_NAMES), set(WISH_NAMES)) == (set(CAMERA_USES), set(CONFIDENTIALITY), set(WISH_KINDS))


class NewTourForm(Form):
    """Which item of the programme leads through which site."""

    item_id = OptionalId(_l("Item of the programme"))
    site_id = OptionalId(_l("Site"))

    def __init__(self, *, items, sites, **kwargs):
        super().__init__(**kwargs)
        lang = current_language()
        self.item_id.choices = [(i.id, f"{i.starts_at:%m-%d %H:%M} {i.title(lang) or _('Tour')}") for i in items]
        self.site_id.choices = [(s.id, s.name(lang)) for s in sites]

    def validate_item_id(self, field):
        if field.data is None:
            raise ValidationError(_("Please choose from the list."))

    validate_site_id = validate_item_id


class TourForm(Form):
    """What is shown, and to how many groups."""

    stop_ids = TickField(_l("Stops to be shown"), coerce=int, description=_l("Without a tick, every stop open to visitors is shown."))
    groups_wanted = WholeNumberField(_l("Groups wanted"), min=1, max=MOST_GROUPS, required=False, description=_l("Empty: as few as the size of a group allows."))
    largest_group = WholeNumberField(_l("Largest group"), min=1, max=LARGEST_GROUP, default=15, description=_l("Stops may hold fewer; then groups are smaller."))

    def __init__(self, *, stops, **kwargs):
        super().__init__(**kwargs)
        lang = current_language()
        self.stop_ids.choices = [(s.id, s.name(lang)) for s in stops]


class WishForm(Form):
    """Two visitors kept together or apart."""

    kind = SelectField(_l("How"), choices=options(WISH_NAMES.items()))
    first_id = OptionalId(_l("Visitor"))
    second_id = OptionalId(_l("Other visitor"))

    def __init__(self, *, visitors, **kwargs):
        super().__init__(**kwargs)
        self.kind.choices = options(WISH_NAMES.items())
        self.first_id.choices = self.second_id.choices = [(a.id, a.person.name(current_language())) for a in visitors]


class GroupForm(Form):
    """Guide and interpreter of a group, and what planning leaves; order and times are read by the route."""

    guide_id = OptionalId(_l("Guide"))
    interpreter_id = OptionalId(_l("Interpreter"))
    keeps = TickField(_l("Planning leaves as it is"), coerce=str)

    def __init__(self, *, guides, interpreters, **kwargs):
        super().__init__(**kwargs)
        lang = current_language()
        self.guide_id.choices = [(r.id, _spoken(r, lang)) for r in guides]
        self.interpreter_id.choices = [("", _("nobody")), *((r.id, _spoken(r, lang)) for r in interpreters)]
        self.keeps.choices = [("guide", _("the guide")), ("interpreter", _("the interpreter")), ("order", _("the order of the stops")), ("times", _("the times"))]


def _spoken(resource, lang):
    return f"{resource.name(lang)} · {resource.languages_in_words(lang)}"


class ApplicationForm(Form):
    """公司参观申请表: what the plan does not know."""

    purpose = AreaField(_l("Purpose of the visit"), max_length=1000)
    department = LineField(_l("Department"), max_length=200)
    responsible_id = OptionalId(_l("Responsible for the visit"))
    safety_officer_id = OptionalId(_l("Safety officer"), description=_l("Signs for safety, and looks after gear, briefing and custody on the day."))
    confidentiality = SelectField(_l("Confidentiality"), choices=options(CONFIDENTIALITY_NAMES.items()))
    checks_identity = BooleanField(_l("Identity documents are checked at the gate (numbers are not kept)"))
    camera = TickField(_l("Photography, filming, interviews"), coerce=str, description=_l("Off unless ticked. The company leaders approve it, and an assigned person stays with it."))
    camera_for = AreaField(_l("What, where and what for"), max_length=1000)
    camera_person_id = OptionalId(_l("Assigned person"))
    leaders = LineField(_l("Further accompanying leaders"), max_length=300)
    vehicle = LineField(_l("Vehicles beyond those booked"), max_length=300)
    meals = LineField(_l("Meals beyond the programme"), max_length=300)
    needs = AreaField(_l("Special needs for everybody to read"), max_length=500, description=_l("Nothing of anybody’s health: that stands sealed with the person and reaches the route by itself."))
    custody = LineField(_l("Things expected for custody"), max_length=300)
    gifts = LineField(_l("Gifts or souvenirs beyond the programme"), max_length=300)

    def __init__(self, *, staff, officers, **kwargs):
        super().__init__(**kwargs)
        lang, nobody = current_language(), ("", _("not named yet"))
        self.confidentiality.choices = options(CONFIDENTIALITY_NAMES.items())
        self.camera.choices = options(CAMERA_NAMES.items())
        self.responsible_id.choices = [nobody, *((p.id, p.both_names()) for p in staff)]
        self.camera_person_id.choices = self.responsible_id.choices
        self.safety_officer_id.choices = [nobody, *((p.id, f"{p.both_names()} {p.title(lang)}") for p in officers)]


class DecisionForm(Form):
    """A decision on the application."""

    note = AreaField(_l("Note"), max_length=500)
    shown = LineField(max_length=64)
