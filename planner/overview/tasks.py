"""Once a day: the head of the log, signed, into a file and to the auditors. What is kept outside finds a cut or rewritten log."""

from flask import current_app

from planner import clock, heads
from planner.accounts.queries import language_of, people_with_role
from planner.db import session, transaction
from planner.i18n import _, force_language
from planner.jobs.actions import task
from planner.outbox import actions as outbox
from planner.outbox.message import Letter, Mailbox, is_mail_address


@task("overview.keep_head")
def keep_head(progress):
    """Write today's head once, and send it to every auditor with an address."""
    settings, at = current_app.extensions["settings"], clock.now()
    path = settings.data_dir / "heads" / "heads.jsonl"
    if path.exists() and f'"at": "{at.date().isoformat()}' in path.read_text("ascii"):
        progress(1, 1)
        return {"kept": 0}
    with transaction():
        line = heads.current(heads.signing_key(settings.data_dir), at)
        told = sum(_send(person, line, settings, at) for person in people_with_role("auditor"))
    heads.keep(settings.data_dir, line)
    session().rollback()
    progress(1, 1)
    return {"kept": 1, "told": told}


def _send(person, line, settings, at):
    if not is_mail_address(person.email or ""):
        return 0
    lang = language_of(person)
    with force_language(lang):
        house = settings.company_zh if lang == "zh" else settings.company_en
        subject = _("Head of the log, %(day)s", day=at.date().isoformat())
        words = _("Please keep this letter. With its line anybody can check later that nothing of the log was cut off or rewritten.")
    text = "\n\n".join((words, line, house))
    letter = Letter(sender=outbox.sender(house), recipient=Mailbox(person.name(lang), person.email), subject=subject, text=text, html="",
                    message_id=outbox.new_message_id(), written_at=at)
    outbox.queue_mail(letter, kind="log_head", at=at)
    return 1
