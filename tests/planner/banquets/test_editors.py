"""Two people with two windows each at one plan, in random order, against a ledger kept outside of the application (bench/editors.py)."""

import random

import pytest

from bench.editors import Broken, Editor, Entry, Ledger, check, play, stored_history, stored_places
from planner.accounts.queries import account_by_login
from planner.banquets.models import Banquet
from planner.banquets.queries import seatings
from planner.db import close_session, session

LOGINS = ("song.dan", "yuan.jie")


@pytest.fixture
def world(signed_in, party, seated):
    """(clients by login, address of the studio, names as play() wants them, who a person's id belongs to)."""
    clients = {login: signed_in(login) for login in LOGINS}
    names = {r.attendee_id: r.attendee.person.name("en") for r in seatings(session().get(Banquet, seated))}
    people = sorted(names)
    logins = {account_by_login(login).person_id: login for login in LOGINS}
    close_session()
    return clients, f"/receptions/{party['reception']}/banquets/{seated}", names | {
        "people": people, "editors": ["Song Dan", "Yuan Jie", "You, in another window"]}, logins


def stored(banquet_id, logins):
    close_session()
    found = stored_places(banquet_id), stored_history(banquet_id, logins)
    close_session()
    return found


def test_no_move_is_lost_and_every_loser_is_told(world, seated):
    clients, base, names, logins = world
    chance, (places, history) = random.Random(4), stored(seated, logins)
    ledger = Ledger(places, [Entry(*step) for step in history])                   # the first step seated everybody
    editors = [Editor(clients[login], base, login, chance) for login in ("song.dan", "yuan.jie", "yuan.jie")]
    found = play(editors, ledger, names, chance, 24)
    check(*stored(seated, logins), editors, ledger)
    assert found["made"] >= 10 and found["lost"] >= 4 and found["move lost"] and found["undo"], found

    ledger.places[names["people"][0]] = (2, 8, True)                              # the ledger would notice
    with pytest.raises(Broken, match="seats differ"):
        check(*stored(seated, logins), editors, ledger)
