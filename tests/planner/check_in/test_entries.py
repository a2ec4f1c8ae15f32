"""What devices send: noted once however often it comes, ordered by when it was said, refused with a sentence."""

import pytest

from planner.audit import AuditEntry
from planner.db import session
from planner.on_the_day import queries as on_the_day
from planner.on_the_day.models import WalkIn
from tests.planner.check_in.conftest import desk_of, entry, noted

STROKES = "M10 10L20 30L40 50L60 20L80 90L100 10L120 60"


def stands(evening, name):
    found = on_the_day.presence_of(evening.banquet, evening.one(name))
    return found and found.state


def test_an_entry_sent_again_is_noted_once(song, evening):
    assert entry(song, evening, "huang").get_json()["state"] == "here"
    assert entry(song, evening, "huang", age=40).get_json()["state"] == "here"
    assert noted() == [(evening.ids["huang"], "here", "")]
    assert session().query(AuditEntry).filter_by(action="presence.noted").count() == 1


def test_the_same_word_under_two_keys_stays_to_be_seen(song, evening, signed_in):
    entry(song, evening, "huang", key="a" * 20, age=120, door="East")
    entry(signed_in("yuan.jie"), evening, "huang", key="b" * 20, age=60, door="West")
    assert [door for _who, _state, door in noted()] == ["East", "West"]
    presence = on_the_day.presence_of(evening.banquet, evening.one("huang"))
    assert presence.at == min(e.at for e in on_the_day.entries_of(evening.banquet, evening.one("huang")))
    page = song.get_page(f"{desk_of(evening)}/people/{evening.ids['huang']}")
    assert "Noted at two doors" in page and "Song Dan · East" in page and "sent at" in page
    assert "Noted at two doors: 1" in song.get_page(desk_of(evening)) and "huang" in song.get_page(f"{desk_of(evening)}?show=twice")


def test_what_was_said_later_counts_although_it_came_first(song, evening):
    entry(song, evening, "huang", state="absent", key="a" * 20, age=10)
    answer = entry(song, evening, "huang", state="here", key="b" * 20, age=600).get_json()
    assert answer["state"] == "absent" and "Another door noted 黄伟 Huang Wei later" in answer["message"]
    assert stands(evening, "huang") == "absent" and len(noted()) == 2


def test_taking_back_is_a_word_too(song, evening):
    entry(song, evening, "huang", key="a" * 20, age=60)
    entry(song, evening, "huang", state="awaited", key="b" * 20, age=30)
    assert stands(evening, "huang") is None
    entry(song, evening, "huang", state="absent", key="c" * 20, age=50)
    assert stands(evening, "huang") is None


@pytest.mark.parametrize("fields, words", [
    ({"key": "short"}, "cannot be read"), ({"key": "x" * 70}, "cannot be read"), ({"kind": "gift"}, "cannot be read"), ({"age": "-5"}, "too old"),
    ({"age": "soon"}, "too old"), ({"age": 36 * 3600 + 1}, "too old"), ({"state": "lost"}, "Please choose here, late or absent.")])
def test_an_entry_that_is_none_is_refused_with_a_sentence(song, evening, fields, words):
    answer = entry(song, evening, "huang", **fields)
    assert answer.status_code == 422 and words in answer.get_json()["message"] and noted() == []


def test_an_entry_about_somebody_of_another_reception_is_unknown(song, evening):
    assert entry(song, evening, attendee=999999).status_code == 404
    assert entry(song, evening, attendee="x").status_code == 404 and noted() == []


def test_whoever_may_not_note_sends_nothing(signed_in, evening):
    for login, status in (("dong.fang", 403), ("tang.lei", 404)):
        assert entry(signed_in(login), evening, "huang").status_code == status
    assert noted() == []


def test_who_was_not_expected_comes_after_all(song, evening):
    assert entry(song, evening, "driver").get_json()["state"] == "here"
    assert entry(song, evening, "driver").get_json()["state"] == "here"
    assert stands(evening, "driver") == "here" and len(noted()) == 1


def walk_in(browser, evening, **fields):
    values = {"kind": "walk_in", "name": "周立波", "client_id": evening.banquet.reception.client_id, "word_of_id": evening.ids["xu"], "like_id": ""}
    return entry(browser, evening, **(values | fields))


def test_a_walk_in_sent_twice_is_one_person(song, evening):
    first, again = walk_in(song, evening).get_json(), walk_in(song, evening, age=90).get_json()
    assert first["attendee"] == again["attendee"] and first["url"].endswith(f"/people/{first['attendee']}")
    row = session().query(WalkIn).one()
    assert (row.attendee.person.name_zh, row.word_of_id, row.attendee.rank) == ("周立波", evening.ids["xu"], None)


@pytest.mark.parametrize("fields, words", [
    ({"name": "长" * 10_000}, "at most 60 characters"), ({"name": ""}, "Please fill this in."), ({"word_of_id": ""}, "Please choose from the list."),
    ({"client_id": "7000"}, "Please choose from the list."), ({"name": "黄伟"}, "is on the list already"), ({"name": "\u202e客"}, "cannot be seen")])
def test_a_walk_in_that_cannot_be_kept_says_why(song, evening, fields, words):
    answer = walk_in(song, evening, **fields)
    assert answer.status_code == 422 and words in answer.get_json()["message"]
    assert session().query(WalkIn).count() == 0 and noted() == []


def test_a_guest_vouches_for_nobody(song, evening):
    answer = walk_in(song, evening, word_of_id=evening.ids["huang"])
    assert answer.status_code == 422 and "Please choose from the list." in answer.get_json()["message"]


def test_a_signature_is_kept_once_and_only_of_who_is_here(song, evening):
    sent = {"kind": "signature", "path": STROKES, "key": "s" * 20}
    assert "is not noted as here yet" in entry(song, evening, "huang", **sent).get_json()["message"]
    entry(song, evening, "huang")
    for _twice in range(2):
        assert "has signed" in entry(song, evening, "huang", **sent).get_json()["message"]
    page = song.get_page(f"{desk_of(evening)}/people/{evening.ids['huang']}")
    assert f'd="{STROKES}"' in page and "Signature of 黄伟 Huang Wei" in page


@pytest.mark.parametrize("path", ["M1 1" + "L2 2" * 4000, "M1 1L2 2", "M1 1<script>", "url(http://x)", ""])
def test_an_oversized_or_made_up_signature_is_refused(song, evening, path):
    entry(song, evening, "huang")
    assert entry(song, evening, "huang", kind="signature", path=path, key="s" * 20).status_code == 422


def test_the_numbers_and_states_for_another_door_carry_no_names(song, evening):
    entry(song, evening, "huang"), entry(song, evening, "chen", state="absent", key="c" * 20), walk_in(song, evening, key="w" * 20)
    answer = song.get(f"{desk_of(evening)}/state")
    now = answer.get_json()
    assert now["numbers"] == {"expected": 11, "here": 2, "missing": 9, "absent": 1, "walk_ins": 1}
    assert now["people"][str(evening.ids["chen"])] == "absent" and "huang" not in answer.get_data(as_text=True).lower()
