"""What reports compute, without a database: sums, currencies, tax, journal, files."""

import csv
import io
from datetime import date
from random import Random

import pytest
from openpyxl import load_workbook

from planner import sheets
from planner.budgets.models import CATEGORIES
from planner.money import Money
from planner.reports import figures, journal, pictures, rulebook, tax
from planner.reports.figures import Group, Spend

DAY = date(2026, 3, 5)
RATES = rulebook.rates_of(2026)


def spend(parts, currency="CNY", rate="", **values):
    given = {"number": 1, "client": 1, "guest_kind": "private", "department": "大客户部", "day": DAY} | values
    return Spend(**given, currency=currency, rate=rate, parts=parts)


def made(spends, currency="", ends=()):
    return figures.report(spends, "CNY", currency, first=date(2026, 1, 1), last=date(2026, 12, 31), ends=ends)


def test_every_way_to_group_comes_to_the_same_total():
    chance = Random(7)
    spends = [spend(tuple(chance.randrange(10**6) for _ in CATEGORIES), chance.choice(["CNY", "USD", "JPY", "KWD"]), "0.3337", client=chance.randrange(9), guest_kind=chance.choice("abc"),
                    department=chance.choice("xyz"), day=date(2026, chance.randint(1, 12), 3), is_closed=chance.random() < 0.8) for _ in range(300)]
    report = made(spends)
    expected = sum(sum(one.parts) if one.currency == "CNY" else Money(sum(one.parts), one.currency).converted("0.3337", "CNY").amount_minor for one in spends if one.is_closed)

    assert report.total.spent == expected
    for groups in (report.clients, report.departments, report.kinds, report.months, report.categories, figures.top(report.clients, 3)):
        assert (sum(group.spent for group in groups), sum(group.committed for group in groups)) == (report.total.spent, report.total.committed)


def test_currencies_are_added_only_by_the_stored_rate():
    spends = [spend((0, 100, 0, 0, 0)), spend((0, 1000, 0, 0, 0), "USD", "7.1"), spend((0, 5000, 0, 0, 0), "JPY")]
    report = made(spends)

    assert (report.total.spent, report.converted, [one.currency for one in report.left_out]) == (7200, 1, ["JPY"])
    assert (made(spends, "JPY").total.spent, made(spends, "CNY").total.spent) == (5000, 100)
    assert figures.by_currency(spends) == {"CNY": 100, "JPY": 5000, "USD": 1000}


def test_a_conversion_loses_no_cent_over_headings_and_lines():
    chance = Random(3)
    for _ in range(200):
        lines = [(chance.choice(CATEGORIES), chance.randrange(10**5)) for _ in range(7)]
        parts = tuple(sum(minor for name, minor in lines if name == category) for category in CATEGORIES)
        own = figures.own_parts(parts, "JPY", "0.04873", "CNY")

        assert sum(own) == Money(sum(parts), "JPY").converted("0.04873", "CNY").amount_minor
        assert sum(figures.line_shares(lines, own)) == sum(own)


def test_an_open_settlement_is_approved_and_not_spent():
    report = made([spend((0, 900, 0, 0, 0), heads=3), spend((0, 500, 0, 0, 0), is_closed=False, heads=9)], ends=(200, 400))

    assert (report.total.spent, report.total.committed, report.total.count, report.total.heads, report.bands) == (900, 500, 1, 3, [0, 1, 0])
    assert report.total.per_head("CNY") == Money(300, "CNY")


@pytest.mark.parametrize(("days", "band"), [(0, 0), (30, 0), (31, 1), (60, 1), (90, 2), (91, 3), (4000, 3)])
def test_the_age_of_a_settlement(days, band):
    assert figures.age_band(days, (30, 60, 90)) == band


# Tax ----------------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("spent", "revenue", "deductible", "binds"), [
    (10_000_00, 1_000_000_00, 5_000_00, "revenue"), (10_000_00, 2_000_000_00, 6_000_00, "spend"), (10_000_00, 1_200_000_00, 6_000_00, "spend"), (10_000_00, 1_199_999_99, 5_999_99, "revenue"),
    (10_000_00, None, 6_000_00, ""), (1, 10**13, 0, "spend"), (10_000_00, 0, 0, "revenue")])
def test_the_lesser_of_two_limits_may_be_deducted(spent, revenue, deductible, binds):
    found = tax.limits(spent, revenue, RATES)

    assert (found.deductible, found.binds, found.deductible + found.not_deductible) == (deductible, binds, spent)


def test_the_turning_point_is_where_both_limits_meet():
    assert tax.turning_point(1_200_000_00, RATES) == 10_000_00


def test_a_forecast_takes_the_larger_of_plan_and_pace():
    half = date(2026, 7, 1)                              # day 182 of 365
    pace = tax.view(tax.Known(2026, 100_000, 82_000, 1_000), RATES, half)
    plan = tax.view(tax.Known(2026, 100_000, 82_000, 900_000), RATES, half)

    assert (pace.spend_by_days, pace.spend_by_plan, pace.forecast.spend) == (365_000, 183_000, 365_000)
    assert plan.forecast.spend == 1_082_000
    assert pace.so_far.spend == 100_000                  # only what is closed


def test_revenue_of_the_year_counts_before_what_can_be_stretched():
    known = {"revenue_so_far": 181_000, "revenue_until": date(2026, 6, 30)}

    assert tax.view(tax.Known(2026, 1, 0, 0, **known), RATES, date(2026, 7, 1)).revenue_forecast == 365_000
    assert tax.view(tax.Known(2026, 1, 0, 0, **known, revenue_year=300_000), RATES, date(2026, 7, 1)).revenue_forecast == 300_000
    assert tax.view(tax.Known(2025, 1, 0, 0, revenue_year=700), RATES, date(2026, 7, 1)).so_far.by_revenue == 3     # over: the year's revenue is that so far
    assert tax.view(tax.Known(2026, 1, 0, 0, revenue_year=700), RATES, date(2026, 7, 1)).so_far.by_revenue is None


def test_rates_count_from_their_day(monkeypatch):
    new = rulebook.Rates("new", date(2027, 1, 1), 50, 3, {})
    monkeypatch.setattr(rulebook, "all_rates", lambda old=rulebook.all_rates(): (*old, new))

    assert (rulebook.rates_of(2026).spend_percent, rulebook.rates_of(2027).spend_percent, rulebook.rates_of(2007)) == (60, 50, None)


# Journal ------------------------------------------------------------------------------------------------------------------

def settled(lines=(("meals", "banquet", 700), ("meals", "drinks", 200), ("gifts", "", 100)), **values):
    return journal.Settled(5, DAY, values.pop("currency", "CNY"), values.pop("rate", ""), tuple(lines), **values)


def shown(found):
    return [(entry.account.id, entry.debit, entry.credit, entry.person) for entry in found]


def test_a_voucher_says_what_it_was_for_and_who_paid():
    found = journal.entries(settled(paid=((None, 400), (8, 350), (8, 250)), advance=(8, 450)), "CNY")

    assert shown(found) == [("meals", 700, 0, None), ("drinks", 200, 0, None), ("gifts", 100, 0, None),
                            ("company", 0, 400, None), ("advance", 0, 450, 8), ("person", 0, 150, 8)]


def test_an_advance_beyond_what_was_paid_is_not_used_up():
    assert shown(journal.entries(settled(paid=((8, 1000),), advance=(8, 5000)), "CNY"))[-1:] == [("advance", 0, 1000, 8)]
    assert shown(journal.entries(settled(paid=((9, 1000),), advance=(8, 5000)), "CNY"))[-1:] == [("person", 0, 1000, 9)]


def test_receipts_above_the_claim_are_not_paid_back_in_full():
    assert shown(journal.entries(settled(paid=((None, 1000), (8, 1000))), "CNY"))[-2:] == [("company", 0, 500, None), ("person", 0, 500, 8)]


def test_every_voucher_balances_to_the_cent_in_both_currencies():
    chance = Random(11)
    for _ in range(500):
        currency = chance.choice(["CNY", "USD", "JPY", "KWD"])
        lines = [(chance.choice(CATEGORIES), chance.choice(["", "drinks"]), chance.randrange(10**6)) for _ in range(chance.randint(1, 8))]
        one = settled(lines, currency=currency, rate="" if currency == "CNY" else "3.33333", paid=tuple((chance.choice([None, 3, 4]), chance.randrange(10**6)) for _ in range(3)), advance=(3, chance.randrange(10**5)))
        found = journal.entries(one, "CNY")
        whole = one.total if currency == "CNY" else Money(one.total, currency).converted("3.33333", "CNY").amount_minor

        assert journal.is_balanced(found)
        assert sum(entry.debit for entry in found) == sum(entry.credit for entry in found) == one.total
        assert sum(entry.own for entry in found if entry.debit) == sum(entry.own for entry in found if entry.credit) == whole


def test_a_lost_cent_would_be_seen():
    found = journal.entries(settled(), "CNY")

    assert not journal.is_balanced([*found[:-1], journal.Entry(5, found[-1].account, 0, 999, 999)])
    assert not journal.is_balanced([*found[:-1], journal.Entry(5, found[-1].account, 0, 1000, 999)])


def test_without_a_rate_the_own_currency_stays_empty():
    found = journal.entries(settled(currency="USD"), "CNY")

    assert {entry.own for entry in found} == {None} and journal.is_balanced(found)


# Files --------------------------------------------------------------------------------------------------------------------

NAUGHTY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "=HYPERLINK(\"http://x\")", "|cmd", "%0a"]


@pytest.mark.parametrize("text", NAUGHTY)
def test_no_cell_of_a_file_is_a_formula(text):
    cell = next(csv.reader(io.StringIO(sheets.csv_bytes([text], [[text]]).decode("utf-8-sig"), newline="")))[0]
    sheet = load_workbook(io.BytesIO(sheets.workbook_bytes([("x", [text], [[text]])], "x", DAY))).active

    assert cell.startswith("'")
    assert [(sheet.cell(row, 1).data_type, sheet.cell(row, 1).quotePrefix) for row in (1, 2)] == [("s", True), ("s", True)]


def test_a_harmless_text_stays_as_it_is():
    assert (sheets.safe_text("上座－云山"), sheets.safe_text("a=b"), sheets.safe_text("1-2")) == ("上座－云山", "a=b", "1-2")


@pytest.mark.parametrize(("minor", "currency", "plain"), [(10**13, "CNY", "100000000000.00"), (1, "KWD", "0.001"), (7, "JPY", "7"), (123456789012345, "CNY", "1234567890123.45")])
def test_amounts_are_exact_in_both_files(minor, currency, plain):
    amount = Money(minor, currency)
    file = io.BytesIO(sheets.workbook_bytes([("x", ["a"], [[amount]])], "x", DAY))

    assert sheets.csv_bytes(["a"], [[amount]]) == b"\xef\xbb\xbfa\r\n" + plain.encode() + b"\r\n"
    assert load_workbook(file).active["A2"].value == pytest.approx(float(plain), abs=0)


# Rules --------------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("break_it", [lambda f: f["tax"][0].update(spend_percent=160), lambda f: f["tax"][0]["source"].pop("zh"), lambda f: f["heading"].pop(), lambda f: f["account"][0].update(side="credit"),
                                      lambda f: f["account"].pop(), lambda f: f["ages"].update(days=[60, 30]), lambda f: f["account"].append(f["account"][0]), lambda f: f["per_head"].update(bands=["x"])])
def test_a_wrong_rule_file_stops_the_start(monkeypatch, break_it):
    import copy
    broken = copy.deepcopy(rulebook._file())
    break_it(broken)
    monkeypatch.setattr(rulebook, "_file", lambda: broken)
    for cached in (rulebook.all_rates, rulebook.headings, rulebook.accounts, rulebook.per_head_bands):
        cached.cache_clear()
    try:
        with pytest.raises(rulebook.BadRules):
            rulebook.check()
    finally:
        for cached in (rulebook.all_rates, rulebook.headings, rulebook.accounts, rulebook.per_head_bands):
            cached.cache_clear()


def test_the_rule_file_in_use_is_sound():
    rulebook.check()
    assert rulebook.debit_account("meals", "drinks", DAY).id == "drinks" and rulebook.debit_account("meals", "banquet", DAY).id == "meals"


def test_all_others_together_have_no_bar_beside_which_no_client_could_be_seen(app):
    groups = [Group("a", spent=600, committed=200), Group("b", spent=400), Group(None, spent=90_000)]
    with app.test_request_context():
        rows = pictures.bars(groups, "CNY", str)

    assert [(row["has_bar"], row["spent"], row["committed"]) for row in rows[:2]] == [(True, 750, 250), (True, 500, 0)]
    assert not rows[2]["has_bar"]
