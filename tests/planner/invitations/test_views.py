"""The page of invitations for the house: what is shown, who may press what, and what a button refuses."""

import re
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import select

from planner import clock
from planner.budgets import actions as budgets
from planner.db import session, transaction
from planner.invitations import actions, answering, queries
from planner.invitations.models import Invitation
from planner.jobs.actions import run_waiting
from planner.jobs.models import Job
from planner.outbox.models import Mail
from tests import factories
from tests.factories import invitations as scenes


def base(scene):
    return f"/receptions/{scene.reception.id}"


def sending(scene):
    return f"{base(scene)}/banquets/{scene.banquet.id}/invitations/send"


def fresh(scene, name):
    session().rollback()
    return scene.invitation_of(name)


def jobs():
    session().rollback()
    return session().scalars(select(Job)).all()


def post(browser, invitation, path, **data):
    address = f"/receptions/{invitation.banquet.reception_id}/invitations/{invitation.id}/{path}"
    return browser.post(address, {"version": invitation.version, **data})


def test_page_shows_chain_guests_and_the_reason_nothing_can_leave(scene, signed_in):
    with transaction():
        scenes.prepare(scene)
    html = signed_in("song.dan").get_page(f"{base(scene)}/invitations")

    assert "not approved yet" in html and "disabled" in html
    assert html.count('id="invitation-row-') == 6
    assert html.index("Hospitality application approved") < html.index("Invitations sent") < html.index("Confirmation calls")


def test_too_late_is_said_plainly_with_days_and_advice(scene, signed_in):
    with clock.fixed(datetime(2026, 11, 27, 2, tzinfo=UTC)):
        html = signed_in("song.dan").get_page(f"{base(scene)}/invitations")

    assert "Invitations sent: it was due on Tuesday 24 November. Days late: 3; days until the banquet: 11." in html
    assert "Invite each guest by telephone first" in html


def test_reception_without_banquet_offers_the_first_step(sending_day, signed_in):
    with transaction():
        reception = factories.make_reception()
    html = signed_in("song.dan").get_page(f"/receptions/{reception.id}/invitations")

    assert "Plan the banquet" in html


def test_prepare_then_send_runs_in_the_background(scene, signed_in, quick_cards):
    with transaction():
        scenes.approve(scene)
    song = signed_in("song.dan")
    song.post_form(f"{base(scene)}/banquets/{scene.banquet.id}/invitations/prepare")
    response = song.post_form(sending(scene))
    job, = jobs()
    assert response.headers["Location"] == f"/jobs/{job.id}"

    run_waiting()

    session().rollback()
    assert (session().get(Job, job.id).state, session().get(Job, job.id).result["queued"]) == ("done", 4)
    html = song.get_page(f"/jobs/{job.id}")
    assert "Mails on their way: 4." in html and f'href="{base(scene)}/invitations?banquet={scene.banquet.id}"' in html
    assert len(session().scalars(select(Mail)).all()) == 4


@pytest.mark.parametrize("letter", ["invitation", "update", "reminder"])
def test_send_is_refused_with_the_reason_until_approved(scene, signed_in, letter):
    with transaction():
        scenes.prepare(scene)
    response = signed_in("song.dan").post(sending(scene), {"letter": letter})

    assert response.status_code == 422
    assert "not approved yet" in response.get_data(as_text=True)
    assert jobs() == []


def test_no_letter_is_offered_once_the_approvals_are_void(sent, signed_in):
    with transaction():
        for row in queries.standing(sent.banquet):
            row.state, row.sent_at = "sent", clock.now()
    offered = signed_in("song.dan").get_page(f"{base(sent)}/invitations")
    with transaction():
        budgets.withdraw(sent.application, by=sent.owner, at=clock.now())
    browser = signed_in("song.dan")
    html = browser.get_page(f"{base(sent)}/invitations")

    assert 'value="reminder"' in offered
    assert 'value="reminder"' not in html and re.search(r"<button[^>]* disabled[^>]*>(?:(?!</button>).)*Remind", html, re.S)
    assert browser.post(sending(sent), {"letter": "reminder"}).status_code == 422 and jobs() == []


def test_calling_off_stands_apart_from_the_harmless_buttons(sent, signed_in):
    html = signed_in("song.dan").get_page(f"{base(sent)}/invitations")
    head, _end, rest = html.partition('id="notices"')

    assert "#call-off" not in head and 'class="call-off"' in rest and "Cancel or postpone" in rest


def test_unknown_letter_is_not_found(ready, signed_in):
    assert signed_in("song.dan").post(sending(ready), {"letter": "poem"}).status_code == 404


def test_send_pressed_twice_starts_one_job(ready, signed_in):
    song = signed_in("song.dan")
    answers = [song.post(sending(ready), {"idempotency_key": "k" * 20}).headers["Location"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert len(jobs()) == 1


def test_preview_shows_the_letter_of_this_guest(ready, signed_in):
    html = signed_in("song.dan").get_page(f"{base(ready)}/invitations/{ready.invitation_of('wang').id}")

    assert "尊敬的王董事长：" in html and "恭请光临" in html
    assert "/r/" not in html


def test_who_is_invited_on_paper_has_a_card_and_no_letter(ready, signed_in):
    html = signed_in("song.dan").get_page(f"{base(ready)}/invitations/{ready.invitation_of('he').id}")

    assert "no letter goes by mail" in html and "calendar are attached" not in html and 'class="letter"' not in html
    assert "nobody has to be told" in html


def test_a_reply_that_is_overdue_is_said_in_the_list(sent, signed_in):
    with transaction():
        sent.invitation_of("krause").state, sent.invitation_of("krause").reply_by = "sent", date(2026, 11, 19)
    html = signed_in("song.dan").get_page(f"{base(sent)}/invitations")

    assert html.count("none by 19 Nov") == 1


def test_way_can_be_changed_until_it_leaves(ready, signed_in):
    song, invitation = signed_in("song.dan"), ready.invitation_of("krause")
    assert post(song, invitation, "way", language="zh", channel="print").status_code == 303
    assert (fresh(ready, "krause").language, fresh(ready, "krause").channel) == ("zh", "print")

    assert post(song, invitation, "way", language="fr", channel="mail").status_code == 422
    assert post(song, ready.invitation_of("he"), "way", language="zh", channel="mail").status_code == 422


def test_stale_form_is_refused(ready, signed_in):
    song, invitation = signed_in("song.dan"), ready.invitation_of("krause")
    address = f"{base(ready)}/invitations/{invitation.id}/withdraw"

    assert song.post(address, {"version": invitation.version + 7}).status_code == 409
    assert song.post(address, {}).status_code == 409
    assert fresh(ready, "krause").state == "draft"


def test_withdraw_and_invite_again(sent, signed_in):
    song = signed_in("song.dan")
    assert post(song, sent.invitation_of("krause"), "withdraw").status_code == 303
    assert fresh(sent, "krause").state == "withdrawn"
    assert post(song, fresh(sent, "krause"), "withdraw").status_code in (409, 422)
    assert post(song, fresh(sent, "krause"), "again").status_code == 303
    assert fresh(sent, "krause").state == "draft"


def test_reply_by_telephone_is_kept_with_its_source(sent, signed_in):
    song = signed_in("song.dan")
    assert post(song, sent.invitation_of("krause"), "answer", answer="accepted").status_code == 303
    assert post(song, fresh(sent, "krause"), "answer", answer="perhaps").status_code == 422

    reply, = queries.replies_to(fresh(sent, "krause"))
    assert (reply.answer, reply.source, reply.recorded_by_id) == ("accepted", "host", sent.owner.id)
    assert "by telephone" in song.get_page(f"{base(sent)}/invitations")


def test_foreign_and_unknown_invitations_look_alike(ready, signed_in):
    tang, song = signed_in("tang.lei"), signed_in("song.dan")
    with transaction():
        other = factories.make_reception()
    number = ready.invitation_of("wang").id
    addresses = [(tang, f"{base(ready)}/invitations"), (tang, f"{base(ready)}/invitations/{number}"),
                 (song, f"/receptions/{other.id}/invitations/{number}"), (song, f"{base(ready)}/invitations/99999"),
                 (song, f"{base(ready)}/invitations?banquet=99999"), (song, f"{base(ready)}/invitations?banquet=x"),
                 (song, f"{base(ready)}/invitations/{2**31}"), (song, f"{base(ready)}/invitations/{number}１")]

    assert [browser.get(address).status_code for browser, address in addresses] == [404] * len(addresses)
    assert tang.post(sending(ready)).status_code == 404
    assert song.post(f"/receptions/{other.id}/banquets/{ready.banquet.id}/invitations/send").status_code == 404


def test_who_may_see_and_who_may_send(ready, signed_in):
    seen = {login: signed_in(login).get(f"{base(ready)}/invitations").status_code
            for login in ("gao.xiang", "yuan.jie", "auditor", "dong.fang", "admin")}
    sent = {login: signed_in(login).post(sending(ready)).status_code for login in seen}

    assert seen == {"gao.xiang": 200, "yuan.jie": 200, "auditor": 200, "dong.fang": 403, "admin": 403}
    assert set(sent.values()) == {403}


def test_diet_is_a_mark_for_those_who_need_it_and_never_a_word(sent, signed_in):
    with transaction():
        answering.keep_diet(sent.invitation_of("wang"), ["nuts"], has_consent=True, source="guest", at=clock.now())
    seen = {login: signed_in(login).get_page(f"{base(sent)}/invitations") for login in ("song.dan", "auditor")}

    assert ["given" in html for html in seen.values()] == [True, False]
    assert not any("nuts" in html for html in seen.values())


def test_letters_style_sheet_survives_escaping(app):
    css = Path(app.static_folder, "mail.css").read_text()

    assert escape(css) == css


def test_same_number_of_queries_for_few_and_many_invitations(ready, signed_in):
    from sqlalchemy import event
    song, engine, counted = signed_in("song.dan"), current_app.extensions["database"].engine, []

    def count(*_):
        counted.append(1)

    def queries_for_the_page():
        counted.clear()
        event.listen(engine, "before_cursor_execute", count)
        song.get_page(f"{base(ready)}/invitations")
        event.remove(engine, "before_cursor_execute", count)
        return len(counted)

    few = queries_for_the_page()
    with transaction():
        for _ in range(20):
            guest = factories.make_attendee(ready.reception)
            guest.person.email = f"g{guest.id}@huaxin.example"
        actions.prepare(ready.banquet, by=ready.owner, at=clock.now())
    assert session().scalar(select(Invitation.id).order_by(Invitation.id.desc()).limit(1)) >= 26

    assert queries_for_the_page() == few
