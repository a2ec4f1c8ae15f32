"""What another rank would change, before it happens, and the mark on a banquet that was seated before."""

from datetime import timedelta

from planner.arrangements import actions, consequences
from planner.arrangements.models import Arrangement
from planner.arrangements.working_out import work_out
from planner.banquets import seats
from planner.banquets.models import Banquet
from planner.db import session, transaction
from planner.receptions import party_actions
from tests import factories
from tests.conftest import NOW
from tests.planner.arrangements.conftest import attendee


def seat_everyone(banquet, at=NOW):
    with transaction():
        seats.seat_everyone(session().get(Banquet, banquet), by=factories.person("song.dan"), at=at)


def rank(party, name, new, at):
    with transaction():
        party_actions.change_attendee(attendee(party, name), rank=new, by=factories.person("song.dan"), at=at)


def test_nothing_is_stored_and_everything_that_moves_is_listed(party, make, banquet):
    talks, toasts = make("talks", ["wang", "chen", "sato", "xu"]), make("toasts", ["wang", "xu"])
    seat_everyone(banquet)
    with transaction():
        dining, others = consequences.of_rank(attendee(party, "sato"), 1, "en")
    assert [(move.attendee.id, move.before, move.after) for move in dining[0].moves if move.attendee.id == party["sato"]] == [(party["sato"], 6, 2)]
    assert {party["chen"], party["krause"]} <= {move.attendee.id for move in dining[0].moves}
    assert party["sato"] in {who.id for who, _gone, _new in dining[0].reasons} and dining[0].cost_before is not None
    assert [one.arrangement.id for one in others] == [talks]
    assert {(m.attendee.id, m.before["en"], m.after["en"]) for m in others[0].moves} == {
        (party["chen"], "facing the door, no. 1 from the left", "facing the door, no. 3 from the left"),
        (party["sato"], "facing the door, no. 3 from the left", "facing the door, no. 1 from the left")}
    session().expire_all()
    assert attendee(party, "sato").rank == 3 and session().get(Arrangement, toasts).version == 1


def test_what_was_foretold_happens(party, make, banquet):
    talks = make("talks", ["wang", "chen", "sato", "xu"])
    _dining, others = consequences.of_rank(attendee(party, "sato"), 1, "en")
    rank(party, "sato", 1, NOW)
    worked = work_out(session().get(Arrangement, talks))
    assert {m.attendee.id: m.after["en"] for m in others[0].moves} == {
        a: worked.place_words(worked.spot_of[a].place, "en") for a in (party["chen"], party["sato"])}


def test_a_rank_of_no_consequence_changes_nothing(party, make, banquet):
    make("toasts", ["wang", "xu"])
    assert consequences.of_rank(attendee(party, "driver"), 9, "en") == ([], [])


def test_a_seated_banquet_is_marked_until_seated_anew_or_minded(party, banquet):
    def marked():
        return [a.id for a in consequences.ranks_changed_since(session().get(Banquet, banquet))]

    rank(party, "sato", 2, NOW)
    seat_everyone(banquet, NOW + timedelta(minutes=1))
    assert marked() == []
    rank(party, "sato", 1, NOW + timedelta(minutes=2))
    assert marked() == [party["sato"]]
    with transaction():
        actions.mind_ranks(session().get(Banquet, banquet), by=factories.person("song.dan"), at=NOW + timedelta(minutes=3))
    assert marked() == []
    rank(party, "chen", 4, NOW + timedelta(minutes=4))
    assert marked() == [party["chen"]]
    seat_everyone(banquet, NOW + timedelta(minutes=5))
    assert marked() == []
