from seating.counterparts import mismatches
from seating.precedence import Standing, rank_people


def side(prefix, *grades, **roles):
    return [Standing(f"{prefix}{i}", "guest" if prefix == "g" else "host", grade=grade, name=f"{prefix}{i}",
                     role=roles.get(f"r{i}")) for i, grade in enumerate(grades, 1)]


def found(guests, hosts, *more):
    return [(m.kind, m.people) for m in mismatches(rank_people([*guests, *hosts, *more]))]


def test_sides_that_match_have_no_findings():
    assert found(side("g", 1, 2, 3, r1="guest_of_honour"), side("h", 1, 2, 3, r1="host")) == []
    assert found(side("g", 1, 2), []) == []


def test_one_grade_apart_is_no_matter_beyond_the_principals():
    guests, hosts = side("g", 1, 2, r1="guest_of_honour"), side("h", 1, 3, r1="host")
    assert found(guests, hosts) == []
    assert found(guests, side("h", 1, 4, r1="host")) == [("below", ("g2", "h2"))]


def test_a_host_below_the_guest_of_honour_is_named():
    (only,) = mismatches(rank_people(side("g", 1, r1="guest_of_honour") + side("h", 3, r1="host")))
    assert (only.rule, only.zh, only.en) == ("CN-42", "主人h1的职级比主宾g1低2级", "The host, h1, is 2 grades below the guest of honour, g1")


def test_a_companion_above_the_guest_of_honour_is_named_once():
    guests, hosts = side("g", 3, 4, r1="guest_of_honour"), side("h", 3, 1, r1="host")
    assert found(guests, hosts) == [("outranks", ("h2", "g1"))]


def test_guests_without_counterpart_are_named_together():
    guests, hosts = side("g", 1, 2, 3, 4, r1="guest_of_honour"), side("h", 1, 2, r1="host")
    assert found(guests, hosts) == [("missing", ("g3", "g4"))]
    assert found(guests[:3], hosts) == [("missing", ("g3",))]


def test_spouses_interpreters_and_people_on_duty_need_no_counterpart():
    more = [Standing("wife", "guest", partner="g1"), Standing("i", "guest", grade=1, role="interpreter"),
            Standing("driver", "guest", grade=1, duty="driver")]
    assert found(side("g", 1, r1="guest_of_honour"), side("h", 1, r1="host"), *more) == []
