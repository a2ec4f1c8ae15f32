import pytest

from seating.errors import Contradiction
from seating.precedence import Before, Standing, rank_people

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
