"""The pages of the day: taps on the phone, the wall, the pocket packs and who may take them."""

import base64
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from planner import clock
from planner.db import session, transaction
from planner.people import access_log
from planner.running import actions, queries, rulebook
from planner.running.models import ItemProgress
from tests import factories
from tests.conftest import NOW
from tests.planner.running.conftest import item, reception


def base(ids):
    return f"/receptions/{ids['reception']}/running"


def progress(ids, kind):
    session().rollback()
    session().expire_all()
    return session().scalar(select(ItemProgress).where(ItemProgress.item_id == ids[kind]))


def test_a_tap_answers_with_the_line_or_leads_back_to_it(visit, signed_in):
    browser = signed_in("song.dan")
    line = browser.post(f"{base(visit)}/items/{visit['talks']}", {"what": "begun"}, htmx=True)
    assert (line.status_code, f'id="item-{visit["talks"]}"' in line.text, "<html" in line.text) == (200, True, False)
    whole = browser.post(f"{base(visit)}/items/{visit['talks']}", {"what": "over", "role": "host", "day": "2026-11-20"})
    assert (whole.status_code, whole.headers["Location"]) == (303, f"{base(visit)}?role=host&day=2026-11-20#item-{visit['talks']}")
    assert progress(visit, "talks").done_at == NOW
    browser.get_page(base(visit))


@pytest.mark.parametrize("form", [{"what": "late", "minutes": "-5"}, {"what": "late", "minutes": "5000"}, {"what": "late", "minutes": "1e2"}, {"what": "late"},
                                  {"what": "over"}, {"what": "fly"}, {}])
def test_nonsense_on_the_run_sheet_gets_a_sentence_at_its_line(visit, signed_in, form):
    browser = signed_in("song.dan")
    for htmx in (True, False):
        answer = browser.post(f"{base(visit)}/items/{visit['talks']}", form, htmx=htmx)
        assert (answer.status_code, answer.text.count('role="alert"')) == (422, 1)
    assert progress(visit, "talks") is None


def test_a_delay_shows_what_moves_and_moves_it_for_the_planner(visit, signed_in):
    song, host = signed_in("song.dan"), signed_in("gao.xiang")
    shown = song.post(f"{base(visit)}/items/{visit['talks']}", {"what": "late", "minutes": "20"}, htmx=True).text
    seen = re.search(r'name="seen" value="([^"]+)"', shown)[1]
    assert "15:15 → <strong>15:35</strong>" in shown and "13:30 → " not in shown
    assert host.post(f"{base(visit)}/items/{visit['talks']}/apply", {"seen": seen}).status_code == 403
    assert [song.post(f"{base(visit)}/items/{visit['talks']}/apply", {"seen": mark}).status_code for mark in ("x", seen, seen)] == [409, 303, 409]


def test_two_phones_ticking_at_once_lose_nothing(visit, signed_in):
    with transaction():
        actions.lay_out(reception(visit), by=factories.person("song.dan"), at=NOW)
    task = next(one.id for one in queries.tasks_of(reception(visit)) if one.step == "greet")
    first, second = (signed_in(login).post(f"{base(visit)}/checklist/{task}", {"is_done": "1"}, htmx=True) for login in ("song.dan", "yuan.jie"))
    assert (first.status_code, second.status_code, "Song Dan has ticked this already" in second.text) == (200, 200, True)
    with clock.fixed(NOW + queries.timedelta(minutes=11)):
        assert signed_in("song.dan").post(f"{base(visit)}/checklist/{task}", {"is_done": "0"}, htmx=True).status_code == 422


def test_a_foreign_task_or_a_signed_out_phone_changes_nothing(visit, signed_in, client):
    with transaction():
        other = factories.make_reception(owner=factories.person("tang.lei"), title_zh="别家")
        task = actions.add_task(other, role="driver", title_zh="加油", due_at=factories.datetime(2026, 12, 8, 9, 0), by=factories.person("tang.lei"), at=NOW).id
    assert signed_in("song.dan").post(f"{base(visit)}/checklist/{task}", {"is_done": "1"}).status_code == 404
    lost = client.post(f"{base(visit)}/items/{visit['talks']}", {"what": "begun"}, htmx=True)
    assert (lost.status_code, urlsplit(lost.headers["HX-Redirect"]).path) == (401, "/sign-in")
    assert progress(visit, "talks") is None


def test_every_page_of_the_day_opens_with_content(visit, signed_in):
    song = factories.person("song.dan")
    with transaction():
        actions.lay_out(reception(visit), by=song, at=NOW)
        complaint = actions.receive_complaint(reception(visit), grade="minor", summary="<b>冷</b>", by=song, at=NOW).id
        actions.announce_late(item(visit, "talks"), 20, by=song, at=NOW)
    browser = signed_in("song.dan", "zh")
    for path in ("", "?role=driver", "/checklist", "/checklist?role=kitchen", "/packs", "/complaints", f"/complaints/{complaint}", "/readiness", f"/readiness/{visit['host_id']}"):
        browser.get_page(base(visit) + path)
    assert browser.get(f"{base(visit)}?role=nobody").status_code == 404
    browser.get_page("/")
    assert signed_in("gao.xiang").get(f"{base(visit)}/readiness/{visit['host_id']}").status_code == 404  # a host answers in person


def test_the_wall_rests_when_the_day_is_over_and_tells_no_secrets(visit, signed_in):
    browser = signed_in("yuan.jie")
    whole, piece = browser.get_page("/running/wall"), browser.get("/running/wall", htmx=True).text
    assert "hx-trigger=\"every 20s, seen\"" in whole and "<html" not in piece
    assert not re.search(r"1390|1391|Zeng|曾|halal", piece)
    with clock.fixed(NOW.replace(hour=14, minute=1)):  # 22:01 in Shanghai
        assert "hx-trigger" not in signed_in("yuan.jie").get("/running/wall", htmx=True).text
    with transaction():
        for kind in ("arrival", "welcome", "talks", "tour", "banquet", "send_off"):
            actions.begin(item(visit, kind), by=factories.person("song.dan"), at=NOW)
            actions.end(item(visit, kind), by=factories.person("song.dan"), at=NOW)
    assert "hx-trigger" not in browser.get("/running/wall", htmx=True).text


def test_a_wall_without_visits_goes_on_asking(db, signed_in):
    page = signed_in("yuan.jie").get_page("/running/wall")
    assert "hx-trigger" in page and "The day is over" not in page


class References(HTMLParser):
    """Everything in a file that a browser would fetch or follow."""

    def __init__(self, html):
        super().__init__()
        self.found, self.tags = [], set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.found += [value for name, value in attributes if name in ("src", "href", "srcset", "action", "data", "poster", "background", "xlink:href", "formaction")]
        self.found += [value for name, value in attributes if name.startswith("on")]


def packs(ids, browser, lang="en"):
    return {role: browser.get(f"{base(ids)}/packs/{role}.html?lang={lang}") for role in rulebook.packs()}


def test_a_pack_refers_to_nothing_outside_and_only_the_kitchen_s_has_diets(visit, signed_in):
    found = packs(visit, signed_in("song.dan"))
    for role, response in found.items():
        html, references = response.text, References(response.text)
        assert response.headers["Content-Disposition"].startswith("attachment"), role
        assert [one for one in references.found if not re.match(r"#|tel:|data:image/svg\+xml;base64,", one)] == [], role
        assert references.tags & {"script", "link", "iframe", "object", "embed", "form", "base"} == set(), role
        assert not re.search(r"@import|url\(", html), role
        assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html
    assert {role for role, response in found.items() if re.search("halal|coriander", response.text, re.I)} == {"kitchen"}
    assert "13912345678" not in "".join(response.text for response in found.values())  # a guest's number is in no pack
    assert all(words in found["receptionist_in_chief"].text for words in ("Zēng Guóqiáng", "曾国强", "With guests: Germany", "Sources: welcome-center-germany.com", "Chairman"))
    assert "Bring the sign" in found["driver"].text and "Zēng" in found["driver"].text and "With guests: Germany" not in found["driver"].text


def test_the_driver_s_pack_shows_the_places_in_each_car_as_a_picture(visit, signed_in):
    html = packs(visit, signed_in("song.dan"))["driver"].text
    picture = re.search(r'class="picture car"><img src="data:image/svg\+xml;base64,([^"]+)"', html)[1]
    assert "Zeng" in base64.b64decode(picture).decode()


def test_reading_the_kitchen_s_pack_is_noted_and_others_are_not(visit, signed_in):
    browser = signed_in("song.dan")
    browser.get(f"{base(visit)}/packs/driver.html")
    before = list(access_log.entries())
    browser.get(f"{base(visit)}/packs/kitchen.html")
    noted = [entry for entry in access_log.entries() if entry not in before]
    assert (before, [(entry["event"], entry["people"], entry["page"]) for entry in noted]) == ([], [("diet.read", [visit["guest"]], "running.pocket_pack")])


def test_packs_are_for_the_reception_s_people_and_the_kitchen_s_for_who_hands_it_out(visit, signed_in):
    statuses = {login: [signed_in(login).get(f"{base(visit)}/packs/{role}.html").status_code for role in ("driver", "kitchen", "pirate")]
                for login in ("song.dan", "yuan.jie", "gao.xiang", "tang.lei", "dong.fang")}
    assert statuses == {"song.dan": [200, 200, 404], "yuan.jie": [200, 200, 404], "gao.xiang": [200, 404, 404], "tang.lei": [404] * 3, "dong.fang": [404] * 3}
