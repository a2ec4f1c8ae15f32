"""Languages and diets as people type them, in many languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.people import diets
from planner.people.languages import all_languages, language_names, parse_languages


@pytest.mark.parametrize(("typed", "codes", "unknown"), [
    ("中文、英语", ["zh", "en"], []), ("阿拉伯语", ["ar"], []), ("Deutsch und Englisch", ["de", "en"], []), ("日语、英语、中文", ["ja", "en", "zh"], []),
    ("zh/en", ["zh", "en"], []), ("中英文", ["zh", "en"], []), ("英语(流利)", ["en"], []), ("Klingon", [], ["Klingon"]), ("العربية", ["ar"], []),
    ("日本語; 한국어", ["ja", "ko"], []), ("русский", ["ru"], []), ("中文、中文", ["zh"], []), ("", [], [])])
def test_languages(typed, codes, unknown):
    assert parse_languages(typed) == (codes, unknown)


def test_language_names_in_both_languages():
    assert (language_names(["de", "en"], "zh"), language_names(["de", "en"], "en")) == ("德语、英语", "German, English")
    assert [code for code, _name in all_languages("en")][:2] == ["zh", "yue"]


@pytest.mark.parametrize(("typed", "needs", "note"), [
    ("不吃辣", ["not_spicy"], ""), ("海鲜过敏", ["seafood"], ""), ("素食", ["vegetarian"], ""), ("vegetarisch; Nüsse!", ["vegetarian", "nuts"], ""),
    ("清真,不饮酒", ["halal", "no_alcohol"], ""), ("エビ・カニ", ["crustaceans"], ""), ("孕期,不饮酒", ["pregnant", "no_alcohol"], ""), ("蛋奶素", ["ovo_lacto_vegetarian"], ""),
    ("对海鲜不过敏", [], "对海鲜不过敏"), ("无麸质", ["gluten"], ""), ("no nuts, no pork", ["nuts", "no_pork"], ""), ("gluten-free and vegan", ["gluten", "vegan"], ""),
    ("坚果过敏，随身带肾上腺素", ["nuts"], "随身带肾上腺素"), ("鱼虾蟹过敏", ["fish", "crustaceans"], ""), ("حلال", ["halal"], ""), ("见附件", [], "见附件"),
    ("喜欢吃海鲜", [], "喜欢吃海鲜"), ("peanuts", ["peanuts"], ""), ("维生素", [], "维生素")])
def test_diets(typed, needs, note):
    read = diets.parse_diet(typed)
    assert (list(read.needs), read.note) == (needs, note)


@pytest.mark.parametrize("typed", ["无", "没有", "none", "keine", "n/a", "不过敏", "特になし", "—"])
def test_nothing_special_is_an_answer(typed):
    assert diets.parse_diet(typed) == diets.Diet(is_none=True)


def test_severity():
    assert diets.parse_diet("坚果严重过敏").severities() == {"nuts": "life_threatening"}
    assert diets.parse_diet("孕期,不饮酒").severities()["no_alcohol"] == "medical"
    assert diets.parse_diet("清真,不饮酒").severities()["no_alcohol"] == "religious"
    assert diets.parse_diet("不饮酒").severities()["no_alcohol"] == "preference"
    assert diets.parse_diet("Nüsse!").is_urgent and not diets.parse_diet("Nüsse").is_urgent


def test_every_need_has_both_names_a_kind_and_a_severity():
    kinds = {diets.need_kind(need_id) for need_id, _name in diets.all_needs()}
    assert kinds == {"diet", "allergen", "avoid", "condition"}
    for need_id, name in diets.all_needs("zh"):
        assert name and diets.need_name(need_id, "en") and diets.default_severity(need_id) in diets.SEVERITIES
        assert need_id in diets.parse_diet(name).needs
        assert need_id in diets.parse_diet(diets.need_name(need_id, "en")).needs


@given(st.text(max_size=60))
def test_nothing_typed_is_dropped_silently(typed):
    read = diets.parse_diet(typed)
    if typed.strip() and any(char.isalpha() for char in typed):
        assert read.needs or read.note or read.is_none
