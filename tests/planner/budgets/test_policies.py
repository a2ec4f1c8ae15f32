"""Policy tables over time, by city and by what a cap leaves out: read from a file, refused where two share a day."""

from datetime import date

import pytest

from planner.budgets.breaches import Line, Occasion, breaches, concerning, per_head
from planner.budgets.policies import read_policies
from planner.budgets.rulefile import BadRules
from planner.money import Money

WORDS = """title_zh = "宴会"
title_en = "Banquet"
text_zh = "有上限。"
text_en = "There is a limit."
reason_zh = "适度。"
reason_en = "Moderation."
source_zh = "本公司"
source_en = "House"
"""
CITIES = """[[city]]
id = "coast"
title_zh = "沿海"
title_en = "Coast"
words = ["上海", "Shanghai"]

"""


def cap(amount="500.00", **values):
    values = {"id": "banquet", "kind": "per_head_cap", "meal": "banquet", "level": "reason", "valid_from": "2026-01-01"} | values
    lines = [f'{key} = {value if key.startswith("valid") or key in ("without", "active") else chr(34) + value + chr(34)}' for key, value in values.items()]
    return "\n".join(["[[policy]]", *lines, f'cap = "{amount}"', 'currency = "CNY"', WORDS])


@pytest.fixture
def read(tmp_path):
    def read(*tables):
        (tmp_path / "policies.toml").write_text(CITIES + "\n".join(tables), encoding="utf-8")
        return read_policies(tmp_path / "policies.toml")
    return read


def caps(policies, day):
    return [policy.cap.amount_minor for policy in policies.on(day)]


def test_a_new_table_starts_on_its_day_and_the_old_one_stays_for_the_days_before(read):
    policies = read(cap(valid_until="2026-11-30"), cap("400.00", valid_from="2026-12-01"))
    assert [caps(policies, day) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 30), date(2026, 12, 1))] == [[], [50_000], [50_000], [40_000]]


@pytest.mark.parametrize("second", [
    {"valid_from": "2026-12-01"},                                          # the first one has no end
    {"valid_from": "2025-01-01", "valid_until": "2026-01-01"},             # one day in common
    {"id": "other"},                                                       # another id, the same subject
    {"id": "banquet", "grade": "A"},                                       # another subject, the same id
    {"active": "false"},                                                   # the same id, though not in use
])  # fmt: skip
def test_two_about_the_same_on_one_day_are_refused_with_file_and_line(read, second):
    with pytest.raises(BadRules) as caught:
        read(cap(), cap(**second))
    line = next(number for number, text in list(enumerate(CITIES.splitlines() + cap().splitlines() + cap(**second).splitlines(), 1))[::-1] if text.startswith("valid_from"))
    assert str(caught.value).startswith(f"policies.toml, line {line + 1}: ")
    assert "share days; end the older one with valid_until" in str(caught.value)


@pytest.mark.parametrize("second", [
    {"id": "other", "level": "block"}, {"id": "other", "grade": "A"}, {"id": "other", "guests": "official"}, {"id": "other", "city": "coast"},
    {"id": "other", "active": "false"}, {"valid_from": "2025-01-01", "valid_until": "2025-12-31"},
])  # fmt: skip
def test_tables_about_something_else_or_for_other_days_stand_beside_each_other(read, second):
    assert len(read(cap(), cap(**second)).every) == 2


def test_words_that_two_tables_share_are_refused(read):
    table = "\n".join(["[[policy]]", 'id = "{}"', 'kind = "words"', 'category = "gifts"', 'words = ["{}", "cash"]', 'level = "block"', "valid_from = 2026-01-01", WORDS])
    with pytest.raises(BadRules, match="share days"):
        read(table.format("a", "gold"), table.format("b", "silver"))


@pytest.mark.parametrize(("values", "reason"), [
    ({"valid_until": "2025-12-31"}, "ends before it begins"), ({"city": "moon"}, "unknown city 'moon'"), ({"without": '["taxes"]'}, "unknown without 'taxes'"),
    ({"valid_until": '"soon"'}, "'valid_until' must be a date"), ({"valid_from": "2026-01-01T00:00:00"}, "'valid_from' must be a date"),
])  # fmt: skip
def test_a_mistake_in_a_new_key_is_refused(read, values, reason):
    with pytest.raises(BadRules, match=reason):
        read(cap(**values))


def test_an_edition_stays_when_a_table_for_later_days_is_added_and_not_when_the_past_is_edited(read):
    day, later = date(2026, 6, 1), date(2027, 1, 1)
    before = read(cap())
    added = read(cap(valid_until="2026-12-31"), cap("400.00", valid_from="2027-01-01"))
    edited = read(cap("600.00"))
    assert before.edition_on(day) == added.edition_on(day) != added.edition_on(later)
    assert added.edition_on(later).startswith("2027-01-01#")
    assert [policies.still_says(before.edition_on(day)) for policies in (added, edited)] == [True, False]


def test_the_end_of_a_table_without_a_successor_begins_an_edition(read):
    policies = read(cap(valid_until="2026-06-30"))
    editions = [policies.edition_on(day) for day in (date(2025, 1, 1), date(2026, 6, 30), date(2026, 7, 1))]
    assert [edition.partition("#")[0] for edition in editions] == ["", "2026-01-01", "2026-07-01"]
    assert all(policies.still_says(edition) for edition in editions) and len(set(editions)) == 3


def test_a_city_is_found_by_its_words_and_its_table_stands_in_for_the_general_one(read):
    policies = read(cap(), cap("700.00", id="coast", city="coast"), cap("900.00", id="ceiling", level="block"))
    assert [policies.city_of(text) for text in ("云山酒店", "上海 云山酒店", "Grand Hotel, SHANGHAI")] == ["", "coast", "coast"]
    found = [[one.id for one in concerning(Occasion((), "CNY", city=city), policies.every)] for city in ("", "coast")]
    assert found == [["banquet", "ceiling"], ["coast", "ceiling"]]


def banquet():
    """A banquet of 5,500.00 for ten with 300.00 tax, 200.00 service and 100.00 tip in it, and drinks of 500.00."""
    parts = {part: Money(minor, "CNY") for part, minor in (("tax", 30_000), ("service", 20_000), ("tip", 10_000))}
    lines = (Line("banquet", "meals", "", 1, Money(500_000, "CNY"), parts), Line("drinks", "meals", "", 1, Money(50_000, "CNY")))
    return Occasion(lines, "CNY", {"private": 10}, 10)


@pytest.mark.parametrize(("without", "per_head_minor"), [
    ("[]", 55_000), ('["tax"]', 52_000), ('["service", "tip"]', 52_000), ('["alcohol"]', 50_000), ('["tax", "service", "tip", "alcohol"]', 44_000),
])  # fmt: skip
def test_a_cap_counts_what_it_does_not_leave_out_to_the_cent(read, without, per_head_minor):
    def table(minor):
        values = {} if without == "[]" else {"without": without}
        return read(cap(Money(minor, "CNY").plain(), **values)).every
    assert [len(breaches(banquet(), table(minor))) for minor in (per_head_minor, per_head_minor - 1)] == [0, 1]
    assert per_head(banquet(), table(per_head_minor))[0].amount == Money(per_head_minor, "CNY")


def test_a_gift_cap_leaves_out_tax_too(read):
    gift = Occasion((Line("gifts", "gifts", "", 2, Money(22_600, "CNY"), {"tax": Money(2_600, "CNY")}),), "CNY", {"private": 2}, 2)
    def table(minor, more=""):
        return read("\n".join(["[[policy]]", 'id = "gift"', 'kind = "gift_cap"', f'cap = "{Money(minor, "CNY").plain()}"', 'currency = "CNY"', 'level = "reason"', "valid_from = 2026-01-01", more, WORDS])).every
    assert [len(breaches(gift, policies)) for policies in (table(10_000), table(10_000, 'without = ["tax"]'), table(9_999, 'without = ["tax"]'))] == [1, 0, 1]
