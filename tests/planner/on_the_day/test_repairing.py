"""What happens to the plan on the day: options with reasons, one step, taken back with one tap; nobody moves for nothing."""

import pytest

from planner.banquets import queries as banquets
from planner.banquets import seats, steps, versions
from planner.banquets.models import PlanStep
from planner.db import session, transaction
from planner.errors import Conflict, RuleBroken
from planner.on_the_day import actions, queries
from planner.on_the_day.repairing import Repair
from tests import factories


def absent(change, evening, *names):
    for name in names:
        change(actions.note_presence, evening.banquet, evening.one(name), "absent")


def choose(change, evening, number=0, **options):
    way = Repair(evening.banquet).ways[number]
    return way, change(actions.choose_way, evening.banquet, way.mark, seen=evening.banquet.version, **options)


def test_nobody_is_moved_when_nothing_changed(song, evening):
    assert Repair(evening.banquet).ways == []
    assert "Nobody needs to move" in song.get_page(f"{evening.base}/repair")
    assert song.post(f"{evening.base}/repair", {"way": "x", "version": evening.banquet.version}).status_code == 409


def test_somebody_late_keeps_the_seat(evening, change):
    change(actions.note_presence, evening.banquet, evening.one("huang"), "late")
    assert len(queries.changes_of(evening.banquet)) == 0 and Repair(evening.banquet).ways == []


def test_somebody_absent_leaves_and_every_move_says_why(evening, change):
    absent(change, evening, "chen", "sato")
    repair = Repair(evening.banquet)
    assert 1 <= len(repair.ways) <= 3
    assert [w.moved for w in repair.ways] == sorted(w.moved for w in repair.ways)
    for way in repair.ways:
        assert {a.id for a in way.leaving} == {evening.ids["chen"], evening.ids["sato"]}
        assert all(sentence("zh") and sentence("en") for *_rest, sentence in way.moves)
        before, moved = evening.seats(), {a for a, place in way.places.items() if place}
        assert moved == {a for a, place in way.places.items() if place and (place[0].number, place[1]) != before.get(a)}


def test_one_step_that_can_be_taken_back(evening, change):
    before, count = evening.seats(), session().query(PlanStep).count()
    absent(change, evening, "chen")
    way, step = choose(change, evening)
    after = evening.seats()
    assert evening.ids["chen"] not in after and len(after) == 10 and step.kind == "repair"
    assert {a: place for a, place in after.items() if before[a] != place} == {a: (p[0].number, p[1]) for a, p in way.places.items() if p}
    assert session().query(PlanStep).count() == count + 1 and evening.banquet.plan_cost == way.cost
    assert Repair(evening.banquet).ways == []
    change(steps.undo, evening.banquet)
    assert evening.seats() == before and len(queries.changes_of(evening.banquet)) == 1


def test_the_cost_that_is_said_is_the_cost_that_comes(evening, change):
    from planner.banquets.seating_bridge import cost_of

    absent(change, evening, "krause", "huang")
    way, _step = choose(change, evening, -1)
    assert cost_of(evening.banquet) == (way.hard, way.cost)


def test_the_same_tap_releases_and_says_what_to_print(song, evening, change):
    absent(change, evening, "chen")
    way = Repair(evening.banquet).ways[-1]
    answer = song.post_form(f"{evening.base}/repair", {"way": way.mark, "version": evening.banquet.version, "release": "1"})
    assert answer.headers["Location"] == f"{evening.base}/reprint"
    assert versions.released(evening.banquet).number == 2
    last = queries.last_release(evening.banquet)
    assert (len(last.new), [m.attendee_id for m in last.gone]) == (len(way.cards), [evening.ids["chen"]])
    assert {one.id for one, _place in way.cards} == {m.attendee_id for m in last.new}
    assert "陈志远 Chen Zhiyuan" in song.get_page(f"{evening.base}/reprint")


def test_without_release_the_door_says_so(song, evening, change):
    absent(change, evening, "chen")
    choose(change, evening)
    assert "The plan differs from the released version 1" in song.get_page(evening.base)
    song.post_form(f"{evening.base}/release")
    assert versions.released(evening.banquet).number == 2 and "differs from the released" not in song.get_page(evening.base)


def test_a_way_chosen_on_an_old_page_moves_nobody(song, evening, change):
    absent(change, evening, "chen")
    way, version = Repair(evening.banquet).ways[0], evening.banquet.version
    absent(change, evening, "huang")
    before = evening.seats()
    assert song.post(f"{evening.base}/repair", {"way": way.mark, "version": version}).status_code == 409
    assert evening.seats() == before


def test_a_way_twice_is_once(song, evening, change):
    absent(change, evening, "chen")
    way, version = Repair(evening.banquet).ways[0], evening.banquet.version
    assert song.post(f"{evening.base}/repair", {"way": way.mark, "version": version}).status_code == 303
    after = evening.seats()
    assert song.post(f"{evening.base}/repair", {"way": way.mark, "version": version}).status_code == 409
    assert evening.seats() == after


def test_locks_hold_in_a_repair(evening, change):
    from planner.receptions.models import Attendee

    with transaction():
        huang = session().get(Attendee, evening.ids["huang"])
        seats.set_lock(evening.banquet, huang, True, by=factories.person("song.dan"), at=evening.banquet.planned_at)
    place = evening.seats()[evening.ids["huang"]]
    absent(change, evening, "chen", "krause")
    choose(change, evening, -1)
    assert evening.seats()[evening.ids["huang"]] == place
    assert [row.attendee_id for row in banquets.seatings(evening.banquet) if row.is_locked] == [evening.ids["huang"]]


def test_somebody_unexpected_gets_a_seat(song, evening):
    answer = song.post_form(f"{evening.base}/newcomer", {"name": "周立波", "side": "guest", "client_id": evening.banquet.reception.client_id,
                                                        "title": "副总经理", "like_id": evening.ids["chen"], "name_en": ""})
    assert answer.headers["Location"] == f"{evening.base}/repair"
    banquet = evening.banquet
    newcomer = next(a for a in banquet.reception.attendees if a.person.name_zh == "周立波")
    assert (newcomer.rank, newcomer.side, newcomer.person.title_zh) == (2, "guest", "副总经理")
    assert queries.presence_of(banquet, newcomer).state == "here"
    ways = Repair(banquet).ways
    assert ways and all(way.places.get(newcomer.id) for way in ways)
    assert "has arrived and sits at" in song.get_page(f"{evening.base}/repair")


def test_a_full_room_says_who_would_stand(evening, change):
    for number in range(6):
        change(actions.add_newcomer, evening.banquet, name=f"新客{number}", side="guest", title="", like=evening.one("vogel"),
               client=evening.banquet.reception.client)
    ways = Repair(evening.banquet).ways
    assert ways and all(sum(place is not None for a, place in way.places.items()) >= 5 for way in ways)


def test_a_rank_that_turns_out_otherwise(song, evening):
    answer = song.post_form(f"{evening.base}/people/{evening.ids['vogel']}/rank", {"like_id": evening.ids["wang"]})
    assert answer.headers["Location"] == f"{evening.base}/repair"
    assert evening.one("vogel").rank == 1
    html = song.get_page(f"{evening.base}/repair")
    assert "Katrin Vogel ranks 1 instead of 4." in html
    song.post_form(f"{evening.base}/keep-seats")
    assert len(queries.changes_of(evening.banquet)) == 0


def test_a_rank_is_settled_by_its_repair_and_open_again_when_taken_back(evening, change):
    change(actions.change_rank, evening.banquet, evening.one("huang"), evening.one("wang"))
    assert len(queries.open_ranks(evening.banquet)) == 1
    moving = next((n for n, way in enumerate(Repair(evening.banquet).ways) if way.moved), None)
    assert moving is not None
    choose(change, evening, moving)
    assert queries.open_ranks(evening.banquet) == []
    change(steps.undo, evening.banquet)
    assert len(queries.open_ranks(evening.banquet)) == 1


def test_the_same_rank_is_no_change(song, evening):
    answer = song.post_form(f"{evening.base}/people/{evening.ids['krause']}/rank", {"like_id": evening.ids["chen"]})
    assert answer.headers["Location"] == evening.base and queries.open_ranks(evening.banquet) == []


@pytest.mark.parametrize("like", ["", "0", "999999", "x"])
def test_a_rank_like_nobody_is_said_at_the_field(song, evening, like):
    answer = song.post(f"{evening.base}/people/{evening.ids['vogel']}/rank", {"like_id": like})
    assert answer.status_code == 422 and "Please choose somebody who is about as high." in answer.get_data(as_text=True)


@pytest.mark.parametrize("number", [1, 2])
def test_a_broken_table_is_emptied_as_far_as_there_is_room(song, evening, change, number):
    absent(change, evening, "huang", "sato", "vogel")
    answer = song.post_form(f"{evening.base}/tables/{number}/broken", {"broken": "1"})
    assert answer.headers["Location"] == f"{evening.base}/repair"
    song.get_page(f"{evening.base}/repair")
    choose(change, evening)
    assert {table for table, _seat in evening.seats().values()} == {3 - number} and len(evening.seats()) == 8
    song.get_page(evening.base), song.get_page(f"{evening.base}/tables/{number}")
    song.get_page(f"/receptions/{evening.ids['reception']}/banquets/{evening.ids['banquet']}?person={evening.ids['chen']}&to={number}-1")
    with pytest.raises(RuleBroken, match="今天不能使用"):
        change(seats.move_person, evening.banquet, evening.one("chen"), evening.banquet.tables[number - 1], 0)


def test_the_last_table_stays(song, evening):
    song.post_form(f"{evening.base}/tables/2/broken", {"broken": "1"})
    answer = song.post(f"{evening.base}/tables/1/broken", {"broken": "1"})
    assert answer.status_code == 422 and "last table" in answer.get_data(as_text=True)
    song.post_form(f"{evening.base}/tables/2/broken", {"broken": "0"})
    assert [t.is_broken for t in evening.banquet.tables] == [False, False]
    assert song.post(f"{evening.base}/tables/9/broken", {"broken": "1"}).status_code == 404


def test_broken_before_repair_the_studio_still_opens(song, evening):
    song.post_form(f"{evening.base}/tables/2/broken", {"broken": "1"})
    song.get_page(f"/receptions/{evening.ids['reception']}/banquets/{evening.ids['banquet']}")


def test_absent_people_do_not_hinder_a_release(evening, change):
    absent(change, evening, "chen")
    choose(change, evening)
    assert change(versions.release, evening.banquet).number == 2
    assert banquets.unseated(evening.banquet) == []


def test_who_comes_back_after_the_repair_waits_for_a_seat(evening, change):
    absent(change, evening, "chen")
    choose(change, evening)
    change(actions.note_presence, evening.banquet, evening.one("chen"), "here")
    assert [a.id for a in queries.changes_of(evening.banquet).unseated] == [evening.ids["chen"]]


def test_exchange_on_the_spot_is_one_step_and_undone(song, evening):
    before = evening.seats()
    huang, peng = evening.ids["huang"], evening.ids["peng"]
    html = song.get_page(f"{evening.base}/people/{huang}/swap?other_id={peng}")
    assert "points" in html or "costs nothing" in html or "breaks a rule" in html
    song.post_form(f"{evening.base}/people/{huang}/swap", {"other_id": peng, "version": evening.banquet.version})
    assert evening.seats() == before | {huang: before[peng], peng: before[huang]}
    song.post_form(f"{evening.base}/undo")
    assert evening.seats() == before
    assert song.post(f"{evening.base}/undo").status_code in (303, 422)


def test_exchange_with_somebody_moved_meanwhile_is_refused(song, evening, change):
    huang, peng, version = evening.ids["huang"], evening.ids["peng"], evening.banquet.version
    with transaction():
        deng = evening.one("deng")
        row = next(r for r in banquets.seatings(evening.banquet) if r.attendee_id == evening.ids["sato"])
        seats.move_person(evening.banquet, evening.one("peng"), row.table, row.seat, by=factories.person("tang.lei"), at=evening.banquet.planned_at)
        assert deng is not None
    before = evening.seats()
    assert song.post(f"{evening.base}/people/{huang}/swap", {"other_id": peng, "version": version}).status_code == 409
    assert evening.seats() == before


@pytest.mark.parametrize("other", ["", "0", "x", "driver"])
def test_exchange_with_nobody_is_said_at_the_field(song, evening, other):
    answer = song.post(f"{evening.base}/people/{evening.ids['huang']}/swap", {"other_id": evening.ids.get(other, other), "version": 1})
    assert answer.status_code == 422 and "Please choose somebody who has a seat." in answer.get_data(as_text=True)


def test_release_before_the_first_one_is_a_sentence(song, evening):
    with transaction():
        versions.released(evening.banquet).state = "draft"
    answer = song.post(f"{evening.base}/release")
    assert answer.status_code == 422 and "never released" in answer.get_data(as_text=True)
    assert "The plan is not released yet" in song.get_page(evening.base)
    way_page = song.get_page(f"{evening.base}/repair")
    assert "Nobody needs to move" in way_page


def test_way_conflict_carries_a_sentence(evening, change):
    absent(change, evening, "chen")
    with pytest.raises(Conflict, match="未移动任何人"):
        change(actions.choose_way, evening.banquet, "no such way", seen=evening.banquet.version)
