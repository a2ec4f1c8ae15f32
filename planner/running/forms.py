"""What people type on the day: own tasks, minutes late, complaints, the self-check."""

from wtforms import RadioField, SelectField

from planner.documents import briefing
from planner.forms import AreaField, Form, LineField, OptionalId, WallTimeField, WholeNumberField
from planner.i18n import _, _l, current_language
from planner.running import queries, rulebook
from planner.running.models import QUESTIONS


class TaskForm(Form):
    """An own entry of the checklist."""

    title = LineField(_l("What is to be done"), required=True, max_length=200)
    role = SelectField(_l("Role"))
    due_at = WallTimeField(_l("Due"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        lang = current_language()
        self.role.choices = [(role, rulebook.role_title(role, lang)) for role in rulebook.packs()]

    def columns(self):
        """The title stands in the language it was typed in."""
        return {f"title_{current_language()}": self.title.data, "role": self.role.data, "due_at": self.due_at.data}


class DueForm(Form):
    """Another time for a task."""

    due_at = WallTimeField(_l("Due"))


class ComplaintForm(Form):
    """A complaint as it is heard."""

    grade = RadioField(_l("How bad is it?"), default="normal")
    summary = AreaField(_l("What is it about?"), required=True, max_length=1000)
    raised_by = LineField(_l("Who complained"), max_length=100)
    minutes_ago = WholeNumberField(_l("Heard so many minutes ago"), min=0, max=600, default=0)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        lang = current_language()
        self.grade.choices = [(code, _("%(grade)s: %(why)s", grade=row["title"][lang], why=row["reason"][lang])) for code, row in rulebook.grades().items()]


class PassOnForm(Form):
    """Who deals with it."""

    owner_id = OptionalId(_l("Who deals with it"))

    def __init__(self, complaint, *args, **options):
        super().__init__(*args, **options)
        self.owner_id.choices = [(one.id, one.both_names()) for one in queries.staff_of(complaint.reception)]


class AnswerForm(Form):
    """What the guest was told."""

    answer = AreaField(_l("What the guest was told"), required=True, max_length=1000)


class CheckForm(Form):
    """How it turned out."""

    outcome = AreaField(_l("How it turned out"), required=True, max_length=1000)


class ReadinessForm(Form):
    """Ten scores; the questions are those of the handbook."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field, question in zip(self.scores(), briefing.questions(current_language())):
            field.label.text = question

    def scores(self):
        return [self[f"q{number}"] for number in range(1, QUESTIONS + 1)]


for _number in range(1, QUESTIONS + 1):
    setattr(ReadinessForm, f"q{_number}", WholeNumberField("", min=1, max=10))
