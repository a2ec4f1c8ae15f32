"""The rule files: what they say, and that they refuse what they do not know."""

import shutil

import pytest

from planner import create_app
from planner.budgets.rulebook import FOLDER, BadRules, house_rules, load
from planner.money import Money
from planner.settings import BadSettings


def test_every_rule_is_worded_in_both_languages_with_its_source():
    rules = house_rules()
    for rule in (*rules.policies.every, rules.ladder):
        for text in (rule.title("zh"), rule.title("en"), rule.text("zh"), rule.text("en"), rule.reason("zh"), rule.reason("en"), rule.source("zh"), rule.source("en")):
            assert text.strip()
        assert rule.title("en").isascii() and not rule.title("zh").isascii()


@pytest.mark.parametrize(("policy", "guests", "most"), [
    ("companions.gov-2013", 1, 3), ("companions.gov-2013", 10, 3), ("companions.gov-2013", 11, 3), ("companions.gov-2013", 12, 4),
    ("companions.gov-2013", 20, 6), ("companions.soe", 5, 5), ("companions.soe", 6, 5), ("companions.soe", 7, 6), ("companions.soe", 20, 12),
    ("companions.foreign-2013", 7, 6), ("companions.private-half", 20, 10), ("companions.private-half", 7, 3), ("companions.private-max5", 50, 5),
])
def test_companion_ratios_of_the_protocol(policy, guests, most):
    assert house_rules().policy(policy).most_companions(guests) == most


def test_the_ladder_looks_up_its_steps_by_amount():
    ladder = house_rules().ladder
    assert [step.role for step in ladder.steps_for(Money(1, "CNY"))] == ["department_manager", "general_manager", "finance"]
    assert not ladder.needs_two_persons(Money(499_999, "CNY")) and ladder.needs_two_persons(Money(500_000, "CNY"))


def test_signatures_by_amount_can_be_chosen_instead(tmp_path):
    ladder = _changed(tmp_path, "ladders.toml", 'active = "handbook"', 'active = "by-amount"').ladder
    roles = {minor: len(ladder.steps_for(Money(minor, "CNY"))) for minor in (199_999, 200_000, 499_999, 500_000)}
    assert roles == {199_999: 1, 200_000: 2, 499_999: 2, 500_000: 3}


@pytest.mark.parametrize(("category", "text", "kind"), [
    ("meals", "晚宴", "banquet"), ("meals", "晚宴酒水 Banquet drinks", "drinks"), ("meals", "工作午餐", "lunch"), ("meals", "水果", "banquet"),
    ("transport", "用车", "cars"), ("gifts", "丝巾", ""), ("other", "宴会摄影", ""),
])
def test_a_line_of_ones_own_is_recognised_by_its_words(category, text, kind):
    assert house_rules().kind_of(category, text) == kind


def _changed(tmp_path, name, old, new):
    shutil.copytree(FOLDER, tmp_path / "rules", dirs_exist_ok=True)
    text = (tmp_path / "rules" / name).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "rules" / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return load(tmp_path / "rules")


def _line_of(name, text):
    return 1 + [line.startswith(text) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()].index(True)


@pytest.mark.parametrize(("name", "old", "new", "reason"), [
    ("policies.toml", 'level = "reason"', 'level = "reasons"', "unknown level 'reasons'"),
    ("policies.toml", 'cap = "600.00"', 'cap = "600,000,00"', "separators"),
    ("policies.toml", 'cap = "600.00"', "cap = 600.0", "'cap' must be a str"),
    ("policies.toml", 'grade = "A"', 'grad = "A"', "unknown key 'grad'"),
    ("policies.toml", 'kind = "per_head_cap"', 'kind = "per_head"', "unknown kind 'per_head'"),
    ("policies.toml", 'meal = "banquet"', 'meal = "breakfast"', "unknown meal 'breakfast'"),
    ("ladders.toml", 'role = "department_manager"', 'role = "boss"', "unknown role 'boss'"),
    ("ladders.toml", 'active = "handbook"', 'active = "none"', "there is no ladder 'none'"),
    ("ladders.toml", "tolerance_percent = 0", "tolerance_percent = true", "'tolerance_percent' must be a int"),
    ("prices.toml", 'follows = "talks"', 'follows = "wind"', "unknown follows 'wind'"),
    ("prices.toml", 'price = "2400.00"', 'price = "NaN"', "digits only"),
])  # fmt: skip
def test_a_mistake_is_refused_with_file_and_line(tmp_path, name, old, new, reason):
    with pytest.raises(BadRules) as caught:
        _changed(tmp_path, name, old, new)
    assert str(caught.value).startswith(f"{name}, line {_line_of(name, old)}: ")
    assert reason in str(caught.value)


def test_the_application_does_not_start_with_a_mistake(settings, monkeypatch):
    def broken():
        raise BadRules("policies.toml, line 7: unknown key 'grad'")
    monkeypatch.setattr("planner.budgets.views.house_rules", broken)
    with pytest.raises(BadSettings, match="policies.toml, line 7"):
        create_app(settings)


@pytest.mark.parametrize(("name", "old", "new", "reason"), [
    ("policies.toml", 'source_en = "House figure; compare', '# source_en = "House figure; compare', "'source_en' is missing"),
    ("policies.toml", 'id = "meal.banquet.grade-b"', 'id = "meal.banquet.grade-a"', "share days"),
    ("ladders.toml", 'from = "0.00"', 'from = "1.00"', None),
    ("prices.toml", 'currency = "CNY"', 'currency = "EUR"', "policies and prices are in"),
    ("policies.toml", "[[policy]]", "[[policy]", "policies.toml:"),
])
def test_other_mistakes_are_refused_too(tmp_path, name, old, new, reason):
    if reason is None:  # one step from 0 is enough; all from 1 would let small amounts pass unsigned
        assert _changed(tmp_path, name, old, new)
        text = (tmp_path / "rules" / name).read_text(encoding="utf-8").replace('from = "0.00"', 'from = "1.00"')
        (tmp_path / "rules" / name).write_text(text, encoding="utf-8")
        with pytest.raises(BadRules, match="a step from 0"):
            load(tmp_path / "rules")
        return
    with pytest.raises(BadRules, match=reason):
        _changed(tmp_path, name, old, new)
