"""Forgetting what is due, and erasing one person."""

from dataclasses import dataclass, field

from flask import current_app
from sqlalchemy import or_, select, update

from planner import audit
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import _, _l, current_language
from planner.outbox.actions import WAITING
from planner.outbox.models import Mail
from planner.people import access_log
from planner.people.models import Person
from planner.privacy import erasure_list, queries, register
from planner.privacy.forgetting import Tally, cut_words, delete_rows, empty_mails, empty_person, empty_rows, remove_later, rename
from planner.privacy.rules import add_months, rules
from planner.receptions.models import Reception

HANDLED = ("pseudonym", "emptied")


# --- what is due --------------------------------------------------------------------------------

def forget_due(at):
    """Forget whatever the retention rules say may no longer be there at this moment; what was done stands in the log. Returns the Tally."""
    tally = Tally()
    for rule in rules().values():
        if rule.then in HANDLED:
            _forget_of_receptions(rule, at, tally)
            _forget_of_clients(rule, at, tally)
            _forget_of_days(rule, at, tally)
    _forget_people(at, tally)
    session().flush()
    session().expire_all()
    if tally:
        audit.append("retention.applied", subject="retention", at=at, details=tally.as_details())
    access_log.forget_before(add_months(at, -rules()["reading"].period))
    return tally


def _forget_of_receptions(rule, at, tally):
    over = [row.id for row in session().execute(select(Reception.id, Reception.ends_on, Reception.time_zone))
            if rule.due_at(row.ends_on, row.time_zone) <= at]
    for table in register.personal_tables():
        columns = register.columns_of(table, rule.privacy)
        if not columns or register.way_to_reception(table.name) is None or not over:
            continue
        condition = register.of_receptions(table.name, over)
        if table.name == "mails":
            empty_mails(condition, (rule.privacy,), tally)
        else:
            empty_rows(table, condition, columns, tally)
    if rule.privacy == "name" and over:
        links = register.table("reply_links")
        delete_rows(links, register.of_receptions("reply_links", over), tally)


def _forget_of_clients(rule, at, tally):
    """Notes about a client are kept as long as one of its people."""
    clients = register.table("clients")
    columns = register.columns_of(clients, rule.privacy)
    if not columns:
        return
    days = {}
    for row in session().execute(select(Reception.client_id, Reception.ends_on, Reception.time_zone).order_by(Reception.ends_on)):
        days[row.client_id] = rule.due_at(row.ends_on, row.time_zone)
    over = [client_id for client_id, due in days.items() if due <= at]
    if over:
        empty_rows(clients, clients.c.id.in_(over), columns, tally)


def _forget_of_days(rule, at, tally):
    """What belongs to no reception goes by its own day: calls on clients, daily reports, and why sending was stopped."""
    for root in register.OWN_DAY:
        over = [one for one, day, zone in register.own_days(root) if rule.due_at(day, zone) <= at]
        for table in register.personal_tables():
            if over and (way := register.way_to_day(table.name)) is not None and way[0] == root:
                empty_rows(table, register.of_days(table.name, over), register.columns_of(table, rule.privacy), tally)


def _forget_people(at, tally):
    """Names, contacts and notes of people; not of those who work for us, and not the names of who signed an approval."""
    days, staff, signers = queries.last_days(), queries.staff_ids(), queries.signers(at)
    due = {rule.privacy: {one for one, day in days.items() if one not in staff and rule.due_at(*day) <= at}
           for rule in rules().values() if rule.then in HANDLED}
    ids = sorted(set().union(*due.values()))
    for start in range(0, len(ids), queries.CHUNK):
        for person in session().scalars(select(Person).where(Person.id.in_(ids[start:start + queries.CHUNK])).order_by(Person.id)).unique():
            for privacy, over in due.items():
                if person.id not in over or (privacy == "name" and person.id in signers):
                    continue
                if privacy == "name":
                    rename(person, tally)
                else:
                    empty_person(person, privacy, tally)


# --- erasing one person -------------------------------------------------------------------------

@dataclass
class Erasure:
    """What erasing a person does: what goes, as a Tally; the files that go; and sentences on what stays and why."""

    person_id: int
    goes: Tally = field(default_factory=Tally)
    files: list = field(default_factory=list)
    stays: list = field(default_factory=list)


def erase(person, *, at, again=False, rehearse=False):
    """Forget the person inside the current transaction: pseudonym for the name, all else personal emptied; files go once it is stored.

    Raises RuleBroken while they work for us or a reception of theirs is not over. `again` is for a database that was put back: it was
    allowed once, so it is done without asking. `rehearse` leaves the erasure list alone: the caller undoes the transaction.
    """
    if not again:
        _require_erasable(person, at)
    found = Erasure(person.id)
    keys, signed = queries.own_keys(person), queries.signers(at).get(person.id, 0)
    words = queries.Words(queries.words_of(person), queries.other_names(person))
    if not rehearse:
        erasure_list.remember(person, at, keeps_name=bool(signed))
    _erase_mails(person, words, found)
    _erase_files(person, found)
    _erase_texts(person, words, signed, found)
    _erase_rows(keys, found)
    for privacy in register.PERSONAL:
        if privacy != "name":
            empty_person(person, privacy, found.goes)
        elif not signed:
            rename(person, found.goes)
    person.is_active = False
    session().flush()
    session().expire_all()
    found.stays = [str(sentence) for sentence in _stays(keys, signed, words)]
    audit.append("person.erased", subject=f"people:{found.person_id}", at=at, details=found.goes.as_details())
    return found


def _require_erasable(person, at):
    if queries.works_for_us(person):
        raise RuleBroken(_l("This person works here or can sign in. Disable the account and mark the person as gone first."))
    if (reception := queries.not_over(person, at)) is not None:
        raise RuleBroken(_l("This person takes part in “%(reception)s”, which is not over. Erase after it, or remove the person from it first.",
                            reception=reception.title(current_language())))


def _erase_mails(person, words, found):
    mails = queries.mails_of(person, words)
    if not mails:
        return
    chosen = Mail.id.in_([mail.id for mail in mails])
    found.files += [mail.message_id for mail in mails if mail.content]
    session().execute(update(Mail).where(chosen, Mail.state.in_((*WAITING, "held", "failed", "unknown"))).values(state="cancelled")
                      .execution_options(synchronize_session=False))
    empty_mails(chosen, register.PERSONAL, found.goes)


def _erase_files(person, found):
    drafts, files = register.table("import_drafts"), queries.files_near(person)
    delete_rows(drafts, or_(drafts.c.id.in_([draft.id for draft in queries.drafts_near(person)]), drafts.c.person_id == person.id), found.goes)
    table = register.table("stored_files")
    delete_rows(table, table.c.id.in_([file.id for file in files]), found.goes)
    folder = current_app.extensions["settings"].files_folder
    remove_later([folder / file.stored_as for file in files])
    found.files += [file.name for file in files]


def _erase_texts(person, words, signed, found):
    """The person's name in what others wrote about the same receptions. A name that stays in the log of approvals stays there too."""
    if signed:
        return
    by = queries.pseudonym(person)
    for table, condition in queries.text_rows(person):
        cut_words(table, condition, words, by, found.goes)


def _erase_rows(keys, found):
    """Rows about the person, children first: deleted, or emptied of all that is personal."""
    for table in reversed(register.all_tables()):
        if table.name not in keys or table.name == "people":
            continue
        condition = queries.key_condition(table, keys[table.name])
        if register.OWNED[table.name][1] == "delete":
            delete_rows(table, condition, found.goes)
        else:
            empty_rows(table, condition, register.columns_of(table), found.goes)


def _stays(keys, signed, words):
    yield _("Seats, ranks, replies and amounts: they say how many came and what it cost, under the pseudonym.")
    yield _("The log of what was done: it holds numbers, no names, and a gap would break its chain.")
    if signed:
        yield _("The name: it stands under %(count)s decisions of the approval log, which is kept ten years.", count=signed)
    for column in register.pinned_columns():
        for row in queries.rows(column.table, register.of_receptions(column.table.name, _receptions(keys))):
            if words.are_in(row[column.name]):
                yield _("A text an approval stands for names the person: %(place)s. Change it by hand if the approval may be asked for again.",
                        place=f"{column} {row['id']}")


def _receptions(keys):
    table = register.table("attendees")
    if "attendees" not in keys:
        return []
    return session().scalars(select(table.c.reception_id).where(queries.key_condition(table, keys["attendees"]))).all()


def erase_again(at):
    """Erase whoever stands on the erasure list and is named in the database again, as after a restore; their ids."""
    done = []
    for person in erasure_list.returned(session().scalars(select(Person).order_by(Person.id)).unique()):
        erase(person, at=at, again=True)
        done.append(person.id)
    return done
