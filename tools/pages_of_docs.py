"""Writes the pages of docs/ that are read from the code: docs/permissions.md and docs/limits.md.

    .venv/bin/python tools/pages_of_docs.py        (a test fails when they are out of date)
"""

import sys
import tempfile
import tomllib
from importlib import import_module
from pathlib import Path

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

ROLE_TITLES = {"account_manager": "account manager", "department_manager": "department manager", "general_manager": "general manager",
               "finance": "finance", "office": "office", "safety_officer": "safety officer", "administrator": "administrator", "auditor": "auditor"}


def permissions_page(app):
    """Which role has which permission, and which route asks for it."""
    from planner.accounts.permissions import PERMISSIONS

    head = ["# Permissions", "", "Written by `tools/pages_of_docs.py` from `planner/accounts/permissions.py` and the routes; not by hand. Each route names one",
            "permission; whose object it is, is decided where the object is read: an account manager has his own receptions, the other",
            "roles all of them, and an address that is not yours answers like one that does not exist (404).",
            "Contacts of a client are changed by the account managers who look after it (all of them where nobody does), by those who plan a reception of",
            "that client, and by department managers; the client's page, the party of a reception and the import ask the same function",
            "(`changeable_clients` in `planner/people/queries.py`). A guest nobody knows yet becomes a new contact, whoever looks after the client.",
            "`tests/planner/access_matrix.toml` holds the outcome for every route, role and kind of object.", "",
            "| permission | " + " | ".join(ROLE_TITLES.values()) + " |", "| --- |" + " :-: |" * len(ROLE_TITLES)]
    rows = [f"| `{name}` | " + " | ".join("yes" if role in roles else "" for role in ROLE_TITLES) + " |" for name, roles in PERMISSIONS.items()]
    return "\n".join([*head, *rows, "", *_route_rows(app)]) + "\n"


def _route_rows(app):
    yield from ("## Routes", "", "| method | address | permission |", "| --- | --- | --- |")
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        view = app.view_functions[rule.endpoint]
        if rule.endpoint != "static":
            needed = "nobody needs to be signed in" if getattr(view, "is_public", False) else f"`{view.permission}`"
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield f"| {method} | `{rule.rule.replace('|', '/')}` | {needed} |"


def limited_fields():
    """(form, field, kind, least, most) of every text and number that people type."""
    from planner.forms import AreaField, Form, LineField, WholeNumberField

    for path in sorted((PROJECT / "planner").glob("*/*forms.py")):
        import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))
    waiting, forms = [Form], []
    while waiting:
        waiting += (children := waiting.pop().__subclasses__())
        forms += children
    forms = {form for form in forms if getattr(sys.modules[form.__module__], form.__name__, None) is form}  # not those made for one page
    for form in sorted(forms, key=lambda f: (f.__module__, f.__name__)):
        for name in sorted(n for n in dir(form) if hasattr(getattr(form, n), "field_class")):
            kind, options = getattr(form, name).field_class, getattr(form, name).kwargs
            if issubclass(kind, LineField | AreaField):
                yield form, name, "characters", 0, options.get("max_length", 200 if issubclass(kind, LineField) else 2000)
            elif issubclass(kind, WholeNumberField):
                yield form, name, "number", options["min"], options["max"]


def limits_page():
    """What is accepted at most, and what one more gets."""
    from planner.arrangements.kinds import kinds

    workbook = tomllib.loads((PROJECT / "planner/receptions/workbook_limits.toml").read_text("utf-8"))["limit"]
    calendars = tomllib.loads((PROJECT / "planner/calendar/import_limits.toml").read_text("utf-8"))["limit"]
    lines = ["# Limits", "", "Written by `tools/pages_of_docs.py` from the code; a test tries each limit and one more.", "",
             "| what | at most | one more gets |", "| --- | --- | --- |",
             "| a request, files included | 11 MiB | 413 |", "| fields of a form | 1,000 | 400 |", "| one field of a form that also takes files | 2 MiB | 413 |",
             "| an id in an address | 2,147,483,647 | 404 |", "| a date | 1990-01-01 to 2100-12-31 | 422, a sentence at the field |",
             "| signing in, one address | 20 a minute | 429 with `Retry-After` |", "| signing in, one login | 5 a minute | 429 with `Retry-After` |",
             "| a session without use | 30 minutes (setting) | to the sign-in page |", "| a session | 12 hours (setting) | to the sign-in page |",
             "| a key against sending twice | 48 hours | the form counts as new |", "", "## Guest lists", "", "| limit | value | why |", "| --- | --- | --- |",
             *(f"| {row['title_en']} | {row['value']:,} | {row['reason_en']} |" for row in workbook), "",
             "A list beyond a limit is refused with a sentence (422) before anything is stored.", "",
             "## Calendar files", "", "| limit | value | why |", "| --- | --- | --- |", *(f"| {row['title_en']} | {row['value']:,} | {row['reason_en']} |" for row in calendars), "",
             "## Texts", "", "Longer texts get 422 with a sentence at the field; what was typed stays.", "", "| form | field | characters |", "| --- | --- | --- |"]
    found = list(limited_fields())
    lines += [f"| {form.__name__} | `{name}` | {most:,} |" for form, name, kind, _least, most in found if kind == "characters"]
    lines += ["", "## Numbers", "", "| form | field | from | to |", "| --- | --- | --- | --- |"]
    lines += [f"| {form.__name__} | `{name}` | {least:,} | {most:,} |" for form, name, kind, least, most in found if kind == "number"]
    lines += ["", "## Other arrangements", "", "More or fewer people get 422 with a sentence at the people; so does a car that is too small.", "",
              "| kind | people from | to |", "| --- | --- | --- |"]
    lines += [f"| {kind.title['en']} | {kind.least} | {kind.most} |" for kind in kinds().values() if kind.layout != "served"]
    return "\n".join(lines) + "\n"


def main():
    from planner import create_app
    from planner.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder), secret_key="k" * 40, data_key=b"d" * 32, testing=True))
        (PROJECT / "docs/permissions.md").write_text(permissions_page(app), "utf-8")
        with app.test_request_context():
            (PROJECT / "docs/limits.md").write_text(limits_page(), "utf-8")
        app.extensions["database"].engine.dispose()


if __name__ == "__main__":
    main()
