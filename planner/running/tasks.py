"""Background entry point of the day: what is overdue is told to the receptionist-in-chief, once."""

from collections import defaultdict
from dataclasses import dataclass

from flask import current_app, render_template

from planner import clock
from planner.accounts.queries import language_of
from planner.db import transaction
from planner.formats import clock_time
from planner.i18n import _, force_language
from planner.jobs.actions import task
from planner.outbox import actions as outbox
from planner.outbox.message import Letter, Mailbox, is_mail_address
from planner.running import actions, queries, rulebook


@task("running.overdue")
def overdue(progress):
    """One letter for each reception with tasks or complaints past their time."""
    with transaction():
        tell(clock.now())


def tell(at):
    """Write to the receptionists-in-chief, and note what they were told; how many letters were queued.

    Who has no address finds the same on Today and on the run sheet.
    """
    found = defaultdict(lambda: ([], []))
    for one in queries.to_escalate(at):
        found[one.reception_id][0].append(one)
    for complaint, stage in queries.complaints_to_escalate(at):
        found[complaint.reception_id][1].append((complaint, stage))
    written = 0
    for _number, (tasks, complaints) in sorted(found.items()):
        reception = tasks[0].reception if tasks else complaints[0][0].reception
        written += _write(reception, tasks, complaints, at)
        actions.mark_told(tasks, complaints, at=at)
    return written


@dataclass(frozen=True)
class _Text:
    """What the template of letters wants."""

    lang: str
    subject: str
    salutation: str
    before: tuple
    link_label: str
    after: tuple = ()
    signature: tuple = ()


def _write(reception, tasks, complaints, at):
    chief, settings = queries.chief_of(reception), current_app.extensions["settings"]
    if not is_mail_address(chief.email or ""):
        return 0
    lang = language_of(chief)
    with force_language(lang):
        house = settings.company_zh if lang == "zh" else settings.company_en
        lines = (*(_("%(time)s, %(role)s: %(task)s", time=clock_time(queries.due_wall(one)), role=rulebook.role_title(one.role, lang), task=queries.title_of(one, lang))
                   for one in tasks),
                 *(_("A complaint heard at %(time)s: %(stage)s", time=clock_time(queries.wall_time(one.received_at, reception.time_zone)),
                     stage=rulebook.stages()[stage]["title"][lang]) for one, stage in complaints))
        text = _Text(lang, _("Overdue on the day: %(reception)s", reception=reception.title(lang)), chief.name(lang),
                     (_("This is past its time and nobody has ticked it. You are told once."), *lines), _("Open the run sheet"), (), (house,))
        url = f"{settings.base_url}/receptions/{reception.id}/running"
        html = render_template("mail/letter.html", letter=text, url=url, house=house, css="")
    plain = "\n\n".join((text.salutation, *text.before, url, house))
    letter = Letter(sender=outbox.sender(house), recipient=Mailbox(chief.name(lang), chief.email), subject=text.subject, text=plain, html=html,
                    message_id=outbox.new_message_id(), written_at=at)
    outbox.queue_mail(letter, kind="day_overdue", subject_id=reception.id, reception_id=reception.id, at=at)
    return 1
