"""Stops and ways are kept so that nobody is led into a dead end."""

import pytest

from planner.db import transaction
from planner.errors import RuleBroken
from planner.sites import actions, queries
from planner.sites.paths import Needs
from tests.conftest import NOW
from tests.factories.sites import make_site


def test_a_site_becomes_a_graph_with_ways(db):
    with transaction():
        site, gate, hall, shop = make_site()

        assert queries.way_between(site, gate, shop, Needs()) == ([(gate, 0), (hall, 3), (shop, 7)], "")
        assert queries.way_between(site, gate, shop, Needs(no_magnets=True)) == ([], "magnetic")
        assert queries.as_graph(site).entrance == str(gate.id) and queries.unreachable(site) == []


@pytest.mark.parametrize("change, named", [
    (lambda s, g, h, w: actions.remove_leg(s.legs[0], by=None, at=NOW), "展厅、电解车间"),
    (lambda s, g, h, w: actions.change_leg(s.legs[0], is_one_way=True, by=None, at=NOW), "展厅、电解车间"),
    (lambda s, g, h, w: actions.change_stop(h, is_closed=True, by=None, at=NOW), "电解车间"),
    (lambda s, g, h, w: actions.add_stop(s, name_zh="仓库", by=None, at=NOW), "仓库"),
    (lambda s, g, h, w: actions.remove_stop(h, by=None, at=NOW), "电解车间"),
], ids=("way removed", "one way", "closed", "not joined", "stop removed"))
def test_a_stop_that_could_not_be_reached_is_named(db, change, named):
    with transaction():
        site, *stops = make_site()

        with pytest.raises(RuleBroken) as refused:
            change(site, *stops)
        assert named in refused.value.message


@pytest.mark.parametrize("values, field", [({"capacity": 0}, "capacity"), ({"groups_at_once": 0}, "capacity"), ({"minutes": 0}, "capacity"), ({"x_m": 401}, "x_m"),
                                           ({"opens_minute": 600, "closes_minute": 600}, "closes"), ({"name_zh": "", "name_en": ""}, "name_zh"),
                                           ({"gear": ["sword"]}, "explained_by")])
def test_a_stop_nobody_could_use_is_refused(db, values, field):
    with transaction():
        _site, _gate, hall, _shop = make_site()
        with pytest.raises(RuleBroken) as refused:
            actions.change_stop(hall, **values, by=None, at=NOW)
        _undo(hall)

    assert refused.value.field == field


def _undo(row):
    from planner.db import session
    session().refresh(row)


def test_a_new_entrance_takes_it_from_the_old_and_one_is_always_there(db):
    with transaction():
        site, gate, hall, _shop = make_site()
        actions.change_stop(hall, is_entrance=True, by=None, at=NOW)
        assert (site.entrance, site.exit) == (hall, gate)

        with pytest.raises(RuleBroken):
            actions.remove_stop(gate, by=None, at=NOW)


def test_a_second_way_between_two_stops_is_refused(db):
    with transaction():
        site, gate, hall, _shop = make_site()

        with pytest.raises(RuleBroken):
            actions.add_leg(site, hall, gate, minutes=2, by=None, at=NOW)
