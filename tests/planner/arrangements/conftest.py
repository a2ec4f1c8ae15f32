"""The reception of the banquets' tests, with talks, a photograph and a transfer in its programme."""

from datetime import datetime

import pytest

from planner.arrangements import actions
from planner.db import session, transaction
from planner.receptions.models import Attendee, Item, Reception
from tests import factories
from tests.conftest import NOW
from tests.planner.banquets.conftest import make_banquet, make_party


@pytest.fixture
def party(db, prepared):
    """{name: id} of the reception, its items and its people."""
    return prepared("arrangements", _make)


def _make():
    ids = make_party()
    reception = session().get(Reception, ids["reception"])
    ids["talks_item"] = factories.make_item(reception, "talks", datetime(2026, 12, 8, 13, 30), title_zh="会谈", title_en="Talks").id
    ids["arrival_item"] = factories.make_item(reception, "arrival", datetime(2026, 12, 8, 10, 0), title_zh="接机", title_en="Arrival").id
    return ids


@pytest.fixture
def make(party):
    """make("car", ["wang", "xu"], duties={"deng": "interpreter"}, vehicle="sedan") → id of a new arrangement."""
    def added(kind, names, duties=None, options=None, pack="cn-corporate", item=None, **setting):
        with transaction():
            cast = [{"attendee": party[name], "duty": (duties or {}).get(name, "")} for name in names]
            return actions.add(session().get(Reception, party["reception"]), kind, pack=pack, setting=setting, options=options, cast=cast,
                               item=session().get(Item, party[item]) if item else None, by=factories.person("song.dan"), at=NOW).id
    return added


@pytest.fixture
def banquet(party):
    """The id of a banquet of two tables of eight."""
    with transaction():
        return make_banquet(party).id


def attendee(party, name):
    return session().get(Attendee, party[name])
