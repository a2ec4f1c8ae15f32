"""Reading once: remembered only inside, shared by nested blocks, forgotten at the end, a fault included."""

from types import SimpleNamespace

import pytest
from flask import g

from planner import web
from planner.accounts.models import ROLES
from planner.reading import read_anew, read_once, reads_once, remembered


@pytest.fixture
def asked():
    """(function that counts, what it was asked)"""
    seen = []

    @remembered
    def double(number, word=""):
        seen.append((number, word))
        if number < 0:
            raise ValueError
        return [number * 2, word]
    return double, seen


def test_outside_everything_is_asked_each_time(asked):
    double, seen = asked
    assert double(2) == double(2) == [4, ""] and seen == [(2, "")] * 2


def test_inside_each_is_asked_once_also_by_what_stands_inside_again(asked):
    double, seen = asked
    picture = reads_once(lambda number, *, word="": double(number, word))
    with read_once():
        assert [picture(2), double(2, ""), picture(2, word="a"), picture(3)] == [[4, ""], [4, ""], [4, "a"], [6, ""]]
        assert picture(2) is double(2, "")
    assert seen == [(2, ""), (2, "a"), (3, "")]
    double(2, "")
    assert len(seen) == 4


def test_what_would_be_is_asked_for_itself(asked):
    double, seen = asked
    with read_once():
        double(2)
        with read_anew(), read_once():
            assert double(2) is double(2)
        double(2)
    assert seen == [(2, "")] * 2


def test_a_page_is_read_once_and_a_form_that_is_sent_is_not(asked, app):
    double, seen = asked
    view = web.requires("signed_in")(lambda: str(double(1) is double(1)))
    said = {}
    for method in ("GET", "HEAD", "POST"):
        with app.test_request_context("/", method=method):
            g.account = SimpleNamespace(roles=frozenset(ROLES), person=None)
            said[method] = view()

    assert said == {"GET": "True", "HEAD": "True", "POST": "False"}
    assert len(seen) == 4


def test_a_fault_is_not_remembered_and_ends_the_block(asked):
    double, seen = asked
    with pytest.raises(ValueError), read_once():
        for _ in range(2):
            try:
                double(-1)
            except ValueError:
                continue
        double(1)
        double(-1)
    assert seen == [(-1, "")] * 2 + [(1, ""), (-1, "")]
    double(1)
    assert len(seen) == 5
