"""Maybe, companions, replies by telephone, conflicts between ways, the waiting list: what follows from an answer."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from planner import clock
from planner.banquets.models import Seating
from planner.banquets.queries import diners
from planner.db import session, transaction
from planner.errors import Conflict, RuleBroken
from planner.invitations import answering, companions, queries, tasks, waiting
from planner.invitations.models import Companion, ReplyLink
from planner.outbox.models import Mail
from planner.receptions.models import Attendee
from planner.receptions.queries import replies_of
from tests import factories
from tests.factories import invitations as scenes
from tests.planner.invitations.test_reply_page import answers, link_of, opened, send_reply

HOUR = timedelta(hours=1)


def tell(scene, name, answer, **options):
    """A reply told to Song Dan."""
    with transaction():
        return answering.answer(scene.invitation_of(name), answer=answer, source="host", by=scene.owner, **{"at": clock.now(), **options})


def mark_sent(scene):
    with transaction():
        for row in queries.invitations_of(scene.banquet):
            row.state, row.sent_at = "sent", clock.now()


def counts(scene, name):
    session().rollback()
    found = queries.newest_replies(scene.banquet).get(scene.invitation_of(name).id)
    return found and (found.answer, found.via)


def noted(scene, name):
    session().rollback()
    return [reply.state for reply in replies_of(scene.reception).get(scene.guests[name].id, ())]


def standing(scene, name):
    session().rollback()
    session().expire_all()
    return session().scalar(select(Companion).where(Companion.invitation_id == scene.invitation_of(name).id).order_by(Companion.id.desc()))


# --- maybe ------------------------------------------------------------------------------------------------------------


def test_maybe_until_a_day_counts_as_waiting_and_is_reminded_then(app, sent):
    mark_sent(sent)
    browser = opened(app, link_of(sent, "krause"), "en")
    assert send_reply(browser, sent.invitation_of("krause"), answer="maybe", decide_by="2026-11-26").status_code == 303
    assert "Thank you. We will ask you again on Thursday 26 November." in browser.get_page("/reply")
    session().rollback()
    found = queries.funnel(queries.invitations_of(sent.banquet), queries.newest_replies(sent.banquet))

    assert (found.maybe, found.answered, found.waiting, noted(sent, "krause")) == (1, 0, 6, [])
    assert sent.guests["krause"].id not in {row.attendee_id for row in queries.to_remind(sent.banquet, clock.now())}
    then = clock.now().replace(day=26)
    assert sent.guests["krause"].id in {row.attendee_id for row in queries.to_remind(sent.banquet, then)}


@pytest.mark.parametrize("day, words", [("2026-12-02", "reply day at the latest"), ("2026-11-22", "This day has passed"), ("soon", "Please write a date")])
def test_a_day_that_does_not_do_comes_back_with_a_sentence(app, sent, day, words):
    browser = opened(app, link_of(sent, "krause"), "en")
    response = send_reply(browser, sent.invitation_of("krause"), answer="maybe", decide_by=day)

    assert response.status_code == 422 and words in response.get_data(as_text=True)
    assert answers(sent.invitation_of("krause")) == []


def test_a_maybe_after_an_acceptance_takes_the_acceptance_back(app, sent):
    tell(sent, "krause", "accepted")
    assert noted(sent, "krause") == ["accepted"]
    tell(sent, "krause", "maybe", at=clock.now() + HOUR)
    assert (noted(sent, "krause"), counts(sent, "krause")) == ([], ("maybe", "phone"))


# --- companion --------------------------------------------------------------------------------------------------------


def test_a_companion_is_a_proposal_until_the_account_manager_agrees(app, sent, signed_in):
    browser = opened(app, link_of(sent, "krause"), "en")
    send_reply(browser, sent.invitation_of("krause"), answer="accepted", companion="Anna Krause", companion_title="Architect", companion_is_partner="y")
    before = session().query(Attendee).count()
    assert "You would like to bring Anna Krause" in browser.get_page("/reply")
    found = standing(sent, "krause")
    assert (found.state, found.name, found.title, found.attendee_id) == ("proposed", "Anna Krause", "Architect", None)

    song = signed_in("song.dan")
    page = f"/receptions/{sent.reception.id}/banquets/{sent.banquet.id}/replies"
    assert "Anna Krause" in song.get_page(page)
    song.post_form(f"/receptions/{sent.reception.id}/invitations/companions/{found.id}", {"decision": "agree", "version": found.version})
    anna = session().get(Attendee, standing(sent, "krause").attendee_id)
    assert session().query(Attendee).count() == before + 1
    assert (anna.person.name_en, anna.role, anna.rank, anna.partner_id, anna.dines) == ("Anna Krause", "spouse", 1, sent.guests["krause"].id, True)
    assert session().scalar(select(Seating).where(Seating.attendee_id == anna.id)) is None
    assert "We expect Anna Krause with you." in browser.get_page("/reply")
    assert song.post(f"/receptions/{sent.reception.id}/invitations/companions/{found.id}", {"decision": "refuse", "version": 1}).status_code == 409


def test_a_companion_can_be_changed_taken_back_and_falls_with_a_refusal(app, sent):
    invitation, holder = sent.invitation_of("krause"), sent.guests["krause"]

    def propose(name, title=""):
        with transaction():
            companions.propose(invitation, name=name, title=title, holder=holder, at=clock.now())
        return [(one.name, one.state) for one in session().scalars(select(Companion).order_by(Companion.id))]

    assert propose("Anna Krause") == [("Anna Krause", "proposed")]
    assert propose("李娜") == [("李娜", "proposed")]
    assert propose("") == [("李娜", "withdrawn")]
    assert propose("李娜") == [("李娜", "withdrawn"), ("李娜", "proposed")]
    for name, title in (("123", ""), ("", "Architect")):
        with pytest.raises(RuleBroken):
            propose(name, title)
    tell(sent, "krause", "declined")
    assert propose("") == [("李娜", "withdrawn"), ("李娜", "withdrawn")]


def test_a_companion_for_whom_there_is_no_place_is_told_on_the_page(app, sent):
    tell(sent, "krause", "accepted")
    with transaction():
        found = companions.propose(sent.invitation_of("krause"), name="Anna Krause", holder=sent.guests["krause"], at=clock.now())
        companions.refuse(found, by=sent.owner, at=clock.now())
    assert "no place could be found for Anna Krause" in opened(app, link_of(sent, "krause"), "en").get_page("/reply")
    with transaction(), pytest.raises(RuleBroken):
        companions.agree(found, by=sent.owner, at=clock.now())


# --- transport and interpreter ----------------------------------------------------------------------------------------


def test_arrival_and_interpreter_are_kept_and_outlive_a_reply_that_is_silent_about_them(app, sent):
    send_reply(opened(app, link_of(sent, "krause")), sent.invitation_of("krause"), answer="accepted", transport="fetched", interpreter="de")
    reply = tell(sent, "krause", "accepted", at=clock.now() + HOUR)
    assert (reply.transport, reply.interpreter, reply.via) == ("fetched", "de", "phone")
    bad = send_reply(opened(app, link_of(sent, "krause")), sent.invitation_of("krause"), answer="accepted", transport="helicopter", interpreter="xx")
    assert bad.status_code == 422


# --- telephone, desk, and what came by another way --------------------------------------------------------------------


def test_what_was_given_last_counts_and_both_sides_read_the_note(app, sent, signed_in):
    morning = scenes.SENDING
    with clock.fixed(morning):
        mark_sent(sent)
    browser = opened(app, link_of(sent, "krause"), "en")
    with clock.fixed(morning + 2 * HOUR):
        send_reply(browser, sent.invitation_of("krause"), answer="accepted")
    with clock.fixed(morning + 3 * HOUR):
        song = signed_in("song.dan")
        address = f"/receptions/{sent.reception.id}/invitations/{sent.invitation_of('krause').id}/answer"
        version = sent.invitation_of("krause").version
        song.post_form(address, {"answer": "declined", "via": "phone", "said_at": "2026-11-23T11:00", "version": version})  # an hour before
        page = song.get_page(f"/receptions/{sent.reception.id}/banquets/{sent.banquet.id}/replies")
        assert "Noted for Stefan Krause as earlier" in page and "two replies differ" in page
        assert (counts(sent, "krause"), noted(sent, "krause")) == (("accepted", "link"), ["accepted"])
        assert "Two replies differ." in browser.get_page("/reply")

        song.post_form(address, {"answer": "declined", "via": "desk", "version": version})
        assert (counts(sent, "krause"), noted(sent, "krause")) == (("declined", "desk"), ["declined"])
        html = browser.get_page("/reply")
        assert "in person: declined. The later one counts." in html
    with clock.fixed(morning + 4 * HOUR):
        send_reply(browser, sent.invitation_of("krause"), answer="declined")
        assert "Two replies differ." not in browser.get_page("/reply")


@pytest.mark.parametrize("values, words", [
    ({"answer": "accepted", "said_at": "2026-11-30T10:00"}, "This moment has not come yet"), ({"answer": "accepted", "said_at": "2026-11-01T10:00"}, "before the invitation was sent"),
    ({"answer": "perhaps"}, "Please accept or decline."), ({"answer": "accepted", "via": "pigeon"}, "Please choose one of the options."),
    ({"answer": "maybe", "decide_by": "2026-12-24"}, "reply day at the latest")])
def test_a_reply_that_cannot_be_noted_is_refused_with_a_sentence(sent, signed_in, values, words):
    mark_sent(sent)
    invitation = sent.invitation_of("krause")
    answer = signed_in("song.dan").post(f"/receptions/{sent.reception.id}/invitations/{invitation.id}/answer", {"version": invitation.version, **values})
    assert answer.status_code == 422 and words in answer.get_data(as_text=True) and answers(invitation) == []


def test_the_office_notes_replies_and_other_managers_do_not(sent, signed_in):
    mark_sent(sent)
    with transaction():
        factories.account("yuan.jie"), factories.account("tang.lei")
    invitation = sent.invitation_of("krause")
    address = f"/receptions/{sent.reception.id}/invitations/{invitation.id}/answer"
    assert signed_in("tang.lei").post(address, {"answer": "accepted", "version": invitation.version}).status_code == 404
    assert signed_in("yuan.jie").post(address, {"answer": "accepted", "version": invitation.version}).status_code == 303
    assert answers(invitation) == [("accepted", "host")]


def test_a_reply_that_had_arrived_already_says_so(app, sent):
    browser = opened(app, link_of(sent, "krause"), "en")
    for _ in range(2):
        send_reply(browser, sent.invitation_of("krause"), answer="accepted")
    assert "This reply had already arrived." in browser.get_page("/reply")
    assert answers(sent.invitation_of("krause")) == [("accepted", "guest")]


def test_a_guest_of_both_languages_reads_the_card_in_both(app, sent):
    with transaction():
        sent.guests["krause"].person.languages = ["en", "zh"]
    html = opened(app, link_of(sent, "krause")).get_page("/reply?lang=en")
    assert "恭请光临" in html and "requests the pleasure of your company" in html and "Dress" in html
    assert "恭请光临" not in opened(app, link_of(sent, "zheng")).get_page("/reply?lang=en")


# --- the waiting list -------------------------------------------------------------------------------------------------


def put(scene, name, to):
    with transaction():
        waiting.put(scene.invitation_of(name), to, by=scene.owner, at=clock.now())


def dining(scene):
    session().rollback()
    return {a.id for a in diners(scene.banquet)}


def free_a_place(scene):
    """Chen was sent the invitation and declines."""
    with transaction():
        row = scene.invitation_of("chen")
        row.state, row.sent_at = "sent", clock.now()
    tell(scene, "chen", "declined")


def call_up(scene, name):
    with transaction():
        waiting.call_up(scene.invitation_of(name), by=scene.owner, at=clock.now())


def test_a_refusal_proposes_the_next_and_a_person_gives_the_place(ready):
    put(ready, "krause", waiting.LATER), put(ready, "zheng", waiting.LATER)
    krause, zheng = ready.guests["krause"].id, ready.guests["zheng"].id
    assert not {krause, zheng} & dining(ready) and noted(ready, "krause") == ["waiting"]
    assert not {krause, zheng} & {row.attendee_id for row in queries.to_send(ready.banquet)} and waiting.proposed(ready.banquet) == []
    free_a_place(ready)
    assert [row.attendee_id for row in waiting.proposed(ready.banquet)] == [krause] and krause not in dining(ready)

    call_up(ready, "krause")
    assert krause in dining(ready) and zheng not in dining(ready)
    assert krause in {row.attendee_id for row in queries.to_send(ready.banquet)}
    assert session().query(Mail).count() == 0
    tell(ready, "chen", "accepted", at=clock.now() + HOUR)
    assert waiting.free_places_of(ready.banquet) == -1


def test_a_place_may_go_to_another_than_the_next_and_only_once(ready):
    put(ready, "krause", waiting.LATER), put(ready, "zheng", waiting.LATER)
    with pytest.raises(RuleBroken):
        call_up(ready, "krause")
    free_a_place(ready)
    call_up(ready, "zheng")
    for name in ("krause", "zheng"):
        with pytest.raises(RuleBroken):
            call_up(ready, name)
    assert ready.guests["zheng"].id in dining(ready) and ready.guests["krause"].id not in dining(ready)


def test_the_page_of_replies_proposes_and_gives_the_place(ready, signed_in):
    put(ready, "krause", waiting.LATER)
    free_a_place(ready)
    row, browser = ready.invitation_of("krause"), signed_in("song.dan")
    page = f"/receptions/{ready.reception.id}/banquets/{ready.banquet.id}/replies"
    assert "Free places: 1. Next: " in browser.get_page(page)
    answer = browser.post(f"/receptions/{ready.reception.id}/invitations/{row.id}/list", {"list": "called", "version": row.version})
    assert answer.status_code == 303 and ready.guests["krause"].id in dining(ready)
    version = ready.invitation_of("krause").version
    assert browser.post(f"/receptions/{ready.reception.id}/invitations/{row.id}/list", {"list": "called", "version": version}).status_code == 422


@pytest.mark.parametrize("state", ["failed", "bounced", "held", "unknown"])
def test_whose_letter_is_not_known_to_have_arrived_is_not_reminded_but_shown(sent, signed_in, state):
    mark_sent(sent)
    with transaction():
        session().query(Mail).update({"state": "sent"})
    before = {row.id for row in queries.to_remind(sent.banquet, clock.now())}
    with transaction():
        link = session().query(ReplyLink).filter_by(holder_id=sent.guests["krause"].id).one()
        session().query(Mail).filter_by(subject_id=link.id).update({"state": state})
    krause = sent.invitation_of("krause").id
    assert krause in before and {row.id for row in queries.to_remind(sent.banquet, clock.now())} == before - {krause}
    assert [row.id for row in queries.undelivered_silent(sent.banquet, clock.now())] == [krause]
    assert "Silent and not reminded" in signed_in("song.dan").get_page(f"/receptions/{sent.reception.id}/banquets/{sent.banquet.id}/replies")


def test_the_guest_of_honour_and_who_was_sent_a_letter_do_not_wait(ready):
    with pytest.raises(RuleBroken):
        put(ready, "wang", waiting.LATER)
    with transaction():
        ready.invitation_of("krause").state = "sent"
    with pytest.raises(RuleBroken):
        put(ready, "krause", waiting.LATER)


def test_back_on_the_first_list_a_guest_dines_again(ready):
    put(ready, "krause", waiting.LATER)
    put(ready, "krause", waiting.FIRST)
    assert ready.guests["krause"].id in dining(ready)
    assert ready.guests["krause"].id in {row.attendee_id for row in queries.to_send(ready.banquet)}


def test_two_reminders_on_one_day_are_one(sent):
    mark_sent(sent)
    with transaction():
        session().query(Mail).delete()
    assert scenes.send(sent, "reminder") > 0
    with pytest.raises(RuleBroken):
        scenes.send(sent, "reminder")
    assert date(2026, 11, 23) == clock.today("Asia/Shanghai")


def test_two_who_remind_at_the_same_moment_send_one_reminder(sent, monkeypatch):
    mark_sent(sent)
    nested = []

    def meanwhile(rows, tokens, **options):
        if not nested:
            nested.append(True)
            nested.append(scenes.send(sent, "reminder"))
        return {}

    monkeypatch.setattr(tasks, "print_cards", meanwhile)
    with pytest.raises(Conflict):
        scenes.send(sent, "reminder")
    session().rollback()
    assert session().query(Mail).filter_by(kind="reminder").count() == nested[1] > 0


def test_a_companion_seats_nobody_and_a_refused_decision_changes_nothing(sent, signed_in):
    with transaction():
        found = companions.propose(sent.invitation_of("krause"), name="Anna Krause", holder=sent.guests["krause"], at=clock.now())
    answer = signed_in("song.dan").post(f"/receptions/{sent.reception.id}/invitations/companions/{found.id}", {"decision": "perhaps", "version": found.version})
    assert answer.status_code == 422 and standing(sent, "krause").state == "proposed"


def test_funnel_names_each_number(sent, signed_in):
    """On a phone a row stands without the head of its table; nobody has to scroll sideways to see who is silent."""
    song = signed_in("song.dan")
    replies = song.get_page(f"/receptions/{sent.reception.id}/banquets/{sent.banquet.id}/replies")

    assert [f'data-label="{word}"' in replies for word in ("Invited", "Delivered", "Replied", "Coming", "Declined", "Maybe", "Silent")] == [True] * 7
