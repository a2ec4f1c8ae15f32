"""A reception with twenty guests and its application, and the people who decide on it."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from planner.accounts.queries import roles_of
from planner.banquets.models import Banquet, BanquetTable
from planner.budgets import actions, queries
from planner.budgets.models import Application
from planner.db import session, transaction
from planner.i18n import force_language
from planner.people.models import Person
from tests import factories


def make_house(at, guests=20, **values):
    """People, a reception of the demonstration's size with four tables, and a draft application. Inside transaction()."""
    people = {name: factories.person(name) for name in ("song.dan", "tang.lei", "gao.xiang", "xu.guoqiang", "dong.fang", "admin", "auditor")}
    reception = factories.make_reception()
    attendees = [factories.make_attendee(reception, role="guest_of_honour" if i == 0 else "guest") for i in range(guests)]
    hosts = [factories.make_attendee(reception, side="host", role=role, person=factories.make_person(f"主{role}"))
             for role in ("host", "second_host", "companion")]
    factories.make_item(reception, "meal", datetime(2026, 12, 8, 12, 50))
    factories.make_item(reception, "talks", datetime(2026, 12, 8, 13, 30))
    banquet = Banquet(reception_id=reception.id, item_id=factories.make_item(reception).id, venue_zh="云山酒店", venue_en="Yunshan Hotel",
                      host_id=hosts[0].id, second_host_id=hosts[1].id, guest_of_honour_id=attendees[0].id)
    banquet.tables = [BanquetTable(number=n, x_cm=300 * n, y_cm=300, seats=10) for n in range(1, 5)]
    session().add(banquet)
    session().flush()
    application = actions.draft_application(reception, by=people["song.dan"], at=at,
                                            **{"purpose": "签约", "cost_centre": "KA-1", "own_diners": 12} | values)
    return SimpleNamespace(people=people, reception_id=reception.id, application_id=application.id, guests=[a.id for a in attendees])


def ids_of(house):
    """The same, of ids alone."""
    return vars(house) | {"people": {login: person.id for login, person in house.people.items()}}


class House:
    """The same, with short ways to act in a transaction each and to look at the result."""

    def __init__(self, at, made=None, **values):
        """Made now, or `made` before."""
        self.at = at
        if made is None:
            with transaction():
                made = ids_of(make_house(at, **values))
        self.__dict__.update(made)
        self.people = {login: session().get(Person, person_id) for login, person_id in made["people"].items()}

    @property
    def application(self):
        return session().get(Application, self.application_id)

    @property
    def reception(self):
        return self.application.reception

    def case(self):
        session().rollback()
        return queries.case_of(self.application)

    def person(self, login):
        if login in self.people:
            return self.people[login]
        with transaction():
            return factories.person(login)

    def do(self, action, login="song.dan", **options):
        """One action of the applicant's side."""
        person = self.person(login)
        with transaction():
            return getattr(actions, action)(self.application, by=person, at=self.at, **options)

    def edit(self, login="song.dan", lines=None, **values):
        person = self.person(login)
        with transaction():
            return actions.edit_application(self.application, values, lines, by=person, at=self.at)

    def decide(self, action, login, shown=None, roles=None, **options):
        """A decision on what is shown now, unless `shown` says otherwise."""
        person = self.person(login)
        mark = shown or self.case().fingerprint
        with transaction():
            held = roles if roles is not None else roles_of(person)
            return getattr(actions, action)(self.application, mark, by=person, roles=held, at=self.at, **options)

    def approve_all(self):
        self.do("submit")
        for login in ("gao.xiang", "xu.guoqiang", "dong.fang"):
            self.decide("approve", login)

    def lines(self, **prices):
        """The lines as they are, with other unit prices for some kinds."""
        lines = [{field: getattr(line, field) for field in actions.LINE_FIELDS} for line in self.application.lines]
        return [line | {"unit_price_minor": prices.get(line["kind"], line["unit_price_minor"])} for line in lines]

    def snapshot(self):
        """Everything that a refused action must leave as it was."""
        session().rollback()
        application = self.application
        return (application.version, application.status, application.waiting_role, application.total_minor, application.last_edited_by_id,
                [(d.action, d.step, d.person_id, d.fingerprint, d.note) for d in application.decisions], queries.case_of(application).state.status)


@pytest.fixture
def house(db, clock, prepared):
    with force_language("en"):
        yield House(clock, prepared("house", lambda: ids_of(make_house(clock))))


@pytest.fixture
def plain(app, clock, prepared):
    """A house whose context is closed, so that the pages read what is stored."""
    with app.app_context():
        made = prepared("house", lambda: ids_of(make_house(clock)))
    return SimpleNamespace(**made)
