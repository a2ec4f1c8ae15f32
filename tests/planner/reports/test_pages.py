"""The pages: who sees what, bad periods, files that say the same as the page, revenue as finance types it."""

import csv
import io
import re

import pytest

from planner.db import close_session, session
from planner.reports.models import Revenue
from planner.settlement.models import SettlementLine

PERIOD = "first=2026-01-01&last=2026-12-31"


def spent(browser, more=""):
    """The first figure of the page."""
    found = re.search(r'<div class="figure"><dt>Spent</dt><dd>([^<]*)</dd>', browser.get_page(f"/reports?{PERIOD}{more}"))
    return found and found.group(1)


def rows(browser, path):
    answer = browser.get(f"{path}?{PERIOD}")
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("login", ["dong.fang", "xu.guoqiang"])
def test_the_whole_company_in_one_currency_and_each_by_itself(money, signed_in, login):
    browser = signed_in(login)

    assert (spent(browser), spent(browser, "&currency=CNY"), spent(browser, "&currency=USD")) == ("CN¥30,780.00", "CN¥3,800.00", "$3,800.00")


@pytest.mark.parametrize(("login", "amount", "lines"), [("song.dan", "CN¥3,800.00", 2), ("tang.lei", "CN¥26,980.00", 2), ("gao.xiang", "CN¥3,800.00", 2)])
def test_everybody_else_sees_the_own_part(money, signed_in, login, amount, lines):
    browser = signed_in(login)

    assert (spent(browser), len(rows(browser, "/reports/spend.csv")) - 1) == (amount, lines)
    for path in ("/reports/tax", "/reports/journal", "/reports/journal.csv", "/reports/journal.xlsx"):
        assert browser.get(path).status_code == 403


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_report_opens_in_both_languages(money, signed_in, language):
    browser = signed_in("dong.fang", language=language)
    for path in (f"/reports?{PERIOD}", f"/reports/rules?{PERIOD}", "/reports/open", "/reports/tax", "/reports/tax?year=2025", f"/reports/journal?{PERIOD}"):
        browser.get_page(path)


def test_page_lines_and_journal_say_the_same(money, signed_in, app):
    browser = signed_in("dong.fang")
    lines, entries = rows(browser, "/reports/spend.csv")[1:], rows(browser, "/reports/journal.csv")[1:]
    with app.app_context():
        stored = sum(line.actual_minor for line in session().query(SettlementLine))
        close_session()

    assert sum(round(float(row[11]) * 100) for row in lines) == stored == 760_000
    assert [round(sum(float(row[place] or 0) for row in entries), 2) for place in (9, 10, 12, 13)] == [7600, 7600, 30780, 30780]
    assert [row[3] for row in lines if "云海" in row[3] or "Sea" in row[3]]
    assert {(row[9], *row[12:15]) for row in lines} == {("CNY", "", "", ""), ("USD", "7.1", "2026-11-20", "SAFE")}


def test_a_client_that_is_called_like_a_formula_is_text_in_the_file(money, signed_in):
    browser = signed_in("dong.fang", language="zh")

    assert {row[3][:2] for row in rows(browser, "/reports/spend.csv")[1:] if "云海" in row[3]} == {"'="}


def test_what_is_over_and_not_settled_is_listed_with_its_age(money, signed_in):
    page = signed_in("dong.fang").get_page("/reports/open")

    assert re.search(r'31 to 60 days</td><td class="num"[^>]*>1<', page)
    assert "Not begun" in page


@pytest.mark.parametrize("period", ["first=2026-12-31&last=2026-01-01", "first=x&last=2026-01-01", "first=2026-01-01", "first=1999-01-01&last=2026-01-01", f"{PERIOD}&currency=XXX", "first=２０２６-01-01&last=2026-02-01"])
def test_a_period_that_cannot_be_comes_back(money, signed_in, period):
    browser = signed_in("dong.fang")
    for path in ("/reports", "/reports/spend.csv", "/reports/journal"):
        answer = browser.get(f"{path}?{period}")

        assert (answer.status_code, "error-summary" in answer.get_data(as_text=True)) == (422, True)


def hidden(page):
    return dict(re.findall(r'name="(csrf_token|idempotency_key)" value="([^"]*)"', page))


def note(browser, **typed):
    values = {"year": "2026", "so_far": "", "until": "", "whole": "", "source": "Ledger"} | typed
    return browser.post("/reports/tax/revenue", hidden(browser.get_page("/reports/tax")) | values)


def test_the_newest_revenue_counts_and_the_old_one_stays(money, signed_in, app):
    browser = signed_in("dong.fang")
    assert note(browser, whole="1000000").status_code == 303
    assert note(browser, whole="2000000", so_far="1500000", until="2026-11-01").status_code == 303
    page = browser.get_page("/reports/tax")

    assert "CN¥10,000.00" in page and "CN¥7,500.00" in page and "CN¥5,000.00" not in page
    with app.app_context():
        assert [(row.year_minor, row.entered_by.name_zh != "") for row in session().query(Revenue)] == [(100_000_000, True), (200_000_000, True)]
        close_session()


@pytest.mark.parametrize("typed", [{}, {"whole": "-1"}, {"whole": "NaN"}, {"whole": "１２"}, {"so_far": "1"}, {"so_far": "5", "until": "2026-12-30"}, {"so_far": "5", "until": "2025-03-01"},
                                   {"so_far": "5", "until": "2026-03-01", "whole": "4"}, {"whole": "1", "year": "2027"}, {"whole": "1", "source": ""}, {"whole": "1" * 15}])
def test_revenue_that_cannot_be_comes_back(money, signed_in, app, typed):
    answer = note(signed_in("dong.fang"), **typed)

    assert (answer.status_code, "error-summary" in answer.get_data(as_text=True)) == (422, True)
    with app.app_context():
        assert session().query(Revenue).count() == 0
        close_session()


def test_only_finance_types_revenue(money, signed_in):
    finance, boss = signed_in("dong.fang"), signed_in("xu.guoqiang")

    assert 'id="revenue"' in finance.get_page("/reports/tax") and 'id="revenue"' not in boss.get_page("/reports/tax")
    assert boss.post("/reports/tax/revenue", hidden(boss.get_page("/reports/tax"))).status_code == 403
