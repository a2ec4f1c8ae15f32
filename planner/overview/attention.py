"""What is undecided, late, or would embarrass us, each as a sentence with a verb and the page that solves it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import url_for

from planner.banquets.queries import banquets_of
from planner.budgets import queries as budgets
from planner.formats import day_and_time, days
from planner.i18n import _, current_language
from planner.invitations import queries as invitations
from planner.overview.queries import diners_of, seats_taken
from planner.programme import queries as programme
from planner.receptions.queries import party
from planner.resources import queries as resources
from planner.resources.times import on_the_wall


@dataclass(frozen=True)
class Attention:
    """One sentence; `kind` is bad (late, wrong), warn (undecided) or plain (next step)."""

    kind: str
    text: str
    url: str
    label: str


def attention(reception, at, *, sees_budget=True, standings=None):
    """Everything about this reception that needs somebody, worst first; nothing once it is over or cancelled.

    `standings` are those of its deadlines by banquet id, where they are known already.
    """
    if reception.cancelled_at is not None or reception.ends_on < at.astimezone(ZoneInfo(reception.time_zone)).date():
        return []
    found = [*_people(reception), *_programme(reception), *_holds(reception, at), *_banquets(reception, at, standings or {}), *(_budget(reception) if sees_budget else ())]
    return sorted(found, key=lambda a: ("bad", "warn", "plain").index(a.kind))


def _page(reception, part):
    return url_for("overview.reception", reception_id=reception.id) + f"/{part}"


def _people(reception):
    people = party(reception)
    guests = [a for a in people if a.side == "guest"]
    url = _page(reception, "people")
    if not guests:
        yield Attention("plain", _("The guest list is empty. Drop the workbook, or enter the guests."), _page(reception, "import"), _("Bring in the guest list"))
        return
    unranked = [a for a in guests if a.rank is None and a.role != "driver"]
    if unranked:
        yield Attention("warn", _("Guests without a rank: %(count)s. Their seats cannot follow from precedence.", count=len(unranked)), url, _("Give ranks"))
    if not any(a.role == "guest_of_honour" for a in guests):
        yield Attention("warn", _("Nobody is the guest of honour yet."), url, _("Choose one"))
    if not any(a.side == "host" and a.role == "host" for a in people):
        yield Attention("warn", _("Nobody is the host yet."), url, _("Choose one"))


def _programme(reception):
    url = _page(reception, "programme")
    if not reception.items:
        yield Attention("plain", _("The programme is empty."), url, _("Add an item"))
    for first, second in overlapping(reception.items):
        yield Attention("warn", _("“%(first)s” and “%(second)s” overlap.", first=first.title(current_language()),
                                  second=second.title(current_language())), url, _("Look at the programme"))


def _holds(reception, at):
    for booking in resources.holds_of(reception, at):
        yield hold_ending(booking)
    for hold in programme.holds_of(reception):
        if hold.state == "held" and at < hold.expires_at <= at + programme.WARN_AHEAD:
            yield days_ending(hold)


def hold_ending(booking):
    """The Attention of a hold that falls away within a day."""
    return Attention("warn", _("The hold of %(name)s ends on %(when)s. Book it for good, or it is given back.", name=booking.resource.name(current_language()),
                               when=day_and_time(on_the_wall(booking.hold_until, booking.time_zone))),
                     url_for("resources.of_reception", reception_id=booking.reception_id), _("Look at the bookings"))


def days_ending(hold):
    """The Attention of days that are held for less than another day."""
    return Attention("warn", _("%(days)s are held until %(until)s. Take the days before, or they are free again.", days=days(hold.starts_on, hold.ends_on),
                               until=day_and_time(on_the_wall(hold.expires_at, hold.reception.time_zone))),
                     url_for("programme.dates", reception_id=hold.reception_id), _("Look at the days"))


def overlapping(items):
    """Pairs of neighbouring items of which the second begins before the first ends."""
    timed = sorted((i for i in items if i.ends_at is not None), key=lambda i: (i.starts_at, i.id))
    return [(a, b) for a, b in zip(timed, timed[1:]) if b.starts_at < a.ends_at and a.starts_at.date() == b.starts_at.date()]


def _banquets(reception, at, standings):
    url = _page(reception, "banquet")
    banquets = banquets_of(reception)
    if not banquets:
        yield Attention("plain", _("No banquet is planned yet."), url, _("Plan the banquet"))
    for banquet in banquets:
        if banquet.called_off:
            yield Attention("warn", str(invitations.OFF_WORDS[banquet.called_off]), _page(reception, "invitations"), _("Tell the guests"))
            continue
        diners = diners_of([banquet]).get(banquet.id, 0)
        seated = seats_taken([banquet]).get(banquet.id, 0)
        if seated == 0:
            yield Attention("warn", _("Nobody is seated yet."), url, _("Seat everyone"))
        yield from _without_seat(reception, diners, seated)
        yield from _late(reception, standings.get(banquet.id) or invitations.deadline_standings(banquet, at))


def _without_seat(reception, diners, seated):
    if 0 < seated < diners:
        yield Attention("bad", _("Diners without a seat: %(count)s.", count=diners - seated), _page(reception, "banquet"), _("Seat them"))


def _late(reception, standings):
    language = current_language()
    for standing in standings:
        if standing.state == "late":
            yield Attention("bad", _("“%(deadline)s”: %(late)s. %(advice)s", deadline=standing.deadline.title(language),
                                     late=_("1 day late") if standing.days == 1 else _("%(days)s days late", days=standing.days),
                                     advice=standing.deadline.what_can_be_done(language)),
                            _page(reception, "invitations"), _("Look at the deadlines"))


def late_things(banquets, standings):
    """[(reception, Attention)] of everything late at these banquets, in a few queries however many they are; `standings` by banquet id."""
    seated, diners = seats_taken(banquets), diners_of(banquets)
    return [(b.reception, one) for b in banquets
            for one in (*_without_seat(b.reception, diners.get(b.id, 0), seated.get(b.id, 0)), *_late(b.reception, standings[b.id]))]


def next_deadlines(banquets, standings, limit=8):
    """[(banquet, Standing)]: of each banquet the deadline that comes next, the nearest first; `standings` by banquet id."""
    ahead = [(b, next((one for one in standings[b.id] if one.state in ("today", "ahead")), None)) for b in banquets]
    return sorted(((b, one) for b, one in ahead if one is not None), key=lambda pair: pair[1].deadline.day)[:limit]


def _budget(reception):
    url = _page(reception, "budget")
    application = budgets.application_of(reception)
    if application is None:
        yield Attention("plain", _("There is no hospitality application yet."), url, _("File the application"))
    elif application.status in ("draft", "sent_back", "withdrawn"):
        yield Attention("warn", _("The hospitality application is not with the approvers."), url, _("Look at the application"))
    elif application.status == "rejected":
        yield Attention("bad", _("The hospitality application was rejected."), url, _("Look at the application"))
