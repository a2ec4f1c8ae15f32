"""A seated and released banquet of two tables, with a party of eleven who dine."""

from dataclasses import dataclass

import pytest

from planner import clock as planner_clock
from planner.banquets import queries as banquets
from planner.banquets import seats, versions
from planner.banquets.models import Banquet
from planner.db import close_session, session, transaction
from planner.receptions.models import Attendee
from tests import factories
from tests.planner.banquets.conftest import make_banquet, make_party


@dataclass
class Evening:
    """Ids by name, and the banquet as it is stored now."""

    ids: dict

    @property
    def banquet(self):
        if not session().info.get("writing"):
            close_session()
        return session().get(Banquet, self.ids["banquet"])

    @property
    def base(self):
        return f"/receptions/{self.ids['reception']}/banquets/{self.ids['banquet']}/day"

    def one(self, name):
        return session().get(Attendee, self.ids[name])

    def seats(self):
        """{attendee id: (table number, seat)}."""
        return {row.attendee_id: (row.table.number, row.seat) for row in banquets.seatings(self.banquet)}


def _make():
    ids = make_party()
    banquet = make_banquet(ids)
    by, at = factories.person("song.dan"), planner_clock.now()
    seats.seat_everyone(banquet, by=by, at=at)
    versions.release(banquet, by=by, at=at)
    factories.account("tang.lei"), factories.account("dong.fang")
    return ids | {"banquet": banquet.id}


@pytest.fixture
def evening(db, prepared):
    return Evening(prepared("evening", _make))


@pytest.fixture
def song(signed_in, evening):
    return signed_in("song.dan")


@pytest.fixture
def by(evening):
    """Song Dan, and the moment: what actions are told."""
    return {"by": factories.person("song.dan"), "at": planner_clock.now()}


@pytest.fixture
def change(evening):
    """change(action, *args, **options) in one transaction, with who and when."""
    def act(action, *args, **options):
        with transaction():
            args = [session().merge(one, load=True) if hasattr(one, "__mapper__") else one for one in args]
            return action(*args, **options, by=factories.person("song.dan"), at=planner_clock.now())
    return act
