"""What a card says by its paper's record: table and seat on the side of the guest, a reminder instead of the reply date."""

from dataclasses import replace

import pytest

from planner.documents.papers import PlaceCard, PlaceCards
from planner.documents.typesetting import paper_html
from tests.planner.documents import demo_papers


@pytest.mark.parametrize(("lang", "where"), [("zh", "第 3 桌 · 10 号席"), ("en", "Table 3 · seat 10")])
def test_place_card_names_table_and_seat_on_one_side(lang, where):
    page = paper_html("place_cards", PlaceCards(demo_papers.HEADING, (PlaceCard("王建国", table_number=3, seat_number=10),)), lang)
    back, front = page[page.index('"face back turned back-1"'):].split('"face front place-1 ')
    assert where in back and where not in front


@pytest.mark.parametrize(("lang", "asks", "reminds"), [("zh", "前回复", "备忘"), ("en", "R.S.V.P.", "To remind")])
def test_card_to_remind_asks_for_no_reply(lang, asks, reminds):
    paper = demo_papers.all_papers()["invitation"]
    asking, reminding = (paper_html("invitation", replace(paper, cards=tuple(replace(card, is_reminder=is_reminder) for card in paper.cards)), lang)
                         for is_reminder in (False, True))
    assert asks in asking and reminds not in asking
    assert reminds in reminding and asks not in reminding
