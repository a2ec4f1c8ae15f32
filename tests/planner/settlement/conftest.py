"""A reception that is over, with a settlement that passes; each test breaks one thing."""

from types import SimpleNamespace

import pytest

from planner.db import session, transaction
from planner.i18n import force_language
from planner.receptions.models import Attendee
from planner.settlement import actions
from planner.settlement.models import Settlement
from planner.settlement.queries import Settled
from tests import factories
from tests.factories import settlement as made


def build(at):
    over = made.make_over(at)
    made.note_all(over, absent=[over.guests[4]])
    settlement = made.settle(over)
    return {"settlement_id": settlement.id, "reception_id": over.reception.id, "banquet_id": over.banquet.id,
            "guest_ids": [one.id for one in over.guests], "own_ids": [one.id for one in over.own]}


class Over:
    """The settlement with short ways to act, a transaction each."""

    def __init__(self, ids, at):
        self.__dict__.update(ids, at=at)

    @property
    def settlement(self):
        return session().get(Settlement, self.settlement_id)

    @property
    def settled(self):
        session().rollback()
        return Settled(self.settlement)

    @property
    def rules(self):
        """Ids of the rules that stop it."""
        return [finding.rule for finding in self.settled.stops]

    def person(self, login):
        with transaction():
            return factories.person(login)

    def do(self, action, *arguments, login="song.dan", **options):
        with transaction():
            return getattr(actions, action)(self.settlement, *arguments, by=self.person(login), at=self.at, **options)

    def claim(self, named, billed=6):
        with transaction():
            banquet = session().get(made.Banquet, self.banquet_id)
            return actions.claim_heads(self.settlement, banquet, named, billed, by=self.person("song.dan"), at=self.at)

    def amounts(self, meals=300_000, transport=80_000, why="", **options):
        lines = {line.id: ({"meals": meals, "transport": transport}[line.category], why) for line in self.settlement.lines}
        return self.do("set_amounts", lines, **options)

    def receipt(self, serial, minor, category="meals", **values):
        with transaction():
            return made.add_receipt(self.settlement, serial, minor, category, by=self.person("song.dan"), at=self.at, **values)

    def guest(self, number):
        return session().get(Attendee, self.guest_ids[number])


@pytest.fixture
def over(db, clock, prepared):
    with force_language("en"):
        yield Over(prepared("over", lambda: build(clock)), clock)


@pytest.fixture
def plain(app, clock, prepared):
    """The same with its context closed, for pages."""
    with app.app_context():
        return SimpleNamespace(**prepared("over", lambda: build(clock)))
