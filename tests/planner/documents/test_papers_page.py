"""The papers of a reception over the web: the shelf, one paper, the workbook, the zip."""

import io
import zipfile
from datetime import UTC, datetime
from urllib.parse import quote

import openpyxl
import pytest
from sqlalchemy import event

from planner.banquets import versions
from planner.banquets.models import Banquet, BanquetTable, Seating
from planner.db import session, transaction
from planner.documents import typesetting
from planner.jobs.actions import run_waiting
from planner.jobs.models import StoredFile
from planner.receptions.models import Reception
from tests import factories, pdf_text
from tests.page_rules import faults_of

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)


@pytest.fixture
def reception(db, prepared):
    """A reception of Song Dan's with a programme, six people and a seated banquet of one table."""
    return prepared("reception with papers", make_reception)


@pytest.fixture
def quick_press(monkeypatch):
    """Papers that are not printed, where the test is not about the print."""
    monkeypatch.setattr(typesetting, "render_pdf", lambda html, given=None: b"%PDF-1.7 paper")


@pytest.fixture
def unpressed(monkeypatch):
    """Papers as the pages that would be printed: who is asked about the content needs no print, which takes a second each."""
    monkeypatch.setattr(typesetting, "render_pdf", lambda html, given=None: html.encode())


def make_reception():
    made = factories.make_reception()
    client = made.client_id
    wang = factories.make_attendee(made, role="guest_of_honour", rank=1, person=factories.make_person(
        "王建国", "Wang Jianguo", client_id=client, title_zh="董事长", title_en="Chairman", languages=["zh"], gender="m", phone="13800010001"))  # fmt: skip
    chen = factories.make_attendee(made, rank=2, person=factories.make_person("陈志远", "Chen Zhiyuan", client_id=client, title_zh="总裁", title_en="President"),
                                   diet={"codes": ["seafood_allergy"], "note": "海鲜过敏"})  # fmt: skip
    harbi = factories.make_attendee(made, rank=3, person=factories.make_person("", "Khalid Al-Harbi", name_native="خالد الحربي", client_id=client, title_en="Chairman"))
    xu = factories.make_attendee(made, "host", "host", rank=1, person=factories.make_person("许国强", "Xu Guoqiang", title_zh="总经理", title_en="General Manager"))
    shen = factories.make_attendee(made, "host", "second_host", rank=2, person=factories.make_person("沈玉梅", "Shen Yumei", title_zh="副总经理"))
    factories.make_item(made, "talks", datetime(2026, 12, 8, 13, 30), datetime(2026, 12, 8, 15, 0), title_zh="会谈", title_en="Talks", place_zh="第一会议室")
    item = factories.make_item(made, place_zh="云山大酒店")
    banquet = Banquet(reception_id=made.id, item_id=item.id, venue_zh="云山大酒店", venue_en="Yunshan Hotel", hall_zh="牡丹厅", hall_en="Peony Hall",
                      host_id=xu.id, second_host_id=shen.id, guest_of_honour_id=wang.id, plan_number=2, plan_status="best_found")  # fmt: skip
    session().add(banquet)
    session().flush()
    table = BanquetTable(banquet_id=banquet.id, number=1, x_cm=300, y_cm=300, seats=10, features=[])
    session().add(table)
    session().flush()
    for seat, attendee in enumerate((xu, chen, harbi, None, None, shen, None, None, None, wang)):
        if attendee:
            session().add(Seating(banquet_id=banquet.id, attendee_id=attendee.id, table_id=table.id, seat=seat))
    session().flush()
    session().expire_all()
    versions.release(banquet, by=None, at=NOW)
    return made.id


@pytest.fixture
def empty_reception(db):
    with transaction():
        return factories.make_reception().id


def page_of(response):
    """What stands on an unpressed paper."""
    return response.get_data(as_text=True).partition("</head>")[2]


def text_of(response):
    return pdf_text.text_of(response.get_data())


def test_shelf_shows_each_paper_in_both_languages(reception, signed_in):
    html = signed_in("song.dan").get_page(f"/receptions/{reception}/papers")

    assert faults_of(html, "en", ["宋丹"]) == []
    for name in ("hall_plan", "table_list", "place_cards", "run_sheet", "handbook", "kitchen"):
        for lang in ("zh", "en"):
            assert f'href="/receptions/{reception}/papers/{name}.pdf?lang={lang}"' in html
    assert f'href="/receptions/{reception}/papers/guest-list.xlsx?lang=zh"' in html
    assert "Seats: plan version 1." in html


def test_shelf_of_an_empty_reception_says_what_is_missing(empty_reception, signed_in):
    html = signed_in("song.dan", "zh").get_page(f"/receptions/{empty_reception}/papers")

    assert faults_of(html, "zh", ["Huaxin delegation"]) == []
    assert ".pdf?lang" not in html
    assert "尚未安排宴会。" in html and f'href="/receptions/{empty_reception}/banquet"' in html
    assert "尚未提交招待申请。" in html and "日程尚为空白。" in html and "尚未准备请柬。" in html


def test_papers_with_names_show_every_person(reception, unpressed, signed_in):
    browser = signed_in("song.dan")
    for name, lang in (("hall_plan", "zh"), ("table_list", "en"), ("place_cards", "zh"), ("handbook", "en")):
        text = page_of(browser.get(f"/receptions/{reception}/papers/{name}.pdf?lang={lang}"))
        assert [found for found in ("王建国", "陈志远", "许国强", "沈玉梅", "Khalid Al-Harbi") if found not in text] == []


def test_paper_is_a_pdf_that_shows_every_person(reception, signed_in):
    response = signed_in("song.dan").get(f"/receptions/{reception}/papers/table_list.pdf?lang=zh")

    assert response.status_code == 200, response.get_data(as_text=True)[:2000]
    assert response.mimetype == "application/pdf" and response.headers["X-Content-Type-Options"] == "nosniff"
    text = text_of(response)
    assert [found for found in ("王建国", "陈志远", "许国强", "沈玉梅", "Khalid Al-Harbi") if found not in text] == []


def test_file_name_is_the_receptions_and_papers_in_its_language(reception, quick_press, signed_in):
    browser = signed_in("song.dan")

    shown = browser.get(f"/receptions/{reception}/papers/run_sheet.pdf?lang=en").headers["Content-Disposition"]
    saved = browser.get(f"/receptions/{reception}/papers/run_sheet.pdf?lang=zh&download=1").headers["Content-Disposition"]

    assert shown == "inline; filename=run_sheet-en.pdf; filename*=UTF-8''Huaxin%20delegation%20-%20Run%20sheet.pdf"
    assert saved == f"attachment; filename=run_sheet-zh.pdf; filename*=UTF-8''{quote('华信考察团-流程单.pdf')}"


@pytest.mark.parametrize("path", ["hall_plan.pdf?lang=zh", "application.pdf?lang=en", "invitation.pdf?lang=zh", "guest-list.xlsx?lang=zh"])
def test_paper_that_is_not_ready_answers_with_a_sentence(empty_reception, signed_in, path):
    response = signed_in("song.dan").get(f"/receptions/{empty_reception}/papers/{path}")

    assert response.status_code == 422
    assert response.mimetype == "text/html"


@pytest.mark.parametrize("path", ["nothing.pdf", "run_sheet.pdf?lang=fr", "..%2frun_sheet.pdf"])
def test_unknown_paper_or_language_is_not_found(reception, signed_in, path):
    assert signed_in("song.dan").get(f"/receptions/{reception}/papers/{path}").status_code == 404


def test_foreign_reception_is_not_found(reception, signed_in):
    browser = signed_in("tang.lei")

    for path in ("papers", "papers/run_sheet.pdf", "papers/guest-list.xlsx"):
        assert browser.get(f"/receptions/{reception}/{path}").status_code == 404
    assert browser.post(f"/receptions/{reception}/papers/all").status_code == 404


@pytest.mark.parametrize(("login", "name", "status"), [
    ("dong.fang", "hall_plan", 403), ("dong.fang", "run_sheet", 200), ("yuan.jie", "kitchen", 200), ("gao.xiang", "kitchen", 403),
    ("auditor", "table_list", 403), ("admin", "run_sheet", 403),
])  # fmt: skip
def test_roles_decide_which_papers_can_be_printed(reception, quick_press, signed_in, login, name, status):
    assert signed_in(login).get(f"/receptions/{reception}/papers/{name}.pdf?lang=zh").status_code == status


def test_diets_are_only_on_copies_for_who_may_see_them(reception, unpressed, signed_in):
    authorised = page_of(signed_in("song.dan").get(f"/receptions/{reception}/papers/handbook.pdf?lang=zh"))
    others = page_of(signed_in("xu.guoqiang").get(f"/receptions/{reception}/papers/handbook.pdf?lang=zh"))

    assert "海鲜过敏" in authorised and "饮食与健康" in authorised
    assert "海鲜过敏" not in others and "饮食与健康" not in others


def test_guest_list_is_a_workbook_with_seats(reception, signed_in):
    response = signed_in("song.dan").get(f"/receptions/{reception}/papers/guest-list.xlsx?lang=zh")

    rows = list(openpyxl.load_workbook(io.BytesIO(response.get_data())).active.iter_rows(values_only=True))
    assert rows[1][:3] == ("序号", "姓名", "英文名")
    assert [(row[1], row[10], row[11]) for row in rows[2:]] == [
        ("王建国", 1, 10), ("陈志远", 1, 2), ("خالد الحربي", 1, 3), ("许国强", 1, 1), ("沈玉梅", 1, 6)]  # fmt: skip


def test_seat_of_a_guest_who_declined_is_empty_on_paper(reception, unpressed, signed_in):
    with transaction():
        chen = next(a for a in session().get(Reception, reception).attendees if a.rank == 2 and a.side == "guest")
        factories.make_reply(next(i for i in chen.reception.items if i.kind == "banquet"), chen)

    browser = signed_in("song.dan")
    assert "陈志远" not in page_of(browser.get(f"/receptions/{reception}/papers/table_list.pdf?lang=zh"))
    rows = list(openpyxl.load_workbook(io.BytesIO(browser.get(f"/receptions/{reception}/papers/guest-list.xlsx?lang=zh").get_data()))
                .active.iter_rows(values_only=True))
    assert [(row[10], row[11]) for row in rows if row[1] == "陈志远"] == [(None, None)]


def test_all_papers_come_as_a_zip_for_their_owner_alone(app, reception, quick_press, signed_in):
    browser = signed_in("song.dan")
    location = browser.post_form(f"/receptions/{reception}/papers/all").headers["Location"]
    assert browser.post_form(f"/receptions/{reception}/papers/all").headers["Location"] == location

    with app.app_context():
        assert run_waiting() == 1
        row = session().query(StoredFile).one()
    answer = browser.get(f"/files/{row.id}")
    names = zipfile.ZipFile(io.BytesIO(answer.get_data())).namelist()

    assert "中文/华信考察团-接待手册.pdf" in names and "English/Huaxin delegation - Guest list.xlsx" in names
    assert len(names) == 30
    assert "尚未就绪" not in browser.get_page(location) and "Not ready yet: Find-my-seat sheet, Invitations, Sheets of the arrangements, Photo line-up strip, Car slips, Hospitality application form." in browser.get_page(location)
    assert signed_in("gao.xiang").get(f"/files/{row.id}").status_code == 404


def test_cancelled_export_leaves_no_file(app, reception, signed_in):
    browser = signed_in("song.dan")
    location = browser.post_form(f"/receptions/{reception}/papers/all").headers["Location"]

    browser.post_form(f"{location}/cancel")
    with app.app_context():
        assert run_waiting() == 0
        assert session().query(StoredFile).count() == 0


def test_export_of_another_reception_waits_for_the_first(reception, empty_reception, signed_in):
    browser = signed_in("song.dan")
    browser.post_form(f"/receptions/{reception}/papers/all")

    answer = browser.post(f"/receptions/{empty_reception}/papers/all")

    assert answer.status_code == 429 and answer.headers["Retry-After"] == "60"


def test_shelf_asks_the_same_number_of_questions_for_many_people(app, reception, signed_in):
    browser = signed_in("song.dan")

    def questions():
        asked = []
        engine = app.extensions["database"].engine
        listen = lambda *arguments: asked.append(arguments[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        browser.get_page(f"/receptions/{reception}/papers")
        browser.get(f"/receptions/{reception}/papers/guest-list.xlsx")
        event.remove(engine, "before_cursor_execute", listen)
        return len(asked)

    few = questions()
    with app.app_context(), transaction():
        made = session().get(Reception, reception)
        for _ in range(20):
            factories.make_attendee(made)

    assert questions() == few
