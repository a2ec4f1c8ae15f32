import json
from pathlib import Path

import pytest

from seating import read_problem, write_problem
from seating.errors import InvalidProblem

ROOM = json.loads((Path(__file__).parent / "instances" / "one-table-10.json").read_text(encoding="utf-8"))


def data(**first):
    """The published room; the first person with other fields."""
    return ROOM | {"people": [ROOM["people"][0] | first, *ROOM["people"][1:]]}


def without_ranks(**first):
    people = [{k: v for k, v in p.items() if k != "rank"} for p in ROOM["people"]]
    return ROOM | {"people": [people[0] | first, *people[1:]]}


def test_a_file_of_the_format_itself_says_nothing_of_standings():
    problem = read_problem(ROOM)
    assert (problem.standings, problem.before, problem.organisations, problem.pack) == ((), (), (), None)


def test_fields_of_standing_are_written_as_they_were_read():
    fields = {"offices": [{"title": "总裁", "title_en": "President", "grade": 1, "sub_grade": 2, "since": "2020-02-29", "organisation": "a"},
                          {"title": "会长", "grade": 3}],
              "office": 0, "born": "1960-05", "seniority": 12, "representative_of": {"title": "部长", "grade": 1}, "duty": "aide",
              "name_key": "cao", "organisation": "a"}
    more = {"organisations": [{"id": "a", "name": "甲", "people": [ROOM["people"][0]["id"]]}], "pack": "kr",
            "before": [[p["id"] for p in ROOM["people"][2:4]]]}
    written = write_problem(read_problem(data(**fields) | more))
    assert {k: v for k, v in written["people"][0].items() if k in fields} == fields
    assert {k: written[k] for k in more} == more


@pytest.mark.parametrize("more, organisation", [({}, "b"), ({"office": 0}, "a"), ({"organisation": "c"}, "c")])
def test_the_organisation_is_that_of_the_office_that_counts(more, organisation):
    offices = [{"title": "会长", "grade": 3, "organisation": "a"}, {"title": "董事长", "grade": 1, "organisation": "b"}]
    problem = read_problem(data(offices=offices, **more) | {"organisations": [{"id": x, "name": x} for x in "abc"]})
    assert problem.standings[0].organisation == organisation
    assert problem.standings[0].organisation_place == "abc".index(organisation)


def test_a_rank_that_is_given_stays():
    problem = read_problem(data(rank=4, offices=[{"title": "总裁", "grade": 1}]))
    assert problem.people[0].rank == 4


def test_without_ranks_precedence_gives_them():
    first = ROOM["people"][0]["id"]
    problem = read_problem(without_ranks(offices=[{"title": "总裁", "grade": 1}]))
    assert min(problem.people, key=lambda p: p.rank).side == problem.person(first).side
    assert problem.person(first).rank < max(p.rank for p in problem.people)


@pytest.mark.parametrize("problem, path", [
    (without_ranks(), "people[0].rank"),
    (without_ranks(rank=1, offices=[{"title": "x", "grade": 1}]), "people[1].rank"),
    (data(offices="president"), "people[0].offices"),
    (data(offices=[{"grade": 0}]), "people[0].offices[0].grade"),
    (data(offices=[{"since": "2021-02-29"}]), "people[0].offices[0].since"),
    (data(offices=[{"since": "21.2.2021"}]), "people[0].offices[0].since"),
    (data(offices=[{"grade": 1}], office=1), "people[0].office"),
    (data(office=0), "people[0].office"),
    (data(born="1960", age=60), "people[0].age"),
    (data(age=200), "people[0].age"),
    (data(representative_of="nobody"), "people[0].representative_of"),
    (data(representative_of=ROOM["people"][0]["id"]), "people[0].representative_of"),
    (data(duty="juggler"), "people[0].duty"),
    (data() | {"before": [["a"]]}, "before[0]"),
    (data() | {"before": [["a", "b"]]}, "before[0]"),
    (data() | {"organisations": [{"id": "a"}, {"id": "a"}]}, "organisations[1].id"),
    (data(organisation="b") | {"organisations": [{"id": "a"}]}, "people[0].organisation"),
    (data() | {"organisations": [{"id": "a", "people": ["nobody"]}]}, "organisations[0].people"),
    (data() | {"pack": 7}, "pack"),
    (without_ranks(offices=[{"grade": 1}]) | {"pack": "klingon"}, "pack"),
])
def test_wrong_fields_are_refused_with_their_path(problem, path):
    with pytest.raises(InvalidProblem) as caught:
        read_problem(problem)
    assert caught.value.path == path


def test_ages_and_dates_of_birth_do_not_mix():
    room = data(born="1960")
    room["people"][3] = room["people"][3] | {"age": 50}
    with pytest.raises(InvalidProblem) as caught:
        read_problem(room)
    assert caught.value.path == "people[3].age"
