"""The approver's page on one A4."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from planner.accounts.queries import roles_of
from planner.banquets.queries import banquets_of
from planner.budgets import actions, queries, quotes, talks
from planner.budgets.breaches import Breach
from planner.budgets.models import Application
from planner.budgets.rulebook import house_rules
from planner.db import session, transaction
from planner.documents import approval_sheet, render
from planner.money import Money
from planner.people.models import Client
from tests import factories
from tests.factories.settlement import pdf
from tests.planner.budgets.conftest import make_house
from tests.planner.funds.conftest import make_tree

LONG = "为签订年度框架协议而来，拟参观新厂并商谈售后服务安排。" * 30


@pytest.fixture
def application(db, clock):
    with transaction():
        house = make_house(clock)
    return session().get(Application, house.application_id)


def html(application, lang):
    return approval_sheet.html_of(application, lang, issued=application.applied_on)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_says_what_the_page_says(application, lang):
    case, page = queries.case_of(application), html(application, lang)
    assert case.fingerprint in page and f"{case.fingerprint[:4]} {case.fingerprint[4:8]}" in page
    for words in (case.total.format(lang), case.per_head.format(lang), application.reception.title(lang), f"/approvals/{application.id}"):
        assert words in page, words


def test_what_is_exceeded_stands_before_the_figures_and_warnings_are_only_minded(application, monkeypatch):
    case = queries.case_of(application)
    found = tuple(Breach(next(policy for policy in house_rules().policies.every if policy.level == level)) for level in ("warn", "reason", "block"))
    monkeypatch.setattr(queries, "case_of", lambda _application: replace(case, breaches=found))
    page = html(application, "en")
    where = [page.index(words) for words in (found[2].policy.title_en, found[1].policy.title_en, found[0].policy.title_en, case.total.format("en"))]
    assert where == sorted(where) and "No rule is exceeded" not in page


def test_what_changed_since_the_signature_stands_with_both_values(application, clock):
    with transaction():
        actions.submit(application, by=application.applicant, at=clock)
    with transaction():
        actions.edit_application(application, {"cost_centre": "KA-77"}, by=application.applicant, at=clock)
    page = html(application, "en")
    assert "Changed since last time" in page and page.index("KA-1<") < page.index("KA-77")


def quote(application, line, vendor, minor, clock):
    quotes.add_quote(application, application.lines[line].id, pdf(vendor), "offer.pdf", vendor=vendor, quoted_on=date(2026, 11, 18),
                     amount=Money(minor, "CNY"), by=application.applicant, at=clock)


@pytest.mark.parametrize(("lang", "title", "between", "left"), [
    ("en", "Vendors&#39; quotes: ", "; ", "Left after this: Keys: "), ("zh", "供应商报价：", "；", "本次之后剩余：Keys：")])
def test_quotes_stand_cheapest_first_and_what_is_left_of_the_fund(application, clock, lang, title, between, left):
    with transaction():
        make_tree(clock)
        for vendor, minor in (("Yunshan", 1_190_000), ("Lakeside", 1_000_000)):
            quote(application, 2, vendor, minor, clock)
    page = html(application, lang)
    told = between.join(f"{vendor} {Money(minor, 'CNY').format(lang)}" for vendor, minor in (("Lakeside", 1_000_000), ("Yunshan", 1_190_000)))
    for words in (title, told, left + (Money(100_000_000, "CNY") - queries.case_of(application).total).format(lang)):
        assert words in page, words


def ask_and_move(application, clock, question):
    with transaction():
        gao = factories.person("gao.xiang")
        talks.ask(application, queries.case_of(application).fingerprint, by=gao, roles=roles_of(gao), at=clock, note=question)
        item = banquets_of(application.reception)[0].item
        item.starts_at += timedelta(days=1)
        item.ends_at += timedelta(days=1)


def test_an_open_question_and_a_moved_banquet_are_told(application, clock):
    with transaction():
        actions.submit(application, by=application.applicant, at=clock)
    before = html(application, "en")
    ask_and_move(application, clock, "Why two lunches?")
    page = html(application, "en")
    for words in ("asks: Why two lunches?", "The banquet was moved after this was submitted"):
        assert words in page and words not in before, words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_one_page_however_much_there_is_to_say(application, clock, monkeypatch, lang):
    with transaction():
        application.purpose = application.cost_note = application.cautions_zh = application.cautions_en = LONG
        application.currency, application.rate, application.rate_on, application.rate_source = "EUR", "1.000000000001", clock.date(), "中国外汇交易中心公布的人民币汇率中间价 " * 5
        for attendee in queries._attendees(application.reception)[0]:
            attendee.person.title_zh, attendee.person.title_en = "董事会副主席兼首席执行官", "Deputy chairman of the board and chief executive"
        make_tree(clock)
        for line in range(len(application.lines)):
            for number in range(4):
                quote(application, line, f"Yunshan Hotel and Convention Centre, Banqueting Department {number}", 1_190_000, clock)
        session().get(Client, application.client_id).name_en = "Huaxin Electric Power Transmission and Distribution Equipment Holding Group"
        actions.submit(application, by=application.applicant, at=clock)
    ask_and_move(application, clock, LONG)
    case = queries.case_of(application)
    entry, changes, lines = case.changed_since_last_time()
    monkeypatch.setattr(render, "SECONDS_PER_DOCUMENT", 120)  # a busy machine is not the point here
    rows = [(f"Line {n} with a rather long name indeed", None, 10**11) for n in range(30)]
    found = tuple(Breach(policy) for policy in house_rules().policies.every) * 3
    full = replace(case, breaches=found, related=(application,) * 9)
    monkeypatch.setattr(type(case), "changed_since_last_time", lambda _case: (application.decisions[0], changes, [((name, name), old, new) for name, old, new in rows]))
    monkeypatch.setattr(queries, "case_of", lambda _application: full)
    monkeypatch.setattr(queries, "history_with", lambda *_arguments: [application] * 3)
    pages = PdfReader(BytesIO(approval_sheet.pdf_of(application, lang, issued=application.applied_on))).pages
    assert len(pages) == 1
    assert case.fingerprint in pages[0].extract_text().replace("\n", "")
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]
