"""What the studio keeps between requests must never be older than the database."""

import pytest

from planner import audit
from planner.banquets import actions, floor, seating_bridge, seats
from planner.banquets.models import Banquet
from planner.banquets.seating_bridge import Hall
from planner.db import close_session, session, transaction
from planner.people.models import Client, Person
from planner.receptions.models import Attendee, Item, ItemReply
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def seated(seated):
    """The same, with its hall built."""
    look(seated)
    return seated


def look(banquet_id):
    """The Floor as a new request reads it."""
    close_session()
    found = floor.Floor(session().get(Banquet, banquet_id))
    assert found.hall
    return found


def faults_of(found):
    """What differs from a hall read afresh, by everything a page or a move takes from it."""
    fresh = Hall(found.banquet)
    return [name for name in ("problem", "plan", "score") if getattr(found.hall, name) != getattr(fresh, name)] + (
        [] if (fresh.live.terms, fresh.live.at_first) == (found.hall.live.terms, found.hall.live.at_first) else ["live"]) + (
        [] if fresh.precedence.order == found.hall.precedence.order and [a.id for a in fresh.ordered()] == [d.id for d in found.ordered()] else ["ordered"]) + (
        [] if {a.id: a.person.both_names() for a in fresh.diners.values()} == {d.id: d.person.both_names() for d in found.hall.diners.values()} else ["names"])


def test_what_was_built_serves_again_while_nothing_but_seats_changes(party, seated):
    before = look(seated)
    with transaction():
        banquet = session().get(Banquet, seated)
        seats.move_person(banquet, session().get(Attendee, party["huang"]), banquet.tables[1], 7, by=factories.person("song.dan"), at=NOW)
    after = look(seated)

    assert after.hall.problem is before.hall.problem
    assert after.mark == before.mark
    assert after.hall.plan != before.hall.plan
    assert faults_of(after) == []


def test_the_plan_to_try_changes_on_serves_again_unless_one_was_left_in_it(party, seated):
    before = look(seated).hall
    before.what_if(party["huang"], 2, 7)
    assert look(seated).hall.live is before.live

    before.live.move(str(party["huang"]), ("2", 7))
    after = look(seated)
    assert after.hall.live is not before.live
    assert faults_of(after) == []


def test_what_would_mend_a_shortcoming_is_looked_up_once_for_the_same_seats(party, seated, monkeypatch):
    looked = []
    monkeypatch.setattr(seating_bridge, "_remedy", lambda _hall, *asked: looked.append(asked))
    for _ in range(2):
        seating_bridge.remedy(look(seated).hall, "language", (party["vogel"],))
    seating_bridge.remedy(look(seated).hall, "language", (party["vogel"],), most_moves=2)
    with transaction():
        banquet = session().get(Banquet, seated)
        seats.move_person(banquet, session().get(Attendee, party["huang"]), banquet.tables[1], 7, by=factories.person("song.dan"), at=NOW)
    seating_bridge.remedy(look(seated).hall, "language", (party["vogel"],))

    assert [(rule, moves) for rule, _people, moves in looked] == [("language", 1), ("language", 2), ("language", 1)]


def rank(party):
    session().get(Attendee, party["vogel"]).rank = 1


def name(party):
    session().get(Person, session().get(Attendee, party["sato"]).person_id).name_en = "Sato K."


def language(party):
    session().get(Person, session().get(Attendee, party["sato"]).person_id).languages = ["zh", "ja"]


def house(party):
    session().get(Client, party["krause_client"]).name_en = "Krause AG"


def reply(party):
    session().add(ItemReply(item_id=party["item"], attendee_id=party["sato"], answer="declined", starts_at=session().get(Item, party["item"]).starts_at, at=NOW))


def interpreter(party):
    session().get(Attendee, party["deng"]).interprets_for_id = party["vogel"]


def newcomer(party):
    factories.make_attendee(session().get(Attendee, party["wang"]).reception, person=factories.make_person("新人"), rank=2)


def gone(party):
    banquet = session().query(Banquet).one()
    seats.unseat(banquet, session().get(Attendee, party["sato"]), by=factories.person("song.dan"), at=NOW)
    session().flush()
    session().delete(session().get(Attendee, party["sato"]))


def wish(party):
    a, b = (session().get(Attendee, party[k]) for k in ("huang", "sato"))
    actions.add_wish(a.reception, kind="together", scope="beside", strength="must", first=a, second=b, by=factories.person("song.dan"), at=NOW)


def table_moved(party):
    session().query(Banquet).one().tables[1].x_cm += 500


def table_larger(party):
    session().query(Banquet).one().tables[1].seats = 9


def pack(party):
    session().query(Banquet).one().pack = "international"


def honour(party):
    session().query(Banquet).one().guest_of_honour_id = party["krause"]


def lock(party):
    seats.set_lock(session().query(Banquet).one(), session().get(Attendee, party["huang"]), True, by=factories.person("song.dan"), at=NOW)


CHANGES = (rank, name, language, house, reply, interpreter, newcomer, gone, wish, table_moved, table_larger, pack, honour, lock)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_whatever_changes_by_another_route_is_seen_at_once(party, seated, change):
    with transaction():
        change(party)

    assert faults_of(look(seated)) == []


@pytest.mark.parametrize("change", [c for c in CHANGES if c is not lock], ids=lambda change: change.__name__)
def test_pages_are_told_of_what_the_log_knows(party, seated, change):
    mark = look(seated).mark
    assert not floor.has_news(session().get(Banquet, seated), mark)
    with transaction():
        change(party)
        audit.append("attendee.changed", subject=session().get(Banquet, seated), at=NOW)

    assert floor.has_news(session().get(Banquet, seated), mark)
    assert not floor.has_news(session().get(Banquet, seated), look(seated).mark)


@pytest.mark.parametrize("change", [c for c in CHANGES if c is not lock], ids=lambda change: change.__name__)
def test_the_mark_tells_pages_that_more_than_seats_has_changed(party, seated, change):
    before = look(seated).mark
    with transaction():
        change(party)

    assert look(seated).mark != before


def test_a_reply_moved_to_another_day_is_to_be_confirmed(party, seated):
    with transaction():
        item = session().get(Item, party["item"])
        session().add(ItemReply(item_id=item.id, attendee_id=party["sato"], answer="accepted", starts_at=item.starts_at, at=NOW))
    assert look(seated).everybody[party["sato"]].reply == "accepted"
    with transaction():
        item = session().get(Item, party["item"])
        item.starts_at = item.starts_at.replace(hour=20)
        item.ends_at = None

    assert look(seated).everybody[party["sato"]].reply == "to_confirm"


def test_only_so_many_banquets_are_kept(party, seated, monkeypatch):
    monkeypatch.setattr(floor, "MOST_KEPT", 2)
    monkeypatch.setattr(floor, "_of_banquet", {n: object() for n in (901, 902, 903)})
    look(seated)

    assert list(floor._of_banquet) == [903, seated]
