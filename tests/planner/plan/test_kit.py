"""`shangzuo plan`: the whole kit of the demonstration, and for bad input a sentence, an exit code and nothing written."""

import email
import email.policy
import io
import json
import re
import shutil
import unicodedata
from contextlib import ExitStack
from pathlib import Path

import openpyxl
import pytest

from planner.cli import main
from planner.documents import render
from planner.documents.drawing import script_of
from planner.plan import kit as kit_maker
from tests.conftest import quick_database, standing_on
from tests.pdf_text import pages_of, text_of, wrong_fonts

DEMO = Path(__file__).resolve().parents[3] / "demo"
AS_OF = ["--as-of", "2026-11-20T10:00", "--quiet"]
GUESTS = ["王建国", "刘慧", "陈志远", "赵敏", "孙浩", "周丽华", "吴涛", "郑晓", "佐藤健一", "鈴木美咲", "黄伟", "林静", "梁文"]


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """(exit code, folder) of the demonstration's kit, planned on 20 November."""
    folder = tmp_path_factory.mktemp("plan") / "kit"
    return main(["plan", str(DEMO / "huaxin.toml"), "--out", str(folder), "--language", "en", *AS_OF]), folder


@pytest.fixture
def quick_start(one_app, empty_database, monkeypatch):
    """`shangzuo plan` begins on the application of the tests and a copy of the empty database, and no press makes ready: each takes longer than finding a mistake."""
    with ExitStack() as standing:
        def begin(settings):
            path = Path(settings.url.removeprefix("sqlite:///"))
            path.write_bytes(empty_database.read_bytes())
            return standing.enter_context(standing_on(one_app, settings, quick_database(settings.url)))
        monkeypatch.setattr(kit_maker, "create_app", begin)
        monkeypatch.setattr(render, "warm_presses", lambda: None)
        yield


@pytest.fixture
def planned(tmp_path, capsys, quick_start):
    """planned(changes, options) → (exit code, what was said) for the demonstration's request with texts exchanged."""
    def run(*changes, options=AS_OF, workbook=None):
        text = (DEMO / "huaxin.toml").read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / "r.toml").write_text(text, "utf-8")
        for name in ("huaxin-guests.xlsx", "company.toml"):
            shutil.copyfile(DEMO / name, tmp_path / name)
        if workbook is not None:
            (tmp_path / "huaxin-guests.xlsx").write_bytes(workbook)
        code = main(["plan", str(tmp_path / "r.toml"), "--out", str(tmp_path / "kit"), "--language", "en", *options])
        return code, capsys.readouterr().err.strip()
    yield run
    assert sorted(path.name for path in tmp_path.iterdir()) == ["company.toml", "huaxin-guests.xlsx", "r.toml"]


def summary(kit):
    return json.loads((kit[1] / "summary.json").read_text("utf-8"))


def test_whole_job_is_done_with_warnings(kit):
    code, folder = kit
    found = summary(kit)
    assert code == 1
    assert (folder / "warnings.txt").read_text("utf-8").splitlines() == found["warnings"]
    assert found["people"] == {"guests": 21, "own": 14, "dining": 33}
    assert (found["application"]["total_minor"], found["application"]["state"]) == (3_089_000, "approved")
    assert [d["step"] for d in found["application"]["decisions"]] == ["", "department", "general", "finance"]
    assert {d["id"]: d["day"] for d in found["deadlines"]}["invitations_sent"] == "2026-11-24"
    assert found["deadlines"][0]["id"] == "date_agreed" and found["deadlines"][0]["state"] == "done"


def test_every_oddity_of_the_list_is_told(kit):
    kinds = {(p["name"], p["kind"]) for p in summary(kit)["problems"]}
    assert kinds >= {("赵敏", "odd_digits"), ("赵敏", "duplicate"), ("黄伟", "spaces"), ("何局长", "title_only"), ("冯处", "title_only"),
                     ("刘慧", "spouse"), ("刘慧", "spouse_rank"), ("孙浩", "pacemaker"), ("郑晓", "answers"), ("马云飞", "does_not_dine"),
                     ("梁文", "bad_email"), ("林静", "pregnant")}


def test_our_people_have_their_titles_in_both_languages(kit):
    posts = {}
    for language in ("中文", "English"):
        path, = (kit[1] / "papers" / language).glob("*来宾名单.xlsx" if language == "中文" else "*Guest list.xlsx")
        rows = list(openpyxl.load_workbook(path).active.iter_rows(min_row=3, values_only=True))
        posts[language] = {row[1]: (row[4], row[5]) for row in rows if row[3] in ("主方", "Host")}
    assert posts["中文"]["许国强"] == ("公司领导", "总经理")
    assert posts["English"]["许国强"] == ("Management", "General Manager")
    assert [post for pair in posts["English"].values() for post in pair if not post.isascii()] == []


def test_everybody_has_a_title_in_english(kit):
    path, = (kit[1] / "papers" / "English").glob("*Guest list.xlsx")
    rows = list(openpyxl.load_workbook(path).active.iter_rows(min_row=3, values_only=True))
    titles = {row[1]: row[5] for row in rows}
    assert [title for title in titles.values() if title and not title.isascii()] == []
    assert (titles["王建国"], titles["赵敏"]) == ("Chairman", "Vice President, Purchasing")


def test_organisations_have_their_names_in_english(kit):
    path, = (kit[1] / "papers" / "English").glob("*Guest list.xlsx")
    rows = list(openpyxl.load_workbook(path).active.iter_rows(min_row=3, values_only=True))
    assert [row[4] for row in rows if row[4] and not row[4].isascii()] == []
    assert {row[1]: row[4] for row in rows}["林静"] == "Southern Power Design Institute"
    assert {row[1]: row[9] for row in rows}["马云飞"] is None  # the driver does not dine, so nobody awaits a reply


def test_notes_stand_on_each_paper_in_its_language(kit):
    def text(folder, name):
        path, = (kit[1] / "papers" / folder).glob(f"*{name}.pdf")
        return unicodedata.normalize("NFKC", re.sub(r"\s", "", text_of(path.read_bytes())))
    sheet, book, form = (text("English", name) for name in ("Run sheet", "Handbook", "Hospitality application"))
    assert "nophotographs" in sheet and "nophotographs" in book and "Theybidforthesamelot" in book and "Halalandvegetarian" in form
    assert [words for words in ("禁止拍照", "竞标", "大学同学", "清真与素食") if words in sheet + book + form] == []
    assert "禁止拍照" in text("中文", "流程单") and "两家竞标同一标段" in text("中文", "接待手册") and "清真与素食" in text("中文", "招待申请表")


def test_run_sheet_says_who_is_in_charge(kit):
    sheet = next((kit[1] / "papers" / "中文").glob("*流程单.pdf"))
    first_day = pages_of(sheet.read_bytes())[0]
    assert [name for name in ("高翔", "邓德", "许国强", "袁洁", "曹阳") if name not in first_day] == []


def test_seats_keep_the_story(kit):
    seats = {name.split()[0]: place for name, place in summary(kit)["banquet"]["seats"].items()}
    table = {name: place[0] for name, place in seats.items()}
    assert (seats["许国强"], seats["王建国"], seats["沈玉梅"]) == ([1, 1], [1, 10], [1, 6])
    assert not {table[name] for name in ("Stefan", "Katrin", "Uwe")} & {table["佐藤健一"], table["鈴木美咲"]}
    assert table["黄伟"] == table["彭亮"] and abs(seats["黄伟"][1] - seats["彭亮"][1]) in (1, 9)
    assert len(seats) == 33 and len({tuple(place) for place in seats.values()}) == 33


def test_papers_are_whole_in_both_languages(kit):
    papers = {path.relative_to(kit[1] / "papers").parts[0]: sorted(p.suffix for p in path.iterdir())
              for path in (kit[1] / "papers").iterdir()}
    assert papers == {folder: [".pdf"] * 17 + [".xlsx"] * 2 for folder in ("中文", "English")}
    cards = next((kit[1] / "papers" / "中文").glob("*席位卡.pdf"))
    text = re.sub(r"\s", "", text_of(cards.read_bytes()))
    assert [name for name in GUESTS if text.count(name) < 2] == []  # each card has a front and a back
    rows = openpyxl.load_workbook(next((kit[1] / "papers" / "中文").glob("*来宾名单.xlsx"))).active.iter_rows(values_only=True)
    assert "王建国" in {str(cell) for row in rows for cell in row}


def printed(kit, title=""):
    """{name of the file: PDF} of the papers whose title ends so."""
    return {path.name: path.read_bytes() for path in (kit[1] / "papers").glob(f"*/*{title}.pdf")}


def test_every_paper_embeds_all_its_fonts_and_uses_faces_of_the_house(kit):
    assert {name: wrong for name, pdf in printed(kit).items() if (wrong := wrong_fonts(pdf))} == {}


@pytest.mark.parametrize("titles", [("宴会座次图", "Hall plan"), ("分桌座次单", "Table sheets"), ("分桌名单", "Table list"), ("座位索引", "Seat list"), ("席位卡", "Place cards"), ("引座卡", "Escort cards"),
                                    ("接待手册", "Handbook")], ids=lambda titles: titles[1])
def test_every_name_is_found_intact(kit, titles):
    """Names of Chinese characters in both languages, of others as they are written in Latin letters; who is not Chinese has both."""
    seated = [name.split() for name in summary(kit)["banquet"]["seats"]]
    names = [words[0] if script_of(words[0]) == "han" else " ".join(word for word in words if word.isascii()) for words in seated] + ["Suzuki Misaki"]
    texts = [text_of(pdf) for title in titles for pdf in printed(kit, title).values()]

    assert len(texts) == 2 and {"王建国", "Khalid Al-Harbi", "鈴木美咲", "何局长"} <= set(names)
    assert [[name for name in names if name not in text] for text in texts] == [[], []]


def test_invitations_go_to_whom_they_should(kit):
    mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in (kit[1] / "mail").glob("*.eml")]
    cards = {m["To"].addresses[0].addr_spec: sum(p.get_content_type() == "application/pdf" for p in m.iter_attachments()) for m in mails}
    assert len(mails) == len(cards) == 16
    assert {to: count for to, count in cards.items() if count != 1} == {"zheng.xiao@huaxin.example": 2}  # her own, and Mrs Wang's
    invited = summary(kit)["invitations"]
    assert {i["guest"]: i["answered_by"] for i in invited if i["answered_by"]} == {
        "王建国 Wang Jianguo": "郑晓 Zheng Xiao", "陈志远 Chen Zhiyuan": "郑晓 Zheng Xiao"}
    assert {i["guest"] for i in invited if i["language"] == "en"} == {
        "Stefan Krause", "Katrin Vogel", "Uwe Lorenz", "خالد الحربي Khalid Al-Harbi", "سلمان العتيبي Salman Al-Otaibi",
        "佐藤健一 Sato Kenichi"}  # whoever reads no Chinese
    files = sorted(path.suffix for path in (kit[1] / "invitations").iterdir())
    assert files == [".ics"] * 20 + [".pdf"] * 20


def line_of(words):
    """Where the first line of the request that begins with `words` stands."""
    return 1 + next(n for n, text in enumerate((DEMO / "huaxin.toml").read_text("utf-8").splitlines()) if text.startswith(words))


@pytest.mark.parametrize("change, at, said", [
    (("tables = 4", "tables = 0"), "tables = 4", "this must be a whole number from 1 to 300"),
    (('pack = "cn-corporate"', 'pack = "klingon"'), "pack = ", "choose one of:"),
    (('host = "许国强"', 'host = "许国刚"'), 'host = "许国强"', "the guest list has nobody called 许国刚"),
    (('host = "许国强"', 'host = "王建国"'), "[banquet]", "王建国 Wang Jianguo is a guest. Hosts are our own people."),
    (('guest_of_honour = "王建国"', 'guest_of_honour = "沈玉梅"'), "[banquet]", "沈玉梅 Shen Yumei is on the host side. The guest of honour is one of the guests."),
    (('first = "黄伟"', 'first = "黄河"'), 'first = "黄伟"', "the guest list has neither a person nor a client called 黄河"),
    (('person = "高翔"\nrole = "department_manager"', 'person = "宋丹"\nrole = "department_manager"'), "[[approvals]]", "You filed this application, so somebody else decides on it."),
])
def test_mistake_ends_with_two_and_its_line(planned, change, at, said):
    code, words = planned(change)
    assert code == 2 and f"r.toml, line {line_of(at)}: {said}" in words and len(words.splitlines()) == 1, words


def test_list_cut_in_half_ends_with_two(planned):
    data = (DEMO / "huaxin-guests.xlsx").read_bytes()
    code, words = planned(workbook=data[: len(data) // 2])
    assert code == 2 and words.startswith("huaxin-guests.xlsx: ")


def test_list_of_other_things_ends_with_two(planned):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["apples", "pears"])
    book.save(file)
    code, words = planned(workbook=file.getvalue())
    assert code == 2 and words.startswith("huaxin-guests.xlsx: ")


def test_banquet_in_the_past_ends_with_two(planned):
    code, words = planned(options=["--as-of", "2026-12-20", "--quiet"])
    assert (code, words) == (2, f"r.toml, line {line_of('[banquet]')}: This lies in the past. Please choose a banquet still to come.")


def test_more_people_than_seats_is_impossible(planned):
    code, words = planned(("tables = 4", "tables = 3"))
    assert code == 3 and words.startswith("33 people dine, but there are only 30 seats. Without a seat: ")


def test_folder_in_use_stays_as_it_is(tmp_path, capsys, quick_start):
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["plan", str(DEMO / "huaxin.toml"), "--out", str(tmp_path), "--language", "zh", *AS_OF]) == 2
    assert capsys.readouterr().err == f"{tmp_path.name}：此文件夹非空，请另选一个\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
