"""`shangzuo plan`: a request file in, the whole kit of a reception out, on a database that lives only meanwhile."""

import email
import email.policy
import json
import re
import secrets
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from flask import g

from planner import clock, create_app, migrate
from planner.budgets.queries import case_of
from planner.calendar import ics
from planner.calendar import content as calendar
from planner.db import close_session
from planner.documents.export import AllPapers
from planner.documents.render import close_presses
from planner.i18n import _, current_language, force_language
from planner.invitations import queries as invited
from planner.invitations.cards import print_cards
from planner.invitations.letters import calendar_entry
from planner.outbox.tasks import deliver_due
from planner.outbox.transport import FolderTransport
from planner.plan import seats
from planner.plan.carry_out import carry_out
from planner.plan.errors import BadRequest
from planner.plan.request import read_request
from planner.receptions.queries import party
from planner.settings import Settings

PLANNERS = frozenset({"account_manager", "office"})


def make_kit(request_path, target, *, language, at=None, tell=lambda step: None):
    """Plan the reception of the request file and write its kit as the folder `target`; returns the warnings.

    Everything is written beside `target` first and put in its place at the end, so that a kit is whole or is not there.
    Raises BadRequest (exit code 2) and Impossible (3).
    """
    target = Path(target).absolute()
    with tempfile.TemporaryDirectory(prefix="shangzuo-") as own:
        app = create_app(_settings(Path(own)))
        migrate.upgrade(app.extensions["database"].engine)
        try:
            with app.app_context(), clock.fixed(at or clock.now()):
                g.language = language
                warnings = _into_place(app, Path(request_path), target, tell)
                close_session()
        finally:
            app.extensions["database"].engine.dispose()
            close_presses()
    return warnings


def _settings(folder):
    return Settings(data_dir=folder, secret_key=secrets.token_hex(32), data_key=secrets.token_bytes(32))


def _of_company(company):
    return {"company_zh": company["name_zh"] or company["name_en"], "company_en": company["name_en"] or company["name_zh"],
            "currency": company["currency"], "time_zone": company["time_zone"]}


def _refuse_used(target):
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadRequest(target.name, _("this folder is not empty; please name a new one"))


def _into_place(app, request_path, target, tell):
    _refuse_used(target)
    request = read_request(request_path)
    app.extensions["settings"] = replace(app.extensions["settings"], **_of_company(request.company))
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        outcome = carry_out(request, at=clock.now(), tell=tell)
        write_kit(outcome, partial, tell)
        if target.is_dir():
            target.rmdir()
        partial.chmod(0o755)
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return outcome.warnings


def write_kit(outcome, folder, tell=lambda step: None):
    """All files of the reception into `folder`."""
    tell(_("Writing the papers"))
    with AllPapers(outcome.reception, lambda permission: True) as papers:
        tell(_("Writing mails and calendar entries"))
        _deliver(folder / "mail")
        _write_calendar(outcome.reception, folder / "calendar")
        seats.write_seating(outcome, folder / "seating")
        for name, content in papers.files():
            _write(folder / "papers" / name, content)
    _write_invitations(outcome, folder)
    (folder / "warnings.txt").write_text("".join(f"{line}\n" for line in outcome.warnings), "utf-8")
    _write_json(folder / "summary.json", summary(outcome))


def _deliver(mails):
    """The mails as they would leave."""
    mails.mkdir(parents=True)
    while deliver_due(FolderTransport(mails)):
        pass


def _write_invitations(outcome, folder):
    """Each guest's card and calendar entry by the guest's name."""
    rows = invited.standing(outcome.banquet)
    cards = {number: pdf for path in (folder / "mail").glob("*.eml") for number, pdf in _cards_in(path)}
    cards |= print_cards([row for row in rows if row.id not in cards], {}, tables=invited.tables_of(outcome.banquet))
    for number, row in enumerate(rows, 1):
        name = f"{number:02} {_file_name(row.attendee.person.both_names())}"
        _write(folder / "invitations" / f"{name}.pdf", cards[row.id])
        entry = calendar_entry(row, method="REQUEST", at=clock.now())
        _write(folder / "invitations" / f"{name}.ics", entry)


def _cards_in(path):
    """(invitation id, PDF) of each card in a mail."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    for part in message.iter_attachments():
        if found := re.fullmatch(r"invitation-([0-9]+)\.pdf", part.get_filename() or ""):
            yield int(found[1]), part.get_content()


def _write_calendar(reception, folder):
    for lang in ("zh", "en"):
        with force_language(lang):
            data = ics.reception_calendar(reception.title(lang), calendar.entries_of(reception, lang),
                                          calendar.deadlines_of(reception, PLANNERS, lang), stamp=clock.now())
        _write(folder / f"reception-{lang}.ics", data)


def _write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")


def _file_name(text):
    return "".join(c if c.isalnum() or c in " -_.·" else "_" for c in text)[:80].strip(" .")


# --- summary -----------------------------------------------------------------------------------------------------------

def summary(outcome):
    """What scripts want to know about the kit, as plain values."""
    reception, banquet = outcome.reception, outcome.banquet
    people = party(reception)
    return {
        "reception": {"title": _both(reception.title), "client": _both(reception.client.name), "owner": reception.owner.both_names(),
                      "starts_on": reception.starts_on.isoformat(), "ends_on": reception.ends_on.isoformat(),
                      "items": len(reception.items)},
        "people": {"guests": sum(a.side == "guest" for a in people), "own": sum(a.side == "host" for a in people),
                   "dining": sum(a.dines for a in people)},
        "banquet": {"venue": _both(banquet.venue), "tables": len(banquet.tables), "pack": banquet.pack} | seats.summary(outcome),
        "application": _application(outcome.application),
        "invitations": _invitations(banquet),
        "deadlines": [{"id": s.deadline.id, "day": s.deadline.day.isoformat(), "state": s.state}
                      for s in invited.deadline_standings(banquet, clock.now())],
        "problems": [{"id": p.id, "sheet": p.sheet, "row": p.row, "name": p.name, "kind": p.kind, "severity": p.severity,
                      "message": p.message, "choice": p.chosen, "choices": [c.id for c in p.choices]} for p in outcome.problems],
        "warnings": outcome.warnings, "language": current_language(), "made_at": clock.now().isoformat(),
    }


def _both(named):
    return {"zh": named("zh"), "en": named("en")}


def _application(application):
    if application is None:
        return None
    case = case_of(application)
    return {"total_minor": application.total_minor, "currency": application.currency, "state": case.state.status,
            "per_head_minor": case.per_head.amount_minor if case.per_head else None, "fingerprint": case.fingerprint,
            "decisions": [{"action": d.action, "step": d.step, "by": d.person.both_names() if d.person else ""} for d in application.decisions]}


def _invitations(banquet):
    return [{"guest": row.attendee.person.both_names(), "language": row.language, "channel": row.channel, "state": row.state,
             "reply_by": row.reply_by.isoformat(), "answered_by": row.attendee.answered_by.person.both_names()
             if row.attendee.answered_by else None} for row in invited.standing(banquet)]
