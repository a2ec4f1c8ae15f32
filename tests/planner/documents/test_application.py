"""The hospitality application on paper: what is exceeded apart from what is only to be minded, in the reader's language."""

from dataclasses import replace

import pytest

from planner.budgets import actions as budgets
from planner.budgets import delegations
from planner.budgets.breaches import Breach
from planner.budgets.models import Application
from planner.budgets.queries import case_of
from planner.budgets.rulebook import house_rules
from planner.db import session, transaction
from planner.documents import approval_sheet
from planner.documents.queries import Sheaf, application_form
from planner.documents.typesetting import paper_html
from tests import factories
from tests.conftest import NOW
from tests.planner.budgets.conftest import make_house
from tests.planner.documents import demo_papers


@pytest.fixture
def case(db, clock):
    with transaction():
        house = make_house(clock)
    application = session().get(Application, house.application_id)
    with transaction():
        person = application.applicant
        person.department_zh = application.department = "大客户部"
        person.department_en = "Key Account Department"
        application.reception.purpose_zh, application.reception.purpose_en = "签约", "Signing"
    return case_of(application)


def html(case, lang):
    return paper_html("application", application_form(case, Sheaf(case.application.reception, lambda permission: True)), lang)


def breach(level):
    return Breach(next(policy for policy in house_rules().policies.every if policy.level == level))


def test_what_is_only_to_be_minded_is_not_called_exceeded(case):
    page = html(replace(case, breaches=(breach("warn"),)), "en")
    assert "Mind this" in page and "Outside the rules" not in page


def test_what_is_exceeded_stands_in_its_own_box(case):
    page = html(replace(case, breaches=(breach("reason"), breach("warn"))), "zh")
    exceeded, minded = page.index("超出标准"), page.index("请留意")
    assert exceeded < page.index(breach("reason").policy.title_zh) < minded < page.index(breach("warn").policy.title_zh)


def test_words_taken_over_from_elsewhere_are_in_the_readers_language(case):
    english, chinese = html(case, "en"), html(case, "zh")
    assert [word in english for word in ("Key Account Department", "Yunshan Hotel", "Signing", "大客户部", "云山酒店", "签约")] == [True] * 3 + [False] * 3
    assert all(word in chinese for word in ("大客户部", "云山酒店", "签约"))


def test_words_written_by_the_applicant_stay_as_written(case):
    with transaction():
        case.application.department = "华南大区"
    assert "华南大区" in html(case, "en")


def test_a_stand_in_signs_for_who_is_away_and_a_condition_stands_beside_it(case):
    with transaction():
        application = case.application
        absent, signer = factories.person("gao.xiang"), factories.person("dong.fang")
        budgets.submit(application, by=application.applicant, at=NOW)
        delegations.grant(signer, "department_manager", NOW.date(), NOW.date(), limit=None, reason="leave", by=absent, at=NOW)
        budgets.approve(application, case_of(application).fingerprint, by=signer, roles={"finance"}, at=NOW, condition="No spirits")
    signed = case_of(session().get(Application, application.id))
    assert [f"<b>{outcome}</b><br>{names}<br>" in html(signed, lang) and words in html(signed, lang) for lang, outcome, names, words in (
        ("en", "Approved", "Dong Fang for Gao Xiang", "On condition that: No spirits"), ("zh", "同意", "董芳代高翔", "条件：No spirits"))] == [True, True]
    sheet = approval_sheet.html_of(signed.application, "en", issued=NOW.date())
    assert "Approved on condition: No spirits" in sheet and "Dong Fang for Gao Xiang" in sheet


@pytest.mark.parametrize(("lang", "day", "of"), [("en", "20 Nov 2026", "{amount} in the company's currency at 7.8512 of {day} (SAFE)"),
                                                 ("zh", "2026年11月20日", "按 {day} 汇率 7.8512（SAFE）折合 {amount}")])
def test_another_currency_is_converted_with_its_rate_day_and_source(case, signed_in, lang, day, of):
    application = case.application
    assert "汇率" not in html(case, "zh") + approval_sheet.html_of(application, "zh", issued=NOW.date())
    with transaction():
        budgets.edit_application(application, {"currency": "EUR", "rate": "7.8512", "rate_on": NOW.date(), "rate_source": "SAFE"}, by=application.applicant, at=NOW)
    abroad = case_of(application)
    said = of.format(day=day, amount=abroad.total.converted("7.8512", "CNY").format(lang)).replace("'", "&#39;")

    assert said in html(abroad, lang)
    assert said in approval_sheet.html_of(application, lang, issued=NOW.date())
    assert said in signed_in("song.dan", lang).get_page(f"/receptions/{application.reception_id}/budget")
    assert said in signed_in("gao.xiang", lang).get_page(f"/approvals/{application.id}")


def test_a_table_without_diets_counts_none():
    paper = demo_papers.seat_paper()
    banquet = paper.banquets[0]
    plain = replace(banquet.tables[0], number=9, seats=tuple(replace(s, person=s.person and replace(s.person, diet=demo_papers.Text())) for s in banquet.tables[0].seats))
    page = paper_html("kitchen", replace(paper, banquets=(replace(banquet, tables=(plain,)),)), "zh")
    assert "10 位" in page and "无特殊要求" in page and "位有饮食要求" not in page
