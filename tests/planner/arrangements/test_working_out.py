"""Arrangements worked out from the people of a reception, and what is put elsewhere by hand."""

from datetime import datetime

import pytest

from planner.arrangements import actions, queries
from planner.arrangements.kinds import kinds
from planner.arrangements.models import Arrangement
from planner.arrangements.places import place_words
from planner.arrangements.working_out import work_out
from planner.banquets import seating_bridge, seats
from planner.banquets.models import Banquet
from planner.db import session, transaction
from planner.errors import RuleBroken
from planner.i18n import force_language
from planner.on_the_day.actions import note_presence
from planner.receptions.models import Reception
from tests import factories
from tests.conftest import NOW
from tests.planner.arrangements.conftest import attendee

PEOPLE = ("wang", "liu", "chen", "huang", "krause", "vogel", "sato", "xu", "shen", "peng", "deng", "driver")


def said(refused):
    with force_language("en"):
        return str(refused.value)


def found(arrangement_id):
    return work_out(session().get(Arrangement, arrangement_id))


def places(party, worked):
    names = {party[name]: name for name in PEOPLE}
    return {names[spot.attendee.id]: spot.place for spot in worked.spots}


def orders(party, worked):
    names = {party[name]: name for name in PEOPLE}
    return [(label, [names[a] for a in turns]) for label, turns in worked.orders]


def test_talks_seat_guests_facing_the_door_with_the_interpreter_at_the_hosts_right(party, make):
    talks = found(make("talks", ["wang", "chen", "xu", "shen", "deng"], door="across"))
    assert places(party, talks) == {"wang": "facing_door:1", "chen": "facing_door:0", "xu": "back_to_door:1", "shen": "back_to_door:2",
                                    "deng": "back_to_door:0"}
    assert {rule.id for rule in talks.spot_of[party["wang"]].rules} == {"ME-01"}
    assert "面门" in talks.place_words("facing_door:1", "zh")


def test_the_guest_of_honour_rides_behind_at_the_right_and_the_interpreter_in_front(party, make):
    car = found(make("car", ["wang", "xu", "deng"], vehicle="sedan"))
    assert places(party, car) == {"wang": "rear_right", "xu": "rear_left", "deng": "front_passenger"}


def test_a_pack_and_an_option_of_its_own_change_the_places(party, make):
    right = places(party, found(make("dais", ["xu", "shen", "peng"], duties={"xu": "principal"})))
    left = places(party, found(make("dais", ["xu", "shen", "peng"], options={"dais_side": "left"})))
    assert (right["shen"], left["shen"]) == ("front:0", "front:2")
    assert places(party, found(make("dais", ["xu", "shen", "peng"], pack="cn-gov-domestic"))) == left


def test_a_principal_chosen_here_leads_instead_of_the_host(party, make):
    meeting = found(make("sofa", ["wang", "chen", "xu", "shen"], duties={"shen": "principal"}))
    assert places(party, meeting) == {"chen": "sofas:0", "wang": "sofas:1", "shen": "sofas:2", "xu": "sofas:3"}


def test_sequences_follow_rank_and_role(party, make):
    toasts = found(make("toasts", ["chen", "wang", "shen", "xu"]))
    assert orders(party, toasts) == [("toast", ["xu", "shen", "wang", "chen"])]
    lift = found(make("lift", ["wang", "xu", "shen"], operator="unattended"))
    assert orders(party, lift) == [("enter", ["shen", "wang", "xu"]), ("exit", ["wang", "xu", "shen"])]


def test_tea_clockwise_has_a_beginning_and_a_direction_only(party, make):
    tea = found(make("tea", ["chen", "wang", "xu"], options={"tea_order": "clockwise"}))
    assert (tea.starts_with.id, orders(party, tea)) == (party["wang"], [("tea", ["wang"])])


def test_serving_is_read_off_the_table_and_follows_it(party, make, banquet):
    with transaction():
        seats.seat_everyone(session().get(Banquet, banquet), by=factories.person("song.dan"), at=NOW)
    serving = make("serving", [], table=f"{banquet}-1", waiters="1")
    before = orders(party, found(serving))
    assert before[0][0] == "waiter" and before[0][1][0] == "liu"     # the lady of honour first
    with transaction():
        seats.unseat(session().get(Banquet, banquet), attendee(party, before[0][1][-1]), by=None, at=NOW)
    assert orders(party, found(serving)) == [("waiter", before[0][1][:-1])]


@pytest.mark.parametrize("kind", [k for k in kinds() if k != "serving"])
def test_every_kind_is_worked_out_by_every_pack_with_words_for_each_place(party, make, kind):
    reception = session().get(Reception, party["reception"])
    with transaction():
        cast = queries.suggested(kinds()[kind], reception, "cn-corporate")
        made = actions.add(reception, kind, pack="cn-corporate", setting={}, cast=cast, by=None, at=NOW)
        for pack in seating_bridge.pack_ids():
            made.pack = pack
            worked = work_out(made)
            assert not worked.problem and (len(worked.spots) >= len(cast) or worked.starts_with)
            words = [worked.place_words(s.place, lang) for s in worked.spots for lang in ("zh", "en")]
            assert not [w for w in words if "_" in w or ":" in w]
            assert worked.drawing("en") is not None


def test_every_seat_of_every_vehicle_has_words():
    for vehicle in seating_bridge.vehicle_titles():
        for seat in seating_bridge.vehicle_seats(vehicle, 14)[1]:
            assert "_" not in place_words(seat, "en") and place_words(seat, "zh") != seat


# --- by hand ----------------------------------------------------------------------------------------------------------


def put(arrangement_id, party, name, place):
    with transaction():
        actions.put(session().get(Arrangement, arrangement_id), attendee(party, name), place, by=factories.person("song.dan"), at=NOW)


def test_put_by_hand_exchanges_and_says_what_the_rules_wanted(party, make):
    car = make("car", ["wang", "xu", "deng"], vehicle="sedan")
    put(car, party, "wang", "front_passenger")
    worked = found(car)
    assert places(party, worked) == {"wang": "front_passenger", "xu": "rear_left", "deng": "rear_right"}
    wang, deng = worked.spot_of[party["wang"]], worked.spot_of[party["deng"]]
    assert (wang.is_by_hand, wang.by_rules, [r.id for r in wang.rules]) == (True, "rear_right", ["VE-01"])
    assert (deng.is_by_hand, deng.gives_way, deng.by_rules) == (False, True, "front_passenger")


def test_two_put_by_hand_in_a_circle_and_a_free_place(party, make):
    car = make("car", ["wang", "xu", "deng"], vehicle="sedan")
    put(car, party, "wang", "rear_left")
    put(car, party, "xu", "front_passenger")
    put(car, party, "deng", "rear_middle")
    assert places(party, found(car)) == {"wang": "rear_left", "xu": "front_passenger", "deng": "rear_middle"}


def test_put_back_where_the_rules_want_it_keeps_nothing(party, make):
    car = make("car", ["wang", "xu"], vehicle="sedan")
    put(car, party, "wang", "rear_left")
    put(car, party, "wang", "rear_right")
    assert session().get(Arrangement, car).placed == {}


def test_released_people_are_placed_by_the_rules_again(party, make):
    car = make("car", ["wang", "xu"], vehicle="sedan")
    before = places(party, found(car))
    put(car, party, "wang", "rear_left")
    with transaction():
        actions.release(session().get(Arrangement, car), attendee(party, "wang"), by=factories.person("song.dan"), at=NOW)
    assert places(party, found(car)) == before


def test_in_a_sequence_the_others_move_up(party, make):
    toasts = make("toasts", ["wang", "chen", "xu", "shen"])
    put(toasts, party, "chen", "toast:0")
    assert orders(party, found(toasts)) == [("toast", ["chen", "xu", "shen", "wang"])]


def test_in_a_lift_only_one_of_the_two_orders_changes(party, make):
    lift = make("lift", ["wang", "xu", "shen"], operator="unattended")
    put(lift, party, "xu", "exit:0")
    assert orders(party, found(lift)) == [("enter", ["shen", "wang", "xu"]), ("exit", ["xu", "wang", "shen"])]


def test_somebody_whose_place_goes_is_placed_by_the_rules_again_and_named(party, make):
    car = make("car", ["wang", "xu"], vehicle="mpv")
    put(car, party, "xu", "mid_right")
    put(car, party, "wang", "rear_middle")
    arrangement = session().get(Arrangement, car)
    cast = arrangement.cast
    with transaction():
        lost = actions.change(session().get(Arrangement, car), pack="cn-corporate", setting={"vehicle": "suv"}, cast=cast,
                              by=factories.person("song.dan"), at=NOW)
    assert {a.id for a in lost} == {party["wang"], party["xu"]} and session().get(Arrangement, car).placed == {}


@pytest.mark.parametrize("name, place, field", [("chen", "rear_left", "person"), ("wang", "roof", "to"), ("wang", "behind:1", "to")])
def test_nobody_is_put_where_there_is_nothing(party, make, name, place, field):
    car = make("car", ["wang", "xu"], vehicle="sedan")
    with pytest.raises(RuleBroken) as refused:
        put(car, party, name, place)
    assert refused.value.field == field


# --- what does not fit --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind, names, duties, setting, field, words", [
    ("talks", [], {}, {}, "people", "choose who takes part"),
    ("talks", ["wang", "chen"], {}, {}, "people", "Nobody of our own side"),
    ("talks", ["xu", "shen"], {}, {}, "people", "No guest takes part"),
    ("signing", ["wang"], {}, {}, "people", "at least 2 people"),
    ("talks", ["wang", "xu", "shen"], {}, {"chairs": 1}, "s_chairs", "needed for 2 people; there are 1"),
    ("car", ["wang", "chen", "krause", "sato", "xu"], {}, {"vehicle": "sedan"}, "people", "takes 4 people beside the driver; 5 are chosen"),
    ("car", ["wang", "xu", "shen"], {"xu": "driver", "shen": "driver"}, {}, "people", "One car has one driver"),
    ("car", ["wang"], {}, {"vehicle": "rocket"}, "s_vehicle", "from the list"),
    ("car", ["wang"], {"wang": "king"}, {}, "people", "from the list"),
    ("talks", ["wang", "xu", "shen"], {"xu": "principal", "shen": "principal"}, {}, "people", "one who leads it"),
    ("dais", ["xu"], {}, {"rows_three": 9}, "s_rows_three", "from the list"),
    ("serving", [], {}, {"table": "99-1"}, "s_table", "not there any more"),
    ("toast", ["wang"], {}, {}, "kind", "no such kind"),
])
def test_what_does_not_fit_is_said_at_its_field(party, make, kind, names, duties, setting, field, words):
    with pytest.raises(RuleBroken) as refused:
        make(kind, names, duties=duties, **setting)
    assert refused.value.field == field and words in said(refused)
    assert session().query(Arrangement).count() == 0


def test_people_of_another_reception_are_refused(party, make):
    with transaction():
        stranger = factories.make_attendee(factories.make_reception(), rank=1)
        party["stranger"] = stranger.id
    with pytest.raises(RuleBroken) as refused:
        make("talks", ["wang", "xu", "stranger"])
    assert refused.value.field == "people"


def test_an_unknown_pack_and_an_unknown_option_are_refused(party, make):
    for given, field in (({"pack": "nowhere"}, "pack"), ({"options": {"dais_side": "up"}}, "o_dais_side"), ({"options": {"wine": "red"}}, "o_wine")):
        with pytest.raises(RuleBroken) as refused:
            make("dais", ["xu", "shen"], **given)
        assert refused.value.field == field


def test_who_declined_the_item_is_named_and_not_suggested(party, make):
    talks = make("talks", ["wang", "chen", "xu"], item="talks_item")
    with transaction():
        factories.make_reply(session().get(Arrangement, talks).item, attendee(party, "chen"))
    assert [a.id for a in found(talks).absent] == [party["chen"]]
    item = session().get(Arrangement, talks).item
    again = queries.suggested(kinds()["talks"], session().get(Reception, party["reception"]), "cn-corporate", item)
    assert party["chen"] not in {one["attendee"] for one in again} and party["wang"] in {one["attendee"] for one in again}


def test_the_programme_suggests_talks_and_cars_once(party):
    reception = session().get(Reception, party["reception"])
    first = queries.proposals(reception)
    assert [(p.kind.id, p.item.id) for p in first] == [
        ("car", party["arrival_item"]), ("car", party["arrival_item"]), ("talks", party["talks_item"]), ("tea", party["talks_item"]),
        ("toasts", party["item"])]
    cars = [{one["attendee"] for one in p.cast} for p in first[:2]]
    assert {party["wang"], party["liu"], party["xu"]} == cars[0] and not cars[0] & cars[1]
    with transaction():
        made = actions.add_proposed(reception, {p.key for p in first}, by=factories.person("song.dan"), at=NOW)
    assert len(made) == 5 and queries.proposals(reception) == []


def test_who_is_noted_absent_or_does_not_dine_is_not_at_the_banquet(party, make, banquet):
    toasts = make("toasts", ["wang", "chen", "xu"], item="item")
    with transaction():
        note_presence(session().get(Banquet, banquet), attendee(party, "chen"), "absent", by=factories.person("song.dan"), at=NOW)
        attendee(party, "wang").dines = False
    assert {a.id for a in found(toasts).absent} == {party["chen"], party["wang"]}
    reception = session().get(Reception, party["reception"])
    again = queries.suggested(kinds()["toasts"], reception, "cn-corporate", session().get(Arrangement, toasts).item)
    assert {party["chen"], party["wang"]}.isdisjoint(one["attendee"] for one in again)


# --- journeys -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def train(party):
    """The id of a second arrival, whose title names the Krause party."""
    with transaction():
        return factories.make_item(session().get(Reception, party["reception"]), "arrival", datetime(2026, 12, 8, 11, 40),
                                   title_zh="接站", title_en="Arrival of the Krause party by train").id


def cars(party, item):
    reception = session().get(Reception, party["reception"])
    return [{one["attendee"] for one in p.cast} for p in queries.proposals(reception) if p.kind.id == "car" and p.item.id == item]


def test_everybody_rides_once_on_a_journey(party, train):
    flight, rail = cars(party, party["arrival_item"]), cars(party, train)
    german = {party[name] for name in ("krause", "vogel", "deng")}
    assert german <= set().union(*rail) and german.isdisjoint(set().union(*flight))
    riders = [a for car in flight + rail for a in car]
    assert len(riders) == len(set(riders)) and {party[name] for name in ("wang", "liu", "chen", "huang", "sato")} <= set(riders)


def test_who_rides_already_is_not_suggested_again_and_refused(party, make, train):
    make("car", ["wang", "vogel", "xu"], item="arrival_item")
    assert party["vogel"] not in set().union(*cars(party, train))
    party["train"] = train
    with pytest.raises(RuleBroken) as refused:
        make("car", ["krause", "vogel"], item="train")
    assert refused.value.field == "people" and "Nobody rides twice" in said(refused) and "Katrin Vogel" in said(refused)
    make("car", ["krause", "xu"], item="train")                 # one of ours may meet both
    with pytest.raises(RuleBroken):
        make("car", ["sato", "xu"], item="train")               # but sits in one car at a time


def test_a_car_that_is_changed_is_not_its_own_rival(party, make):
    car = make("car", ["wang", "xu"], item="arrival_item")
    with transaction():
        arrangement = session().get(Arrangement, car)
        actions.change(arrangement, item=arrangement.item, pack="cn-corporate", setting={}, cast=[*arrangement.cast, {"attendee": party["chen"], "duty": ""}],
                       by=factories.person("song.dan"), at=NOW)
    assert len(session().get(Arrangement, car).cast) == 3
