"""Safety on the day: ticks, signatures, custody, what blocks a tour, and who may see it."""

from datetime import timedelta

import pytest

from planner.db import session, transaction
from planner.documents import visit_papers
from planner.errors import NotFound, RuleBroken
from planner.i18n import force_language
from planner.people import access_log
from planner.safety import actions, queries
from planner.tours import actions as tour_actions
from planner.tours import application, planning
from planner.tours import queries as tours
from tests import factories
from tests.conftest import NOW
from tests.factories.tours import make_guide, make_tour

SIGNED = "M10 10L20 20L30 10L40 20L50 10L60 20L70 10"


@pytest.fixture
def song(db):
    with transaction():
        return factories.person("song.dan")


@pytest.fixture
def tour(song):
    with transaction():
        made = make_tour(guests=3)
        made.site.stops[2].gear = ["helmet", "shoes"]
        session().flush()
        return made


@pytest.fixture(autouse=True)
def english(db):
    with force_language("en"):
        yield


def guest(tour, n=0):
    return tours.visitors_of(tour, NOW)[n]


def test_a_signature_is_sealed_and_given_once(tour, song):
    with transaction():
        row = actions.sign(tour, guest(tour), path=SIGNED, by=song, at=NOW)

    assert row.signature == {"path": SIGNED} and row.signed_how == "phone" and row.briefing_version
    stored = session().connection().exec_driver_sql("SELECT signature FROM safety_visitors").scalar()
    assert b"M10" not in bytes(stored)
    with transaction(), pytest.raises(RuleBroken, match="has signed already"):
        actions.sign(tour, guest(tour), path=None, by=song, at=NOW)


@pytest.mark.parametrize("path", ["", "M1 1", "M1 1L2 2<script>", "M99999 1L2 2", "M1 1L2 2" * 3000, "x"])
def test_what_no_hand_has_drawn_is_refused(tour, song, path):
    with transaction(), pytest.raises(RuleBroken):
        actions.sign(tour, guest(tour), path=path, by=song, at=NOW)
    assert not queries.get_visitor(tour, guest(tour).id, NOW).is_signed


def test_gear_and_badge_go_out_and_come_back_once(tour, song):
    with transaction():
        for n in (1, 0):
            actions.badge(tour, guest(tour, n), by=song, at=NOW)
        actions.badge(tour, guest(tour, 1), by=song, at=NOW + timedelta(hours=1))
    first, second, _third = queries.visitors(tour, NOW)
    assert {first.row.badge_number, second.row.badge_number} == {1, 2}
    assert first.row.badge_returned_at is None and second.row.badge_returned_at is not None
    with transaction(), pytest.raises(RuleBroken, match="given this back"):
        actions.badge(tour, guest(tour, 1), by=song, at=NOW)


def test_the_pick_list_counts_sizes_and_leaves_out_who_keeps_off(tour, song):
    with transaction():
        guest(tour, 2).health = {"codes": ["pregnant"], "note": ""}
        session().flush()
        actions.set_facts(tour, guest(tour, 0), sizes={"shoes": "42"}, age="adult", by=song, at=NOW)

    assert {(p.code, p.size): p.count for p in queries.pick_list(tour, NOW)} == {("helmet", ""): 2, ("shoes", "42"): 1, ("shoes", ""): 1}


def test_the_page_says_what_somebody_keeps_off_and_never_why(signed_in, tour, song):
    with transaction():
        guest(tour).health = {"codes": ["pacemaker"], "note": "since 2019"}
        session().flush()
    browser = signed_in("song.dan")
    base = f"/receptions/{tour.item.reception_id}/tours/{tour.id}"
    pages = [browser.get_page(f"{base}/{path}") for path in ("safety", f"safety/{guest(tour).id}", "application")] + [browser.get_page(base)]

    assert "Keeps off: Electrolysis" in pages[0] and "Keeps off: Electrolysis" in pages[1]
    assert not any(word in html for html in (pages[0], pages[2], pages[3]) for word in ("acemaker", "regnan", "since 2019"))
    assert "since 2019" not in pages[1]
    assert any(entry["event"] == "health.read" and entry["page"] == "safety" for entry in access_log.entries())


def test_open_receipts_keep_a_tour_from_ending(tour, song):
    with transaction():
        tour.started_at = NOW
        receipt = actions.take_into_custody(tour, guest(tour), {"watch": 1, "cards": 2}, visitor_path=SIGNED, keeper_path=SIGNED, by=song, at=NOW)
    assert (receipt.number, receipt.pieces) == (1, 3)
    with transaction(), pytest.raises(tour_actions.Missing, match="receipts 1"):
        tour_actions.end(tour, by=song, at=NOW)
    with transaction():
        actions.give_back(receipt, path=None, by=song, at=NOW)
        tour_actions.end(tour, by=song, at=NOW)
    with transaction(), pytest.raises(RuleBroken, match="returned already"):
        actions.give_back(receipt, path=None, by=song, at=NOW)


@pytest.mark.parametrize(("things", "paths", "said"), [
    ({}, {}, "Say what is taken"), ({"watch": 41}, {}, "1 to 40"), ({"watch": 1}, {"visitor_path": SIGNED, "keeper_path": ""}, "Please sign"),
])
def test_a_receipt_without_things_or_with_one_signature_is_refused(tour, song, things, paths, said):
    with transaction(), pytest.raises(RuleBroken, match=said):
        actions.take_into_custody(tour, guest(tour), things, by=song, at=NOW, **paths)


def test_what_keeps_a_tour_from_starting(tour, song):
    with transaction():
        application.draft(tour, by=song, at=NOW, confidentiality="confidential")
        for n in (0, 1, 2):
            actions.sign(tour, guest(tour, n), by=song, at=NOW)
        actions.set_facts(tour, guest(tour, 1), sizes={}, age="under_16", by=song, at=NOW)
        actions.sign_nda(tour, guest(tour, 0), by=song, at=NOW)
        actions.undo(tour, guest(tour, 2), "signed", by=song, at=NOW)
        said = actions.what_is_missing(tour, NOW)

    assert [line.partition(":")[0] for line in said] == ["Briefing not signed", "Under sixteen, and not to enter production", "Confidentiality statement not signed"]


def test_no_group_sets_out_on_a_way_that_somebody_in_it_keeps_off(tour, song):
    with transaction():
        make_guide()
        planning.store(tour, *planning.find(tour, NOW), by=song, at=NOW)
        before = actions.what_is_missing(tour, NOW)
        guest(tour, 1).health = {"codes": ["pregnant"], "note": ""}
        session().flush()
        after = [line for line in actions.what_is_missing(tour, NOW) if line not in before]
        planning.store(tour, *planning.find(tour, NOW), by=song, at=NOW)

        assert after == ["Group 1 is led through Electrolysis, which somebody in it keeps off. Take the plan back and plan again."]
        assert actions.what_is_missing(tour, NOW) == before


def test_who_is_in_no_group_is_shown(tour, song):
    with transaction():
        make_guide()
        planning.store(tour, *planning.find(tour, NOW), by=song, at=NOW)
        late = factories.make_attendee(tour.item.reception, person=factories.make_person("迟到", "Late", client_id=tour.item.reception.client_id), rank=9, position=9)
        said = actions.warnings(tour, NOW)

    assert [line for line in said if late.person.name("en") in line and "In no group" in line]


# --- papers --------------------------------------------------------------------------------------------------------------------


def paper(name, tour, lang, receipt=None):
    return visit_papers.html_of(name, visit_papers.paper_of(name, tour, NOW, NOW.date(), receipt), lang)


@pytest.mark.parametrize(("lang", "said"), [("zh", ("物品保管收据", "来宾联", "保管联", "手表", "合计")), ("en", ("Custody receipt", "Visitor’s copy", "Keeper’s copy", "Watch", "Total"))])
def test_a_receipt_is_printed_twice_with_both_signatures(tour, song, lang, said):
    with transaction():
        receipt = actions.take_into_custody(tour, guest(tour), {"watch": 1, "cards": 2}, note="Hearing aid", visitor_path=SIGNED, keeper_path=SIGNED + "L9 9", by=song, at=NOW)
    html = paper("receipt", tour, lang, receipt)

    assert all(word in html for word in said) and html.count("Hearing aid") == 2
    assert html.count(f'd="{SIGNED}"') == 2 and html.count(f'd="{SIGNED}L9 9"') == 2 and html.count(">4</td>") == 2


def test_each_visitor_has_a_statement_of_their_own(tour, song):
    with transaction():
        actions.sign_nda(tour, guest(tour, 1), path=SIGNED, by=song, at=NOW)
    zh, en = (paper("statements", tour, lang) for lang in ("zh", "en"))

    assert zh.count("<h1>保密承诺书</h1>") == 3 == en.count("<h1>Confidentiality statement</h1>")
    assert zh.count(f'd="{SIGNED}"') == 1 and all(guest(tour, n).person.both_names() in zh for n in range(3))


def test_the_application_says_when_it_was_approved_on_our_clock_and_counts_gear_by_size(tour, song):
    with transaction():
        officer = factories.person("cao.yang")
        visit = application.draft(tour, by=song, at=NOW, responsible_id=song.id, safety_officer_id=officer.id, purpose="Talks")
        application.submit(visit, by=song, at=NOW)
        case = application.case_of(visit, NOW)
        application.decide(visit, "approve", by=factories.person("gao.xiang"), at=NOW, shown=case.fingerprint)
        actions.set_facts(tour, guest(tour), sizes={"shoes": "42"}, age="adult", by=song, at=NOW)
        guest(tour, 2).health = {"codes": ["pacemaker"], "note": ""}
        session().flush()
        guest(tour, 1).diet = {"codes": ["halal"], "note": ""}
        song.department_zh = visit.department = "大客户部"
        song.department_en = "Key accounts"
    html = paper("application", tour, "zh")

    assert "饮食有要求 1 人" in html and "清真" not in html
    assert "大客户部" in html and "Key accounts" in paper("application", tour, "en")
    assert f"{NOW + timedelta(hours=8):%Y-%m-%d %H:%M}" in html and f"{NOW:%Y-%m-%d %H:%M}" not in html
    assert "防护鞋 × 2（42 × 1、尺码未定 × 1）" in html
    assert dict(application.sheet_of(tour, NOW).gear) == {"helmet": 2, "shoes": 2}


def test_the_pick_list_adds_up_each_gear(signed_in, tour, song):
    with transaction():
        actions.set_facts(tour, guest(tour), sizes={"shoes": "42"}, age="adult", by=song, at=NOW)
    said = queries.by_gear(queries.pick_list(tour, NOW))

    assert [(code, count, [(p.size, p.count) for p in lines]) for code, count, lines in said] == [("helmet", 3, [("", 3)]), ("shoes", 3, [("42", 1), ("", 2)])]
    assert "size not told" in signed_in("song.dan").get_page(f"/receptions/{tour.item.reception_id}/tours/{tour.id}/safety/gear")


def test_only_the_office_the_planner_and_who_works_at_the_tour_see_it(tour, song):
    with transaction():
        people = {login: factories.person(login) for login in ("yuan.jie", "tang.lei", "gao.xiang", "cao.yang")}
        where = tour.item.reception_id, tour.id

        def may(login):
            try:
                return queries.get_tour(*where, people[login]) is tour
            except NotFound:
                return False
        before = [may(login) for login in people]
        application.draft(tour, by=song, at=NOW, safety_officer_id=people["cao.yang"].id)
        after = [may(login) for login in people]

    assert (before, after) == ([True, False, False, False], [True, False, False, True])


def test_a_tour_leads_to_its_safety_only_who_may_read_it(signed_in, tour):
    where = f"/receptions/{tour.item.reception_id}/tours/{tour.id}"

    led = {login: f'href="{where}/safety"' in signed_in(login).get_page(where) for login in ("song.dan", "yuan.jie", "gao.xiang")}

    assert led == {"song.dan": True, "yuan.jie": True, "gao.xiang": False}


def test_the_safety_officer_ticks_and_signs_on_the_phone(signed_in, tour, song):
    with transaction():
        application.draft(tour, by=song, at=NOW, safety_officer_id=factories.person("cao.yang").id)
        one = guest(tour).id
    browser, base = signed_in("cao.yang", language="zh"), f"/receptions/{tour.item.reception_id}/tours/{tour.id}/safety"
    browser.post_form(f"{base}/{one}/briefed")
    browser.post_form(f"{base}/{one}/briefing/sign", {"path": SIGNED})
    html = browser.get_page(f"{base}/{one}")
    again = browser.post(f"{base}/{one}/briefing/sign", {"path": SIGNED})

    assert SIGNED in html and "已在手机上签字" in html
    assert again.status_code == 422 and "已签字" in again.get_data(as_text=True)
