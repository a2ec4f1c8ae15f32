"""Papers in both languages: fonts embedded, glyphs right, cards that fold, golden text. Names and fonts of most are looked at in plan/test_kit.py."""

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from planner.documents import cards, drawing, papers, render
from planner.documents.errors import DocumentTooLarge
from planner.documents.papers import Text
from planner.documents.typesetting import MOST_CARDS, paper_html, paper_pdf
from tests import pdf_text
from tests.planner.documents import demo_papers

GOLDEN = Path(__file__).parent / "golden"
CHINESE = [name for name in demo_papers.NAMES if drawing.script_of(name) == "han"]
FONTS = {
    render.KAI: ("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", 0),
    render.SERIF: ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    render.SANS: ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
}  # fmt: skip


@cache
def pdf_of(name, lang):
    return paper_pdf(name, demo_papers.all_papers()[name], lang)


text_of = cache(pdf_text.text_of)


@cache
def picture(pdf, page=0, dpi=120):
    return pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72).to_pil().convert("L")


@pytest.mark.parametrize(("name", "lang"), [("arrangements", "zh"), ("arrangements", "en"), ("finder_sheet", "zh"), ("letters", "zh"), ("envelopes", "zh"), ("labels", "zh")])
def test_paper_embeds_all_its_fonts_and_uses_faces_of_the_house(name, lang):
    """Papers that the demonstration's kit does not have: the others are looked at there (plan/test_kit.py)."""
    assert pdf_text.wrong_fonts(pdf_of(name, lang)) == []


@pytest.mark.parametrize("name", ["invitation", "application", "run_sheet"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_text_is_as_agreed(name, lang):
    """The wording people signed off; UPDATE_GOLDEN=1 writes it anew after a deliberate change."""
    path, text = GOLDEN / f"{name}.{lang}.txt", text_of(pdf_of(name, lang))
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")

    assert text == path.read_text("utf-8")


def test_headline_of_a_letter_stands_clear_of_the_letterhead():
    page = pypdfium2.PdfDocument(pdf_of("letters", "zh"))[0].get_textpage()
    house, headline = (page.get_charbox(page.search(text).get_next()[0]) for text in (demo_papers.HEADING.house.zh, "晚宴改期"))

    assert (house[1] - headline[3]) / 72 * 25.4 > 10       # millimetres from the foot of one to the head of the other; the rule is 4 below the house


def test_markup_in_names_stays_text():
    hostile = '<img src=x onerror="a">&amp;{{ 7*7 }}'
    banquet = demo_papers.banquet()
    person = replace(demo_papers.people()[0][0], name=Text(hostile, ""))
    table = replace(banquet.tables[0], seats=(papers.SeatEntry(0, person),))
    paper = papers.SeatPaper(demo_papers.HEADING, (replace(banquet, tables=(table,)),))

    for name in ("hall_plan", "table_list"):
        html = paper_html(name, paper, "zh")
        assert "<img" not in html and "49" not in html.split("</style>")[-1]


def test_copy_without_diets_has_no_word_of_them():
    html = paper_html("handbook", demo_papers.handbook(shows_diets=False), "zh")

    assert "饮食与健康" not in html and "心脏起搏器</td>" not in html and "清真，不饮酒" not in html


def test_hall_plan_keeps_the_hosts_right_on_the_left():
    """Seat n−1 is at the host's right hand; the host faces down the page (protocol 0.2)."""
    [placed] = drawing.hall([demo_papers.banquet().tables[0]], 200, 150)
    host, right_hand, left_hand = placed.spots[0], placed.spots[-1], placed.spots[1]

    assert host.y < placed.y and right_hand.x < host.x < left_hand.x


def test_tables_keep_their_order_in_the_room():
    placed = {p.table.number: (p.x, p.y) for p in drawing.hall(demo_papers.banquet().tables, 388, 200)}

    assert placed[1][1] < placed[2][1] == placed[3][1] < placed[4][1]
    assert placed[2][0] < placed[1][0] == placed[4][0] < placed[3][0]


@pytest.mark.parametrize("tables", [1, 2, 6, 12, 30])
def test_labels_of_many_tables_stay_on_the_sheet(tables):
    for placed in drawing.hall(demo_papers.banquet(tables).tables, 388, 210):
        assert 0 <= placed.x - placed.radius and placed.x + placed.radius <= 388
        assert 0 <= placed.y - placed.radius and placed.y + placed.radius <= 210


# Glyphs: the text layer can be right while the ink shows another name -------------------------------------------------


def ink(image):
    """The dark part of a picture, cropped and brought to one size."""
    dark = image.point(lambda value: 255 if value < 128 else 0)
    return dark.crop(dark.getbbox()).resize((160, 60)).point(lambda value: 255 if value > 127 else 0)


def likeness(one, other):
    """Intersection over union of two inks."""
    both, either = (sum(compare(one, other).histogram()[1:]) for compare in (ImageChops.darker, ImageChops.lighter))
    return both / max(either, 1)


def drawn(name, family):
    path, index = FONTS[family]
    font = ImageFont.truetype(path, 90, index=index)
    canvas = Image.new("L", (int(font.getlength(name)) + 40, 160), 255)
    ImageDraw.Draw(canvas).text((20, 10), name, font=font, fill=0)
    return ink(canvas)


@pytest.mark.parametrize("family", FONTS)
def test_ink_on_paper_is_the_name_of_the_text_layer(family):
    pages = "".join(f'<p lang="zh-CN">{name}</p>' for name in CHINESE)
    style = f'<style>@page {{ size: 120mm 30mm; margin: 4mm }} p {{ font: 40pt "{family}"; margin: 0; break-after: page }}</style>'
    pdf = render.render_pdf(f'<html lang="zh-CN">{style}{pages}</html>')

    wrong = {name: value for page, name in enumerate(CHINESE) if (value := likeness(ink(picture(pdf, page)), drawn(name, family))) < 0.6}
    assert wrong == {}


def test_likeness_tells_names_apart():
    assert likeness(drawn("郭华", render.KAI), drawn("郭尝", render.KAI)) < 0.6


# Place cards ----------------------------------------------------------------------------------------------------------

CARD = {1: (15, 13.5), 2: (105, 13.5), 3: (15, 103.5), 4: (105, 103.5), 5: (15, 193.5), 6: (105, 193.5)}


def face(sheet, place, which, dpi=120):
    """The front or back of the card at a place of the sheet, a little inside its edges, where the marks are."""
    left, top = CARD[place]
    top += 45 if which == "front" else 0
    mm = dpi / 25.4
    return sheet.crop((round((left + 1.2) * mm), round((top + 1.2) * mm), round((left + 88.8) * mm), round((top + 43.8) * mm)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_cards_read_the_same_from_both_sides_when_folded(lang):
    sheet = picture(pdf_of("place_cards", lang), 2)

    for place in CARD:
        front, back = face(sheet, place, "front"), face(sheet, place, "back").rotate(180)
        assert likeness(ink(front), ink(back)) > 0.8


def test_long_names_break_where_they_may_and_shrink():
    assert cards.broken("Maximiliane-Charlotte von Hohenstein-Wittgenstein", 2) == ("Maximiliane-Charlotte von", "Hohenstein-Wittgenstein")
    assert cards.broken("阿卜杜热合曼·买买提依明·吐尔逊", 2) == ("阿卜杜热合曼·", "买买提依明·吐尔逊")
    style = cards.usual_style("place")
    short, long = cards.face("王建国", "", "", style), cards.face("阿依古丽娜·买买提", "", "", style)
    assert [line.text for line in short.lines] == ["王建国"] and short.lines[0].size > long.lines[0].size


def test_more_cards_than_one_document_may_have_are_refused(app):
    many = papers.PlaceCards(demo_papers.HEADING, (papers.PlaceCard("王建国"),) * (MOST_CARDS + 1))

    with app.app_context(), pytest.raises(DocumentTooLarge):
        paper_pdf("place_cards", many, "zh")


# Invitations ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_card_is_one_page_however_long_its_words(lang):
    long = demo_papers.invitation(
        salutation=Text("尊敬的阿卜杜热合曼·买买提依明·吐尔逊董事长", "His Excellency Maximiliane-Charlotte von Hohenstein-Wittgenstein"),
        venue=Text("云山国际会议中心暨云山大酒店东区", "Yunshan International Conference Centre and Hotel, East Wing"), reply_code=papers.ReplyCode("M0 0h9v9h-9z", 9))  # fmt: skip
    both = papers.Invitations((demo_papers.invitation(), long))

    pages = render.render_pages(paper_html("invitation", both, lang))

    assert len(pages) == 2
    assert long.salutation.get(lang).split("·")[0].split("-")[0] in text_of(pages[1]).replace("\n", "")


def test_chinese_card_follows_its_form():
    text = text_of(pdf_of("invitation", "zh")).replace("\n", "")

    assert "谨订于2026年12月8日（星期二）18:30，在云山大酒店牡丹厅举行欢迎晚宴，恭请光临。" in text
    assert "准时" not in text and "礼" not in text


def test_english_card_is_one_third_person_sentence():
    text = " ".join(text_of(pdf_of("invitation", "en")).split())

    assert "requests the pleasure of the company of Mr. Wang Jianguo" in text
    assert "on Tuesday, the eighth of December at half past six o’clock" in text
