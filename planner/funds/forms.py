"""A new fund, and a change of one, as they are typed."""

from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from planner.forms import AreaField, DayField, Form, LineField, OptionalId
from planner.funds import queries, rulebook
from planner.funds.models import KINDS, LEVELS
from planner.i18n import _, _l, current_language
from planner.money import BadAmount, Money, parse_money
from planner.people.models import either

KIND_NAMES = {"company": _l("Company"), "department": _l("Department"), "project": _l("Project"), "client": _l("Client")}


class AmountForm(Form):
    """An amount, what happens beyond it, and why; the last is kept with it for good."""

    amount = StringField(_l("Amount"))
    level = RadioField(_l("When more is asked than is left"))
    reason = AreaField(_l("Reason"), required=True, max_length=500, description=_l("It stays with the amount: who set it, when and why."))

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.level.choices = [SelectChoice(level, rulebook.levels()[level]["title"][current_language()]) for level in LEVELS]
        if self.level.data is None and not self.is_submitted():
            self.level.data = "block"

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        try:
            self.amount_minor = parse_money(self.amount.data, rulebook.currency()).amount_minor
        except BadAmount as error:
            self.amount.errors = [*self.amount.errors, error.message]
            return False
        return valid

    def change_values(self):
        return {"amount_minor": self.amount_minor, "level": self.level.data, "reason": self.reason.data}


class NameForm(Form):
    """What a fund is called."""

    title_zh = LineField(_l("Chinese name"), max_length=80)
    title_en = LineField(_l("English name"), max_length=80)

    def names(self):
        return {"title_zh": self.title_zh.data or "", "title_en": self.title_en.data or ""}


class FundForm(AmountForm, NameForm):
    """A new fund. `parents` are those it may stand below; none of them makes a company's own."""

    parent = OptionalId(_l("Stands below"))
    kind = SelectField(_l("Kind"), choices=[SelectChoice(kind, KIND_NAMES[kind]) for kind in KINDS])
    starts_on = DayField(_l("First day"))
    ends_on = DayField(_l("Last day"))
    cost_centre = LineField(_l("Cost centre"), max_length=50, description=_l("Applications that name no fund and have this cost centre are charged here."))
    client_id = OptionalId(_l("Client"), description=_l("Or those for this client."))
    department = SelectField(_l("Department"), default="", description=_l("Or those of this department."))

    def __init__(self, parents, *arguments, **options):
        super().__init__(*arguments, **options)
        language = current_language()
        self.parent.choices = [SelectChoice("", _("Nothing: the company as a whole")),
                               *(SelectChoice(str(fund.id), f"{'　' * (len(fund.way) - 1)}{fund.title(language)}") for fund in parents)]
        self.client_id.choices = [SelectChoice("", _("No client in particular")), *(SelectChoice(str(client.id), client.name(language)) for client in queries.client_choices())]
        self.pairs = queries.departments()
        self.department.choices = [SelectChoice("", _("No department in particular")), *(SelectChoice(zh or en, either(language, zh, en)) for zh, en in self.pairs)]
        self.parents = {fund.id: fund for fund in parents}

    def fund_values(self):
        """What add_fund wants, the fund above apart."""
        names = ("kind", "starts_on", "ends_on", "client_id")
        department = next(((zh, en) for zh, en in self.pairs if self.department.data and (zh or en) == self.department.data), ("", ""))
        return {name: self[name].data for name in names} | self.change_values() | self.names() | {"cost_centre": self.cost_centre.data or "", "department": department}


def amount_data(fund):
    """A fund's amount and level as the form of a change shows them."""
    return {"amount": Money(fund.amount_minor, fund.currency).plain(), "level": fund.level}
