"""A guest list becomes the party of a reception: the draft, what would change, and storing it all or not at all."""
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, or_, select

from planner import audit
from planner.db import session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.people import names
from planner.people.actions import add_client, change_person
from planner.people.countries import country_of_phone
from planner.people.models import Client, Person
from planner.people.names import fold, script_of
from planner.people.values import phone_key
from planner.receptions import workbook
from planner.receptions.importing_conflicts import keep_foreign_contacts, settle_roles
from planner.receptions.models import Attendee, ImportDraft
from planner.receptions.workbook_columns import Columns, corrected, recognise, with_heading
from planner.receptions.workbook_people import propose
from planner.receptions.workbook_remarks import is_official_organisation

DRAFT_HOURS = 24
BACKGROUND_ROWS = 500      # more people than this are stored by a job
CHUNK = 400


# --- the draft ----------------------------------------------------------------------------------

def start_draft(reception, data, file_name, *, by, at):
    """Read the uploaded bytes and keep them, encrypted, as this person's draft for the reception; an earlier draft goes.

    Raises FileRefused when the file cannot be read. Drafts of everybody that are older than a day are deleted too.
    """
    book = workbook.read(data, file_name)
    forget_drafts(reception, by, at)
    content = {"sheets": [{"name": sheet.name, "rows": [list(row) for row in sheet.rows], "formulas": sorted(sheet.formulas)} for sheet in book.sheets],
               "columns": [recognise(sheet).as_json() for sheet in book.sheets], "sure": all(recognise(sheet).is_sure for sheet in book.sheets),
               "decisions": {}}
    draft = ImportDraft(reception_id=reception.id, person_id=by.id, file_name=book.file_name, content=content, created_at=at)
    session().add(draft)
    session().flush()
    return draft


def forget_drafts(reception, person, at):
    """Delete this person's draft for the reception, and every draft that is older than a day."""
    session().execute(delete(ImportDraft).where(ImportDraft.reception_id == reception.id, ImportDraft.person_id == person.id))
    forget_old_drafts(at)


def forget_old_drafts(at):
    """Delete every draft that is older than a day."""
    session().execute(delete(ImportDraft).where(ImportDraft.created_at < at - timedelta(hours=DRAFT_HOURS)))


def draft_of(reception, person, at):
    """This person's draft for the reception while it is younger than a day, or None."""
    return session().scalar(select(ImportDraft).where(
        ImportDraft.reception_id == reception.id, ImportDraft.person_id == person.id,
        ImportDraft.created_at >= at - timedelta(hours=DRAFT_HOURS)).order_by(ImportDraft.id.desc()).limit(1))


def book_of(draft):
    """The Workbook as it was uploaded."""
    return workbook.Workbook(draft.file_name, tuple(workbook.Sheet(sheet["name"], tuple(map(tuple, sheet["rows"])), frozenset(sheet["formulas"]))
                                                    for sheet in draft.content["sheets"]))


def columns_of(draft):
    """How each sheet is read: as recognised, with the user's corrections."""
    found = []
    for sheet, kept in zip(book_of(draft).sheets, draft.content["columns"]):
        fields = {int(column): name for column, name in kept["fields"].items()}
        unknown = with_heading(sheet, kept["heading"]).unknown
        found.append(Columns(sheet.name, kept["heading"], fields, kept["side"], tuple(pair for pair in unknown if _index(pair[0]) not in fields)))
    return found


def _index(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def choose_columns(draft, choices):
    """Keep the user's choices of the columns step, one dict for each sheet. Raises RuleBroken when a sheet is left without names."""
    book = book_of(draft)
    chosen = [corrected(sheet, how, choice) for sheet, how, choice in zip(book.sheets, columns_of(draft), choices)]
    for how in chosen:
        if not how.has_names:
            raise RuleBroken(_l("Sheet “%(sheet)s”: please say which column holds the names, or leave the sheet out.", sheet=how.sheet), field="columns")
    if all(how.side == "skip" for how in chosen):
        raise RuleBroken(_l("Please read at least one sheet."), field="columns")
    draft.content = {**draft.content, "columns": [how.as_json() for how in chosen], "sure": True, "decisions": {}}
    session().flush()


def decide(draft, decisions):
    """Keep decisions about problems: problem id → {"choice": id, "text": text}. Others made before stay."""
    kept = {key: {"choice": str(value.get("choice", ""))[:60], "text": str(value.get("text", ""))[:500]} for key, value in decisions.items()}
    draft.content = {**draft.content, "decisions": {**draft.content["decisions"], **kept}}
    session().flush()


def proposal_of(draft):
    """The Proposal of the draft with the decisions made so far."""
    return propose(book_of(draft), columns_of(draft), draft.content["decisions"])


# --- what would change --------------------------------------------------------------------------

@dataclass
class Match:
    """One row beside what is stored: `person` and `attendee` are None when new; `kind` is "new", "changed" or "same"."""
    row: object
    client_name: str = ""
    client: Client | None = None
    person: Person | None = None
    attendee: Attendee | None = None
    person_values: dict = field(default_factory=dict)
    attendee_values: dict = field(default_factory=dict)
    changed: list = field(default_factory=list)

    @property
    def kind(self):
        return "new" if self.attendee is None else "changed" if self.changed else "same"


@dataclass
class Comparison:
    """All matches, the names of organisations that become clients, and {Attendee: new role} of those who give up a part."""
    matches: list
    new_clients: list
    stepping_down: dict = field(default_factory=dict)

    def count(self, kind, side=None):
        return sum(1 for match in self.matches if match.kind == kind and side in (None, match.row.side))

    @property
    def changes_anything(self):
        return any(match.kind != "same" for match in self.matches)


def compare(reception, proposal, *, with_sensitive=True, progress=None):
    """Hold the proposal against what is stored; nothing is written. A fixed number of queries for each 400 rows.

    Problems that only show now are added to the proposal.
    Without `with_sensitive`, diet and health are left as they are. `progress(done, total)` is called now and then.
    """
    rows = proposal.rows
    attendees = session().scalars(select(Attendee).where(Attendee.reception_id == reception.id)).unique().all()
    by_name, by_person = _by_name(attendees), {found.person_id: found for found in attendees}
    people = _people_named_like(rows)
    clients = _clients_named_like(rows)
    used, matches, new_clients = set(), [], {}
    for position, row in enumerate(rows, 1):
        match = Match(row, client_name=row.organisation)
        if row.side == "guest":
            match.client = clients.get(_client_key(row.organisation)) if row.organisation else reception.client
            if match.client is None:
                new_clients.setdefault(_client_key(row.organisation), row.organisation)
        match.attendee = _attendee_for(row, match.client, attendees, by_name, used)
        match.person = match.attendee.person if match.attendee else _person_for(row, match.client, people, used)
        if match.person is not None:
            used.add(match.person.id)
            if match.attendee is None:
                match.attendee = by_person.get(match.person.id)
        match.person_values = _person_values(row, match.person)
        match.attendee_values = _attendee_values(row, position, match.attendee, with_sensitive)
        matches.append(match)
        if progress and position % 200 == 0:
            progress(position, len(rows))
    stepping_down = settle_roles(proposal, matches, attendees)
    for match in matches:
        match.attendee_values["role"] = match.row.role
    keep_foreign_contacts(proposal, matches, reception.owner)
    by_key = {match.row.key: match for match in matches}
    for match in matches:
        match.changed = _differences(match, by_key)
    return Comparison(matches, list(new_clients.values()), stepping_down)


def _people_named_like(rows):
    found = {}
    for start in range(0, len(rows), CHUNK):
        part = rows[start:start + CHUNK]
        conditions = [column.in_(values) for column, values in (
            (Person.name_zh, {row.name_zh for row in part if row.name_zh}), (Person.name_native, {row.name_native for row in part if row.name_native}),
            (Person.name_en, {row.name_en for row in part if row.name_en})) if values]
        for person in session().scalars(select(Person).where(or_(*conditions), Person.is_active).order_by(Person.id)).unique():
            found[person.id] = person
    by_name = {}
    for person in found.values():
        for name in {person.name_zh, person.name_en, person.name_native} - {""}:
            by_name.setdefault(fold(name), []).append(person)
    return by_name


def _clients_named_like(rows):
    """Folded name → Client, for the organisations of the rows. Small house or large: one pass over all clients' names."""
    if not any(row.organisation for row in rows):
        return {}
    found = {}
    for client in session().scalars(select(Client).order_by(Client.id)):
        for name in (client.name_zh, client.name_en):
            if name:
                found.setdefault(_client_key(name), client)
    return found


def _client_key(name):
    return "".join(char for char in fold(name) if char.isalnum())


def _same_name(person, row):
    """By the first kind of name that both have: two 王伟 who are Wang Wei and Wang Wei are one name, 王伟 and 汪伟 are two."""
    for one, other in ((person.name_zh, row.name_zh), (person.name_native, row.name_native), (person.name_en, row.name_en)):
        if one and other:
            return fold(one) == fold(other)
    return False


def _by_name(attendees):
    """Folded name → attendees so called."""
    found = {}
    for attendee in attendees:
        for name in {attendee.person.name_zh, attendee.person.name_en, attendee.person.name_native} - {""}:
            found.setdefault(fold(name), []).append(attendee)
    return found


def _attendee_for(row, client, attendees, by_name, used):
    """Who of the party the row means: same side and name and no contradiction, or a title-only name of the same post."""
    candidates = {found.id: found for name in (row.name_zh, row.name_native, row.name_en) if name for found in by_name.get(fold(name), ())}
    named = [found for found in candidates.values() if found.side == row.side and found.person_id not in used and _same_name(found.person, row)]
    sure = [found for found in named if _agrees(found.person, row, client)]
    if sure or not names.title_only(row.name_zh):
        return sure[0] if sure else named[0] if len(named) == 1 and row.side == "host" else None
    family = names.title_only(row.name_zh)[0]
    free = [found for found in attendees if found.side == row.side and found.person_id not in used]
    posted = [found for found in free if row.title and row.title in (found.person.title_zh, found.person.title_en)
              and names.family_name(found.person.name_zh, found.person.name_en) == family and client is not None and found.person.client_id == client.id]
    return posted[0] if len(posted) == 1 else None


def _person_for(row, client, people, used):
    found = {person.id: person for name in (row.name_zh, row.name_native, row.name_en) if name for person in people.get(fold(name), [])}
    fitting = [person for person in found.values() if person.id not in used and _same_name(person, row) and person.is_staff == (row.side == "host")]
    sure = [person for person in fitting if _agrees(person, row, client)]
    if sure:
        return sure[0]
    return fitting[0] if row.side == "host" and len(fitting) == 1 else None


def _agrees(person, row, client):
    """Whether e-mail, phone or organisation say that the same name is the same person."""
    if person.email and row.email:
        return person.email.lower() == row.email.lower() or bool(person.phone and phone_key(person.phone) == phone_key(row.phone))
    if person.phone and row.phone and phone_key(person.phone) == phone_key(row.phone):
        return True
    if row.side == "host":
        return bool(row.department) and row.department in (person.department_zh, person.department_en)
    return client is not None and person.client_id == client.id


def _person_values(row, person):
    """What the row says about the person, as columns. Blank cells erase nothing; what staff entered about themselves stays."""
    values = {"name_zh": row.name_zh, "name_en": row.name_en, "name_native": row.name_native, "gender": row.gender, "phone": row.phone,
              "email": row.email, "postal_address": row.postal_address, "postcode": row.postcode, "languages": row.languages, **_in_language("title", row.title), **_in_language("department", row.department)}
    values = {name: value for name, value in values.items() if value}
    if person is not None and names.title_only(row.name_zh) and person.name_zh != row.name_zh:
        values.pop("name_zh")  # the full name was found out meanwhile
    if row.side == "guest" and row.rank and (person is None or person.rank is None):
        values["rank"] = row.rank
    if person is not None and row.side == "host":
        values = {name: value for name, value in values.items() if not getattr(person, name)}
    return values


def _in_language(name, text):
    if not text:
        return {}
    return {f"{name}_{'en' if script_of(text) == 'latin' else 'zh'}": text}


def _attendee_values(row, position, attendee, with_sensitive):
    values = {"role": row.role, "rank": row.rank, "position": position, "dines": row.dines, "tours": row.tours, "is_official": row.is_official,
              "remark": row.remark}
    if row.rank is None and attendee is not None:
        values.pop("rank")
    if with_sensitive and row.diet is not None and (attendee is None or attendee.diet_source != "guest"):
        values["diet"] = row.diet
    if with_sensitive and (row.health or row.health_note):
        values["health"] = {"codes": row.health, "note": row.health_note}
    return values


def _differences(match, by_key):
    if match.attendee is None:
        return []
    changed = [name for name, value in match.person_values.items() if getattr(match.person, name) != value]
    changed += [name for name, value in match.attendee_values.items() if getattr(match.attendee, name) != value]
    for name, key in _relations(match.row):
        other = by_key[key].attendee
        column = getattr(match.attendee, name) if name != "answers_for" else None
        if name == "answers_for":
            if other is None or other.answered_by_id != match.attendee.id:
                changed.append(name)
        elif other is None or column != other.id:
            changed.append(name.removesuffix("_id"))
    return changed


def _relations(row):
    """[(column, key of the other row)]"""
    found = [("partner_id", row.partner)] if row.partner else []
    found += [("interprets_for_id", row.interprets_for)] if row.interprets_for else []
    return found + [("answers_for", key) for key in row.answers_for]


# --- storing ------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Stored:
    """What an import did: numbers of people new to the party, changed and unchanged, and of clients added."""
    new: int
    changed: int
    same: int
    clients: int


def store(reception, proposal, *, by, at, with_sensitive=True, comparison=None):
    """Store the proposal inside the surrounding transaction; nothing at all is stored while a problem is open.

    `with_sensitive` says that the client gave diets and health remarks for this purpose; without it they are left out.
    Raises RuleBroken. A comparison made before may be passed if nothing was stored since.
    """
    if proposal.open_problems:
        raise RuleBroken(_l("Some problems still need a decision. Nothing was stored."), field="problems")
    if not proposal.rows:
        raise RuleBroken(_l("There is nobody in this list to store."), field="problems")
    comparison = comparison or compare(reception, proposal, with_sensitive=with_sensitive)
    result = Stored(comparison.count("new"), comparison.count("changed"), comparison.count("same"), len(comparison.new_clients))
    if not comparison.changes_anything:
        return result
    clients = _add_clients(comparison, by, at)
    new, changed = [], []
    for attendee, role in comparison.stepping_down.items():
        attendee.role = role
    for match in comparison.matches:
        kind = match.kind
        _store_person(match, clients, by, at)
        _store_attendee(reception, match, at)
        if kind != "same":
            (new if kind == "new" else changed).append(match)
    session().flush()
    _store_relations(comparison.matches)
    session().flush()
    session().expire(reception, ["attendees"])
    audit.append("party.imported", subject=reception, by=by, at=at, details={
        "new": [match.attendee.id for match in new], "changed": [match.attendee.id for match in changed], "same": result.same,
        "stepped_down": [attendee.id for attendee in comparison.stepping_down], "left_out": len(proposal.left_out), "sensitive": with_sensitive})
    return result


def _add_clients(comparison, by, at):
    """Organisations nobody knew become clients, looked after by who imports."""
    made, rows_of = {}, {}
    for match in comparison.matches:
        rows_of.setdefault(_client_key(match.client_name), []).append(match.row)
    for name in comparison.new_clients:
        people = rows_of[_client_key(name)]
        country = next((code for code in (country_of_phone(row.phone) for row in people) if code), "CN")
        kind = "official" if is_official_organisation(name) else "foreign" if country not in ("CN", "HK", "MO", "TW") else "private"
        column = "name_en" if script_of(name) == "latin" else "name_zh"
        made[_client_key(name)] = add_client(**{column: name}, kind=kind, country=country, owners=[by], by=by, at=at)
    return made


def _store_person(match, clients, by, at):
    if match.person is not None:
        if any(getattr(match.person, name) != value for name, value in match.person_values.items()):
            change_person(match.person, by=by, at=at, **match.person_values)
        return
    client = None if match.row.side == "host" else match.client or clients[_client_key(match.client_name)]
    match.person = Person(**match.person_values, client_id=client.id if client else None)
    session().add(match.person)


def _store_attendee(reception, match, at):
    values = dict(match.attendee_values)
    if "diet" in values:
        values |= {"diet_source": "assistant", "diet_consent_at": at}
    if match.attendee is None:
        match.attendee = Attendee(reception_id=reception.id, person=match.person, side=match.row.side, **values)
        session().add(match.attendee)
        return
    if values.get("diet") == match.attendee.diet:
        values = {name: value for name, value in values.items() if not name.startswith("diet")}
    for name, value in values.items():
        if getattr(match.attendee, name) != value:
            setattr(match.attendee, name, value)


def _store_relations(matches):
    by_key = {match.row.key: match.attendee for match in matches}
    for match in matches:
        for column, key in _relations(match.row):
            other = by_key[key]
            if column == "answers_for":
                other.answered_by_id = match.attendee.id
            else:
                setattr(match.attendee, column, other.id)
                if column == "partner_id":
                    other.partner_id = match.attendee.id


def import_file(reception, data, file_name, *, by, at, decisions=None, with_sensitive=True):
    """Read and store a guest list in one go, with the proposed repairs: for commands and the demonstration.

    Returns (Stored, Proposal). Raises FileRefused, or RuleBroken when a sheet has no heading that can be recognised.
    """
    book = workbook.read(data, file_name)
    columns = [recognise(sheet) for sheet in book.sheets]
    for how in columns:
        if not how.has_names:
            raise RuleBroken(_l("Sheet “%(sheet)s”: please say which column holds the names, or leave the sheet out.", sheet=how.sheet), field="columns")
    proposal = propose(book, columns, decisions)
    return store(reception, proposal, by=by, at=at, with_sensitive=with_sensitive), proposal
