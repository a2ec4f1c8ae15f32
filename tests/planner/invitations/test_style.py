"""Words and looks of a banquet's invitations: chosen, written, previewed, checked, and found again in letter and card."""

from datetime import date, timedelta

import pytest

from planner import clock
from planner.db import session, transaction
from planner.documents.papers import Text
from planner.errors import RuleBroken
from planner.invitations import cards, letters, proofreading, queries, styles
from tests.factories import invitations as scenes


@pytest.fixture
def page(ready, signed_in):
    """(address of the page, a browser of the account manager)."""
    return f"/receptions/{ready.reception.id}/banquets/{ready.banquet.id}/invitations/style", signed_in("song.dan")


def form_of(scene, **changes):
    """The form as it is drawn, with these changes."""
    held = styles.style_for(scene.banquet)
    values = {name: value for name, value in styles.shown(scene.banquet, held).items() if value is not False}
    return {**values, "version": held.version, **changes}


def letter(scene, name):
    row = scene.invitation_of(name)
    return letters.text_of("invitation", letters.Envelope(row.attendee, (row,)))


def kept(scene, **values):
    with transaction():
        held = styles.style_for(scene.banquet)
        shown = styles.shown(scene.banquet, held) | values
        styles.save(scene.banquet, styles.written(scene.banquet, held, shown), by=scene.owner, at=clock.now())


def found(scene):
    return [(finding.rule.id, finding.url.removeprefix(f"/receptions/{scene.reception.id}")) for finding in proofreading.findings(scene.banquet)]


def test_words_written_for_a_banquet_stand_in_letter_and_card(ready, page):
    address, browser = page
    browser.post_form(address, form_of(ready, occasion="thanks", letter_zh="谨备薄酒，{when}在{hall}恭候{company}。", card_en="{host}\nhopes to see\n{guest}"))
    session().rollback()

    krause = cards.card_of(ready.invitation_of("krause"))
    assert letter(ready, "wang").before[:2] == ("承蒙长期信任与鼎力支持，敝公司铭感于心。", "谨备薄酒，2026年12月8日（星期二）18:30在牡丹厅恭候。")
    assert [line.text for line in krause.lines_en] == ["Mr. Xu Guoqiang", "hopes to see", "Mr. Stefan Krause"]
    assert krause.lines_zh[0].text.startswith("承蒙信任与支持，为表谢忱，谨订于2026年12月8日")


def test_words_that_are_the_occasions_own_follow_another_occasion(ready):
    kept(ready, occasion="thanks")
    kept(ready, opening_zh="")
    kept(ready, occasion="farewell")
    held = styles.style_of(ready.banquet)

    assert (held.card_zh, held.letter_en, held.opening_zh) == (None, None, "")
    assert "惜别" in letter(ready, "wang").before[0]


@pytest.mark.parametrize(("field", "text", "said"), [
    ("letter_en", "Dear {guest.password}", "{guest.password} is no field."), ("card_zh", "{{ config }}", "{ config } is no field."), ("card_zh", "", "Please fill this in."),
    ("card_en", "{host}\n" * 20, "A card has room for 14 lines")])
def test_what_cannot_stand_is_refused_beside_its_field_and_kept_in_the_form(ready, page, field, text, said):
    address, browser = page
    answer = browser.post(address, form_of(ready, **{field: text}))
    html = answer.get_data(as_text=True)

    assert answer.status_code == 422 and said in html.split(f'id="{field}-error"')[1][:300]
    assert styles.style_of(ready.banquet) is None


def test_preview_shows_the_words_for_a_real_guest_and_keeps_nothing(ready, page):
    address, browser = page
    html = browser.post(address, form_of(ready, letter_en="{host} hopes for {company}.", guest=ready.invitation_of("krause").id, show="1")).get_data(as_text=True)

    assert "of Shangzuo Electric, hopes for your company." in html and "As Stefan Krause gets it" in html
    assert styles.style_of(ready.banquet) is None


def test_form_drawn_from_an_older_version_is_a_conflict(ready, page):
    address, browser = page
    form = form_of(ready)
    kept(ready, occasion="thanks")

    assert browser.post(address, {**form, "occasion": "farewell"}).status_code == 409
    assert styles.style_of(ready.banquet).occasion == "thanks"


def test_page_and_its_samples_are_valid_for_both_languages(ready, page, signed_in, monkeypatch):
    address, browser = page
    monkeypatch.setattr("planner.invitations.style_views.paper_pdf", lambda name, paper, lang: f"{paper.design} {paper.languages(lang)}".encode())
    english = browser.get_page(address)
    assert "Words and looks" in english and '<span class="visually-hidden">Folded card PDF </span>English</a>' in english
    assert "请柬的文字与样式" in signed_in("song.dan", "zh").get_page(address)
    assert browser.get(f"{address}/card.pdf?design=folded&lang=both").data == b"folded ('zh', 'en')"
    assert [browser.get(f"{address}/card.pdf?{bad}").status_code for bad in ("design=mail_card", "design=../x", "lang=de", "guest=999")] == [404] * 4


def test_regrets_only_and_dress_stand_where_they_belong(ready):
    kept(ready, asks="regrets", dress="")
    card = cards.card_of(ready.invitation_of("krause"))

    assert (card.asks, card.dress) == ("regrets", Text())
    assert "Should you be unable to attend" in letter(ready, "krause").before[1] and "如不克出席" in letter(ready, "wang").before[1]


def test_mail_designed_as_a_card_shows_the_card_first(ready):
    kept(ready, mail_design="mail_card")
    row = ready.invitation_of("krause")
    html = letters.letter_of("invitation", letters.Envelope(row.attendee, (row,)), token="", cards={}, at=clock.now()).html

    assert html.index('class="guest">Mr. Krause') < html.index("Dear Mr. Krause")


def test_check_finds_what_would_embarrass_and_leads_to_its_page(ready):
    with transaction():
        ready.banquet.item.title_en = ""
        ready.guests["liu"].role = "guest"
    kept(ready, card_zh="请于12月8日（星期三）准时光临")

    assert found(ready) == [
        ("weekday", f"/banquets/{ready.banquet.id}/invitations/style#card_zh"), ("punctual", f"/banquets/{ready.banquet.id}/invitations/style#card_zh"),
        ("script", f"/programme/{ready.banquet.item_id}"), ("no_post", f"/people/{ready.guests['liu'].id}"), ("title_only", f"/people/{ready.guests['he'].id}")]


def test_weekday_that_is_wrong_and_a_late_reply_date_stop_the_sending(ready, quick_cards):
    kept(ready, letter_zh="{title}定于12月8日（星期三），恭请{company}光临。")
    with pytest.raises(RuleBroken, match="something to mend"):
        scenes.send(ready)
    kept(ready, letter_zh="{title}定于12月8日（星期二），恭请{company}光临。")
    with transaction():
        for row in queries.standing(ready.banquet):
            row.reply_by = date(2026, 12, 8)
    assert {finding.rule.id for finding in proofreading.stopping(ready.banquet)} == {"reply_late"}
    with transaction():
        for row in queries.standing(ready.banquet):
            row.reply_by = date(2026, 12, 7)
    assert scenes.send(ready) == 4


def test_festival_is_the_next_holiday_and_its_absence_stops_the_sending(ready):
    kept(ready, occasion="festival")
    assert "元旦" in letter(ready, "wang").before[0] and proofreading.stopping(ready.banquet) == []
    with transaction():
        ready.banquet.item.starts_at = ready.banquet.item.starts_at.replace(month=11, day=8)
        ready.banquet.item.ends_at = ready.banquet.item.starts_at + timedelta(hours=2)

    assert {finding.rule.id for finding in proofreading.stopping(ready.banquet)} >= {"empty_field"}
