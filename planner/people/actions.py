"""Adding and changing clients, contacts and staff."""
from planner import audit
from planner.db import session
from planner.errors import NotFound, RuleBroken
from planner.i18n import _l
from planner.people import names
from planner.people.languages import is_language
from planner.people.models import CLIENT_GRADES, CLIENT_KINDS, Client, ClientRival, Person
from planner.people.names import clean_name, clean_text

PERSON_FIELDS = ("name_zh", "name_en", "name_native", "gender", "title_zh", "title_en", "department_zh", "department_en", "phone", "email", "postal_address", "postcode",
                 "languages", "rank", "note", "is_active")
CLIENT_FIELDS = ("name_zh", "name_en", "kind", "grade", "country", "postcode", "address_zh", "address_en", "note")


def add_client(*, by, at, owners=(), **values):
    """A new Client. One name is enough; two clients may not have the same name."""
    client = Client(**_clean_client(values))
    _check_client(client)
    client.owners = list(owners)
    session().add(client)
    session().flush()
    audit.append("client.added", subject=client, by=by, at=at, details={"kind": client.kind, "grade": client.grade})
    return client


def change_client(client, *, by, at, owners=None, **values):
    """Change the given fields; returns the names of those that differ now (nothing is logged when none does)."""
    changed = _set(client, _clean_client(values))
    _check_client(client)
    if owners is not None and {owner.id for owner in owners} != {owner.id for owner in client.owners}:
        client.owners = list(owners)
        changed.append("owners")
    session().flush()
    if changed:
        audit.append("client.changed", subject=client, by=by, at=at, details={"fields": changed})
    return changed


def add_rival(client, rival, *, by, at):
    """The two clients must not meet on our premises."""
    if client.id == rival.id:
        raise RuleBroken(_l("Please choose another client."), field="rival_id")
    first, second = sorted((client.id, rival.id))
    if session().get(ClientRival, (first, second)) is not None:
        raise RuleBroken(_l("This client is on the list already."), field="rival_id")
    session().add(ClientRival(first_id=first, second_id=second))
    session().flush()
    audit.append("client.rival_added", subject=client, by=by, at=at, details={"rival": rival.id})


def remove_rival(client, rival, *, by, at):
    """The two clients may meet again; NotFound where nothing stood against it."""
    found = session().get(ClientRival, tuple(sorted((client.id, rival.id))))
    if found is None:
        raise NotFound()
    session().delete(found)
    session().flush()
    audit.append("client.rival_removed", subject=client, by=by, at=at, details={"rival": rival.id})


def _clean_client(values):
    return {name: clean_text(value) if name in ("name_zh", "name_en") else value for name, value in values.items() if name in CLIENT_FIELDS}


def _check_client(client):
    if not client.name_zh and not client.name_en:
        raise RuleBroken(_l("Please give the client at least one name, in Chinese or in English."), field="name_zh")
    if client.kind and client.kind not in CLIENT_KINDS or client.grade and client.grade not in CLIENT_GRADES:
        raise ValueError("unknown kind or grade")
    with session().no_autoflush:
        for column in ("name_zh", "name_en"):
            name = getattr(client, column)
            twin = session().query(Client.id).filter(getattr(Client, column) == name, Client.id != (client.id or 0)).first() if name else None
            if twin:
                raise RuleBroken(_l("There is already a client with this name."), field=column)


def add_contact(client, *, by, at, **values):
    """A new contact of `client`."""
    return _add_person(client, values, by, at)


def add_staff(*, by, at, **values):
    """A new member of our own staff."""
    return _add_person(None, values, by, at)


def _add_person(client, values, by, at):
    person = Person(**_clean_person(values), client=client)
    _check_person(person)
    session().add(person)
    session().flush()
    audit.append("person.added", subject=person, by=by, at=at, details={"client": client.id if client else None})
    return person


def change_person(person, *, by, at, **values):
    """Change the given fields; returns the names of those that differ now. Same values: nothing is written."""
    changed = _set(person, _clean_person(values))
    _check_person(person)
    session().flush()
    if changed:
        audit.append("person.changed", subject=person, by=by, at=at, details={"fields": changed})
    return changed


def _clean_person(values):
    cleaned = {}
    for name, value in values.items():
        if name not in PERSON_FIELDS:
            raise ValueError(f"no field {name}")
        if name in ("name_zh", "name_en", "name_native"):
            value = clean_name(value)
        elif name == "gender":
            value = value or None
        elif name == "languages":
            value = [code for code in dict.fromkeys(value or ()) if is_language(code)]
        elif isinstance(value, str) and name != "note":
            value = clean_text(value)
        cleaned[name] = value
    if "name_zh" in cleaned and names.script_of(cleaned["name_zh"]) not in ("han", "kana", ""):
        _sort_out_scripts(cleaned)
    return cleaned


def _sort_out_scripts(values):
    """A Latin or Arabic name typed into the field for Chinese goes where it belongs, if that place is free."""
    place = "name_en" if names.script_of(values["name_zh"]) == "latin" else "name_native"
    if not values.get(place):
        values[place], values["name_zh"] = values["name_zh"], ""


def _check_person(person):
    if not person.name_zh and not person.name_en:
        if person.name_native:
            raise RuleBroken(_l("Please add the name in Latin letters or Chinese characters, so that everybody can read it."), field="name_en")
        raise RuleBroken(_l("Please give at least one name, in Chinese or in Latin letters."), field="name_zh")
    if person.rank is not None and not 1 <= person.rank <= 99:
        raise RuleBroken(_l("A rank is a whole number from 1 (highest) to 99."), field="rank")


def _set(row, values):
    changed = []
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(name)
    return sorted(changed)
