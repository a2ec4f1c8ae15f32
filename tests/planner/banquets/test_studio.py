"""The studio's routes: patches, costs, what others changed, taking back."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest

from planner import clock
from planner.banquets import queries, seats as seat_actions
from planner.banquets.models import Banquet, PlanStep
from planner.db import close_session, session, transaction
from planner.people import access_log
from planner.receptions.models import Attendee, ItemReply
from tests import factories
from tests.conftest import NOW


class Page:
    """The studio as one person has it open: knows the version it was drawn from, and takes in patches like the script."""

    def __init__(self, browser, party, banquet_id):
        self.browser, self.base = browser, f"/receptions/{party['reception']}/banquets/{banquet_id}"
        self.take_in(browser.get_page(self.base))

    def take_in(self, html):
        self.html = html
        self.version, self.mark = re.search(r'id="studio-score" class="studio-top" data-version="(\d+)" data-mark="(\w+)"', html).groups()

    def post(self, what, *, status=200, **data):
        answer = self.browser.post(f"{self.base}/{what}", {"version": self.version, **data}, htmx=True)
        assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
        html = answer.get_data(as_text=True)
        if "studio-score" in html:
            self.take_in(html)
        return html

    def changes(self, *, status=200, **query):
        answer = self.browser.get(f"{self.base}/changes", query_string={"since": self.version, "mark": self.mark, **query}, htmx=True)
        assert answer.status_code == status
        return answer.get_data(as_text=True)


@pytest.fixture
def song(signed_in, party, seated):
    return Page(signed_in("song.dan"), party, seated)


@pytest.fixture
def yuan(signed_in, party, seated):
    """Yuan Jie of the office, with the same plan open."""
    return Page(signed_in("yuan.jie"), party, seated)


def places(banquet_id):
    close_session()
    return {r.attendee_id: f"{r.table.number}-{r.seat + 1}" for r in queries.seatings(session().get(Banquet, banquet_id))}


def ids(html, start):
    return set(re.findall(rf' id="({start}-[\d-]+)"', html))


def seat(html, key):
    """The attributes of a seat's group."""
    return dict(re.findall(r'data-(\w+)="([^"]*)"', re.search(rf'<g id="seat-{key}"[^>]*>', html)[0]))


def test_every_seat_and_person_of_the_plan_has_its_place_on_the_page(song, party, seated):
    at = places(seated)
    assert len(ids(song.html, "seat")) == 16
    assert ids(song.html, "person") == {f"person-{a}" for a in at}
    assert ids(song.html, "text") == {f"text-{t}-{s}" for t in (1, 2) for s in range(1, 9)}
    wang = seat(song.html, at[party["wang"]])
    assert wang | {"beside": ""} == {"table": "1", "seat": at[party["wang"]][2:], "person": str(party["wang"]), "side": "guest", "name": "Wang Jianguo",
                                     "locked": "", "called": "1", "place": "Table 1, at the host's right", "beside": ""}


def test_a_move_answers_with_what_it_changed_and_nothing_else(song, party, seated):
    before = places(seated)
    html = song.post("move", person=party["huang"], to=before[party["sato"]])

    after = places(seated)
    assert (after[party["huang"]], after[party["sato"]]) == (before[party["sato"]], before[party["huang"]])
    touched = {before[party["huang"]], before[party["sato"]]}
    assert ids(html, "seat") == {f"seat-{key}" for key in touched}
    assert ids(html, "text") == {f"text-{key}" for key in touched}
    assert ids(html, "person") == {f"person-{party['huang']}", f"person-{party['sato']}"}
    assert seat(html, before[party["sato"]])["person"] == str(party["huang"])
    assert 'id="studio-why"' in html and "Huang Wei was moved." in html and "<html" not in html


def test_without_script_a_move_leads_back_to_the_page(song, party, seated):
    before = places(seated)
    answer = song.browser.post(f"{song.base}/move", {"version": song.version, "person": party["huang"], "to": before[party["sato"]]})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{song.base}?person={party['huang']}")


def test_costs_of_all_seats_are_those_of_the_moves_themselves(song, party, seated):
    answer = song.browser.get(f"{song.base}/costs?person={party['huang']}").get_json()
    assert answer["version"] == int(song.version)
    assert answer["seats"].keys() == {f"{t}-{s}" for t in (1, 2) for s in range(1, 9)}
    assert answer["seats"][places(seated)[party["huang"]]] == [0, 0]
    cost = session().get(Banquet, seated).plan_cost
    for to in (places(seated)[party["sato"]], places(seated)[party["vogel"]]):
        song.post("move", person=party["huang"], to=to)
        close_session()
        assert session().get(Banquet, seated).plan_cost == cost + answer["seats"][to][0]
        song.post("undo")


def test_costs_are_not_told_of_strangers(song, party):
    for person, status in ((party["driver"], 404), (999999, 404), ("x", 422), ("", 422)):
        assert song.browser.get(f"{song.base}/costs?person={person}").status_code == status


def test_others_moves_arrive_with_who_made_them(song, yuan, party, seated):
    assert song.changes(status=204) == ""
    before = places(seated)
    yuan.post("move", person=party["huang"], to=before[party["sato"]])
    html = song.changes()

    table, number = before[party["sato"]].split("-")
    assert f"Yuan Jie moved Huang Wei to table {table}, seat {number}." in html
    assert ids(html, "seat") == {f"seat-{before[party[who]]}" for who in ("huang", "sato")}
    song.take_in(html)
    assert song.changes(status=204) == ""


def test_a_move_brings_what_others_did_elsewhere(song, yuan, party, seated):
    before = places(seated)
    yuan.post("lock", person=party["krause"], locked="1")
    html = song.post("move", person=party["huang"], to=before[party["sato"]])

    assert ids(html, "seat") == {f"seat-{before[party[who]]}" for who in ("huang", "sato", "krause")}
    assert "Yuan Jie locked Stefan Krause in this seat." in html
    assert places(seated)[party["huang"]] == before[party["sato"]]


@pytest.mark.parametrize("language, mine, theirs", [
    ("en", "Huang Wei to table {t}, seat {s}", "Yuan Jie moved Sato Kenichi to table {ht}, seat {hs}."),
    ("zh", "黄伟调至{t}桌{s}座", "袁洁将佐藤健一调至{ht}桌{hs}座。")])
def test_a_move_of_the_same_seats_is_refused_with_both_shown(signed_in, yuan, party, seated, language, mine, theirs):
    song = Page(signed_in("song.dan", language), party, seated)
    before = places(seated)
    yuan.post("move", person=party["sato"], to=before[party["krause"]])
    now = places(seated)
    html = song.post("move", status=409, person=party["huang"], to=before[party["sato"]])

    (t, s), (ht, hs) = before[party["sato"]].split("-"), before[party["krause"]].split("-")
    assert mine.format(t=t, s=s) in html and theirs.format(ht=ht, hs=hs) in html
    assert places(seated) == now
    assert ids(html, "seat") == {f"seat-{before[party[who]]}" for who in ("sato", "krause")}
    song.post("move", person=party["huang"], to=before[party["sato"]])    # drawn from what there is now, it is made
    assert places(seated)[party["huang"]] == before[party["sato"]]


def test_without_script_a_conflict_shows_both_too(song, yuan, party, seated):
    before = places(seated)
    yuan.post("move", person=party["sato"], to=before[party["krause"]])
    answer = song.browser.post(f"{song.base}/move", {"version": song.version, "person": party["huang"], "to": before[party["sato"]]})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Huang Wei to table" in html and "Yuan Jie has changed these seats" in html


def test_a_guest_deleted_while_in_hand_is_told_in_a_sentence(song, party, seated):
    before = places(seated)
    with transaction():
        banquet = session().get(Banquet, seated)
        seat_actions.unseat(banquet, session().get(Attendee, party["huang"]), by=factories.person("yuan.jie"), at=NOW)
        session().flush()
        session().delete(session().get(Attendee, party["huang"]))
    mark = song.mark
    html = song.post("move", status=404, person=party["huang"], to=before[party["sato"]])

    assert "does not take part in the reception any more" in html
    assert song.mark != mark                      # the script draws the page anew
    assert party["huang"] not in places(seated)


def test_somebody_who_dines_no_more_is_told_in_a_sentence(song, party, seated):
    before = places(seated)
    with transaction():
        session().get(Attendee, party["huang"]).dines = False
    assert "does not dine" in song.post("move", status=422, person=party["huang"], to=before[party["sato"]])


def test_an_ended_session_is_led_to_sign_in(song, party, seated):
    before = places(seated)
    song.browser.client.delete_cookie("shangzuo", domain="127.0.0.1")
    answer = song.browser.post(f"{song.base}/move", {"version": song.version, "person": party["huang"], "to": before[party["sato"]]}, htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.get_data()) == (401, "/sign-in", b"")
    assert places(seated) == before


def test_asking_for_changes_does_not_keep_a_session_alive(song, clock_moves):
    with clock_moves(minutes=20):
        song.changes(status=204)
    with clock_moves(minutes=31):
        assert song.browser.get(f"{song.base}/changes?since={song.version}", htmx=True).status_code == 401


@pytest.fixture
def clock_moves():
    """with clock_moves(minutes=20): … stands that much later."""
    @contextmanager
    def later(**delta):
        with clock.fixed(NOW + timedelta(**delta)):
            yield
    return later


def test_undo_and_redo_across_reloads(song, party, seated):
    start = places(seated)
    assert re.search(r'id="studio-undo"', song.html)
    song.post("move", person=party["huang"], to=start[party["sato"]])
    one = places(seated)
    song.post("unseat", person=party["vogel"])
    song.take_in(song.browser.get_page(song.base))
    song.post("undo")
    assert places(seated) == one
    html = song.post("undo")
    assert places(seated) == start
    assert "Taken back." in html and not re.search(r'id="studio-redo" disabled', html)
    song.post("redo")
    assert places(seated) == one


def test_nothing_to_take_back_is_said(yuan):
    assert "There is nothing to take back." in yuan.post("undo", status=422)
    assert "There is nothing to do again." in yuan.post("redo", status=422)


def test_the_same_move_sent_twice_is_made_once(song, party, seated):
    before = places(seated)
    data = {"version": song.version, "person": party["huang"], "to": before[party["sato"]], "idempotency_key": "k" * 20}
    first = song.browser.post(f"{song.base}/move", data, htmx=True)
    again = song.browser.post(f"{song.base}/move", data, htmx=True)
    assert (first.status_code, again.status_code) == (200, 204)
    assert places(seated)[party["huang"]] == before[party["sato"]]
    assert session().query(PlanStep).filter_by(kind="move").count() == 1


def test_whoever_loses_the_seat_goes_to_the_list_without_one(song, party, seated):
    before = places(seated)
    html = song.post("unseat", person=party["huang"])
    assert re.search(rf'<li id="person-{party["huang"]}" [^>]*data-group="unseated"', html)
    assert seat(html, before[party["huang"]])["person"] == ""
    assert "Without a seat: Huang Wei." in html
    html = song.post("move", person=party["huang"], to=before[party["sato"]])
    assert re.search(rf'<li id="person-{party["sato"]}" [^>]*data-group="unseated"', html)


def test_reasons_alone_or_the_page_with_them(song, party):
    address = f"{song.base}/why?person={party['wang']}"
    fragment = song.browser.get(address, htmx=True).get_data(as_text=True)
    assert fragment.lstrip().startswith('<section class="studio-why" id="studio-why"') and "CN-10" in fragment
    assert "CN-10" in song.browser.get_page(address)


def test_what_can_be_decided_alone_or_with_the_page(song):
    fragment = song.browser.get(f"{song.base}/deciding", htmx=True).get_data(as_text=True)
    assert fragment.lstrip().startswith('<section class="studio-decide') and "<html" not in fragment
    assert 'id="studio-decide"' in song.browser.get_page(f"{song.base}/deciding")


def test_the_wish_form_knows_the_two(song, party):
    html = song.browser.get_page(f"{song.base}/wishes/new?first={party['huang']}&second={party['sato']}")
    assert re.findall(r'<option selected value="(a\d+)"', html) == [f"a{party['huang']}", f"a{party['sato']}"]
    assert re.findall(r'<option selected value="(a\d+)"', song.browser.get_page(f"{song.base}/wishes/new?first=x&second=-1")) == []


def test_wishes_tell_whether_they_are_kept_and_who_noted_them(song, party, seated):
    song.browser.post_form(f"{song.base}/wishes", {"first": f"a{party['huang']}", "second": f"a{party['vogel']}", "relation": "together-beside",
                                                  "strength": "would_like"})
    beside = seat(song.html, places(seated)[party["huang"]])["beside"].split()[0]
    html = song.post("move", person=party["vogel"], to=beside)
    assert "Wishes kept: 1 of 1" in html and "noted by Song Dan" in html


@pytest.mark.parametrize("query, found", [
    ("q=huangwei", {"huang"}), ("q=hw", {"huang"}), ("q=黄伟", {"huang"}), ("q=krause", {"krause", "vogel"}), ("q=nobody-at-all", set()),
    ("side=host", {"xu", "shen", "peng", "deng"}), ("house={towa_client}", {"sato"}), ("reply=accepted", {"chen"}), ("diet=vegetarian", {"liu"}),
    ("side=guest&q=liu", {"liu"})])
def test_people_are_found_by_search_and_filters(song, party, query, found):
    with transaction():
        session().get(Attendee, party["liu"]).diet = {"codes": ["vegetarian"], "note": ""}
        item = session().get(Banquet, int(song.base.split("/")[-1])).item
        session().add(ItemReply(item_id=item.id, attendee_id=party["chen"], answer="accepted", starts_at=item.starts_at, at=NOW))
    html = song.browser.get_page(f"{song.base}?{query.format(**party)}")
    assert ids(html, "person") == {f"person-{party[name]}" for name in found}


def test_diets_are_asked_only_by_those_who_may_see_them_and_noted(song, party, signed_in):
    with transaction():
        session().get(Attendee, party["liu"]).diet = {"codes": ["vegetarian"], "note": ""}
    assert 'id="filter-diet"' in song.html
    assert list(access_log.entries()) == []
    song.browser.get_page(f"{song.base}?diet=vegetarian")
    [entry] = access_log.entries()
    assert (entry["event"], entry["people"], entry["page"]) == ("diet.read", [session().get(Attendee, party["liu"]).person_id], "studio")
    manager = Page(signed_in("gao.xiang"), party, int(song.base.split("/")[-1]))
    assert 'id="filter-diet"' not in manager.html
    assert len(ids(manager.browser.get_page(f"{song.base}?diet=vegetarian"), "person")) == 11    # the filter is not for them
    assert len(list(access_log.entries())) == 1


def test_who_may_only_look_gets_no_hands(song, party, signed_in, seated):
    manager = Page(signed_in("gao.xiang"), party, seated)
    assert 'data-edit=""' in manager.html and "studio-undo" not in manager.html
    assert manager.changes(status=204) == ""
    assert manager.browser.get(f"{song.base}/costs?person={party['wang']}").status_code == 403
    assert manager.browser.post(f"{song.base}/undo", {"version": manager.version}).status_code == 403
