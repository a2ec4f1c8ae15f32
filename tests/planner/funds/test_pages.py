"""The pages: who sees what, forms with their messages, files that hold no formula, and the line about what is left."""

import csv
import io

import pytest
from openpyxl import load_workbook

from planner.audit import AuditEntry
from planner.budgets import actions as budgets
from planner.budgets.models import Application
from planner.db import close_session, session, transaction
from planner.funds.models import Fund, FundChange
from planner.people.models import Person
from tests import factories
from tests.planner.funds.conftest import add, build

NEW = {"kind": "project", "title_zh": "海外", "title_en": "Abroad", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "amount": "1,000.50", "level": "higher", "reason": "New"}


def filled(at):
    """The tree with one application submitted, a fund of the department of Gao Xiang, and one whose name begins like a formula."""
    found = build(at)
    budgets.submit(session().get(Application, found["life"]["application_id"]), by=session().get(Person, found["life"]["people"]["song.dan"]), at=at)
    manager = factories.person("gao.xiang")
    manager.department_zh, manager.department_en = "大客户部", "Key accounts"
    own = add(session().get(Fund, found["tree"]["company"]), "=2+5", 700, at, department=("大客户部", "Key accounts"))
    return found | {"own": own.id}


@pytest.fixture
def tree(app, clock, prepared):
    with app.app_context():
        found = prepared("funds pages", lambda: filled(clock))
        close_session()
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_tree_and_a_fund_open_in_both_languages(tree, signed_in, language):
    browser = signed_in("dong.fang", language=language)
    whole, one = browser.get_page("/funds"), browser.get_page(f"/funds/{tree['tree']['keys']}")

    assert ("999,000.00" in whole, "1,000.00" in one, "5,000,000.00" not in one) == (True, True, True)
    assert browser.get_page("/funds?past=1") and browser.get_page("/funds/new?below=1")


def test_a_department_manager_sees_the_own_part(tree, signed_in):
    browser = signed_in("gao.xiang", language="en")

    assert "Company" not in browser.get_page("/funds").split("<main")[1] and "=2+5" in browser.get_page(f"/funds/{tree['own']}")
    assert [browser.get(f"/funds/{tree['tree'][name]}").status_code for name in ("company", "keys")] == [404, 404]
    assert len(list(csv.reader(io.StringIO(browser.get("/funds.csv").get_data(as_text=True))))) == 2


def test_the_files_hold_the_tree_and_the_ledger_and_no_formula(tree, signed_in):
    browser = signed_in("dong.fang", language="en")
    rows = list(csv.reader(io.StringIO(browser.get("/funds.csv").get_data().decode("utf-8-sig"), newline="")))
    book = load_workbook(io.BytesIO(browser.get("/funds.xlsx").get_data()))

    assert [row[1] for row in rows[1:]] == ["Company", "Keys", "Project", "Others", "'=2+5"]
    assert rows[2][9:14] == ["1000000.00", "1000.00", "0.00", "0.00", "999000.00"]
    assert [[cell.value for cell in row][3:9] for row in book.worksheets[1].iter_rows(min_row=2)] == [["Keys", "reserved on submission", "CNY", 1000, 0, 0]]
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}


def test_a_new_fund_and_a_change_are_stored_with_their_reasons(tree, signed_in, app):
    browser = signed_in("dong.fang", language="en")
    added = browser.post_form("/funds/new", {**NEW, "parent": str(tree["tree"]["keys"])})
    number = int(added.headers["Location"].rsplit("/", 1)[1])
    changed = browser.post_form(f"/funds/{number}", {"amount": "2000", "level": "block", "reason": "More", "version": "2"})
    with app.app_context():
        rows = [(row.amount_minor, row.level, row.reason) for row in session().query(FundChange).filter_by(fund_id=number).order_by(FundChange.id)]
        close_session()

    assert (added.status_code, changed.status_code) == (303, 303)
    assert rows == [(100_050, "higher", "New"), (200_000, "block", "More")]


def test_another_name_is_stored_and_what_was_charged_stays(tree, signed_in, app):
    browser, number = signed_in("dong.fang", language="en"), tree["tree"]["keys"]
    with app.app_context():
        version = str(session().get(Fund, number).version)
        close_session()
    old, named = browser.post(f"/funds/{number}/name", {"title_en": "Old", "version": "1"}), {"title_zh": "重点", "title_en": "Key accounts", "version": version}
    nameless, stored = browser.post(f"/funds/{number}/name", {"title_zh": " ", "version": version}), browser.post_form(f"/funds/{number}/name", named)
    page = browser.get_page(f"/funds/{number}")
    with app.app_context():
        said = session().query(AuditEntry).filter_by(action="fund.renamed").one().details
        close_session()

    assert (old.status_code, nameless.status_code, stored.status_code) == (409, 422, 303)
    assert "Give the fund a name" in nameless.get_data(as_text=True) and "Key accounts" in page and "1,000.00" in page
    assert said == {"title_zh": "重点", "title_en": "Key accounts", "before": {"title_zh": "", "title_en": "Keys"}}


BAD = [({"amount": "-5"}, "An amount cannot be negative."), ({"amount": "NaN"}, "Enter the amount in digits only"), ({"amount": "１２"}, "ordinary digits"),
       ({"amount": "1.234"}, "decimals"), ({"level": "none"}, "choice"), ({"reason": ""}, "Please fill this in."), ({"parent": "99999"}, "choice"),
       ({"ends_on": "2025-12-31"}, "The last day comes before the first."), ({"kind": "company"}, "stands on top")]


def test_bad_input_keeps_the_form_and_stores_nothing(tree, signed_in, app):
    browser, found = signed_in("dong.fang", language="en"), []
    for values, message in BAD:
        answer = browser.post("/funds/new", {**NEW, "parent": str(tree["tree"]["keys"])} | values)
        text = answer.get_data(as_text=True)
        found.append((values, answer.status_code, message in text and "Abroad" in text))
    with app.app_context():
        count = session().query(Fund).count()
        close_session()

    assert found == [(values, 422, True) for values, _message in BAD] and count == 5


def test_an_old_form_of_a_change_is_a_conflict(tree, signed_in):
    answer = signed_in("dong.fang", language="en").post(f"/funds/{tree['own']}", {"amount": "9", "level": "block", "reason": "x", "version": "1"})

    assert answer.status_code == 409


def test_form_and_approver_say_what_is_left_after_this(tree, signed_in, app, clock):
    reception, application = tree["life"]["reception_id"], tree["life"]["application_id"]
    line = "Keys: CN¥999,000.00"
    assert line in signed_in("song.dan", language="en").get_page(f"/receptions/{reception}/budget/edit")
    assert line in signed_in("gao.xiang", language="en").get_page(f"/approvals/{application}")
    with app.app_context():
        with transaction():
            session().get(Fund, tree["tree"]["company"]).amount_minor = 100_000
        close_session()
    assert "Keys: CN¥999,000.00; Company: CN¥0.00" in signed_in("song.dan", language="en").get_page(f"/receptions/{reception}/budget")
