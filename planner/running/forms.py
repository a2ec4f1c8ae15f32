"""What people type for the day: own tasks, menus, complaints, the self-check."""

import re

from wtforms import RadioField, SelectField, ValidationError

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


HAN = re.compile(r"[\u3400-\u9fff]")
MOST_DISHES = 30
LONGEST_NAME = 80


class DishesField(AreaField):
    """The dishes of one course, one a line: 清蒸鲈鱼 | Steamed perch. A name alone counts for its own language."""

    def dishes(self):
        """[(Chinese, English)] as typed."""
        return [_dish(line) for line in (self.data or "").split("\n") if line.strip(" |｜\t")]

    def pre_validate(self, form):
        super().pre_validate(form)
        found = self.dishes()
        if len(found) > MOST_DISHES:
            raise ValidationError(_("Please enter at most %(max)s dishes here.", max=MOST_DISHES))
        if any(len(name) > LONGEST_NAME for dish in found for name in dish):
            raise ValidationError(_("A dish has at most %(max)s characters in each language.", max=LONGEST_NAME))


def _dish(line):
    first, bar, second = (part.strip() for part in line.replace("｜", "|").partition("|"))
    if bar and first and second:
        return first, second
    alone = first or second
    return (alone, "") if HAN.search(alone) else ("", alone)


class MenuForm(Form):
    """What is served at one meal, a field a course."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.courses():
            field.label.text = rulebook.courses()[field.name]["title"][current_language()]

    def courses(self):
        return [self[course] for course in rulebook.courses()]

    def dishes(self):
        """[[course, Chinese, English]] in the order of serving."""
        return [[field.name, zh, en] for field in self.courses() for zh, en in field.dishes()]


def as_typed(menu):
    """{course: text} with which MenuForm shows a stored Menu."""
    return {course: "\n".join(" | ".join(name for name in dish if name) for dish in dishes) for course, dishes in menu.by_course().items()}


for _course in rulebook.courses():
    setattr(MenuForm, _course, DishesField("", max_length=6000))


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
