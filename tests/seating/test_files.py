import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seating import InvalidProblem, load_problem, read_problem, write_problem

from . import rooms

HERE = Path(__file__).parent


def small():
    return json.loads((HERE / "instances" / "one-table-10.json").read_text(encoding="utf-8"))


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read_back(room):
    problem = rooms.random_problem(room)
    assert write_problem(read_problem(write_problem(problem))) == write_problem(problem)


def set_at(data, path, value):
    *keys, last = path
    for key in keys:
        data = data[key]
    data[last] = value


@pytest.mark.parametrize("path, value, complaint", [
    (("format",), "x", "format: must be “seating-problem/1”"),
    (("people",), [], "people: must be a list with at least one entry"),
    (("people", 3, "rank"), 0, "people[3].rank: must be an integer from 1"),
    (("people", 3, "rank"), True, "people[3].rank: must be an integer from 1"),
    (("people", 2, "id"), "h1", "people[2].id: “h1” is used twice"),
    (("people", 2, "side"), "both", "people[2].side: must be one of host, guest"),
    (("people", 2, "role"), "host", "people[2].role: a second host"),
    (("people", 2, "partner"), "nobody", "people[2].partner: no other person “nobody”"),
    (("tables", 0, "head"), 10, "tables[0].head: must be an integer from 0 to 9"),
    (("tables", 0, "seats", 0, "honour"), 1, "tables[0].seats: honour must be a permutation"),
    (("tables", 0, "seats", 0, "beside"), [5], "tables[0].seats[0].beside: seat 5 must exist and name seat 0"),
    (("locks",), [{"person": "h1", "table": "T9", "seat": 0}], "locks[0].table: no such table"),
    (("together", 0, "people"), ["h7", "h7"], "together[0].people: must be two different ids"),
    (("together", 0, "weight"), 1.5, "together[0].weight: must be an integer"),
    (("weights", "group"), -1, "weights.group: must be an integer"),
    (("previous",), {"h1": ["T1"]}, "previous.h1: must be [table id, seat index]"),
])
def test_bad_problems_are_refused_with_the_path(path, value, complaint):
    data = small()
    set_at(data, path, value)
    with pytest.raises(InvalidProblem) as caught:
        read_problem(data)
    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize("content, complaint", [
    (b"\xff\xfe\x00", "is not UTF-8"), (b"{", "is not JSON"), (b"[1]", "one JSON object"), (b"[" * 100_000, "is not JSON"),
    (b'{"format": NaN}', "NaN is not a number"), (b"", "is not JSON")])
def test_bad_files_are_refused(tmp_path, content, complaint):
    path = tmp_path / "problem.json"
    path.write_bytes(content)
    with pytest.raises(InvalidProblem, match=complaint):
        load_problem(path)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3))


@given(st.sampled_from(["people", "tables", "locks", "apart", "together", "previous", "weights", "room", "name"]), JSON)
@settings(max_examples=150, deadline=None)
def test_nothing_but_invalid_problem_is_raised(key, value):
    data = small()
    data[key] = value
    try:
        read_problem(data)
    except InvalidProblem:
        pass
