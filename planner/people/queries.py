"""Reading clients, contacts and staff."""
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import selectinload

from planner.accounts.queries import people_with_role, roles_of
from planner.db import session
from planner.errors import NotFound
from planner.paging import page_of
from planner.people.models import Client, ClientRival, Person
from planner.people.names import clean_text, fold


def _found_by(model, text):
    """A condition: every word of `text` occurs in the characters, the pinyin or the Latin spelling."""
    words = fold(clean_text(text))[:100].split()
    return and_(*(model.search_text.like(f"%{_escaped(word)}%", escape="\\") for word in words)) if words else None


def _escaped(word):
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def clients(search="", limit=500):
    """Clients in reading order, those matching `search` only, their owners loaded with them."""
    return session().scalars(_clients(search).limit(limit)).all()


def page_of_clients(search="", *, number=1):
    """One Page of the clients matching `search`, in reading order, their owners loaded with them."""
    return page_of(_clients(search), number)


def _clients(search):
    query, found = select(Client).options(selectinload(Client.owners)).order_by(Client.sort_key, Client.id), _found_by(Client, search)
    return query if found is None else query.where(found)


def client_counts(client_ids):
    """{client id: number of active contacts}, in one query."""
    rows = session().execute(select(Person.client_id, func.count()).where(Person.client_id.in_(client_ids), Person.is_active)
                             .group_by(Person.client_id))
    return {client_id: count for client_id, count in rows}


def get_client(client_id):
    """The Client, or NotFound."""
    client = session().get(Client, client_id)
    if client is None:
        raise NotFound()
    return client


def rivals(client):
    """The clients this one must not meet, in reading order."""
    pairs = session().execute(select(ClientRival.first_id, ClientRival.second_id).where(or_(ClientRival.first_id == client.id, ClientRival.second_id == client.id)))
    ids = {one for pair in pairs for one in pair} - {client.id}
    return session().scalars(select(Client).where(Client.id.in_(ids)).order_by(Client.sort_key, Client.id)).all()


def may_edit_client(client, person):
    """Its owners and department managers; a client without owner may be taken by any account manager."""
    return _looks_after(client, person, roles_of(person))


def _looks_after(client, person, roles):
    return "department_manager" in roles or ("account_manager" in roles and (not client.owners or person in client.owners))


_WORKS_WITH = []


def works_with(function):
    """Register a function of (Person) → select of ids of clients whose contacts that person may change too."""
    _WORKS_WITH.append(function)
    return function


def changeable_clients(clients, person):
    """Ids of those `clients` whose contacts `person` may change: of the clients they may edit, and of those who visit with a reception they plan.

    This is the one rule for the client's page, the party of a reception and the import. Anybody else's new guest becomes a new contact.
    """
    roles = roles_of(person)
    found = {client.id for client in clients if _looks_after(client, person, roles)}
    for client_ids in _WORKS_WITH:
        found |= set(session().scalars(client_ids(person)))
    return found & {client.id for client in clients}


def may_change_contacts(client, person):
    """Whether `person` may add, change and retire contacts of this client."""
    return client.id in changeable_clients([client], person)


def contacts(client, limit=500):
    """Active contacts of a client, the highest rank first."""
    return session().scalars(_contacts(client, "").limit(limit)).all()


def page_of_contacts(client, search="", *, number=1):
    """One Page of the active contacts of a client matching `search`, the highest rank first."""
    return page_of(_contacts(client, search), number)


def _contacts(client, search):
    query = select(Person).where(Person.client_id == client.id, Person.is_active)
    found = _found_by(Person, search)
    query = query if found is None else query.where(found)
    return query.order_by(Person.rank.is_(None), Person.rank, Person.sort_key, Person.id)


def get_person(person_id):
    """The Person, or NotFound."""
    person = session().get(Person, person_id)
    if person is None:
        raise NotFound()
    return person


def staff(search="", limit=500):
    """Our own people who are active, in reading order."""
    query = select(Person).where(Person.client_id.is_(None), Person.is_active).order_by(Person.sort_key, Person.id).limit(limit)
    found = _found_by(Person, search)
    return session().scalars(query if found is None else query.where(found)).all()


def search_people(text, *, staff_only=False, limit=20):
    """Active people whose names match every word of `text`; [] for an empty search."""
    found = _found_by(Person, text)
    if found is None:
        return []
    query = select(Person).where(found, Person.is_active).order_by(Person.sort_key, Person.id).limit(limit)
    return session().scalars(query.where(Person.client_id.is_(None)) if staff_only else query).all()


def owner_choices():
    """People who may look after a client: everybody with the role of an account manager."""
    return sorted(people_with_role("account_manager"), key=lambda person: (person.sort_key, person.id))
