"""Reading what is known about a person: which rows are theirs, when their last event was, which mails and files speak of them."""

import hashlib
import hmac
import re
from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from email import message_from_string
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import and_, or_, select

from planner import audit
from planner.accounts.models import Account
from planner.budgets.models import Decision
from planner.calls.models import Call, DayReport
from planner.db import data_key, session
from planner.errors import NotFound, RuleBroken
from planner.funds.models import FundChange
from planner.i18n import _
from planner.invitations.models import ReplyLink
from planner.jobs.models import Job, StoredFile
from planner.outbox.models import Mail, Stop
from planner.people import access_log
from planner.people.models import Client, ClientRival, Person
from planner.people.queries import search_people
from planner.privacy import register
from planner.privacy.rules import rules
from planner.receptions.models import Attendee, ImportDraft, Reception
from planner.reports.models import Revenue

CHUNK = 500
LINK = re.compile(r"/(r|welcome|feeds?)/[\w.-]+")


# --- finding the person -------------------------------------------------------------------------

def find_person(text):
    """The Person of this number, mail address or name. Raises NotFound, or RuleBroken naming the candidates."""
    if text.isascii() and text.isdecimal() and len(text) < 10:
        found = session().get(Person, int(text))
        if found is None:
            raise NotFound(_("Nobody has this number, address or name."))
        return found
    exact = session().scalars(select(Person).where(or_(
        Person.name_zh == text, Person.name_en == text, Person.name_native == text, Person.email == text)).order_by(Person.id)).unique().all()
    found = exact or search_people(text)
    if not found:
        raise NotFound(_("Nobody has this number, address or name."))
    if len(found) > 1:
        named = ", ".join(f"{one.id} {one.both_names()}" for one in found)
        raise RuleBroken(_("Several people are called so; please give the number: %(people)s.", people=named))
    return found[0]


def keyed_hash(text, length=64):
    """A hash nobody can make without the installation's key, which stands outside the database."""
    return hmac.new(data_key(), f"privacy:{text}".encode(), hashlib.sha256).hexdigest()[:length]


def pseudonym(person):
    """(Chinese, English) name that takes the place of the person's; the same each time, and telling nothing."""
    code = keyed_hash(f"pseudonym:{person.id}", 8).upper()
    return f"已匿名 {code}", f"Former contact {code}"


def is_pseudonymous(person):
    return (person.name_zh, person.name_en) == pseudonym(person)


# --- when ---------------------------------------------------------------------------------------

def _house_zone():
    return current_app.extensions["settings"].time_zone


def receptions_of(person):
    """Receptions the person takes part in, the earliest first."""
    return session().scalars(select(Reception).join(Attendee, Attendee.reception_id == Reception.id).where(Attendee.person_id == person.id)
                             .order_by(Reception.ends_on, Reception.id)).unique().all()


def ends_at(reception):
    """The midnight that ends its last day, in UTC."""
    return datetime.combine(reception.ends_on + timedelta(days=1), time(), ZoneInfo(reception.time_zone)).astimezone(UTC)


def last_days():
    """{person id: (last day, zone)}: of the last reception they take part in, else the day they were entered."""
    zone = _house_zone()
    days = {person_id: (created.astimezone(ZoneInfo(zone)).date(), zone) for person_id, created in session().execute(select(Person.id, Person.created_at))}
    rows = session().execute(select(Attendee.person_id, Reception.ends_on, Reception.time_zone).join(Reception, Reception.id == Attendee.reception_id)
                             .order_by(Reception.ends_on))
    days.update({person_id: (day, zone) for person_id, day, zone in rows})
    return days


def kept_until(person, privacy="name"):
    """The moment from which this class of the person's data is gone; None while they work for us."""
    return None if works_for_us(person) else rules()[privacy].due_at(*last_days()[person.id])


def works_for_us(person):
    """Active staff, and everybody who can sign in."""
    return person.id in staff_ids([person.id])


def staff_ids(ids=None):
    """Ids of active staff and of all who can sign in."""
    signs_in = select(Account.person_id).where(Account.disabled_at.is_(None))
    query = select(Person.id).where(or_(Person.id.in_(signs_in), and_(Person.client_id.is_(None), Person.is_active)))
    return set(session().scalars(query if ids is None else query.where(Person.id.in_(ids))))


def signers(at):
    """{person id: how many decisions they signed} within the time that amounts and approvals are kept."""
    zone, counts = _house_zone(), defaultdict(int)
    for person_id, when in session().execute(select(Decision.person_id, Decision.at)):
        if rules()["log"].due_at(when.astimezone(ZoneInfo(zone)).date(), zone) > at:
            counts[person_id] += 1
    return counts


# --- whose rows ---------------------------------------------------------------------------------

def own_keys(person):
    """{table: primary keys} of the rows that are about the person, following the register's keys."""
    keys = {"people": {(person.id,)}}
    for name in (one.name for one in register.all_tables() if one.name in register.OWNED and one.name != "people"):
        one, (columns, _end) = register.table(name), register.OWNED[name]
        reached = []
        for column in (one.c[column] for column in columns):
            parent = next(iter(column.foreign_keys)).column.table.name
            ids = [key[0] for key in keys.get(parent, ())]
            reached += [column.in_(ids[start:start + CHUNK]) for start in range(0, len(ids), CHUNK)]
        if reached:
            keys[name] = {tuple(row) for row in session().execute(select(*one.primary_key.columns).where(or_(*reached)))}
    return {name: found for name, found in keys.items() if found}


def key_condition(one, keys):
    """An SQL condition: the row has one of these primary keys."""
    columns = list(one.primary_key.columns)
    return or_(*(and_(*(column == value for column, value in zip(columns, key))) for key in sorted(keys)))


def rows(one, condition):
    """The table's rows as dictionaries, decrypted, in order of their keys."""
    return [dict(row._mapping) for row in session().execute(select(one).where(condition).order_by(*one.primary_key.columns))]


def mentions_by_key(person, keys):
    """[(table, column, row id)]: rows of others' tables that point at the person, such as who looks after a reception."""
    found = []
    for one in register.all_tables():
        if one.name in register.OWNED or "id" not in one.columns:
            continue
        for column in one.columns:
            ids = [key[0] for fk in column.foreign_keys for key in keys.get(fk.column.table.name, ()) if fk.column.table.name in ("people", "attendees", "accounts")]
            if ids:
                found += [(one.name, column.name, row_id) for row_id in session().scalars(select(one.c.id).where(column.in_(ids)).order_by(one.c.id))]
    return found


def log_entries(person, keys):
    """Entries of the log by the person, or about a row of theirs."""
    subjects = [f"{name}:{key[0]}" for name, found in keys.items() for key in found]
    return session().scalars(select(audit.AuditEntry).where(or_(audit.AuditEntry.person_id == person.id, audit.AuditEntry.subject.in_(subjects)))
                             .order_by(audit.AuditEntry.id)).all()


# --- what speaks of them ------------------------------------------------------------------------

def words_of(person):
    """What the person is called and reached by, the longest first: what to look for in texts."""
    given = {person.name_zh, person.name_en, person.name_native, person.email, person.phone}
    return sorted((word for word in given if word and len(word) > 1), key=lambda word: (-len(word), word))


class Words:
    """Finds these words in texts, but not inside a longer name of somebody else, such as 王伟 inside 王伟民."""

    def __init__(self, words, others=()):
        longer = sorted({name for name in others if any(word in name and word != name for word in words)}, key=len, reverse=True)
        parts = [f"(?P<keep>{'|'.join(map(_whole, longer))})"] if longer else []
        self._pattern = re.compile("|".join([*parts, *map(_whole, words)]), re.IGNORECASE) if words else None

    def are_in(self, text):
        return self.replaced(text, "\x00") != text

    def replaced(self, text, by):
        if self._pattern is None or not text:
            return text
        return self._pattern.sub(lambda match: match[0] if match.groupdict().get("keep") else by, text)


def is_chinese(text):
    """Whether a text is written in Chinese, so that what is put into it should be too."""
    return any("\u4e00" <= character <= "\u9fff" for character in text or "")


def _whole(word):
    """Latin words and numbers only as a whole; Chinese has no spaces to go by."""
    return (r"\b" if word[0].isascii() and word[0].isalnum() else "") + re.escape(word) + (r"\b" if word[-1].isascii() and word[-1].isalnum() else "")


def other_names(person):
    """Names of everybody else that contain one of the person's."""
    asked = [column.contains(word, autoescape=True) for word in words_of(person) for column in (Person.name_zh, Person.name_en, Person.name_native)]
    found = session().execute(select(Person.name_zh, Person.name_en, Person.name_native).where(Person.id != person.id, or_(*asked))) if asked else ()
    return {name for row in found for name in row if name}


def circle(person):
    """Ids of the people who take part in the same receptions or belong to the same client: their notes may speak of the person."""
    ids = set(session().scalars(select(Attendee.person_id).where(Attendee.reception_id.in_([one.id for one in receptions_of(person)]))))
    if person.client_id:
        ids |= set(session().scalars(select(Person.id).where(Person.client_id == person.client_id)))
    return ids - {person.id}


def text_rows(person):
    """[(table, SQL condition)] of the rows of others in which somebody may have written about the person."""
    receptions = [one.id for one in receptions_of(person)]
    found = [(one, register.of_receptions(one.name, receptions)) for one in register.all_tables()
             if one.name not in register.SEARCHED and register.way_to_reception(one.name) is not None]
    found.append((register.table("people"), Person.id.in_(circle(person))))
    clients = {one.client_id for one in receptions_of(person)} | ({person.client_id} if person.client_id else set())
    clients |= _rivals(clients)
    return [*found, *_texts_of_calls(person, clients), (register.table("clients"), Client.id.in_(clients))]


def _rivals(client_ids):
    """Clients that compete with these: a note on one may speak of the other's people."""
    pairs = session().execute(select(ClientRival.first_id, ClientRival.second_id).where(
        or_(ClientRival.first_id.in_(client_ids), ClientRival.second_id.in_(client_ids))))
    return {one for pair in pairs for one in pair}


def _texts_of_calls(person, client_ids):
    """Calls on these clients or with the person, what hangs on them, and the daily reports of who made them."""
    calls = session().execute(select(Call.id, Call.owner_id).where(or_(
        Call.client_id.in_(client_ids), Call.contact_id == person.id, Call.owner_id == person.id))).all()
    reports = session().scalars(select(DayReport.id).where(DayReport.person_id.in_({owner_id for _call, owner_id in calls}))).all()
    ids = {"calls": [call_id for call_id, _owner in calls], "call_reports": reports, "outbox_stops": session().scalars(select(Stop.id)).all(),
           "revenues": session().scalars(select(Revenue.id)).all(), "fund_changes": session().scalars(select(FundChange.id)).all()}
    return [(one, register.of_days(one.name, ids[way[0]])) for one in register.all_tables()
            if (way := register.way_to_day(one.name)) is not None and "id" in one.columns]


def readable(content):
    """The words of a mail as it leaves, without its HTML twin; links that let somebody in are cut."""
    if not content:
        return ""
    message = message_from_string(content)
    texts = [part.get_payload(decode=True).decode("utf-8", "replace") for part in message.walk()
             if part.get_content_type() in ("text/plain", "text/calendar") and not part.get_filename()]
    return LINK.sub(r"/\1/…", "\n".join(texts)).replace("\r\n", "\n")


def mails_of(person, words):
    """Mails to the person or to who answers for them, and mails of their receptions that name them."""
    attendees = session().scalars(select(Attendee).where(Attendee.person_id == person.id)).unique().all()
    holders = {one.id for one in attendees} | {one.answered_by_id for one in attendees if one.answered_by_id}
    links = set(session().scalars(select(ReplyLink.id).where(ReplyLink.holder_id.in_(holders))))
    near = [Mail.reception_id.in_([one.reception_id for one in attendees])]
    near += [Mail.to_address == person.email] if person.email else []
    return [mail for mail in session().scalars(select(Mail).where(or_(*near)).order_by(Mail.id))
            if mail.subject_id in links or (person.email and mail.to_address == person.email)
            or words.are_in(f"{mail.to_name}\n{mail.subject}\n{readable(mail.content)}")]


def drafts_near(person):
    """Guest lists not yet stored that were uploaded for the person's receptions."""
    return session().scalars(select(ImportDraft).where(ImportDraft.reception_id.in_([one.id for one in receptions_of(person)])).order_by(ImportDraft.id)).all()


def draft_rows(draft, words):
    """The rows of a guest list not yet stored that name the person."""
    return [row for sheet in draft.content["sheets"] for row in sheet["rows"] if words.are_in("\n".join(map(str, row)))]


def files_near(person):
    """Files the person made, and files made of their receptions, which show the whole party."""
    receptions = {one.id for one in receptions_of(person)}
    made = {job.result.get("file") for job in session().scalars(select(Job)) if job.arguments.get("reception_id") in receptions}
    return [file for file in session().scalars(select(StoredFile).order_by(StoredFile.id)) if file.id in made or file.owner_id == person.id]


# --- who read -----------------------------------------------------------------------------------

def readings_of(person, since=None, until=None):
    """Entries of the reading log in which the person's diet or health was shown."""
    return [entry for entry in access_log.entries(since, until) if person.id in entry.get("people", ())]


def readings_by(person, since=None, until=None):
    """Entries of the reading log in which `person` was shown somebody's diet or health."""
    return [entry for entry in access_log.entries(since, until) if entry.get("by") == person.id]


def not_over(person, at):
    """The first reception of the person that is not over (and not cancelled), or None."""
    return next((one for one in receptions_of(person) if one.cancelled_at is None and ends_at(one) > at), None)
