"""Cards on paper: the reply code that works once the card is handed over, and the table."""

import pytest
from sqlalchemy import select

from planner import clock
from planner.banquets import versions
from planner.banquets.models import BanquetTable, Seating
from planner.db import session, transaction
from planner.documents import sources
from planner.invitations import actions, cards, letters, queries
from planner.invitations.models import ReplyLink
from tests.conftest import Browser


def on_paper(scene, lang="zh"):
    """{salutation: card} as the papers page prints them."""
    return {card.salutation.get(lang): card for card in sources.ask("invitation", scene.reception, lang).cards}


def seat(scene, name, number, *, is_locked=False):
    table = session().scalar(select(BanquetTable).where(BanquetTable.number == number, BanquetTable.banquet_id == scene.banquet.id))
    if table is None:
        table = BanquetTable(banquet_id=scene.banquet.id, number=number, x_cm=300 * number, y_cm=300, seats=10, features=[])
        session().add(table)
        session().flush()
    session().add(Seating(banquet_id=scene.banquet.id, attendee_id=scene.guests[name].id, table_id=table.id, seat=0, is_locked=is_locked))
    session().flush()


def hand_over(scene):
    with transaction():
        actions.hand_over(scene.invitation_of("he"), by=scene.owner, at=clock.now())


def test_card_on_paper_carries_a_code_and_that_of_a_mail_does_not(ready):
    found = on_paper(ready)
    he = ready.invitation_of("he")

    assert {words: card.reply_code is not None for words, card in found.items()} == {
        "尊敬的王董事长": False, "尊敬的刘女士": False, "尊敬的陈总裁": False, "尊敬的郑女士": False, "尊敬的何局长": True}
    assert found["尊敬的何局长"].reply_code == cards.reply_code(letters.reply_url(cards.printed_token(he)))
    assert session().scalars(select(ReplyLink)).all() == []


def test_code_on_the_card_opens_the_reply_page_once_it_is_handed_over(app, ready):
    token = cards.printed_token(ready.invitation_of("he"))
    assert Browser(app).get(f"/r/{token}").status_code == 404
    hand_over(ready)
    browser = Browser(app)

    assert browser.get(f"/r/{token}").status_code == 303
    assert "何局长" in browser.get_page("/reply")


def test_card_of_an_earlier_invitation_stays_dead_after_inviting_again(app, ready):
    before = cards.printed_token(ready.invitation_of("he"))
    hand_over(ready)
    with transaction():
        actions.withdraw(ready.invitation_of("he"), by=ready.owner, at=clock.now())
        actions.invite_again(ready.invitation_of("he"), by=ready.owner, at=clock.now())
    after = cards.printed_token(ready.invitation_of("he"))
    hand_over(ready)

    assert [Browser(app).get(f"/r/{token}").status_code for token in (before, after)] == [404, 303]


def test_code_follows_the_banquet_to_a_later_hour(app, ready):
    hand_over(ready)
    token = cards.printed_token(ready.invitation_of("he"))
    first = queries.starts_at(ready.banquet)
    with transaction():
        ready.banquet.item.starts_at = ready.banquet.item.starts_at.replace(hour=20)

    assert queries.link_for(token, first) is not None
    assert queries.link_for(token, queries.starts_at(ready.banquet)) is None


@pytest.mark.parametrize(("is_locked", "mailed"), [(False, None), (True, "3")])
def test_card_names_the_planned_table_and_a_mailed_one_only_a_locked_seat(ready, monkeypatch, is_locked, mailed):
    with transaction():
        seat(ready, "wang", 3, is_locked=is_locked)
        session().expire_all()
        versions.keep(ready.banquet, by=ready.owner, at=clock.now()).state = "released"
    made = []
    monkeypatch.setattr(cards, "render_pages", lambda page, *rest: [b"%PDF-1.7"])
    monkeypatch.setattr(cards, "paper_html", lambda name, paper, lang: made.extend(paper.cards))
    cards.print_cards([ready.invitation_of("wang")], {})

    assert [card.table_number for card in made] == [mailed]
    assert {words: card.table_number for words, card in on_paper(ready).items() if card.table_number} == {"尊敬的王董事长": "3"}
