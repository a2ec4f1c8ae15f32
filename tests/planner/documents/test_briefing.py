"""Briefing cards by country: complete in both languages, and each with the pages it was written from."""

from datetime import date
from urllib.parse import urlsplit

import pytest

from planner.documents import briefing
from planner.people.countries import country_name

CARDS = {card["id"]: card for card in briefing._countries()}


@pytest.mark.parametrize("name", CARDS)
def test_a_card_names_its_pages_and_speaks_both_languages(name):
    card = CARDS[name]
    assert card["sources"] and all(one["title"] and urlsplit(one["address"]).netloc and one["accessed"] <= date(2026, 12, 31) for one in card["sources"])
    assert {"gestures", "donts"} <= set(card)
    assert all(card[subject][lang].strip() for subject in ("title", *briefing.SUBJECTS) if subject in card for lang in ("zh", "en"))
    assert all(country_name(code, "en") != code for code in card["codes"])


def test_a_country_has_one_card_and_an_unknown_one_none():
    codes = [code for card in CARDS.values() for code in card["codes"]]
    assert len(codes) == len(set(codes))
    assert [card.id for card in briefing.country_cards(["NO", "ZZ", "SE"], "zh")] == ["nordic"]


def test_a_subject_of_which_no_page_spoke_is_left_out():
    (japan,) = briefing.country_cards(["JP"], "en")
    assert "Dress" not in dict(japan.points) and japan.sources[0].site == "weproject.media"
