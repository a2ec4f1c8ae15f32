"""The upload field, and what the columns step and the problems step send back."""
from flask_wtf.file import FileField
from wtforms import BooleanField, ValidationError

from planner.forms import Form
from planner.i18n import _, _l


class UploadForm(Form):
    file = FileField(_l("Guest list (.xlsx or .csv)"), description=_l("At most 10 MB and 5,000 rows. Nothing is stored before you have seen it."))

    def validate_file(self, field):
        if not field.data or not field.data.filename:
            raise ValidationError(_("Please choose a file."))


class CheckForm(Form):
    """The last step: problems are read from the request by decisions(), the tick about diet and health is a field."""

    consent = BooleanField(_l("The client gave the diet and health details for this visit, so they may be kept (encrypted, until 30 days after it)."))


def column_choices(form, sheets):
    """One {"heading", "side", "fields"} for each sheet, as the columns step sent them; nonsense is left out."""
    found = []
    for number, sheet in enumerate(sheets):
        heading = form.get(f"heading-{number}", "")
        width = max((len(row) for row in sheet.rows), default=0)
        fields = {str(column): form.get(f"field-{number}-{column}", "") for column in range(width)}
        found.append({"heading": int(heading) - 1 if heading.isascii() and heading.isdecimal() and len(heading) < 7 else -1,
                      "side": form.get(f"side-{number}", ""), "fields": {column: name for column, name in fields.items() if name}})
    return found


def decisions(form, problems):
    """{problem id: {"choice", "text"}} for the problems the page showed; those it did not show keep what was decided before."""
    found = {}
    for problem in problems:
        name = form_name(problem)
        if name in form:
            found[problem.id] = {"choice": form.get(name, ""), "text": form.get(f"{name}-text", "")}
    return found


def form_name(problem):
    """The name of a problem's field: letters, digits and dashes only."""
    return "p-" + problem.id.replace(":", "-").replace(".", "_")
