"""The import in the browser: upload, columns, problems, store; every refusal keeps what was there."""

import io
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from planner.db import session, transaction
from planner.receptions.models import Attendee, ImportDraft
from tests import factories

DEMO = Path(__file__).parents[3] / "demo" / "huaxin-guests.xlsx"


@pytest.fixture
def reception(app, clock):
    with app.app_context(), transaction():
        return factories.make_reception().id


@pytest.fixture
def song(signed_in, reception):
    return signed_in("song.dan")


def upload(browser, reception, data=None, name="huaxin-guests.xlsx", **options):
    return browser.post(f"/receptions/{reception}/import", {"file": (io.BytesIO(DEMO.read_bytes() if data is None else data), name)},
                        content_type="multipart/form-data", **options)


def stored(app):
    with app.app_context():
        return session().query(Attendee).count()


def draft_id(app):
    with app.app_context():
        return session().scalar(select(ImportDraft.id))


def fields_of(html):
    """The fields of the check form as a browser would send them unchanged."""
    found = {name: (re.findall(r'<option value="([^"]*)" selected', body) or re.findall(r'<option value="([^"]*)"', body))[0]
             for name, body in re.findall(r'<select name="(p-[^"]+)".*?>(.*?)</select>', html, re.S)}
    found |= dict(re.findall(r'<input name="(p-[^"]+)" value="([^"]*)"', html))
    return found


def test_song_drops_the_workbook_looks_and_stores(app, song, reception):
    answer = upload(song, reception)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/receptions/{reception}/import/check")
    assert stored(app) == 0
    html = song.get_page(f"/receptions/{reception}/import/check")
    assert "People in “huaxin-guests.xlsx”: 35. New guests: 21, new colleagues: 14, changed: 0, unchanged: 0; rows left out: 1." in html
    for told in ("listed twice", "bad-mail@", "full-width digits", "only a family name and a post", "A total row", "does not dine",
                 "replies for 王建国, 陈志远", "pacemaker", "spouse of 王建国", "takes the rank of the partner, here 1", "public official", "Interprets for Stefan Krause"):
        assert told in html, told
    data = {**fields_of(html), "draft": draft_id(app), "go": "store", "consent": "y", "p-1_28-bad_email-email": "edit",
            "p-1_28-bad_email-email-text": "liang.wen@spdi.example"}
    answer = song.post_form(f"/receptions/{reception}/import/check", data)
    assert answer.headers["Location"] == f"/receptions/{reception}/people"
    html = song.get_page(f"/receptions/{reception}/people")
    assert "The list is stored. New people: 35, changed: 0, unchanged: 0; new clients: 5." in html
    with app.app_context():
        people = {a.person.name("zh"): a for a in session().scalars(select(Attendee)).unique()}
        assert people["梁文"].person.email == "liang.wen@spdi.example"
        assert people["陈志远"].diet["codes"] == ["seafood"]
        assert session().query(ImportDraft).count() == 0


def test_the_same_file_again_says_that_nothing_changes(app, song, reception):
    for expected in ("New people: 35", "Everybody in the list was known already"):
        upload(song, reception)
        html = song.get_page(f"/receptions/{reception}/import/check")
        song.post_form(f"/receptions/{reception}/import/check", {**fields_of(html), "draft": draft_id(app), "go": "store", "consent": "y"})
        assert expected in song.get_page(f"/receptions/{reception}/people")
    assert stored(app) == 35


def test_without_the_tick_no_diet_is_kept(app, song, reception):
    upload(song, reception)
    song.post_form(f"/receptions/{reception}/import/check", {"draft": draft_id(app), "go": "store"})
    with app.app_context():
        assert [a for a in session().scalars(select(Attendee)).unique() if a.diet or a.health] == []
    assert stored(app) == 35


def test_an_answer_that_is_wrong_too_is_shown_again_and_nothing_is_stored(app, song, reception):
    upload(song, reception)
    answer = song.post(f"/receptions/{reception}/import/check", {
        "draft": draft_id(app), "go": "store", "p-1_28-bad_email-email": "edit", "p-1_28-bad_email-email-text": "still bad",
        "p-1_15-diet_urgent-diet": "life_threatening"})
    assert (answer.status_code, stored(app)) == (422, 0)
    html = answer.get_data(as_text=True)
    assert 'value="still bad"' in html and "what you wrote cannot be read either" in html
    assert '<option value="life_threatening" selected>' in html


def test_columns_that_are_not_recognised_are_asked_for(app, song, reception):
    rows = "Wer,Firma,Dings\n王建国,华信电力设备集团,1\n李伟,华信电力设备集团,2\n".encode()
    answer = upload(song, reception, rows, "a.csv")
    assert answer.headers["Location"].endswith("/import/columns")
    html = song.get_page(f"/receptions/{reception}/import/columns")
    assert "王建国" in html
    refused = song.post(f"/receptions/{reception}/import/columns", {"heading-0": "1", "side-0": "guest", "field-0-1": "organisation"})
    assert refused.status_code == 422
    assert "please say which column holds the names" in refused.get_data(as_text=True)
    song.post_form(f"/receptions/{reception}/import/columns", {"heading-0": "1", "side-0": "guest", "field-0-0": "name", "field-0-1": "organisation", "field-0-2": "rank"})
    song.post_form(f"/receptions/{reception}/import/check", {"draft": draft_id(app), "go": "store"})
    with app.app_context():
        assert [(a.person.name_zh, a.rank) for a in session().scalars(select(Attendee).order_by(Attendee.position)).unique()] == [("王建国", 1), ("李伟", 2)]


@pytest.mark.parametrize(("data", "name", "said"), [
    (b"", "a.xlsx", "The file is empty."), (DEMO.read_bytes()[:5000], "a.xlsx", "damaged or was cut off"), (DEMO.read_bytes(), "a.csv", "rename it to .xlsx"),
    (b"name,company\nA,B\n", "a.xlsx", "rename it to .csv"), (b"\x89PNG\r\n\x1a\n", "a.png", "cannot be read"),
    (("姓名\n" + "王伟\n" * 5001).encode(), "a.csv", "more than 5,000 filled rows")])
def test_a_file_that_is_no_list_gets_a_sentence(app, song, reception, data, name, said):
    answer = upload(song, reception, data, name)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    with app.app_context():
        assert session().query(ImportDraft).count() == 0


def test_a_file_of_12_megabytes_is_too_large(song, reception):
    size = 12 * 1024 * 1024
    answer = song.client.post(f"/receptions/{reception}/import", input_stream=io.BytesIO(b"x" * size), content_length=size,
                              content_type="multipart/form-data; boundary=x", base_url="http://127.0.0.1:8000")
    assert answer.status_code == 413


def test_no_file_at_all(song, reception):
    answer = song.post(f"/receptions/{reception}/import", {})
    assert answer.status_code == 422
    assert "Please choose a file." in answer.get_data(as_text=True)


def test_another_managers_reception_and_draft_do_not_exist(app, song, signed_in, reception):
    upload(song, reception)
    tang = signed_in("tang.lei")
    for path in ("import", "import/check", "import/columns"):
        assert tang.get(f"/receptions/{reception}/{path}").status_code == 404
    assert tang.post(f"/receptions/{reception}/import/check", {"go": "store", "draft": draft_id(app)}).status_code == 404
    assert stored(app) == 0


def test_a_list_uploaded_meanwhile_is_not_stored_by_the_old_page(app, song, reception):
    upload(song, reception)
    answer = song.post(f"/receptions/{reception}/import/check", {"go": "store", "draft": "999"})
    assert (answer.status_code, stored(app)) == (409, 0)


def test_a_draft_can_be_discarded_and_is_forgotten_after_a_day(app, song, reception, clock):
    upload(song, reception)
    song.post_form(f"/receptions/{reception}/import/discard")
    assert song.get(f"/receptions/{reception}/import/check").status_code == 404


def test_a_long_list_is_stored_in_the_background(app, song, reception):
    from planner.jobs.actions import run_waiting
    rows = "姓名,单位,级别,手机\n" + "".join(f"王{chr(0x4e00 + i)},华信电力设备集团,5,138{i:08}\n" for i in range(520))
    upload(song, reception, rows.encode(), "a.csv")
    answer = song.post_form(f"/receptions/{reception}/import/check", {"draft": draft_id(app), "go": "store"})
    assert answer.headers["Location"].startswith("/jobs/")
    assert stored(app) == 0
    with app.app_context():
        run_waiting()
        from planner.jobs.models import Job
        job = session().scalar(select(Job))
        assert (job.state, job.error, job.result) == ("done", "", {"new": 520, "changed": 0, "same": 0, "clients": 0})
    assert stored(app) == 520
    song.get_page(f"/receptions/{reception}/people?page=2")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_pages_in_both_languages(signed_in, reception, language):
    browser = signed_in("song.dan", language)
    browser.get_page(f"/receptions/{reception}/import")
    upload(browser, reception)
    for path in ("import", "import/columns", "import/check"):
        browser.get_page(f"/receptions/{reception}/{path}")
