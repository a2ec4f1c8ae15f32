"""The calendar of the house on a CalDAV server: what our programmes say is written there, and nothing that somebody changed there is lost unseen.

The server is asked outside every transaction. Each entry is noted as soon as it is there; a worker that dies in between finds its own words on
the server the next time and goes on.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from icalendar import Calendar
from sqlalchemy import func, select

from planner import audit, clock
from planner.calendar.caldav import Account, Changed, Refused, Store, Unreachable
from planner.calendar.content import LOOKING_BACK, entries_of
from planner.calendar.ics import one_line, plain, store_event
from planner.calendar.models import HouseEntry, HouseMark
from planner.db import lock, session, transaction
from planner.errors import NotFound, RuleBroken
from planner.i18n import _l, force_language
from planner.jobs.actions import task
from planner.receptions.models import Item, Reception

MOST_IN_A_ROUND = 500
MOST_SHOWN = 100
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=6)
LANGUAGE = "zh"
CHANGED_THERE = ("changed", "removed")
"""States in which a person decides; ours is not written over it by itself."""


@dataclass(frozen=True)
class Known:
    """What we left on the server, as values."""

    state: str = ""
    fingerprint: str = ""
    intended: str = ""
    mark: str = ""

    @property
    def own(self):
        """Fingerprints of what may stand there by our own hand."""
        return {self.fingerprint, self.intended} - {""}


@dataclass(frozen=True)
class Outcome:
    """What became of one entry: a state of HouseEntry, or "gone" for one that is no longer on the server or no longer ours."""

    state: str
    fingerprint: str = ""
    mark: str = ""
    error: str = ""


@task("calendar.push")
def push_by_the_clock(progress):
    """Write what is new in our programmes; nothing without SHANGZUO_CALDAV_URL."""
    account = house_account()
    if account is not None:
        with Store(account) as store:
            push(store)


def house_account():
    """The Account of SHANGZUO_CALDAV_URL, or None."""
    url = current_app.extensions["settings"].caldav_url
    return Account.from_url(url) if url else None


def account_key(account):
    """What rows about this calendar are kept under."""
    return hashlib.sha256(account.name.encode()).hexdigest()


def wanted(at):
    """{uid: Entry} of the items of all receptions until LOOKING_BACK after their end, by time; what was cancelled is among them, as cancelled."""
    since = (at - LOOKING_BACK).date()
    receptions = session().scalars(select(Reception).where(Reception.ends_on >= since).order_by(Reception.starts_on, Reception.id)).unique().all()
    with force_language(LANGUAGE):
        return {entry.uid: entry for reception in receptions for entry in entries_of(reception, LANGUAGE)}


def push(store, *, most=MOST_IN_A_ROUND):
    """Put, change and take away what differs; returns {state: how many}. Where the server cannot be used that is noted and shown, and tried again."""
    at, account, counts, error = clock.now(), account_key(store.account), {}, ""
    due = _due(wanted(at), account, at)[:most]
    _note_intended(account, due)
    for uid, entry, known in due:
        try:
            done = _take_away(store, uid, known) if entry is None else _put(store, entry, known, at)
        except Unreachable as problem:
            current_app.logger.warning("the calendar server cannot be used: %s", problem)
            error = str(problem)
            break
        _note(account, uid, known, done)
        counts[done.state] = counts.get(done.state, 0) + 1
    _note_mark(account, error, was_reached=bool(counts))
    return counts


def _due(entries, account, at):
    """[(uid, Entry or None, Known)]: what to write, then what to take away."""
    rows = {row.uid: row for row in session().scalars(select(HouseEntry).where(HouseEntry.account == account).order_by(HouseEntry.id))}
    known = {uid: Known(row.state, row.fingerprint, row.intended, row.mark) for uid, row in rows.items()}
    to_write = [(uid, entry, known.get(uid, Known())) for uid, entry in entries.items() if _is_due(rows.get(uid), entry, at)]
    return to_write + [(uid, None, known[uid]) for uid, row in rows.items() if uid not in entries and _may_be_tried(row, at)]


def _is_due(row, entry, at):
    if row is None or row.state == "forced":
        return True
    return row.state not in CHANGED_THERE and _may_be_tried(row, at) and row.fingerprint != fingerprint(entry)


def _may_be_tried(row, at):
    return row.next_try_at is None or row.next_try_at <= at


# --- one entry -----------------------------------------------------------------------------------------------------------

def fingerprint(entry):
    """Of what an Entry says in a calendar: the same as read back from any server that keeps its words."""
    begin, end = (moment.replace(tzinfo=ZoneInfo(entry.zone)) for moment in (entry.start, entry.end))
    status = "CANCELLED" if entry.is_cancelled else "TENTATIVE" if entry.is_tentative else ""
    return _hash(entry.uid, entry.sequence, one_line(entry.title), plain(entry.place), plain(entry.notes), begin, end, status)


def fingerprint_of(data):
    """The same of what a server gave back; "" for what is no single entry with times."""
    try:
        event, = Calendar.from_ical(data).events
        return _hash(str(event["UID"]), int(event.get("SEQUENCE", 0)), *(str(event.get(name, "")) for name in ("SUMMARY", "LOCATION", "DESCRIPTION")),
                     event["DTSTART"].dt, event["DTEND"].dt, str(event.get("STATUS", "")))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return ""


def _hash(uid, sequence, title, place, notes, begin, end, status):
    words = [" ".join(text.split()) for text in (title, place, notes)]
    return hashlib.sha256(json.dumps([uid, sequence, *words, _utc(begin), _utc(end), status]).encode()).hexdigest()


def _utc(moment):
    return moment.astimezone(UTC).isoformat() if isinstance(moment, datetime) and moment.tzinfo else str(moment)


def file_name(uid):
    """item-12_planner.example.ics: the same for ever."""
    return uid.replace("@", "_") + ".ics"


def _put(store, entry, known, at):
    print_ = fingerprint(entry)
    condition = None if known.state == "forced" else known.mark if known.fingerprint else ""
    if known.fingerprint and not known.mark:
        condition = None  # a server without marks
    try:
        return Outcome("stored", print_, store.put(file_name(entry.uid), store_event(entry, stamp=at), condition=condition))
    except Changed:
        return _put_over(store, entry, known, print_, at)
    except Refused as problem:
        return Outcome("failed", known.fingerprint, known.mark, str(problem))


def _put_over(store, entry, known, print_, at):
    """What is on the server is not what we left: our own words whose answer was lost, ours under another mark, or somebody else's."""
    kept = store.fetch(file_name(entry.uid))
    if kept is None:
        return Outcome("removed", known.fingerprint, "")
    there = fingerprint_of(kept.data)
    if there == print_:
        return Outcome("stored", print_, kept.mark)
    if there not in known.own:
        return Outcome("changed", known.fingerprint, kept.mark)
    try:
        return Outcome("stored", print_, store.put(file_name(entry.uid), store_event(entry, stamp=at), condition=kept.mark or None))
    except (Changed, Refused) as problem:
        return Outcome("failed", known.fingerprint, kept.mark, str(problem))


def _take_away(store, uid, known):
    """Remove an entry whose time is long over; what somebody changed there meanwhile is theirs and stays."""
    if not known.fingerprint or known.state in CHANGED_THERE:
        return Outcome("gone")
    try:
        store.remove(file_name(uid), condition=known.mark)
    except Changed:
        pass
    except Refused as problem:
        return Outcome("failed", known.fingerprint, known.mark, str(problem))
    return Outcome("gone")


# --- what is noted -------------------------------------------------------------------------------------------------------

def _note_intended(account, due):
    """Before the server is asked: what it may have, should we not hear of it."""
    with transaction():
        rows = {row.uid: row for row in session().scalars(select(HouseEntry).where(HouseEntry.account == account).with_for_update())}
        for uid, entry, _known in due:
            if entry is not None:
                row = rows.get(uid) or HouseEntry(account=account, uid=uid, state="waiting", attempts=0)
                row.intended = fingerprint(entry)
                session().add(row)


def _note(account, uid, known, done):
    at = clock.now()
    with transaction():
        row = session().scalar(select(HouseEntry).where(HouseEntry.account == account, HouseEntry.uid == uid).with_for_update())
        if row is None:
            return
        if done.state == "gone":
            session().delete(row)
            return
        is_forced_meanwhile = row.state == "forced" and known.state != "forced"
        row.state = "forced" if is_forced_meanwhile else done.state
        row.fingerprint, row.mark, row.error = done.fingerprint, done.mark, done.error
        row.attempts = row.attempts + 1 if done.state == "failed" else 0
        row.next_try_at = at + min(FIRST_WAIT * 2 ** (row.attempts - 1), LONGEST_WAIT) if done.state == "failed" else None
        row.stored_at = at if done.state == "stored" else row.stored_at


def house_mark(account):
    """The HouseMark of this calendar, or None before the first time."""
    return session().scalar(select(HouseMark).where(HouseMark.account == account_key(account)))


def counts(account):
    """{state: how many entries}."""
    rows = session().execute(select(HouseEntry.state, func.count()).where(HouseEntry.account == account_key(account)).group_by(HouseEntry.state))
    return {state: count for state, count in rows}


def open_entries(account):
    """Up to MOST_SHOWN entries that a person should know of: changed or removed on the server, refused by it."""
    return session().scalars(select(HouseEntry).where(HouseEntry.account == account_key(account), HouseEntry.state.in_((*CHANGED_THERE, "failed", "forced")))
                             .order_by(HouseEntry.id).limit(MOST_SHOWN)).all()


def get_entry(entry_id, account):
    """An entry of this calendar; NotFound otherwise."""
    row = session().get(HouseEntry, entry_id) if account is not None else None
    if row is None or row.account != account_key(account):
        raise NotFound()
    return row


def item_of(row):
    """The item of the programme an entry stands for; None once it was removed."""
    kind, _dash, number = row.uid.partition("@")[0].partition("-")
    return session().get(Item, int(number)) if kind == "item" and number.isdigit() else None


def _note_mark(account, error, *, was_reached):
    with transaction():
        mark = session().scalar(select(HouseMark).where(HouseMark.account == account).with_for_update())
        mark = mark or HouseMark(account=account)
        session().add(mark)
        mark.error = error
        if was_reached:
            mark.reached_at = clock.now()


def write_over(row, *, by, at):
    """A person wants ours to stand on the server, whatever somebody did there. RuleBroken when that is settled already."""
    lock(row)
    if row.state not in CHANGED_THERE:
        raise RuleBroken(_l("This entry has been settled meanwhile."))
    row.state, row.next_try_at = "forced", None
    audit.append("calendar.written_over", subject=row, by=by, at=at)
