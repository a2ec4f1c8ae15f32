"""Forms of safety: sizes and age of a visitor, and a custody receipt."""

from wtforms import BooleanField, RadioField, SelectField

from planner.forms import Form, LineField, WholeNumberField
from planner.i18n import _, _l, current_language
from planner.people.fields import options
from planner.safety import rulebook
from planner.safety.models import MOST_PIECES
from planner.sites.gear import all_gear

AGE_NAMES = {"adult": _l("18 or older"), "under_18": _l("16 or 17"), "under_16": _l("Under 16")}


class FactsForm(Form):
    """Sizes of the gear this tour needs, and a tick about age: no date of birth."""

    age = RadioField(_l("Of age"), choices=options(AGE_NAMES.items()), validate_choice=True)

    def __init__(self, *, gear, **kwargs):
        self.gear = [code for code in gear if code in rulebook.sizes()]
        super().__init__(**kwargs)
        self.age.choices = options([("", _("not asked")), *AGE_NAMES.items()])

    def size_field(self, code):
        return self[f"size_{code}"]

    def sizes(self):
        return {code: self[f"size_{code}"].data for code in self.gear if self[f"size_{code}"].data}


def _size(code):
    entry = all_gear().get(code, {})
    return SelectField(_Name(entry, code), choices=options([("", "–"), *((s, s) for s in rulebook.sizes()[code])]))


class _Name:
    """What an entry of the data is called in the language of the moment."""

    def __init__(self, entry, code):
        self.entry, self.code = entry, code

    def __str__(self):
        return self.entry.get(f"title_{current_language()}", self.code)


for _code in rulebook.sizes():
    setattr(FactsForm, f"size_{_code}", _size(_code))


class CustodyForm(Form):
    """What is taken into custody, with two signatures."""

    note = LineField(_l("Other things"), max_length=200)
    on_paper = BooleanField(_l("Both signed on paper"))
    visitor_path = LineField(_l("Signature of the visitor"), max_length=12_000)
    keeper_path = LineField(_l("Signature of the keeper"), max_length=12_000)

    def things(self):
        return {code: self[f"count_{code}"].data for code in rulebook.things() if self[f"count_{code}"].data}

    def counts(self):
        return [self[f"count_{code}"] for code in rulebook.things()]


for _code, _entry in rulebook.things().items():
    setattr(CustodyForm, f"count_{_code}", WholeNumberField(_Name(_entry, _code), min=0, max=MOST_PIECES, required=False, default=0))
