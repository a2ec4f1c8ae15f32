"""The calendar of the house on a real CalDAV server (Radicale): made, changed, cancelled, taken away; what others change there is not lost unseen."""

import logging
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from icalendar import Calendar
from sqlalchemy import select

from planner import clock as planner_clock
from planner.audit import AuditEntry
from planner.calendar import house
from planner.calendar.caldav import Account, Changed, Refused, Store, Unreachable
from planner.calendar.ics import Entry, store_event
from planner.calendar.models import HouseEntry, HouseMark
from planner.db import session, transaction
from planner.receptions import actions as receptions
from tests import factories
from tests.conftest import NOW
from tests.factories import radicale
from tests.factories.calendars import STAMP, generated, nasty_texts


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with radicale.radicale_server(tmp_path_factory.mktemp("caldav")) as running:
        yield running


@pytest.fixture
def calendar(server, request):
    """An empty calendar of this test's own on the server, as its address is set."""
    path = server.calendar(f"c{abs(hash(request.node.nodeid))}")
    return f"http://{radicale.USER}:{quote(radicale.PASSWORD, safe='')}@127.0.0.1:{server.port}{path}"


@pytest.fixture
def day(db):
    with transaction():
        reception = factories.make_reception()
        return factories.make_item(reception, title_zh="会谈 👨‍👩‍👧‍👦", place_zh="一号楼; A\\nB"), factories.make_item(reception, title_zh="晚宴")


def push(url, **changes):
    session().rollback()  # a round of the worker begins with nothing read
    with Store(replace(Account.from_url(url), **changes), timeout_seconds=10) as store:
        counts = house.push(store)
    session().expire_all()
    return counts


def there(server, url):
    """{UID without host: (title, status, sequence)} on the server, asked without our own code."""
    path = Account.from_url(url).path
    status, _headers, said = server.ask("GET", path)
    assert status == 200
    return {str(event["UID"]).partition("@")[0]: (str(event["SUMMARY"]), str(event.get("STATUS", "")), int(event["SEQUENCE"])) for event in Calendar.from_ical(said).events}


def name_of(item):
    return house.file_name(f"item-{item.id}@127.0.0.1")


def rows():
    return {row.uid.partition("@")[0]: row for row in session().scalars(select(HouseEntry))}


def test_programme_is_written_once_and_followed(server, calendar, day):
    talks, dinner = day
    assert push(calendar) == {"stored": 2} and push(calendar) == {}
    before = there(server, calendar)
    with transaction():
        receptions.change_item(talks, starts_at=talks.starts_at - timedelta(hours=2), by=factories.person("song.dan"), at=NOW)
        receptions.remove_item(dinner, by=factories.person("song.dan"), at=NOW, is_used=False)
    numbers = talks.id, dinner.id

    assert push(calendar) == {"stored": 2}
    after = there(server, calendar)
    assert before == {f"item-{numbers[0]}": (talks.title_zh, "", 0), f"item-{numbers[1]}": ("晚宴", "", 0)}
    assert after == {f"item-{numbers[0]}": (talks.title_zh, "", 1), f"item-{numbers[1]}": ("晚宴", "CANCELLED", 1)}


def test_what_is_long_over_is_taken_away_but_not_what_somebody_changed_there(server, calendar, day):
    talks, dinner = day
    push(calendar)
    path = Account.from_url(calendar).path + name_of(dinner)
    mine = server.ask("GET", path)[2]
    assert server.ask("PUT", path, mine.replace("晚宴".encode(), "老友".encode()), **{"Content-Type": "text/calendar"})[0] == 204
    with planner_clock.fixed(NOW + timedelta(days=90)):
        assert push(calendar) == {"gone": 2}

    assert [title for title, _status, _sequence in there(server, calendar).values()] == ["老友"]
    assert rows() == {}


@pytest.mark.parametrize("done", ["changed", "removed"])
def test_what_somebody_did_on_the_server_waits_for_a_person(server, calendar, day, done, signed_in, app, monkeypatch):
    talks, _dinner = day
    push(calendar)
    path = Account.from_url(calendar).path + name_of(talks)
    if done == "changed":
        server.ask("PUT", path, server.ask("GET", path)[2].replace(b"SUMMARY:", b"SUMMARY:X "), **{"Content-Type": "text/calendar"})
    else:
        server.ask("DELETE", path)
    with transaction():
        talks.title_zh = "新题"
    counts = push(calendar)
    assert counts == {done: 1} and push(calendar) == {}
    assert there(server, calendar).get(f"item-{talks.id}", ("",))[0][:1] == ("X" if done == "changed" else "")

    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], caldav_url=calendar))
    office, entry = signed_in("yuan.jie"), rows()[f"item-{talks.id}"].id
    html = office.get_page("/calendar/house")
    assert ("changed there by somebody" if done == "changed" else "removed there by somebody") in html and "s3cret" not in html
    assert signed_in("song.dan").post(f"/calendar/house/{entry}/write").status_code == 403
    assert office.post(f"/calendar/house/{entry}/write").status_code == 303
    assert office.post(f"/calendar/house/{entry}/write").status_code == 422
    assert office.post("/calendar/house/999/write").status_code == 404
    assert push(calendar) == {"stored": 1}
    assert there(server, calendar)[f"item-{talks.id}"][0] == "新题"
    assert "calendar.written_over" in session().scalars(select(AuditEntry.action)).all()


@pytest.mark.parametrize("changed_again", [False, True])
def test_answer_that_was_lost_is_no_conflict(server, calendar, day, changed_again):
    """The server had it, the worker died before noting it; meanwhile the item may have changed once more."""
    talks, _dinner = day
    kept = Store.put

    def dies(self, name, data, *, condition):
        kept(self, name, data, condition=condition)
        raise Unreachable("as if")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "put", dies)
        assert push(calendar) == {}
    if changed_again:
        with transaction():
            talks.title_zh = "又改"

    assert push(calendar) == {"stored": 2}
    assert {title for title, _status, _sequence in there(server, calendar).values()} == {"又改" if changed_again else talks.title_zh, "晚宴"}


@pytest.mark.parametrize(("changes", "words"), [({"password": "wrong-s3cret"}, "401"), ({"port": 1}, "refused"), ({"path": "/shangzuo/nowhere/"}, "409")])
def test_server_that_cannot_be_used_is_noted_without_the_password_and_tried_again(server, calendar, day, changes, words, caplog):
    with caplog.at_level(logging.DEBUG):
        assert push(calendar, **changes) == {}
    mark = session().scalar(select(HouseMark))

    assert words in mark.error and mark.reached_at is None
    assert "s3cret" not in mark.error + caplog.text + repr(Account.from_url(calendar)) + Account.from_url(calendar).name
    assert push(calendar) == {"stored": 2}
    assert [row.error for row in session().scalars(select(HouseMark).order_by(HouseMark.id))][-1] == ""


def test_entry_the_server_refuses_waits_longer_each_time_and_stops_no_other(server, calendar, day, monkeypatch):
    talks, dinner = day
    kept = Store.put

    def picky(self, name, data, *, condition):
        if name == name_of(talks):
            raise Refused("403 Forbidden")
        return kept(self, name, data, condition=condition)
    monkeypatch.setattr(Store, "put", picky)
    waits, at = [], NOW
    for _try in range(3):
        with planner_clock.fixed(at):
            assert push(calendar).get("failed") == 1 and push(calendar) == {}
        row = rows()[f"item-{talks.id}"]
        waits.append((row.next_try_at - at).total_seconds() / 60)
        at = row.next_try_at

    assert waits == [2, 4, 8] and row.error == "403 Forbidden"
    assert list(there(server, calendar)) == [f"item-{dinner.id}"]


def test_clock_pushes_to_the_configured_address_and_nowhere_without_one(server, calendar, day, app, monkeypatch):
    with app.app_context():
        house.push_by_the_clock(None)
        assert session().scalars(select(HouseMark)).all() == []
        monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], caldav_url=calendar))
        house.push_by_the_clock(None)

    assert len(there(server, calendar)) == 2


def test_page_says_how_it_stands(db, signed_in, app, monkeypatch):
    office = signed_in("yuan.jie")
    assert "No calendar server is set" in office.get_page("/calendar/house")
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], caldav_url="http://u:pass-word@127.0.0.1:1/x/y/"))
    house.push_by_the_clock(None)
    html = office.get_page("/calendar/house")

    assert "u@127.0.0.1:1/x/y/" in html and "pass-word" not in html
    assert signed_in("song.dan").get("/calendar/house").status_code == 403


def test_conditions_hold_on_the_server(calendar):
    entry = Entry("item-1@x", "a", STAMP.replace(tzinfo=None), STAMP.replace(tzinfo=None) + timedelta(hours=1), "Asia/Shanghai")
    first, second = (store_event(replace(entry, title=title), stamp=STAMP) for title in "ab")
    with Store(Account.from_url(calendar)) as store:
        mark = store.put("a.ics", first, condition="")
        with pytest.raises(Changed):
            store.put("a.ics", second, condition="")
        newer = store.put("a.ics", second, condition=mark)
        for wrong in (lambda: store.put("a.ics", first, condition=mark), lambda: store.remove("a.ics", condition=mark)):
            with pytest.raises(Changed):
                wrong()
        store.remove("a.ics", condition=newer)
        store.remove("a.ics", condition=newer)

        assert store.fetch("a.ics") is None and mark != newer


def test_redirect_is_not_followed(monkeypatch):
    """A server, or who stands in its place, leads nowhere else."""
    class Answer:
        status, reason = 301, "Moved\r\nX"

        def getheader(self, _name):
            return "http://169.254.169.254/"

        def read(self, _most):
            return b""
    with Store(Account.from_url("http://127.0.0.1:1/a/")) as store:
        asked = []
        monkeypatch.setattr(store._connection, "request", lambda *words: asked.append(words[:2]))
        monkeypatch.setattr(store._connection, "getresponse", Answer)
        with pytest.raises(Unreachable, match="301 MovedX: the server leads to another address, which is not followed"):
            store.put("x.ics", b"", condition=None)

    assert asked == [("PUT", "/a/x.ics")]


def test_what_radicale_keeps_has_the_same_fingerprint(server, calendar):
    """Of generated entries, and of texts made to break calendars: what was stored is known again as ours."""
    entries = [entry for seed in range(4) for entry in generated(seed).entries]
    entries += [replace(entries[0], uid=f"nasty-{number}@x", title=text, place=text, notes=text) for number, text in enumerate(nasty_texts(120)[::10])]
    with Store(Account.from_url(calendar)) as store:
        for entry in entries:
            store.put(house.file_name(entry.uid), store_event(entry, stamp=STAMP), condition="")
            assert house.fingerprint_of(store.fetch(house.file_name(entry.uid)).data) == house.fingerprint(entry), entry


@pytest.mark.parametrize("data", [b"", b"x", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"])
def test_what_is_no_entry_has_no_fingerprint(data):
    assert house.fingerprint_of(data) == ""
