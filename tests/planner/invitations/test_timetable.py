"""The deadlines of a banquet as the house notes them: the date agreed, who sees to what, what is done, what kind of event it is."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete

from planner import clock
from planner.audit import AuditEntry
from planner.banquets.models import PlanVersion
from planner.budgets.models import Decision
from planner.db import session, transaction
from planner.errors import NotFound, RuleBroken
from planner.invitations import agreement, chain, owners, queries, terms, timetable
from planner.invitations.timetable_models import DateAgreement
from tests import factories
from tests.factories import invitations as scenes


def states(banquet):
    return {one.deadline.id: one.state for one in queries.deadline_standings(banquet, clock.now())}


def base(scene):
    return f"/receptions/{scene.reception.id}/banquets/{scene.banquet.id}"


def note(scene, deadline_id, **values):
    with transaction():
        return timetable.note(scene.banquet, timetable.get_deadline(scene.banquet, deadline_id), **{"owner_id": None, "is_done": False, "by": scene.owner, "at": clock.now(), **values})


def take_back(scene):
    with transaction():
        agreement.take_back(scene.banquet, by=scene.owner, at=clock.now())


# --- the terms -----------------------------------------------------------------------------------------------------------

def test_the_terms_come_from_item_pack_and_the_guests_clients(scene):
    assert terms.terms(scene.banquet) == terms.Terms(date(2026, 12, 8), "two_weeks", "banquet", frozenset({"CN"}), False)
    with transaction():
        scene.banquet.pack = "cn-foreign-affairs"
        scene.guests["krause"].person.client = factories.make_client("克劳泽", "Krause GmbH", country="DE")
    assert terms.terms(scene.banquet) == terms.Terms(date(2026, 12, 8), "three_to_six", "banquet", frozenset({"CN", "DE"}), True)
    assert [guest.person.name_en for guest in terms.asked_to_hold(scene.banquet)] == ["Stefan Krause"]


def test_a_kind_of_event_somebody_chose_is_kept_and_can_be_left_to_the_programme_again(scene, signed_in):
    song, address = signed_in("song.dan"), f"{base(scene)}/lead"
    page = song.get_page(address)
    song.post_form(address, {"gathering": "cocktail"})
    session().rollback()

    assert "Cocktail or buffet: invitations leave one to four weeks ahead" in page and "Western etiquette (IV-03)" in page
    assert terms.terms(scene.banquet).gathering == "cocktail" and "place_cards" not in states(scene.banquet)
    assert song.post(address, {"gathering": "feast", "version": "1"}).status_code == 422
    song.post_form(address, {"gathering": "", "version": str(timetable.chosen_gathering(scene.banquet).version)})
    session().rollback()
    assert terms.terms(scene.banquet).gathering == "banquet"


# --- the guest of honour's agreement -------------------------------------------------------------------------------------

def test_the_agreement_is_the_first_deadline_and_late_without_it(scene):
    assert next(iter(states(scene.banquet).items())) == ("date_agreed", "done")
    take_back(scene)
    assert states(scene.banquet)["date_agreed"] == "late"


@pytest.mark.parametrize("change", [lambda scene: setattr(scene.banquet.item, "starts_at", datetime(2026, 12, 8, 18, 0)),
                                    lambda scene: setattr(scene.banquet, "guest_of_honour_id", scene.guests["chen"].id)])
def test_an_agreement_is_to_one_day_and_time_of_one_guest(scene, change):
    with transaction():
        change(scene)

    assert agreement.in_force(scene.banquet) is None and states(scene.banquet)["date_agreed"] == "late"


def test_agreement_is_noted_with_who_when_and_how_and_can_be_taken_back(scene, signed_in):
    take_back(scene)
    song, address = signed_in("song.dan"), f"{base(scene)}/agreement"
    song.post_form(address, {"given_by_id": scene.guests["zheng"].id, "way": "messenger", "agreed_on": "2026-11-20"})
    session().rollback()
    row = agreement.in_force(scene.banquet)
    page = song.get_page(address)

    assert (row.given_by_id, row.way, row.agreed_on, row.recorded_by_id) == (scene.guests["zheng"].id, "messenger", date(2026, 11, 20), scene.owner.id)
    assert "郑晓 Zheng Xiao agreed on Friday 20 November (by WeChat or a short message)." in page
    song.post_form(f"{address}/take-back")
    session().rollback()
    assert agreement.in_force(scene.banquet) is None and song.post(f"{address}/take-back").status_code == 422


@pytest.mark.parametrize("values, field", [({"way": "pigeon"}, "way"), ({"agreed_on": "2026-11-24"}, "agreed_on"), ({"agreed_on": "soon"}, "agreed_on"),
                                           ({"given_by_id": "999999"}, "given_by_id"), ({"given_by_id": "x"}, "given_by_id")])
def test_an_agreement_that_cannot_be_is_refused_at_its_field(scene, signed_in, values, field):
    take_back(scene)
    answer = signed_in("song.dan").post(f"{base(scene)}/agreement", {"given_by_id": scene.guests["wang"].id, "way": "phone", "agreed_on": "2026-11-20", **values})

    assert answer.status_code == 422 and f'href="#{field}"' in answer.get_data(as_text=True)
    session().rollback()
    assert agreement.in_force(scene.banquet) is None


def test_a_guest_without_a_word_in_it_cannot_agree_for_the_guest_of_honour(scene):
    assert [one.person.name_en for one in agreement.who_may_give(scene.banquet)] == ["Wang Jianguo", "Liu Hui", "Zheng Xiao"]
    with pytest.raises(RuleBroken), transaction():
        agreement.record(scene.banquet, given_by_id=scene.guests["krause"].id, way="phone", agreed_on=date(2026, 11, 20), by=scene.owner, at=clock.now())


def test_sending_asks_for_the_agreement_first_and_writes_down_who_did_not_wait(ready, signed_in):
    take_back(ready)
    song, address = signed_in("song.dan"), f"{base(ready)}/invitations/send"
    asked = song.post(address)

    assert asked.status_code == 422 and "Nothing was sent" in asked.get_data(as_text=True)
    assert song.post(address, {"without_agreement": "yes"}).status_code == 303
    session().rollback()
    assert [row.subject for row in session().query(AuditEntry).filter_by(action="agreement.not_waited_for")] == [f"banquets:{ready.banquet.id}"]


def test_nobody_is_asked_when_the_agreement_is_noted(ready, signed_in):
    assert signed_in("song.dan").post(f"{base(ready)}/invitations/send").status_code == 303


# --- who sees to it, and what is done ------------------------------------------------------------------------------------

def names_of(banquet):
    found = owners.owners_of(banquet, terms.chain_of(banquet))
    return {name: [person.name_en for person in people] for name, people in found.items()}


def test_each_deadline_has_a_person_who_holds_its_role_at_this_reception(scene):
    with transaction():
        for login in ("gao.xiang", "yuan.jie", "dong.fang"):
            factories.person(login)
        factories.account("another.office", ["office"])
    before = names_of(scene.banquet)
    with transaction():
        factories.make_attendee(scene.reception, "host", "organiser", person=factories.person("yuan.jie"))
        scenes.approve(scene)
    after = names_of(scene.banquet)

    assert before["invitations_sent"] == ["Song Dan"] and before["approval_in"] == ["Gao Xiang"] and len(before["proof_read"]) == 2
    assert after["proof_read"] == after["place_cards"] == ["Yuan Jie"] and after["approval_in"] in (["Gao Xiang"], ["Xu Guoqiang"], ["Dong Fang"])


def test_an_approval_nobody_signed_here_belongs_to_whoever_signs_first(scene, signed_in):
    with transaction():
        factories.person("gao.xiang")
        scenes.approve(scene)
        session().execute(delete(Decision).where(Decision.action == "approve"))
    session().expire_all()

    assert names_of(scene.banquet)["approval_in"] == ["Gao Xiang"]
    assert signed_in("song.dan").get_page(f"/receptions/{scene.reception.id}")


def test_a_deadline_is_handed_to_somebody_else_and_ticked_off(scene, signed_in):
    with transaction():
        taker = factories.person("tang.lei")
    note(scene, "proof_read", owner_id=taker.id)
    assert states(scene.banquet)["proof_read"] == "today" and names_of(scene.banquet)["proof_read"] == ["Tang Lei"]
    song, address = signed_in("song.dan"), f"{base(scene)}/deadlines/proof_read"
    row = timetable.note_of(scene.banquet, "proof_read")

    assert song.post(address, {"owner_id": str(taker.id), "is_done": "y", "version": str(row.version + 5)}).status_code == 409
    song.post_form(address, {"owner_id": "", "is_done": "y", "version": str(row.version)})
    session().rollback()
    assert states(scene.banquet)["proof_read"] == "done" and names_of(scene.banquet)["proof_read"] != ["Tang Lei"]
    assert "Ticked off" in song.get_page(address)


def test_what_was_ticked_off_counts_for_the_day_it_was_ticked_for(scene):
    note(scene, "proof_read", is_done=True)
    with transaction():
        scene.banquet.item.starts_at += timedelta(days=7)
        scene.banquet.item.ends_at += timedelta(days=7)

    assert states(scene.banquet)["proof_read"] == "ahead"


def test_only_what_people_do_by_hand_can_be_ticked_and_only_by_our_own_people(scene):
    assert note(scene, "approval_in", is_done=True).done_for is None
    with pytest.raises(RuleBroken):
        note(scene, "proof_read", owner_id=scene.guests["wang"].person_id)
    with pytest.raises(NotFound):
        timetable.get_deadline(scene.banquet, "hold_the_date")


def test_a_deadline_that_is_none_is_not_found_and_finance_sees_none(scene, signed_in):
    assert signed_in("song.dan").get(f"{base(scene)}/deadlines/poem").status_code == 404
    assert signed_in("dong.fang").get(f"{base(scene)}/deadlines/proof_read").status_code == 403
    assert signed_in("gao.xiang").post(f"{base(scene)}/deadlines/proof_read", {"owner_id": ""}).status_code == 403


def test_filing_and_releasing_the_plan_meet_their_deadlines_by_themselves(scene):
    assert states(scene.banquet)["application_in"] == "late"
    with transaction():
        scenes.approve(scene)
        session().add(PlanVersion(banquet_id=scene.banquet.id, number=1, state="released", plan_number=1, pack="cn-corporate", content={"seats": []}, made_at=clock.now()))
    found = states(scene.banquet)

    assert found["application_in"] == found["approval_in"] == found["seating_freeze"] == "done" and found["place_cards"] == "ahead"


# --- the picture ---------------------------------------------------------------------------------------------------------

def test_the_picture_draws_every_deadline_once_and_the_critical_path(scene):
    drawn = chain.picture(scene.banquet, clock.now())
    places = [(stop.x, stop.y) for stop in drawn.stops]

    assert len(set(places)) == len(places) == len(drawn.standings) + 1
    assert drawn.stops[-1].x == 97 and all(a.x <= b.x for a, b, _critical in drawn.arrows)
    assert [(a.id, b.id) for a, b, critical in drawn.arrows if critical] == list(zip(drawn.forecast.path, drawn.forecast.path[1:]))


def test_overview_and_page_say_the_path_the_owner_and_what_can_still_be_done(scene, signed_in):
    song = signed_in("song.dan")
    for path in (f"/receptions/{scene.reception.id}", f"/receptions/{scene.reception.id}/invitations"):
        html = song.get_page(path)
        assert "Critical path: Hospitality application filed → Hospitality application approved" in html
        assert 'class="arrow is-critical"' in html and '<span class="owner">Song Dan</span>' in html
        assert "File it today, and tell each approver by telephone." in html and "Done today, “Hospitality application approved” moves to Tuesday 24 November." in html


def test_many_banquets_are_read_in_as_many_statements_as_one(scene, app):
    from sqlalchemy import event
    with transaction():
        others = [scenes.make_scene().banquet for _number in range(3)]
    counted = []
    event.listen(app.extensions["database"].engine, "before_cursor_execute", lambda *_arguments: counted.append(1))
    session().expire_all()
    for banquet in [scene.banquet, *others]:
        banquet.item, banquet.reception.client  # noqa: B018 - read before counting
    counts = []
    for some in ([scene.banquet], [scene.banquet, *others]):
        counted.clear()
        terms.terms_of(some), terms.noted_of(some)
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 8


def test_no_two_agreements_are_needed_and_all_are_kept(scene):
    take_back(scene)
    with transaction():
        agreement.record(scene.banquet, given_by_id=scene.guests["wang"].id, way="in_person", agreed_on=date(2026, 11, 19), by=scene.owner, at=clock.now())

    assert [row.taken_back_at is None for row in agreement.history_of(scene.banquet)] == [True, False]
    assert session().query(DateAgreement).count() == 2
