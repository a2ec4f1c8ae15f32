"""The form of a reception."""

from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from planner.days import special
from planner.forms import AreaField, DayField, Form, LineField
from planner.i18n import _, _l, current_language
from planner.people.fields import ONE_LANGUAGE, options
from planner.receptions.kinds import visit_kinds


class ReceptionForm(Form):
    client_id = SelectField(_l("Client"), coerce=str, validate_choice=True)
    title_zh = LineField(_l("Title in Chinese"), max_length=200, description=ONE_LANGUAGE)
    title_en = LineField(_l("Title in English"), max_length=200)
    starts_on = DayField(_l("First day"))
    ends_on = DayField(_l("Last day"))
    purpose_zh = AreaField(_l("Purpose in Chinese"), max_length=2000)
    purpose_en = AreaField(_l("Purpose in English"), max_length=2000)
    visit_kind = SelectField(_l("Kind of visit"), filters=[lambda data: data or ""], description=_l("It proposes a pattern for the programme and says how early to ask for the visit."))
    customs = SelectMultipleField(_l("Customs to keep in mind"), coerce=str, option_widget=CheckboxInput(),
                                  description=_l("Suggested by the client's country. It is said of the visit, never of a person."))
    note = AreaField(_l("Note for colleagues"), max_length=5000)

    def __init__(self, clients, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lang = current_language()
        self.visit_kind.choices = options([("", _("not stated")), *((name, row["title"][lang]) for name, row in visit_kinds().items())])
        self.customs.choices = options((name, title[lang]) for name, title in special.customs())
        self.client_id.choices = [SelectChoice(*pair) for pair in [("", _l("Please choose")), *clients]]

    def validate_client_id(self, field):
        if not field.data:
            raise ValidationError(_l("Please choose the client who visits."))

    def validate_title_zh(self, field):
        if not (field.data or self.title_en.data):
            raise ValidationError(_l("Please give the reception a title in Chinese or English."))
