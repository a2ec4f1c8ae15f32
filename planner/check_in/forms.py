"""Forms of the desk: somebody nobody expected, and somebody in another's place."""

from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from planner.banquets import queries as banquets
from planner.check_in import queries
from planner.forms import Form, LineField, chosen_id
from planner.i18n import _, _l, current_language

MOST_NAME = 60


def whole_id(value):
    """An id as posted, or None for everything else."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else None


def _options(rows):
    return [SelectChoice("", _("Please choose"))] + [SelectChoice(row_id, label) for row_id, label in rows]


def _called(attendee):
    lang, person = current_language(), attendee.person
    return " · ".join(filter(None, (person.both_names(), person.title(lang), person.organisation(lang))))


class _Newcomer(Form):
    """What is asked of everybody who was not expected."""

    name = LineField(_l("Full name"), required=True, max_length=MOST_NAME)
    name_en = LineField(_l("The same in Latin letters"), max_length=MOST_NAME, description=_l("If the name is written in characters and you know it."))
    title = LineField(_l("Title"), max_length=100)
    client_id = SelectField(_l("Organisation"), coerce=chosen_id, validate_choice=False)
    like_id = SelectField(_l("Ranks like"), coerce=chosen_id, validate_choice=False, description=_l("Left open, the guest ranks behind everybody."))
    is_other = BooleanField(_l("Somebody else of the same name"))

    def __init__(self, banquet, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reception = banquet.reception
        self.clients = {c.id: c for c in (reception.client, *banquets.guest_clients(reception))}
        self.attendees = {a.id: a for a in banquets.expected(banquet)}
        self.client_id.choices = [SelectChoice(c.id, c.name(current_language())) for c in self.clients.values()]
        self.like_id.choices = _options((a.id, _called(a)) for a in sorted(self.attendees.values(), key=lambda a: (a.rank or 99, a.person.sort_key, a.id)))

    def _chosen(self, field, known):
        """The row a field names; adds the message where it names none of them."""
        found = known.get(field.data)
        if found is None:
            field.errors = [*field.errors, _("Please choose from the list.")]
        return found

    def _common(self):
        like = self._chosen(self.like_id, self.attendees) if self.like_id.data is not None else None
        return {"name": self.name.data, "name_en": self.name_en.data, "title": self.title.data, "like": like, "is_other": self.is_other.data}


class WalkInForm(_Newcomer):
    """Somebody nobody expected, and on whose word they come in."""

    word_of_id = SelectField(_l("On whose word"), coerce=chosen_id, validate_choice=False, description=_l("One of our own people who says that this guest may come in."))

    def __init__(self, banquet, *args, **kwargs):
        super().__init__(banquet, *args, **kwargs)
        self.hosts = {a.id: a for a in queries.hosts_of(banquet)}
        self.word_of_id.choices = _options((a.id, _called(a)) for a in self.hosts.values())

    def read(self):
        """What check_in.actions.let_in() takes, or None with the messages at the fields."""
        is_good = self.validate()
        client, word_of = self._chosen(self.client_id, self.clients), self._chosen(self.word_of_id, self.hosts)
        values = self._common() | {"client": client, "word_of": word_of}
        return values if is_good and not self.errors else None


class SubstituteForm(_Newcomer):
    """Who comes in somebody's place: an attendee who was not to come, or somebody new."""

    instead_id = SelectField(_l("Somebody who takes part already"), coerce=chosen_id, validate_choice=False, description=_l("Otherwise the name below."))

    def __init__(self, banquet, absent, *args, **kwargs):
        super().__init__(banquet, *args, **kwargs)
        others = [a for a in banquet.reception.attendees if a.side == absent.side and a.id not in self.attendees and a.id != absent.id]
        self.others = {a.id: a for a in sorted(others, key=lambda a: (a.person.sort_key, a.id))}
        self.instead_id.choices = _options((a.id, _called(a)) for a in self.others.values())

    def read(self):
        """What check_in.actions.substitute() takes, or None with the messages at the fields."""
        if self.instead_id.data is not None:
            self.name.required = False
        is_good = self.validate()
        instead = self._chosen(self.instead_id, self.others) if self.instead_id.data is not None else None
        client = self._chosen(self.client_id, self.clients) if instead is None and self.client_id.data is not None else None
        values = self._common() | {"client": client, "instead": instead}
        return values if is_good and not self.errors else None
