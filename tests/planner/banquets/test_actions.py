from datetime import datetime

import pytest

from planner import clock
from planner.audit import AuditEntry
from planner.banquets import actions, queries, seating_bridge, seats as seat_actions
from planner.banquets.models import Banquet, BanquetTable
from planner.db import session, transaction
from planner.errors import Conflict, RuleBroken
from planner.i18n import force_language
from planner.receptions.models import Attendee, Item, Reception, Wish
from planner.people.models import Client
from tests import factories
from tests.conftest import NOW
from tests.planner.banquets.conftest import make_banquet


@pytest.fixture(autouse=True)
def english(db):
    with force_language("en"):
        yield


def act(banquet_id, action, *args, **options):
    with transaction():
        return action(session().get(Banquet, banquet_id), *args, by=factories.person("song.dan"), at=NOW, **options)


def seats(banquet_id):
    """{attendee id: (table number, seat)}"""
    return {r.attendee_id: (r.table.number, r.seat) for r in queries.seatings(session().get(Banquet, banquet_id))}


def add_wish(party, kind, scope, strength, first, second):
    with transaction():
        reception = session().get(Reception, party["reception"])
        return actions.add_wish(reception, kind=kind, scope=scope, strength=strength, first=first, second=second,
                                by=factories.person("song.dan"), at=NOW).id


def person(party, name):
    return session().get(Attendee, party[name])


# --- making -----------------------------------------------------------------------------------------------------------


def test_tables_stand_in_table_order_with_the_hosts_right_on_the_left(banquet):
    tables = session().get(Banquet, banquet).tables
    assert [(t.number, t.x_cm < tables[-1].x_cm or t is tables[-1]) for t in tables] == [(1, True), (2, True)]
    assert {t.seats for t in tables} == {8}


@pytest.mark.parametrize("changes, field, words", [
    ({"host": None}, "host_id", "Every banquet has a host"),
    ({"host": "wang"}, "host_id", "is a guest"),
    ({"guest_of_honour": "peng"}, "guest_of_honour_id", "is on the host side"),
    ({"guest_of_honour": None}, "guest_of_honour_id", "Every banquet has a guest of honour"),
    ({"guest_of_honour": "driver"}, "guest_of_honour_id", "does not dine"),
    ({"second_host": "xu"}, "second_host_id", "two different people"),
    ({"tables": 1}, "tables", "11 people dine, but there are only 8 seats. Without a seat: "),
])
def test_bad_banquets_are_refused_at_their_field(party, changes, field, words):
    with pytest.raises(RuleBroken) as caught, transaction():
        make_banquet(party, **{k: person(party, v) if isinstance(v, str) else v for k, v in changes.items()})
    assert caught.value.field == field
    assert words in str(caught.value)
    assert session().query(Banquet).count() == 0


def test_the_sentence_names_who_would_have_no_seat_and_spares_an_interpreter(party):
    with pytest.raises(RuleBroken) as caught, transaction():
        make_banquet(party, tables=1)
    assert "Without a seat: Sato Kenichi, Katrin Vogel, Peng Liang." in str(caught.value)


def test_a_banquet_in_the_past_and_a_second_one_on_the_same_item_are_refused(party, banquet):
    with pytest.raises(RuleBroken, match="already planned"), transaction():
        make_banquet(party)
    with pytest.raises(RuleBroken, match="lies in the past"), transaction():
        session().get(Item, party["item"]).starts_at = datetime(2026, 11, 1, 18, 30)
        make_banquet(party)


def test_somebody_of_another_reception_cannot_be_host(party):
    with pytest.raises(RuleBroken, match="takes part in this reception"), transaction():
        stranger = factories.make_attendee(factories.make_reception(), "host", "host", person=factories.make_person("外人"))
        make_banquet(party, host=stranger)


def test_another_number_of_tables_lays_the_hall_anew(party, banquet):
    act(banquet, seat_actions.seat_everyone)
    row = session().get(Banquet, banquet)
    with transaction():
        actions.change_banquet(row, item=row.item, tables=3, seats=6, pack="cn-corporate", host=row.host, second_host=None,
                               guest_of_honour=row.guest_of_honour, by=factories.person("song.dan"), at=NOW)
    assert [t.seats for t in row.tables] == [6, 6, 6]
    assert (seats(banquet), row.plan_status, row.second_host_id) == ({}, "none", None)


# --- seating ----------------------------------------------------------------------------------------------------------


def test_everyone_is_seated_by_the_customs_of_the_pack(party, banquet):
    assert act(banquet, seat_actions.seat_everyone) == []
    found = seats(banquet)
    assert found[party["xu"]] == (1, 0)                                   # host in the primary seat
    assert found[party["wang"]] == (1, 7)                                 # guest of honour at his right
    assert found[party["shen"]] == (1, 4)                                 # second host opposite
    assert found[party["liu"]] == (1, 3)                                  # the spouse at her right, CN-30
    assert party["driver"] not in found
    table, seat = found[party["krause"]]
    assert found[party["deng"]] in ((table, (seat - 1) % 8), (table, (seat + 1) % 8))
    row = session().get(Banquet, banquet)
    assert (row.plan_number, row.plan_status, row.planned_at) == (1, "best_found", NOW)
    assert session().query(AuditEntry).filter_by(action="banquet.seated").count() == 1


def test_rival_clients_sit_at_different_tables_and_a_wish_is_granted(party, banquet):
    add_wish(party, "apart", "table", "must", session().get(Client, party["krause_client"]), session().get(Client, party["towa_client"]))
    add_wish(party, "together", "beside", "would_like", person(party, "huang"), person(party, "peng"))
    act(banquet, seat_actions.seat_everyone)
    found = seats(banquet)
    assert found[party["sato"]][0] not in {found[party["krause"]][0], found[party["vogel"]][0]}
    (table, a), (other, b) = found[party["huang"]], found[party["peng"]]
    assert table == other and (a - b) % 8 in (1, 7)


def test_every_seat_has_a_reason_in_both_languages(party, banquet):
    act(banquet, seat_actions.seat_everyone)
    rows = queries.seating_of(session().get(Banquet, banquet))
    assert len(rows) == 11
    assert all(reasons and reasons[0].sentence("zh") and reasons[0].sentence("en") for *_, reasons in rows)
    table, seat, attendee, reasons = rows[0]
    assert (table, seat, attendee.id, reasons[0].rule) == (1, 1, party["xu"], "CN-01")


def test_locked_seats_are_kept(party, banquet):
    act(banquet, seat_actions.seat_everyone)
    table = session().query(BanquetTable).filter_by(banquet_id=banquet, number=2).one()
    act(banquet, seat_actions.move_person, person(party, "chen"), table, 5)
    act(banquet, seat_actions.set_lock, person(party, "chen"), True)
    act(banquet, seat_actions.seat_everyone)
    assert seats(banquet)[party["chen"]] == (2, 5)
    assert [r.is_locked for r in queries.seatings(session().get(Banquet, banquet)) if r.attendee_id == party["chen"]] == [True]


def test_people_who_decline_keep_no_seat_in_the_next_plan(party, banquet):
    act(banquet, seat_actions.seat_everyone)
    with transaction():
        factories.make_reply(session().get(Banquet, banquet).item, person(party, "vogel"))
    assert [r.attendee_id for r in queries.without_reason_to_sit(session().get(Banquet, banquet))] == [party["vogel"]]
    act(banquet, seat_actions.seat_everyone)
    assert party["vogel"] not in seats(banquet)


def test_a_host_who_does_not_dine_stops_the_search(party, banquet):
    with transaction():
        person(party, "xu").dines = False
    with pytest.raises(RuleBroken, match="The host does not dine any more"):
        act(banquet, seat_actions.seat_everyone)


def remove(party, name):
    session().delete(person(party, name))


def rank_higher(party, name):
    person(party, name).rank = 1


def wish_apart(party, name):
    session().add(Wish(reception_id=party["reception"], kind="apart", scope="table", strength="must",
                       first_attendee_id=party[name], second_attendee_id=party["chen"]))


def dine_elsewhere(party, name):
    person(party, name).dines = False


@pytest.mark.parametrize("change", [remove, rank_higher, wish_apart, dine_elsewhere])
def test_a_plan_sought_for_other_people_or_wishes_is_not_stored(party, banquet, change):
    act(banquet, seat_actions.seat_everyone)
    before = seats(banquet)
    with transaction():
        if change is remove:
            seat_actions.unseat(session().get(Banquet, banquet), person(party, "sato"), by=factories.person("song.dan"), at=NOW)
            before = {k: v for k, v in before.items() if k != party["sato"]}
    plan = seat_actions.find_plan(session().get(Banquet, banquet))
    with transaction():
        change(party, "sato")
    with pytest.raises(Conflict, match="or its people were changed"):
        act(banquet, seat_actions.store_plan, plan)
    assert seats(banquet) == before


def test_a_plan_sought_on_an_older_banquet_is_not_stored(party, banquet):
    plan = seat_actions.find_plan(session().get(Banquet, banquet))
    act(banquet, seat_actions.seat_everyone)
    with pytest.raises(Conflict):
        act(banquet, seat_actions.store_plan, plan)


# --- moving -----------------------------------------------------------------------------------------------------------


def test_moving_onto_somebody_exchanges_the_two_and_says_what_it_costs(party, banquet):
    act(banquet, seat_actions.seat_everyone)
    before = seats(banquet)
    number, seat = before[party["chen"]]
    table = session().query(BanquetTable).filter_by(banquet_id=banquet, number=number).one()
    before_cost = session().get(Banquet, banquet).plan_cost
    sentences = act(banquet, seat_actions.move_person, person(party, "vogel"), table, seat)
    after = seats(banquet)
    assert (after[party["vogel"]], after[party["chen"]]) == (before[party["chen"]], before[party["vogel"]])
    assert {k: v for k, v in after.items() if k not in (party["vogel"], party["chen"])} == {
        k: v for k, v in before.items() if k not in (party["vogel"], party["chen"])}
    row = session().get(Banquet, banquet)
    assert (row.plan_status, row.plan_number) == ("edited", 2)
    assert row.plan_cost > before_cost
    assert any(s.startswith("Order of precedence: +") for s in sentences)


def test_a_locked_seat_is_not_taken_and_unknown_seats_are_refused(party, banquet):
    act(banquet, seat_actions.seat_everyone)
    number, seat = seats(banquet)[party["wang"]]
    table = session().query(BanquetTable).filter_by(banquet_id=banquet, number=number).one()
    act(banquet, seat_actions.set_lock, person(party, "wang"), True)
    with pytest.raises(RuleBroken, match="locked in this seat"):
        act(banquet, seat_actions.move_person, person(party, "chen"), table, seat)
    with pytest.raises(RuleBroken):
        act(banquet, seat_actions.move_person, person(party, "chen"), table, 8)
    with pytest.raises(RuleBroken):
        act(banquet, seat_actions.move_person, person(party, "driver"), table, 1)


def test_unseating_leaves_the_chair_free(party, banquet):
    act(banquet, seat_actions.seat_everyone)
    act(banquet, seat_actions.unseat, person(party, "sato"))
    assert [a.id for a in queries.unseated(session().get(Banquet, banquet))] == [party["sato"]]
    with pytest.raises(RuleBroken):
        act(banquet, seat_actions.unseat, person(party, "sato"))


# --- wishes -----------------------------------------------------------------------------------------------------------


def test_wishes_that_repeat_or_contradict_are_refused(party):
    huang, peng = person(party, "huang"), person(party, "peng")
    add_wish(party, "together", "beside", "must", huang, peng)
    for kind in ("together", "apart"):
        with pytest.raises(RuleBroken) as caught:
            add_wish(party, kind, "beside", "must", person(party, "peng"), person(party, "huang"))
        assert caught.value.field == "second"
    with pytest.raises(RuleBroken):
        add_wish(party, "apart", "table", "must", person(party, "huang"), person(party, "huang"))
    assert session().query(Wish).count() == 1


def test_the_bridge_names_no_diner_twice_and_leaves_the_database_alone(party, banquet):
    hall = seating_bridge.Hall(session().get(Banquet, banquet))
    assert len({p.id for p in hall.problem.people}) == len(hall.problem.people) == 11
    assert hall.problem.person(str(party["deng"])).interprets_for == str(party["krause"])
    assert hall.problem.person(str(party["wang"])).rank == 1
    assert not session().new and not session().dirty
    assert clock.now() == NOW


@pytest.mark.parametrize("pack", ["cn-family", "international"])
def test_another_pack_seats_by_other_customs(party, pack):
    with transaction():
        made = make_banquet(party, pack=pack)
        seat_actions.seat_everyone(made, by=factories.person("song.dan"), at=NOW)
    found = seats(made.id)
    hall = seating_bridge.Hall(session().get(Banquet, made.id))
    assert hall.breaches("en") == [] and len(found) == 11
    expected = {"cn-family": {"wang": (1, 0), "xu": (1, 4)}, "international": {"xu": (1, 0), "liu": (1, 7), "wang": (1, 3)}}[pack]
    assert {name: found[party[name]] for name in expected} == expected
