"""Background entry points of resources: holds are warned of a day before they end, and given back when they have."""

from dataclasses import dataclass
from itertools import groupby

from flask import current_app, render_template

from planner import audit, clock
from planner.accounts.queries import language_of
from planner.db import session, transaction
from planner.formats import day_and_time
from planner.i18n import _, force_language
from planner.jobs.actions import task
from planner.outbox import actions as outbox
from planner.outbox.message import Letter, Mailbox, is_mail_address
from planner.resources import actions, queries
from planner.resources.models import Booking
from planner.resources.times import on_the_wall


@task("resources.holds")
def holds(progress):
    """Give back the holds past their time, and write to the planners of those that end within a day, once."""
    at = clock.now()
    with transaction():
        actions.drop_expired(at)
    with transaction():
        warn(at)


def warn(at):
    """One letter for each reception with holds that end within a day; how many holds were told of."""
    found = queries.holds_to_warn_of(at)
    for _number, several in groupby(found, key=lambda booking: booking.reception_id):
        ending = list(several)
        _write(ending, at)
        for booking in ending:
            booking.warned_at = at
            audit.append("booking.warned", subject=booking, at=at, details={"resource": booking.resource_id, "reception": booking.reception_id})
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


def _write(ending: list[Booking], at):
    reception, settings = ending[0].reception, current_app.extensions["settings"]
    owner = reception.owner
    if not is_mail_address(owner.email or ""):
        return
    lang = language_of(owner)
    with force_language(lang):
        house = settings.company_zh if lang == "zh" else settings.company_en
        lines = tuple(_("%(name)s, %(begin)s: the hold ends on %(until)s.", name=b.resource.name(lang), begin=day_and_time(b.starts_at),
                        until=day_and_time(on_the_wall(b.hold_until, b.time_zone))) for b in ending)
        text = _Text(lang, _("Holds that end: %(reception)s", reception=reception.title(lang)), owner.name(lang),
                     (_("What is only on hold is given back at the time named here, unless you book it for good before."), *lines), _("Look at the bookings"), (), (house,))
        url = f"{settings.base_url}/receptions/{reception.id}/bookings"
        html = render_template("mail/letter.html", letter=text, url=url, house=house, css="")
    plain = "\n\n".join((text.salutation, *text.before, url, house))
    letter = Letter(sender=outbox.sender(house), recipient=Mailbox(owner.name(lang), owner.email), subject=text.subject, text=plain, html=html,
                    message_id=outbox.new_message_id(), written_at=at)
    outbox.queue_mail(letter, kind="hold_ending", subject_id=ending[0].id, reception_id=reception.id, at=at)
