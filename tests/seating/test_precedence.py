from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seating.errors import Contradiction
from seating.precedence import Before, Standing, rank_people
from seating.rules import load_pack
from seating.standing import Office

WANG = Standing("wang", "guest", grade=1, role="guest_of_honour", name_key="wang")
MRS_LIU = Standing("liu", "guest", partner="wang", name_key="liu")
CHEN = Standing("chen", "guest", grade=2, name_key="chen")
XU = Standing("xu", "host", grade=2, role="host", name_key="xu")
SHEN = Standing("shen", "host", grade=3, name_key="shen")
DENG = Standing("deng", "host", grade=2, role="interpreter", name_key="deng")


def test_order_follows_role_grade_side_and_partner():
    found = rank_people([DENG, SHEN, XU, CHEN, MRS_LIU, WANG])
    assert found.order == ("wang", "liu", "chen", "xu", "shen", "deng")
    assert found.level == {"wang": 1, "liu": 2, "chen": 3, "xu": 3, "shen": 4, "deng": 5}


def test_every_edge_carries_its_rule():
    found = rank_people([WANG, CHEN, XU, SHEN])
    assert found.why("chen", "xu") == (Before("chen", "xu", "IN-05"),)
    assert found.why("chen", "shen") == (Before("chen", "shen", "PR-3"),)
    assert found.why("shen", "wang") == ()


def test_equal_people_are_ordered_by_pinyin_whatever_the_input_order():
    people = [Standing(f"p{i}", "guest", grade=1, name_key=key) for i, key in enumerate("dacb")]
    assert rank_people(people).order == rank_people(people[::-1]).order == ("p1", "p3", "p2", "p0")


def test_the_planners_word_beats_the_grade():
    found = rank_people([CHEN, SHEN, XU], before=[("shen", "chen")])
    assert found.order.index("shen") < found.order.index("chen")
    assert found.why("shen", "chen") == (Before("shen", "chen", "PR-2"),)


def test_low_grade_before_high_grade_leaves_those_between_in_order():
    people = [Standing(str(g), "guest", grade=g) for g in range(1, 5)]
    assert rank_people(people, before=[("4", "1")]).order == ("4", "1", "2", "3")


def test_contradiction_names_the_shortest_circle():
    people = [Standing(x, "guest", grade=1) for x in "abcd"]
    with pytest.raises(Contradiction) as caught:
        rank_people(people, before=[("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("c", "a")])
    assert {(e.first, e.second) for e in caught.value.cycle} == {("a", "b"), ("b", "c"), ("c", "a")}
    assert {e.rule for e in caught.value.cycle} == {"PR-2"}


def test_guest_of_honour_goes_before_guests_of_higher_grade():
    people = [Standing("x", "guest", grade=1), Standing("goh", "guest", grade=3, role="guest_of_honour"),
              Standing("y", "guest", grade=2)]
    assert rank_people(people).order == ("goh", "x", "y")


def person(person_id, *offices, side="guest", **more):
    return Standing(person_id, side, offices=tuple(offices), **more)


@pytest.mark.parametrize("pack, expected", [
    ("cn-gov-domestic", ("boss", "exec", "early", "late")),     # grade, sub-grade, date of taking office
    ("cn-trad-family", ("late", "early", "exec", "boss")),      # age before grade
])
def test_the_pack_names_what_ranks_people(pack, expected):
    people = [person("late", Office(grade=2, sub_grade=2, since="2020"), born="1950-01-01"),
              person("early", Office(grade=2, sub_grade=2, since="2015-06"), born="1955-01-01"),
              person("exec", Office(grade=2, sub_grade=1, since="2022"), born="1960-01-01"),
              person("boss", Office(grade=1), born="1970-01-01")]
    found = rank_people(people, pack=load_pack(pack))
    assert found.order == expected
    assert found.level == {p: i for i, p in enumerate(expected, 1)}


def test_each_step_names_the_criterion_that_made_it():
    people = [person("a", Office(grade=1)), person("b", Office(grade=2, sub_grade=1)),
              person("c", Office(grade=2, sub_grade=2, since="2015")), person("d", Office(grade=2, sub_grade=2, since="2020"))]
    found = rank_people(people, pack=load_pack("cn-gov-domestic"))
    assert [found.why(*pair)[0].rule for pair in ("ab", "bc", "cd", "ad")] == ["PR-3", "PR-4", "PR-5", "PR-3"]


def test_ties_order_people_without_making_levels():
    people = [person("z", Office(grade=1, since="2010"), side="host"), person("y", Office(grade=1, since="2020"), side="host"),
              person("x", Office(grade=1, since="2021"))]
    found = rank_people(people, pack=load_pack("cn-corporate"))
    assert (found.order, set(found.level.values())) == (("x", "z", "y"), {1})
    assert (found.why("x", "z"), found.why("z", "y")) == ((Before("x", "z", "IN-05"),), (Before("z", "y", "PR-5"),))


def test_the_office_that_counts_is_the_one_named_or_the_highest():
    two = (Office("会长", grade=3), Office("董事长", grade=1))
    assert rank_people([person("a", *two), person("b", Office(grade=2))]).order == ("a", "b")
    assert rank_people([person("a", *two, office=0), person("b", Office(grade=2))]).order == ("b", "a")
    of_one_grade = (Office(grade=1, sub_grade=2), Office(grade=1, sub_grade=1))
    assert person("a", *of_one_grade).own_office == of_one_grade[1]


@pytest.mark.parametrize("value, order", [("represented", ("deputy", "vice")), ("own", ("vice", "deputy"))])
def test_a_representative_is_ranked_as_the_pack_says(value, order):
    people = [person("vice", Office(grade=2)), person("deputy", Office(grade=4), representative_of=Office(grade=1))]
    assert rank_people(people, pack=load_pack("cn-corporate").with_options(representative=value)).order == order


def test_what_is_not_known_comes_last_and_is_said_to():
    people = [person("a", Office(grade=1, since="2020")), person("b", Office(grade=1)), person("c", Office(grade=1, since="2021"))]
    found = rank_people(people, pack=load_pack("cn-gov-domestic"))
    assert (found.order, found.why("c", "b"), found.why("a", "c")) == (
        ("a", "c", "b"), (Before("c", "b", "PR-13"),), (Before("a", "c", "PR-5"),))


def test_a_representative_of_somebody_in_the_list_takes_that_rank():
    people = [person("minister", Office(grade=1)), person("vice", Office(grade=2)),
              person("aide", Office(grade=5), representative_of="minister")]
    assert rank_people(people).level == {"minister": 1, "aide": 1, "vice": 2}


def test_a_spouse_with_an_office_keeps_it_and_without_one_follows_the_partner():
    people = [person("a", Office(grade=1)), person("b", Office(grade=1)), person("wife_b", partner="b"),
              person("wife_a", Office(grade=2), partner="a")]
    found = rank_people(people)
    assert (found.order, found.level["wife_b"], found.level["wife_a"]) == (("a", "b", "wife_b", "wife_a"), 1, 2)
    assert found.why("b", "wife_b") == (Before("b", "wife_b", "IN-03"),)


def test_organisations_have_an_order_and_one_of_their_own():
    people = [person("p", Office(grade=1), organisation_place=1, announced_place=0),
              person("q", Office(grade=1), organisation_place=0, announced_place=1),
              person("r", Office(grade=1), organisation_place=0, announced_place=0)]
    found = rank_people(people)
    assert (found.order, found.why("r", "q")[0].rule) == (("r", "q", "p"), "PR-6")


def test_people_on_duty_take_a_chair_and_no_rank():
    people = [person("notes", Office(grade=1), side="host", duty="note_taker"), WANG, CHEN, DENG]
    found = rank_people(people)
    assert found.without_rank == ("deng", "notes")
    assert (found.order[:2], found.level["notes"]) == (("wang", "chen"), 3)
    assert found.why("wang", "notes") == (Before("wang", "notes", "INT-02"),)


@pytest.mark.parametrize("pack, higher, lower", [
    ("cn-corporate", {"seniority": 9}, {"seniority": 3}), ("cn-corporate", {"age": 61}, {"age": 58}),
    ("cn-corporate", {"born": "1960-05-01"}, {"born": "1961"}), ("cn-trad-family", {"age": 101}, {"age": 99})])
def test_the_longer_service_and_the_higher_age_go_first(pack, higher, lower):
    people = [person("a", Office(grade=1), **lower), person("b", Office(grade=1), **higher)]
    assert rank_people(people, pack=load_pack(pack)).order == ("b", "a")


def test_who_attends_for_another_has_the_office_of_that_person_that_counts():
    people = [person("a", Office(grade=1), Office(grade=4), office=1), person("b", Office(grade=3)),
              person("for_a", Office(grade=9), representative_of="a")]
    assert rank_people(people).order == ("b", "a", "for_a")


def test_a_spouse_stands_behind_the_partner_whatever_the_names():
    people = [person("a_wife", partner="z"), person("z", Office(grade=1), name_key="z"), person("y", Office(grade=2))]
    assert rank_people(people).order == ("z", "a_wife", "y")


def test_names_without_a_key_follow_pinyin_by_the_national_code():
    people = [person(n, Office(grade=1), name=n) for n in ("赵", "陈", "王")]
    assert rank_people(people).order == ("陈", "王", "赵")


def test_accents_do_not_move_a_latin_name():
    people = [person("1", Office(grade=1), name_en="Evans"), person("2", Office(grade=1), name_en="Élan")]
    assert rank_people(people, pack=load_pack("cn-foreign-affairs")).order == ("2", "1")


def test_the_planners_word_against_a_role_is_a_contradiction():
    with pytest.raises(Contradiction) as caught:
        rank_people([WANG, CHEN], before=[("chen", "wang")])
    assert {(e.first, e.second, e.rule) for e in caught.value.cycle} == {("chen", "wang", "PR-2"), ("wang", "chen", "PR-1")}


def test_a_word_for_somebody_low_is_explained_by_way_of_the_one_passed():
    people = [Standing(str(g), "guest", grade=g) for g in range(1, 5)]
    found = rank_people(people, before=[("4", "1")])
    assert found.why("4", "3") == (Before("4", "1", "PR-2"), Before("1", "3", "PR-3"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=12), st.data())
def test_every_statement_is_kept_and_every_reason_is_true(drawn, data):
    people = [Standing(f"{i:02}", "guest" if is_guest else "host", grade=grade) for i, (grade, is_guest) in enumerate(drawn)]
    pairs = st.tuples(st.integers(0, len(people) - 1), st.integers(0, len(people) - 1))
    before = [(people[min(p)].id, people[max(p)].id) for p in data.draw(st.lists(pairs, max_size=6)) if p[0] != p[1]]
    found, grade = rank_people(people, before=before), {p.id: p.grade for p in people}
    place = {p: i for i, p in enumerate(found.order)}
    assert all(place[a] < place[b] and found.level[a] < found.level[b] for a, b in before)
    assert nx.is_directed_acyclic_graph(found.graph)
    for a, b in pairwise(found.order):
        chain = found.why(a, b)
        assert chain and found.why(b, a) == () and found.graph.has_edge(a, b)
        assert all(grade[s.first] < grade[s.second] for s in chain if s.rule == "PR-3")
        assert all(place[s.first] < place[s.second] for s in chain)
    untouched = [p for p in found.order if p not in {x for pair in before for x in pair}]
    assert untouched == sorted(untouched, key=lambda p: (grade[p], [q.side != "guest" for q in people if q.id == p], p))
