"""The pure sums: positions, names of moves, the tree rolled up, what is short."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.funds.ledger import EVENTS, NOTHING, PLACES, Position, Standing, event_of, rolled_up, short, standing
from planner.funds.pictures import bar

AMOUNTS = st.integers(0, 10**13)
POSITIONS = st.builds(Position, AMOUNTS, AMOUNTS, AMOUNTS)


def stand(amount, used=0, own=0, level="block"):
    return Standing(SimpleNamespace(amount_minor=amount, level=level), Position(committed=used), Position(committed=own))


@pytest.mark.parametrize(("before", "after", "event"), [
    (NOTHING, Position(5), "reserve"), (Position(5), Position(approved=5), "approve"), (Position(approved=5), Position(5), "return"),
    (Position(5), Position(7), "adjust"), (Position(approved=5), Position(approved=4), "adjust"), (Position(5), NOTHING, "release"),
    (Position(approved=5), NOTHING, "release"), (Position(approved=5), Position(spent=4), "spend"), (NOTHING, Position(spent=4), "spend"),
    (NOTHING, Position(approved=5), "approve"), (Position(5), Position(5), None), (NOTHING, NOTHING, None)])
def test_every_move_has_one_name(before, after, event):
    assert event_of(before, after) == event and event in (*EVENTS, None)


@pytest.mark.parametrize(("amount", "used", "parts", "end"), [
    (1000, Position(), [], None), (1000, Position(100, 200, 700), [("spent", 0, 700), ("approved", 700, 200), ("committed", 900, 100)], None),
    (1000, Position(committed=2000), [("committed", 0, 1000)], 500), (1_000_000, Position(1), [("committed", 0, 2)], None), (0, Position(), [], None)])
def test_the_bar_ends_where_the_amount_does_and_shows_the_least_part(amount, used, parts, end):
    drawn = bar(SimpleNamespace(fund=SimpleNamespace(amount_minor=amount), used=used, left=amount - used.total))

    assert ([(part["place"], part["x"], part["width"]) for part in drawn["parts"]], drawn["end"]) == (parts, end)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(("", *PLACES)), AMOUNTS), max_size=12))
def test_the_rows_of_a_life_add_up_to_where_it_stands(life):
    where, rows = NOTHING, []
    for place, amount in life:
        wanted = standing(place, amount)
        if event_of(where, wanted):
            rows.append(wanted - where)
            where = wanted

    assert sum(rows, NOTHING) == where and all(row != NOTHING for row in rows)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 100), POSITIONS), min_size=1, max_size=12))
def test_every_fund_has_what_is_below_it_and_the_root_has_all(nodes):
    ways = {1: (1,)}
    for number, (parent, _own) in enumerate(nodes, 2):
        ways[number] = (*ways[1 + parent % (number - 1)], number)
    own = {number: position for number, (_parent, position) in enumerate(nodes, 2)}
    found = rolled_up(own, ways)

    assert found == {fund: sum((one for number, one in own.items() if fund in ways[number]), NOTHING) for fund in found}
    assert found[1] == sum(own.values(), NOTHING)


def test_the_last_cent_is_not_short_and_one_more_is():
    root, fund = stand(1000, 900), stand(500, 100)

    assert [short([fund, root], amount) for amount in (100, 101, 401)] == [[], [root], [fund, root]]


def test_what_an_application_has_already_counts_for_it():
    full = stand(1000, 1000, own=300)

    assert (full.left, full.left_after(300), short([full], 300), short([full], 301)) == (0, 0, [], [full])


def test_a_fund_that_is_exceeded_stops_nobody_who_takes_no_more():
    assert short([stand(100, 300, own=200)], 150) == []
