"""Background entry points of the programme: days held are warned of a day before they fall free, and set free when their time is over."""

from dataclasses import dataclass

from flask import current_app, render_template

from planner import audit, clock
from planner.accounts.queries import language_of
from planner.db import session, transaction
from planner.formats import day_and_time, days
from planner.i18n import _, force_language
from planner.jobs.actions import task
from planner.outbox import actions as outbox
from planner.outbox.message import Letter, Mailbox, is_mail_address
from planner.programme import actions, queries
from planner.resources.times import on_the_wall


@task("programme.date_holds")
def date_holds(progress):
    """Set days free whose hold is over, and write to the planners of those that fall free within a day, once."""
    at = clock.now()
    with transaction():
        actions.expire_dates(at)
    with transaction():
        warn(at)


def warn(at):
    """A letter for each hold that ends within a day; how many were told of."""
    found = queries.holds_to_warn_of(at)
    for hold in found:
        _write(hold, at)
        hold.warned_at = at
        audit.append("dates.warned", subject=hold, at=at)
    session().flush()
    return len(found)


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


def _write(hold, at):
    reception, settings = hold.reception, current_app.extensions["settings"]
    owner = reception.owner
    if not is_mail_address(owner.email or ""):
        return
    lang = language_of(owner)
    with force_language(lang):
        house = settings.company_zh if lang == "zh" else settings.company_en
        line = _("%(days)s are held until %(until)s. Take the days before, or they are free again.", days=days(hold.starts_on, hold.ends_on),
                 until=day_and_time(on_the_wall(hold.expires_at, reception.time_zone)))
        text = _Text(lang, _("Days held until tomorrow: %(reception)s", reception=reception.title(lang)), owner.name(lang), (line,), _("Look at the days"), (), (house,))
        url = f"{settings.base_url}/receptions/{reception.id}/dates"
        html = render_template("mail/letter.html", letter=text, url=url, house=house, css="")
    plain = "\n\n".join((text.salutation, *text.before, url, house))
    letter = Letter(sender=outbox.sender(house), recipient=Mailbox(owner.name(lang), owner.email), subject=text.subject, text=plain, html=html,
                    message_id=outbox.new_message_id(), written_at=at)
    outbox.queue_mail(letter, kind="hold_ending", subject_id=hold.id, reception_id=reception.id, at=at)
