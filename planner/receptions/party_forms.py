"""The form of one person in a reception: who it is, and the part played on this occasion."""
from wtforms import BooleanField, SelectField, ValidationError

from planner.forms import AreaField, OptionalId, WholeNumberField
from planner.i18n import _, _l, current_language
from planner.people.diets import all_needs, need_kind
from planner.people.fields import PersonForm, TickField, options
from planner.receptions.party_actions import GUEST_ROLES, HEALTH_CODES, HOST_ROLES

ROLE_NAMES = {"guest_of_honour": _l("Guest of honour"), "guest": _l("Guest"), "spouse": _l("Spouse"), "secretary": _l("Secretary"),
              "host": _l("Host"), "second_host": _l("Second host"), "companion": _l("Companion"), "interpreter": _l("Interpreter"),
              "organiser": _l("In charge of the reception"), "guide": _l("Guide"), "driver": _l("Driver")}
REPLY_NAMES = {"none": _l("No reply yet"), "accepted": _l("Accepted"), "to_confirm": _l("To be confirmed"), "declined": _l("Declined"),
               "withdrawn": _l("Invitation withdrawn"), "waiting": _l("On the waiting list")}
HEALTH_NAMES = {"pacemaker": _l("Pacemaker: keep away from strong magnetic fields"), "pregnant": _l("Pregnant"),
                "wheelchair": _l("Wheelchair or difficulty in walking")}


class AttendeeForm(PersonForm):
    """Person and part in the reception. With `knows_person` false the personal fields are left alone."""

    client_id = SelectField(_l("Organisation"))
    role = SelectField(_l("Role"))
    occasion_rank = WholeNumberField(_l("Rank on this occasion"), min=1, max=99, required=False, description=_l("1 is the highest. It decides seat and table."))
    partner_id = OptionalId(_l("Partner"))
    interprets_for_id = OptionalId(_l("Interprets for"))
    answered_by_id = OptionalId(_l("Replies are given by"))
    dines = BooleanField(_l("Dines"))
    tours = BooleanField(_l("Takes part in the tour"))
    is_official = BooleanField(_l("Public official: the rules for officials apply"))
    diet_codes = TickField(_l("Diet"), coerce=str)
    diet_note = AreaField(_l("Note for the kitchen"), max_length=500)
    health_codes = TickField(_l("Health"), coerce=str)
    health_note = AreaField(_l("Note about health"), max_length=500)
    consent = BooleanField(_l("The guest, or the guest's office, gave these details for this visit."))
    remark = AreaField(_l("Remark"), max_length=1000)

    def __init__(self, *args, side, others=(), clients=(), knows_person=True, **kwargs):
        super().__init__(*args, **kwargs)
        language = current_language()
        roles = GUEST_ROLES if side == "guest" else HOST_ROLES
        nobody = [("", _("nobody"))]
        people = [(other.id, other.person.both_names()) for other in others]
        same_side = [(other.id, other.person.both_names()) for other in others if other.side == side]
        self.role.choices = options((role, ROLE_NAMES[role]) for role in roles)
        self.partner_id.choices, self.interprets_for_id.choices = options(nobody + same_side), options(nobody + people)
        self.answered_by_id.choices = options(nobody + same_side)
        # A pregnancy stands with health; in the diet it is offered only where a reply put it there.
        self.diet_codes.choices = options(need for need in all_needs(language) if need_kind(need[0]) != "condition" or need[0] in (self.diet_codes.data or ()))
        self.health_codes.choices = options((code, HEALTH_NAMES[code]) for code in HEALTH_CODES)
        self.client_id.choices = options((str(client.id), client.name(language)) for client in clients)
        self.knows_person, self.side = knows_person, side
        if side == "host" or not clients:
            del self.client_id
        if not knows_person:
            for name in list(PERSON_FIELDS) + (["client_id"] if "client_id" in self else []):
                del self[name]

    def validate_consent(self, field):
        given = self.diet_codes.data or self.diet_note.data or self.health_codes.data or self.health_note.data
        if given and not field.data:
            raise ValidationError(_("Please confirm where diet and health details come from, or clear them. Without that they may not be kept."))

    def person_values(self):
        """The personal details, as people.actions takes them."""
        return {name: self[name].data for name in PERSON_FIELDS if name in self}

    def attendee_values(self):
        """The part on this occasion, as party_actions takes it."""
        values = {name: self[name].data for name in ("role", "partner_id", "interprets_for_id", "answered_by_id", "dines", "tours", "is_official", "remark")}
        diet = {"codes": self.diet_codes.data or [], "severity": {}, "note": self.diet_note.data or ""}
        health = {"codes": self.health_codes.data or [], "note": self.health_note.data or ""}
        return {**values, "rank": self.occasion_rank.data, "diet": diet if diet["codes"] or diet["note"] else None,
                "health": health if health["codes"] or health["note"] else None}


PERSON_FIELDS = ("name_zh", "name_en", "name_native", "gender", "title_zh", "title_en", "department_zh", "department_en", "rank", "phone", "email", "postal_address", "postcode",
                 "languages", "note")
