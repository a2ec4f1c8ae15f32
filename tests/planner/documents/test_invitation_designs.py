"""Each design of an invitation in Chinese, English and both: the right pages, nothing over anything else, however long the words."""

import re
import subprocess

import pypdfium2
import pytest

from planner.documents import invitation_designs as designs
from planner.documents import papers, render
from planner.documents.errors import DocumentTooLarge
from planner.documents.papers import Text
from planner.documents.typesetting import in_halves, paper_html
from planner.qr import qr_path
from tests.planner.documents import demo_papers

WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')
MILLIMETRE = 72 / 25.4
CODE = papers.ReplyCode(*qr_path("https://visits.shangzuo.example/r/abcdefghijklmnopqrstuvwxyz012345"))
MODES = {"zh": False, "en": False, "both": True}


def long_card():
    return demo_papers.invitation(
        salutation=Text("尊敬的阿卜杜热合曼·买买提依明·吐尔逊董事长", "His Excellency Maximiliane von Hohenstein-Wittgenstein"), reply_code=CODE,
        venue=Text("云山国际会议中心暨云山大酒店东区", "Yunshan International Conference Centre and Hotel"), hall=Text("牡丹厅贵宾一区", "Peony Hall, Rooms One to Three"),
        host_post=Text("上座电气股份有限公司董事长兼总经理", "Chairman and General Manager of Shangzuo Electric Co., Ltd."))  # fmt: skip


def printed(design, mode, *cards):
    """[[(left, top, right, bottom, word)] of each page] in points, and the PDF's pages by size."""
    paper = papers.Invitations(tuple(cards), design, MODES[mode], has_seal=True)
    pdf = render.render_pdf(paper_html("invitation", paper, "zh" if mode == "both" else mode))
    text = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    pages = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', text, re.S)
    return [((float(width), float(height)), [(*map(float, found[:4]), found[4]) for found in WORD.findall(words)]) for width, height, words in pages]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("design", [one.id for one in designs.for_paper()])
def test_design_keeps_its_pages_and_its_text_above_its_foot(design, mode):
    pages = printed(design, mode, long_card())
    chosen = designs.designs()[design]

    assert [(round(size[0] / MILLIMETRE), round(size[1] / MILLIMETRE)) for size, _words in pages] == [chosen.size] * chosen.pages
    for (width, height), words in pages:
        assert all(left >= 0 and top >= 0 and right <= width and bottom <= height for left, top, right, bottom, _word in words)
    assert faults(pages[-1][1], design) == []


def test_letter_is_signed_and_dated_in_the_form_of_its_language():
    """Chinese: the date below the signature. English: above the salutation; and nobody signs as Mr."""
    chinese, english = ([found[4] for found in printed("letter", mode, demo_papers.invitation())[0][1]] for mode in ("zh", "en"))

    assert chinese.index("2026年11月21日") > chinese.index("谨启")
    assert english.index("November") < english.index("Dear") if "Dear" in english else english.index("November") < english.index("Mr.")
    signed = english[english.index("sincerely,") + 1:]
    assert signed[:2] == ["Xu", "Guoqiang"]


def faults(words, design):
    """Words of the text that reach into the foot, and words that lie over one another."""
    found = [(a[4], b[4]) for n, a in enumerate(words) for b in words[n + 1:] if overlap(a, b)]
    if design != "letter":
        foot = min(top for _left, top, _right, _bottom, word in words if word.startswith(("着装", "R.S.V.P.")))
        found += [word for _left, _top, _right, bottom, word in words if word in ("谨启", "Three", "Hall") and bottom > foot + 1]
    return found


def overlap(a, b):
    """Whether two words share more than a hair of paper; lines stand closer than the boxes of their letters."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return width > 1 and height > 0.45 * min(a[3] - a[1], b[3] - b[1])


def test_texts_that_lie_over_one_another_would_be_found():
    assert overlap((0, 0, 50, 12, "a"), (20, 4, 60, 16, "b")) and not overlap((0, 0, 50, 12, "a"), (0, 10, 50, 22, "b"))


def test_design_says_what_it_is_in_both_languages():
    assert {one.kind for one in designs.designs().values()} == {"card", "letter", "mail"} and any(one.is_folded for one in designs.for_paper())
    assert all(one.title(lang) and one.reason(lang) and one.source(lang) for one in designs.designs().values() for lang in ("zh", "en"))


@pytest.mark.parametrize(("zh", "en", "rows"), [
    ("上座电气", "", ("电上", "气座")), ("上座电气股份有限公司", "", ("电上", "气座")), ("云山", "", ("云", "山")), ("新华信", "", ("信新", "印华")), ("", "Shangzuo Electric", ("SE",)), ("", "", ())])
def test_seal_is_read_down_its_right_column_first(zh, en, rows):
    assert designs.seal_rows(zh, en) == rows


def test_logo_goes_to_the_press_with_its_paper_alone():
    plain = papers.Invitations((demo_papers.invitation(),), has_logo=False, logo=b"\x89PNG")
    branded = papers.Invitations((demo_papers.invitation(),), logo=b"\x89PNG")

    assert plain.given == {} and "asset:given" not in paper_html("invitation", plain, "zh")
    assert branded.given == {"logo.png": b"\x89PNG"} and 'src="asset:given/logo.png"' in paper_html("invitation", branded, "zh")


def test_regrets_only_and_to_remind_replace_the_request_for_a_reply():
    def words(lang, **changes):
        return paper_html("invitation", papers.Invitations((demo_papers.invitation(**changes),)), lang)

    assert "Regrets only" in words("en", asks="regrets") and "R.S.V.P." not in words("en", asks="regrets")
    assert "如不克出席" in words("zh", asks="regrets") and "备忘" in words("zh", asks="regrets", is_reminder=True)


def test_code_on_paper_has_the_modules_of_its_address():
    """The press draws the code itself: each module is read from the page again."""
    pdf = render.render_pdf(paper_html("invitation", papers.Invitations((demo_papers.invitation(reply_code=CODE),)), "zh"))
    dots = 400 / 25.4
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=400 / 72).to_pil().convert("L")
    left, top, side = (148 - 19 - 18) * dots, (210 - 16.5 - 18) * dots, 18 * dots / CODE.size
    seen = [[picture.getpixel((left + (x + 0.5) * side, top + (y + 0.5) * side)) < 128 for x in range(CODE.size)] for y in range(CODE.size)]
    path = {(int(x) + n, int(y)) for x, y, width in papers.BAR.findall(CODE.path) for n in range(int(width))}

    assert {(x, y) for y, row in enumerate(seen) for x, dark in enumerate(row) if dark} == path


@pytest.mark.parametrize("design, mode", [("formal", "zh"), ("formal", "en"), ("plain", "both"), ("letter", "en")])
def test_large_set_for_the_printer_looks_like_its_cards_one_by_one(design, mode):
    """What is alike is laid out once there and shown again, below a salutation of one line or of two, and on cards that are set smaller."""
    smaller = demo_papers.invitation(salutation=long_card().salutation, venue=long_card().venue, hall=long_card().hall, reply_code=CODE)
    cards = (demo_papers.invitation(reply_code=CODE), long_card(), smaller, demo_papers.invitation(table_number=2), demo_papers.invitation(reply_code=CODE))

    def pictures(**more):
        html = paper_html("invitation", papers.Invitations(cards, design, MODES[mode], has_seal=True, **more), "zh" if mode == "both" else mode)
        return [page.render(scale=0.7).to_pil().tobytes() for page in pypdfium2.PdfDocument(render.render_pdf(html))], html.count("data-copy")

    whole, shown_again = pictures(is_for_press=True)
    one_by_one, _none = pictures()
    assert [number for number, (page, other) in enumerate(zip(whole, one_by_one, strict=True)) if page != other] == [] and shown_again


def test_part_that_is_too_much_for_the_clock_goes_to_the_press_in_halves():
    asked = []

    def press(paper):
        asked.append(len(paper.cards))
        if len(paper.cards) > limit:
            raise DocumentTooLarge()
        return paper.cards

    paper, limit = papers.Invitations(tuple("abcde")), 2
    assert in_halves(press, paper) == [("a", "b"), ("c",), ("d", "e")] and asked == [5, 2, 3, 1, 2]
    limit = 0
    with pytest.raises(DocumentTooLarge):
        in_halves(press, paper)
