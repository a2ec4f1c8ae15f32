"""Forms of the day: an unexpected guest, a rank like somebody else's, an exchange of seats."""

from wtforms import BooleanField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from planner.banquets import queries as banquets
from planner.forms import Form, LineField, chosen_id
from planner.i18n import _, _l, current_language
from planner.people import diets
from planner.people.names import fold
from planner.receptions import queries as receptions

MOST_NAME = 60
SIDE_NAMES = {"guest": _l("Guest side"), "host": _l("Host side")}
SOMEBODY_NEW = "new"


def whole_id(value):
    """An id as posted, or None for everything else."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else None


def _options(pairs):
    return [SelectChoice(value, label) for value, label in pairs]


def _called(attendee):
    """Somebody in a list, told apart from namesakes: name, title, organisation."""
    lang, person = current_language(), attendee.person
    return " · ".join(filter(None, (person.both_names(), person.title(lang), person.organisation(lang))))


def _people(attendees):
    return [(a.id, _called(a)) for a in sorted(attendees, key=lambda a: (a.side != "guest", a.rank or 99, a.person.sort_key))]


class NewcomerForm(Form):
    """Somebody who was not expected. `who` appears when the name is known already."""

    name = LineField(_l("Full name"), required=True, max_length=MOST_NAME)
    name_en = LineField(_l("The same in Latin letters"), max_length=MOST_NAME, description=_l("If the name is written in characters and you know it."))
    side = RadioField(_l("Side"), choices=_options(SIDE_NAMES.items()), default="guest")
    client_id = SelectField(_l("Organisation"), coerce=chosen_id, validate_choice=False, description=_l("For guests only."))
    title = LineField(_l("Title"), max_length=100)
    like_id = SelectField(_l("Ranks like"), coerce=chosen_id, validate_choice=False, description=_l("Seats follow rank: who is about as high?"))
    diet = LineField(_l("Diet"), max_length=200, description=_l("In the guest's words, for example “halal, no nuts”. The kitchen reads it."))
    consent = BooleanField(_l("The guest, or the guest's office, gave these details for this visit."))
    who = RadioField(_l("Is it one of these?"), validate_choice=False)

    def validate_consent(self, field):
        if self.diet.data and not field.data:
            raise ValidationError(_("Please confirm where the diet comes from, or clear it. Without that it may not be kept."))

    def diet_values(self):
        """The diet as an attendee keeps it, or None."""
        found = diets.parse_diet(self.diet.data or "")
        return {"codes": list(found.needs), "severity": {}, "note": found.note} if found.needs or found.note else None

    def __init__(self, banquet, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reception = banquet.reception
        self.attendees = {a.id: a for a in banquets.expected(banquet)}
        self.clients = {c.id: c for c in (reception.client, *banquets.guest_clients(reception))}
        self.client_id.choices = _options((c.id, c.name(current_language())) for c in self.clients.values())
        self.like_id.choices = _options([("", _("Please choose"))] + _people(self.attendees.values()))

    def ask_who(self, attendees, people):
        """Offer those who bear this name: attendees of the reception ("a12") and known people who do not take part ("p3")."""
        known = [(f"a{a.id}", _("%(who)s, takes part already", who=_called(a))) for a in attendees]
        known += [(f"p{p.id}", " · ".join(filter(None, (p.both_names(), p.title(current_language()), p.organisation(current_language())))))
                  for p in people]
        self.who.choices = _options([*known, (SOMEBODY_NEW, _("No, somebody else of the same name"))])

    def namesakes(self, reception):
        """Attendees of the reception on this side who bear one of the names typed."""
        typed = {fold(self.name.data), fold(self.name_en.data)} - {""}
        return [a for a in receptions.party(reception) if a.side == self.side.data and bears(a.person, typed)]



def bears(person, folded):
    """Whether one of these folded names is the person's."""
    return bool({fold(person.name_zh), fold(person.name_native), fold(person.name_en)} & folded)


class RankForm(Form):
    """Whose rank somebody has."""

    like_id = SelectField(_l("Ranks like"), coerce=chosen_id, validate_choice=False)

    def __init__(self, banquet, attendee, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.attendees = {a.id: a for a in banquets.expected(banquet) if a.id != attendee.id}
        same = [a for a in self.attendees.values() if a.side == attendee.side]
        self.like_id.choices = _options([("", _("Please choose"))] + _people(same))


class SwapForm(Form):
    """With whom somebody changes seats."""

    other_id = SelectField(_l("Changes seats with"), coerce=chosen_id, validate_choice=False)

    def __init__(self, door, attendee, *args, **kwargs):
        super().__init__(*args, **kwargs)
        seated = [g for g in door.everybody if g.place and g.attendee.id != attendee.id]
        seated.sort(key=lambda g: (g.place[0].number, g.place[1]))
        self.others = {g.attendee.id: g for g in seated}
        self.other_id.choices = _options([("", _("Please choose"))] + [
            (g.attendee.id, f"{g.place[0].called}–{g.place[1] + 1} {_called(g.attendee)}") for g in seated])
