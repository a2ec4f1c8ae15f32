"""What people type about stand-ins and limits."""

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from planner.accounts.permissions import DECIDERS
from planner.budgets.models import ABSENCES
from planner.budgets.rulebook import house_rules
from planner.forms import DayField, Form, OptionalId
from planner.i18n import _, _l
from planner.money import BadAmount, parse_money

ROLE_NAMES = {"department_manager": _l("Department manager"), "general_manager": _l("General manager"), "finance": _l("Finance")}

ABSENCE_NAMES = {"leave": _l("On leave"), "travel": _l("Travelling"), "other": _l("Away")}


class _WithLimit(Form):
    """A form with an amount in the company's currency; empty for none."""

    limit_value = None

    def check_limit(self):
        self.limit_value = None
        if not self.limit.data:
            return True
        try:
            self.limit_value = parse_money(self.limit.data, house_rules().ladder.currency)
        except BadAmount as refused:
            self.limit.errors = [*self.limit.errors, str(refused)]
        return self.limit_value is not None

    def validate(self, extra_validators=None):
        return all([super().validate(extra_validators), self.check_limit()])


class StandInForm(_WithLimit):
    """Who signs for the person, in which role, from when to when."""

    receiver_id = OptionalId(_l("Stand-in"))
    role = SelectField(_l("In the role"))
    starts_on = DayField(_l("First day"))
    ends_on = DayField(_l("Last day"))
    limit = StringField(_l("Up to the amount"), description=_l("Empty: up to your own limit."))
    reason = SelectField(_l("Absence"), choices=[SelectChoice(code, ABSENCE_NAMES[code]) for code in ABSENCES])

    def __init__(self, people, roles, lang, **options):
        super().__init__(**options)
        self.people = {person.id: person for person in people}
        self.receiver_id.choices = [SelectChoice("", _("Please choose")), *(SelectChoice(str(person.id), person.name(lang)) for person in people)]
        self.role.choices = [SelectChoice(role, ROLE_NAMES[role]) for role in DECIDERS if role in roles]

    def validate(self, extra_validators=None):
        return all([super().validate(extra_validators), self._check_receiver()])

    def _check_receiver(self):
        if self.receiver_id.data in self.people:
            return True
        self.receiver_id.errors = [_("Please choose who stands in.")]
        return False


class LimitForm(_WithLimit):
    """Up to which amount somebody signs."""

    limit = StringField(_l("Signs up to"), description=_l("Empty: no limit of one's own."))
