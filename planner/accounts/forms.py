from wtforms import PasswordField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from planner.forms import Form, LineField
from planner.i18n import _l

ROLE_NAMES = {
    "account_manager": _l("Account manager"), "department_manager": _l("Department manager"),
    "general_manager": _l("General manager"), "finance": _l("Finance"), "office": _l("Company office"),
    "safety_officer": _l("Safety officer"),
    "administrator": _l("Administrator"), "auditor": _l("Auditor"),
}


class SignInForm(Form):
    login = LineField(_l("Login"), required=True, max_length=100)
    password = PasswordField(_l("Password"))


class PasswordForm(Form):
    password = PasswordField(_l("New password"))
    again = PasswordField(_l("New password again"))

    def validate_again(self, field):
        if field.data != self.password.data:
            field.errors = [*field.errors, _l("The two do not match.")]
            raise ValueError(_l("The two do not match."))


class OwnPasswordForm(Form):
    """One's own password once more, before something that only its holder may do."""

    password = PasswordField(_l("Password"))


class CodeForm(Form):
    """A code of the authenticator, or a recovery code."""

    code = LineField(_l("Code"), required=True, max_length=40, description=_l("Six digits from your authenticator, or one of your recovery codes."),
                     render_kw={"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "off", "spellcheck": "false"})


class AccountForm(Form):
    name_zh = LineField(_l("Name in Chinese"), max_length=100)
    name_en = LineField(_l("Name in Latin letters"), max_length=100, description=_l("One of the two names is enough."))
    login = LineField(_l("Login"), required=True, max_length=100)
    roles = SelectMultipleField(_l("Roles"), choices=[SelectChoice(*pair) for pair in ROLE_NAMES.items()], widget=ListWidget(prefix_label=False),
                                option_widget=CheckboxInput())
