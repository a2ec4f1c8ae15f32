"""`shangzuo privacy`: what is known about a person, erasing them, and who was shown whose diet or health."""

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from planner import clock
from planner.plan.commands import own_language


def add_privacy(commands):
    parser = commands.add_parser("privacy", help="what is known about a person; erasing them; docs/privacy.md")
    parser.add_argument("--language", choices=("zh", "en"), default=own_language(), help="of messages")
    asked = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    export = _about_person(asked, "export", "one JSON of everything about the person", run_export)
    export.add_argument("--out", type=Path, metavar="FILE", help="a new file, readable by its owner alone; else it is printed")
    erase = _about_person(asked, "erase", "say what erasing the person would do, and what stays", run_erase)
    erase.add_argument("--yes", action="store_true", help="do it")
    readers = _about_person(asked, "readers", "who was shown the person's diet or health", run_readers)
    seen = _about_person(asked, "seen-by", "whose diet or health this person was shown", run_seen)
    for one in (readers, seen):
        one.add_argument("--since", type=_moment, metavar="DAY", help="from this day or moment on, such as 2026-12-08")
        one.add_argument("--until", type=_moment, metavar="DAY", help="before this day or moment")
    asked.add_parser("retention", help="forget now what is due; the worker does it every hour").set_defaults(privacy=run_retention)
    parser.set_defaults(run=run)


def _about_person(asked, name, words, command):
    parser = asked.add_parser(name, help=words)
    parser.add_argument("person", metavar="PERSON", help="number, mail address or name")
    parser.set_defaults(privacy=command)
    return parser


def _moment(text):
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"no day or moment: {text}") from None
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def run(arguments):
    """Open the application and do what is asked; what cannot be done ends with one sentence."""
    from planner.cli import open_app
    from planner.errors import PlannerError
    from planner.i18n import force_language

    app = open_app()
    with app.app_context(), force_language(arguments.language):
        try:
            return arguments.privacy(arguments)
        except PlannerError as error:
            print(f"shangzuo: {error}", file=sys.stderr)
            return 2


def run_export(arguments):
    from planner.privacy import export, queries

    text = json.dumps(export.about(queries.find_person(arguments.person)), ensure_ascii=False, indent=2)
    if arguments.out is None:
        print(text)
        return 0
    try:
        handle = os.open(arguments.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        print(f"shangzuo: {arguments.out}: {problem.strerror}", file=sys.stderr)
        return 2
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    return 0


class _Undo(Exception):
    """Carries a rehearsal out of its transaction, so that nothing is stored."""


def run_erase(arguments):
    from planner.db import compact, transaction
    from planner.i18n import _
    from planner.privacy import actions, queries

    person = queries.find_person(arguments.person)
    name, found = person.both_names(), None
    try:
        with transaction():
            found = actions.erase(person, at=clock.now(), rehearse=not arguments.yes)
            if not arguments.yes:
                raise _Undo
    except _Undo:
        pass
    print(_("Erasing %(name)s (number %(number)s):", name=name, number=found.person_id))
    _say(found)
    if not arguments.yes:
        print(_("Nothing was changed. Add --yes to do it; an export first may be wise."))
        return 0
    if not compact():
        print(_("Another process holds the database open: stop it and give the same command again, with the number, so that nothing is left in the database's own log."), file=sys.stderr)
    print(_("Done. Backups older than 35 days must not exist; a restored one is cleaned at the next start."))
    return 0


def _say(found):
    from planner.i18n import _, current_language
    from planner.privacy.export import column_label, table_label

    lang = current_language()
    print(_("What goes"))
    for (table, column), count in sorted(found.goes.items()):
        what = table_label(table)[lang] + (f" – {column_label(table, column)[lang]}" if column else "")
        print(f"  {count:>4}  {what}")
    for name in found.files:
        print("        " + _("file %(name)s", name=name))
    print(_("What stays, and why"))
    for sentence in found.stays:
        print(f"  {sentence}")


def run_readers(arguments):
    from planner.privacy import queries

    person = queries.find_person(arguments.person)
    return _list(queries.readings_of(person, arguments.since, arguments.until), lambda entry: [entry["by"]])


def run_seen(arguments):
    from planner.privacy import queries

    person = queries.find_person(arguments.person)
    return _list(queries.readings_by(person, arguments.since, arguments.until), lambda entry: entry["people"])


def _list(entries, people_of):
    """One line a reading: when, what, on which page, who."""
    from planner.db import session
    from planner.i18n import _
    from planner.people.models import Person

    for entry in entries:
        people = [session().get(Person, one) if one else None for one in people_of(entry)]
        named = ", ".join(f"{one.id} {one.both_names()}" if one else _("command line or not yet stored") for one in people)
        print(f"{entry['at']}  {entry['event'].partition('.')[0]:<6}  {entry['page']:<24}  {named}")
    if not entries:
        print(_("Nothing was noted."))
    return 0


def run_retention(_arguments):
    from planner.db import transaction
    from planner.i18n import _
    from planner.privacy import actions

    with transaction():
        forgotten = actions.forget_due(clock.now())
    print(_("%(count)s values were forgotten.", count=sum(forgotten.values())))
    return 0
