"""What moves when something is late: hand-worked cases, circles, slack, and a slow second opinion on random programmes."""

import random
import tomllib
from pathlib import Path

import pytest

from planner.programme.moving import Circle, Link, Programme, Span, late

CASES = tomllib.loads(Path(__file__).with_name("late.toml").read_text())["case"]


def minute(text):
    hours, _colon, minutes = text.partition(":")
    return 60 * int(hours) + int(minutes)


def read(case):
    ids = {name: number for number, name in enumerate(case["items"], 1)}
    spans = [Span(ids[name], *map(minute, text.split("-")), name in case.get("fixed", ())) for name, text in case["items"].items()]
    links = []
    for text in case["links"]:
        item, kind, on, *minutes = text.split()
        links.append(Link(ids[item], ids[on], kind, int(minutes[0]) if minutes else 0))
    return ids, Programme(spans, links)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_exactly_what_depends_on_it_moves(case):
    ids, programme = read(case)
    changed = {ids[n]: (programme.spans[ids[n]].start + late_by, programme.spans[ids[n]].end + late_by) for n, late_by in case.get("late", {}).items()}
    changed |= {ids[n]: (programme.spans[ids[n]].start, programme.spans[ids[n]].end + longer) for n, longer in case.get("longer", {}).items()}

    outcome = programme.after_change(changed)

    begins = {one: start for one, (start, _end) in outcome.moved.items() if start != programme.spans[one].start}
    assert begins == {ids[name]: minute(text) for name, text in case["moved"].items()}
    assert {(s.item, s.minutes) for s in outcome.short} == {(ids[name], minutes) for name, minutes in case.get("short", {}).items()}
    assert all(end - start == programme.spans[one].end - programme.spans[one].start for one, (start, end) in outcome.moved.items() if one not in changed)


def test_there_are_at_least_thirty_cases():
    assert len(CASES) >= 30


@pytest.mark.parametrize("links", [[(1, 2, "after"), (2, 1, "after")], [(1, 2, "after"), (2, 3, "not_before"), (3, 1, "after")],
                                   [(1, 2, "together"), (1, 2, "after")], [(1, 2, "after"), (2, 3, "together"), (3, 1, "after")]])
def test_items_that_wait_for_each_other_are_named(links):
    with pytest.raises(Circle) as found:
        Programme([Span(i, 60 * i, 60 * i + 30) for i in (1, 2, 3)], [Link(*link) for link in links])
    assert set(found.value.items) <= {1, 2, 3} and found.value.items


def test_slack_is_how_late_an_item_may_be_before_something_fixed_must_wait():
    spans = [Span(1, 0, 30), Span(2, 40, 60), Span(3, 90, 120, True), Span(4, 125, 150), Span(5, 0, 10), Span(6, 160, 170, True)]
    links = [Link(2, 1), Link(3, 2, "after", 15), Link(4, 3), Link(6, 4)]
    assert Programme(spans, links).slack() == {1: 25, 2: 15, 3: 15, 4: 10, 5: None, 6: None}


def test_slack_below_zero_where_a_dependency_is_not_kept_now():
    assert Programme([Span(1, 0, 30), Span(2, 20, 40, True)], [Link(2, 1)]).slack()[1] == -10


def test_an_item_may_be_exactly_as_late_as_its_slack():
    random_ = random.Random(7)
    tried = 0
    for _round in range(200):
        programme = _random_programme(random_)
        for one, slack in programme.slack().items():
            if slack is not None and slack >= 0 and not programme.spans[one].is_fixed:
                tried += 1
                assert not late(programme, one, slack).short and late(programme, one, slack + 1).short
    assert tried > 150


def test_a_slow_second_opinion_agrees():
    random_ = random.Random(11)
    for _round in range(300):
        programme = _random_programme(random_)
        one, minutes = random_.choice(sorted(programme.spans)), random_.randint(1, 90)
        assert {k: v[0] for k, v in late(programme, one, minutes).moved.items()} == _minute_by_minute(programme, one, minutes)


def _random_programme(random_):
    """Up to eight items one after the other with links that hold as planned, some fixed; no items kept together."""
    spans, clock = [], 0
    for number in range(1, random_.randint(3, 8) + 1):
        clock += random_.choice((0, 5, 10, 30))
        spans.append(Span(number, clock, clock + random_.choice((10, 20, 60)), random_.random() < 0.25))
        clock = spans[-1].end
    links = [Link(b.id, a.id, "after", random_.choice((0, 5)) if b.start - a.end >= 5 else 0)
             for a in spans for b in spans if a.id < b.id and random_.random() < 0.4]
    return Programme(spans, links)


def _minute_by_minute(programme, late_one, minutes):
    """Begin the late item later, then push one minute at a time whatever movable item begins too early, until nothing does."""
    start = {one: span.start + (minutes if one == late_one else 0) for one, span in programme.spans.items()}
    length = {one: span.end - span.start for one, span in programme.spans.items()}
    pushed = True
    while pushed:
        pushed = False
        for link in programme.links:
            stays = programme.spans[link.item].is_fixed or link.item == late_one
            if not stays and start[link.item] < start[link.on] + length[link.on] + link.minutes:
                start[link.item] += 1
                pushed = True
    return {one: when for one, when in start.items() if when != programme.spans[one].start}
