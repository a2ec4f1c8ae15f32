"""The desk as plain forms: finding somebody, one tap, walk-ins with a free seat, substitutes, and the card printed at the door."""

import re

import pytest

from planner import clock
from planner.audit import AuditEntry
from planner.banquets.attendance import attended, heads_who_came
from planner.banquets.floor import Floor
from planner.banquets.models import Banquet
from planner.check_in import actions, queries
from planner.check_in.queries import Desk
from planner.db import session, transaction
from planner.documents import render
from planner.invitations import door_codes
from planner.invitations.models import Invitation, ReplyLink
from planner.on_the_day import queries as on_the_day
from planner.receptions.models import Attendee
from tests import factories
from tests.planner.check_in.conftest import change_pack, desk_of, noted


def tap(browser, evening, name, state="here", **fields):
    return browser.post(desk_of(evening), {"mark": f"{evening.ids[name]}:{state}"} | fields)


def names(evening, **how):
    return [guest.attendee.person.both_names() for guest in Desk(evening.banquet, **how).found]


def person_page(evening, name):
    return f"{desk_of(evening)}/people/{evening.ids.get(name, name)}"


def let_in(browser, evening, **fields):
    values = {"name": "周立波", "client_id": evening.banquet.reception.client_id, "word_of_id": evening.ids["xu"], "like_id": ""}
    return browser.post(f"{desk_of(evening)}/walk-in", values | fields)


def newest(evening):
    return max(evening.banquet.reception.attendees, key=lambda a: a.id)


# --- finding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("search, found", [("huangwei", ["黄伟 Huang Wei"]), ("hw", ["黄伟 Huang Wei"]), ("黃", ["黄伟 Huang Wei"]), ("马云飞", ["马云飞 Ma Yunfei"]), ("zzz", [])])
def test_people_are_found_by_name_pinyin_and_initials_also_those_not_expected(evening, search, found):
    assert names(evening, search=search) == found


def test_a_tap_notes_and_can_be_taken_back(song, evening):
    answer = tap(song, evening, "huang", door="East", q="hw")
    assert answer.headers["Location"] == f"{desk_of(evening)}?q=hw#person-{evening.ids['huang']}"
    assert noted() == [(evening.ids["huang"], "here", "East")] and names(evening, show="here") == ["黄伟 Huang Wei"]
    tap(song, evening, "huang", "awaited")
    assert names(evening, show="here") == [] and len(names(evening, show="missing")) == 11


@pytest.mark.parametrize("mark, status", [("", 422), ("x:here", 422), ("999999:here", 404)])
def test_a_tap_on_nobody_is_unknown(song, evening, mark, status):
    assert song.post(desk_of(evening), {"mark": mark}).status_code == status


def test_a_tap_that_says_nothing_is_a_sentence(song, evening):
    answer = tap(song, evening, "huang", "gone")
    assert answer.status_code == 422 and "Please choose here, late or absent." in answer.get_data(as_text=True)


def invite(evening, name, token="t" * 32, holder=None):
    with transaction():
        one, banquet = evening.one(name), evening.banquet
        at = clock.now()
        invitation = Invitation(banquet_id=banquet.id, attendee_id=one.id, state="sent", reply_by=banquet.item.starts_at.date(), uid=f"uid-{name}", prepared_at=at)
        session().add_all([invitation, ReplyLink(banquet_id=banquet.id, holder_id=evening.ids[holder or name], token_hash=door_codes.token_hash(token), created_at=at, expires_at=at)])
        session().flush()
        return door_codes.code_of(invitation)


def test_somebody_is_found_by_the_code_and_by_the_link_of_the_card(song, evening):
    code = invite(evening, "huang")
    assert re.fullmatch("[A-Z2-7]{4}-[A-Z2-7]{4}", code)
    for typed in (code, code.lower().replace("-", ""), f" SZ {code} ", f"https://sz.example/r/{'t' * 32}"):
        answer = song.post(f"{desk_of(evening)}/find", {"code": typed})
        assert answer.headers["Location"] == person_page(evening, "huang"), typed
    assert names(evening, search=code) == ["黄伟 Huang Wei"]
    page = song.get_page(desk_of(evening))
    assert code.replace("-", "") in page and "t" * 32 not in page and door_codes.token_hash("t" * 32)[:16] in page


@pytest.mark.parametrize("typed", ["", "AAAA-AAAA", "x" * 10_000, "https://sz.example/r/" + "z" * 32, "<script>"])
def test_a_code_of_nobody_is_one_sentence(song, evening, typed):
    invite(evening, "huang")
    answer = song.post(f"{desk_of(evening)}/find", {"code": typed})
    said = re.search(r'aria-describedby="desk-code-error".*?<p class="error" id="desk-code-error".*?</p>', answer.get_data(as_text=True), re.S)
    assert answer.status_code == 422 and "Nobody at this banquet has this code" in said.group()


def test_a_revoked_link_finds_nobody(song, evening):
    invite(evening, "huang")
    with transaction():
        session().query(ReplyLink).update({"revoked_at": clock.now()})
    assert song.post(f"{desk_of(evening)}/find", {"code": f"/r/{'t' * 32}"}).status_code == 422


def test_the_link_of_a_secretary_leads_to_everybody_it_answers_for(song, evening):
    with transaction():
        for name in ("huang", "chen"):
            evening.one(name).answered_by_id = evening.ids["driver"]
    invite(evening, "huang", "a" * 32, "driver"), invite(evening, "chen", "b" * 32, "driver")
    html = song.post(f"{desk_of(evening)}/find", {"code": f"/r/{'a' * 32}"}).get_data(as_text=True)
    assert person_page(evening, "huang") in html and person_page(evening, "chen") in html and person_page(evening, "wang") not in html


# --- walk-ins ---------------------------------------------------------------------------------------------------------


def test_a_walk_in_gets_a_free_seat_and_nobody_moves(song, evening):
    before = evening.seats()
    assert let_in(song, evening).status_code == 303
    guest = newest(evening)
    assert on_the_day.walk_ins(evening.banquet)[guest.id].word_of_id == evening.ids["xu"] and guest.id not in evening.seats()
    html = song.get_page(person_page(evening, guest.id))
    offers = re.findall(r'name="to" value="(\d+-\d+)"', html)
    assert 1 <= len(offers) <= 3 and "on the word of 许国强 Xu Guoqiang" in html
    assert song.post(f"{person_page(evening, guest.id)}/seat", {"to": offers[0]}).status_code == 303
    number, seat = map(int, offers[0].split("-"))
    assert evening.seats() == before | {guest.id: (number, seat)}


@pytest.mark.parametrize("like", ["1e400", "x", "-1", "9" * 30, " "])
def test_a_rank_that_is_no_choice_is_not_taken_for_left_open(song, evening, like):
    answer = let_in(song, evening, like_id=like)
    assert answer.status_code == 422 and "Please choose from the list." in answer.get_data(as_text=True) and noted() == []


@pytest.mark.parametrize("to", ["", "1", "x-y", "99-1", "1-99", "-1--1"])
def test_a_seat_that_is_none_is_refused(song, evening, to):
    let_in(song, evening)
    assert song.post(f"{person_page(evening, newest(evening).id)}/seat", {"to": to}).status_code == 422


def test_a_seat_taken_meanwhile_is_refused_and_that_of_an_absent_guest_is_free(song, evening):
    let_in(song, evening)
    guest, (number, seat) = newest(evening).id, evening.seats()[evening.ids["huang"]]
    answer = song.post(f"{person_page(evening, guest)}/seat", {"to": f"{number}-{seat}"})
    assert answer.status_code == 422 and "Somebody has taken this seat meanwhile" in answer.get_data(as_text=True)
    tap(song, evening, "huang", "absent")
    assert song.post(f"{person_page(evening, guest)}/seat", {"to": f"{number}-{seat}"}).status_code == 303
    assert evening.seats()[guest] == (number, seat) and evening.ids["huang"] not in evening.seats()


def test_somebody_of_a_name_on_the_list_is_let_in_when_it_is_said_to_be_another(song, evening):
    answer = let_in(song, evening, name="黄伟")
    assert answer.status_code == 422 and 'value="黄伟"' in answer.get_data(as_text=True) and "is on the list already" in answer.get_data(as_text=True)
    assert let_in(song, evening, name="黄伟", is_other="y").status_code == 303 and newest(evening).id != evening.ids["huang"]


def test_the_best_free_seat_of_a_high_guest_is_nearer_to_the_host(evening, change):
    one = change(actions.let_in, evening.banquet, name="林一", client=evening.banquet.reception.client, word_of=evening.one("xu"), like=evening.one("wang"))
    free = queries.free_seats(evening.banquet, session().get(Attendee, one.id), most=50)
    costs = [queries.seating_bridge.Hall(evening.banquet, closes_spare_chairs=False).what_if(one.id, seat.table.number, seat.seat).cost_change for seat in free]
    assert len(free) > 3 and costs == sorted(costs) and costs[0] < costs[-1]


# --- substitutes ------------------------------------------------------------------------------------------------------


def substitute(browser, evening, absent, **fields):
    return browser.post(f"{person_page(evening, absent)}/substitute", {"name": "冯志", "client_id": evening.banquet.reception.client_id} | fields)


def test_a_substitute_ranks_as_the_person_represented_and_takes_the_seat(song, evening):
    place = evening.seats()[evening.ids["wang"]]
    assert substitute(song, evening, "wang").status_code == 303
    one, banquet = newest(evening), evening.banquet
    assert (one.represents_id, evening.seats()[one.id], banquet.guest_of_honour_id) == (evening.ids["wang"], place, one.id)
    assert on_the_day.presence_of(banquet, evening.one("wang")).state == "absent" and evening.ids["wang"] not in evening.seats()
    hall = queries.seating_bridge.Hall(banquet)
    assert hall.precedence.level[str(one.id)] == 1 and one.id not in on_the_day.walk_ins(banquet)
    assert "Comes in the place of 王建国" in song.get_page(person_page(evening, one.id))
    assert session().query(AuditEntry).filter_by(action="substitute.came").count() == 1


def test_where_the_pack_keeps_the_own_rank_the_seat_is_given_anew(song, evening):
    change_pack(evening, "cn-gov-domestic")
    assert "by his or her own office" in song.get_page(person_page(evening, "huang"))
    assert substitute(song, evening, "huang", like_id=evening.ids["vogel"]).status_code == 303
    one = newest(evening)
    assert one.rank == evening.one("vogel").rank and one.id not in evening.seats()
    hall = queries.seating_bridge.Hall(evening.banquet)
    assert hall.precedence.grade[str(one.id)] == one.rank
    assert 'name="to"' in song.get_page(person_page(evening, one.id))


def test_the_floor_of_the_studio_ranks_a_substitute_as_the_banquet_does(song, evening):
    substitute(song, evening, "huang")
    one = newest(evening)
    assert Floor(evening.banquet).hall.precedence.grade[str(one.id)] == evening.one("huang").rank


def test_somebody_who_takes_part_already_stands_in(song, evening):
    assert substitute(song, evening, "huang", name="", instead_id=evening.ids["driver"]).status_code == 303
    assert evening.ids["driver"] in evening.seats() and evening.one("driver").represents_id == evening.ids["huang"]


@pytest.mark.parametrize("fields, words", [
    ({"name": ""}, "Please fill this in."), ({"name": "长" * 61}, "at most 60 characters"), ({"instead_id": "999"}, "Please choose from the list."),
    ({"name": "王建国"}, "is on the list already"), ({"client_id": "888"}, "Please choose from the list."), ({"client_id": "1e400"}, "Please choose from the list."), ({"instead_id": "x"}, "Please choose from the list.")])
def test_a_substitute_who_cannot_be_noted_says_why(song, evening, fields, words):
    answer = substitute(song, evening, "huang", **fields)
    assert answer.status_code == 422 and words in answer.get_data(as_text=True) and noted() == []


def test_nobody_stands_in_for_somebody_who_is_here(song, evening):
    tap(song, evening, "huang")
    answer = substitute(song, evening, "huang")
    assert answer.status_code == 422 and "is noted as here. Please take that back first." in answer.get_data(as_text=True)


# --- signatures, cards, heads -----------------------------------------------------------------------------------------


def test_a_signature_is_taken_back_and_gone(song, evening):
    tap(song, evening, "huang")
    path = "M10 10L20 30L40 50L60 20L80 90L100 10L120 60"
    assert song.post(f"{person_page(evening, 'huang')}/sign", {"path": ""}).status_code == 422
    assert song.post(f"{person_page(evening, 'huang')}/sign", {"path": path}).status_code == 303
    assert queries.signed(evening.banquet) == {evening.ids["huang"]}
    song.post(f"{person_page(evening, 'huang')}/unsign")
    assert queries.signed(evening.banquet) == set()


@pytest.mark.parametrize("what, said", [("place", ["黄伟"]), ("badge", ["黄伟", "第"])])
def test_the_card_of_one_person_names_the_seat_of_this_moment(signed_in, evening, monkeypatch, what, said):
    asked = []
    monkeypatch.setattr(render, "_ask_for_documents", lambda request: asked.append(request["html"]) or [b"%PDF-1.7"])
    answer = signed_in("song.dan", "zh").get(f"{person_page(evening, 'huang')}/card.pdf?what={what}&lang=zh")
    assert answer.mimetype == "application/pdf" and all(text in asked[0] for text in said) and "王建国" not in asked[0]


@pytest.mark.parametrize("query", ["?what=seal", "?lang=fr"])
def test_a_card_that_does_not_exist_is_unknown(song, evening, query):
    assert song.get(f"{person_page(evening, 'huang')}/card.pdf{query}").status_code == 404


def test_heads_for_the_settlement(song, evening):
    invite(evening, "huang")
    with transaction():
        factories.make_reply(session().get(Banquet, evening.ids["banquet"]).item, evening.one("huang"), "accepted")
    tap(song, evening, "huang"), tap(song, evening, "chen", "absent"), let_in(song, evening)
    heads = {head.attendee.id: head for head in attended(evening.banquet)}
    assert len(heads) == 12 and heads_who_came(evening.banquet) == 2 and heads_who_came(evening.banquet, "host") == 0
    one, walked = heads[evening.ids["huang"]], heads[newest(evening).id]
    assert (one.is_invited, one.has_accepted, one.is_seated, one.is_expected, one.has_come) == (True,) * 5
    assert (walked.is_invited, walked.is_seated, walked.has_come) == (False, False, True)
    assert heads[evening.ids["chen"]].state == "absent" and not heads[evening.ids["wang"]].is_invited


def test_the_camera_is_allowed_at_the_desk_alone(song, evening):
    assert "camera=(self)" in song.get(desk_of(evening)).headers["Permissions-Policy"]
    assert "camera=()" in song.get(person_page(evening, "huang")).headers["Permissions-Policy"]
