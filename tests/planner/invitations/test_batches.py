"""Batches: who is put together, who releases them, what leaves, what a person marks by hand, and the test to oneself."""

from email import message_from_string
from email.policy import default

import pytest
from sqlalchemy import select

from planner import clock
from planner.db import session, transaction
from planner.errors import NotAllowed, RuleBroken
from planner.invitations import actions, batches, queries, tasks
from planner.invitations.batch_state import is_released, members_of
from planner.invitations.delivery_models import BatchMember, Delivery
from planner.invitations.models import ReplyLink
from planner.outbox.models import Mail
from tests import factories
from tests.factories import invitations as scenes


def make(scene, *names, **options):
    with transaction():
        rows = [scene.invitation_of(name) for name in names]
        return batches.make(scene.banquet, rows, title="First letters", by=scene.owner, at=clock.now(), **options)


def release(batch, by):
    with transaction():
        batches.release(batch, by=by, at=clock.now())


@pytest.mark.parametrize(("wanted", "names"), [
    ({"rank": 1}, "wang liu krause"), ({"language": "en"}, "krause"), ({"channel": "print"}, "he"), ({"round": "later"}, ""), ({"client": "0"}, ""),
    ({"rank": 2, "channel": "mail", "round": "first"}, "wang krause chen")])
def test_guests_are_found_by_list_client_rank_language_and_way(ready, wanted, names):
    found = [row.attendee_id for row in batches.candidates(ready.banquet, batches.Wanted(**wanted))]

    assert sorted(found) == sorted(ready.guests[name].id for name in names.split())


def test_batch_takes_language_and_way_and_nobody_is_in_two(ready):
    batch = make(ready, "chen", "he", language="en", channel="phone")

    assert [(row.language, row.channel) for row in members_of(batch)] == [("en", "phone")] * 2
    assert ready.invitation_of("he").id not in {row.id for row in batches.candidates(ready.banquet)}
    with pytest.raises(RuleBroken, match="in no batch yet"):
        make(ready, "he")


def test_way_that_is_not_open_names_the_guests_and_changes_nothing(ready):
    with pytest.raises(RuleBroken, match="Liu Hui, 何局长"):
        make(ready, "chen", "liu", "he", channel="mail", language="en")

    session().rollback()
    assert (ready.invitation_of("chen").language, session().scalars(select(BatchMember)).all()) == ("zh", [])


def test_nothing_of_a_batch_leaves_before_its_release(ready, quick_cards):
    batch = make(ready, "krause", "he")
    assert ready.invitation_of("krause").id not in {row.id for row in queries.to_send(ready.banquet)}
    with pytest.raises(RuleBroken, match="not been released"), transaction():
        actions.hand_over(ready.invitation_of("he"), by=ready.owner, at=clock.now())

    release(batch, ready.owner)
    tasks.send(scenes.AtOnce(ready.owner), ready.banquet.id, batch_id=batch.id)

    assert {mail.to_address for mail in session().scalars(select(Mail))} == {"s.krause@krause.example"}
    assert {row.state for row in queries.invitations_of(ready.banquet)} == {"queued", "draft"}


@pytest.mark.parametrize("change", ["language", "venue"])
def test_what_changes_after_the_release_has_to_be_released_again(ready, change):
    batch = make(ready, "krause")
    release(batch, ready.owner)
    with transaction():
        if change == "language":
            actions.change_way(ready.invitation_of("krause"), language="zh", channel="mail", by=ready.owner, at=clock.now())
        else:
            ready.banquet.venue_zh = "远山饭店"

    assert not is_released(batch)
    with pytest.raises(RuleBroken, match="nothing to send"):
        tasks.due_for("invitation", ready.banquet, batch=batch)


@pytest.mark.parametrize(("grade", "kind", "rules"), [("A", "private", ["senior"]), ("B", "official", ["officials"]), ("B", "private", [])])
def test_rules_say_when_a_second_person_releases(ready, grade, kind, rules):
    with transaction():
        ready.reception.client.grade, ready.reception.client.kind = grade, kind
    batch = make(ready, "wang")
    gao = factories.person("gao.xiang")

    assert [rule.id for rule in batches.reasons_for_another(members_of(batch))] == rules
    assert (batches.may_release(batch, ready.owner), batches.may_release(batch, gao)) == (not rules, True)
    if rules:
        with pytest.raises(NotAllowed):
            release(batch, ready.owner)
        session().rollback()
        release(batch, gao)
    else:
        release(batch, ready.owner)
    assert is_released(batch)


def test_maker_does_not_release_where_a_rule_wants_another_also_as_a_manager(ready):
    with transaction():
        ready.reception.client.kind = "official"
    batch = make(ready, "wang")
    gao = factories.person("gao.xiang")
    with transaction():
        batch.made_by_id = gao.id

    assert (batches.may_release(batch, gao), batches.may_release(batch, factories.person("xu.guoqiang"))) == (False, True)


def test_telephone_and_message_are_marked_with_who_and_when_and_the_copied_link_works_from_then_on(ready):
    batch = make(ready, "krause", channel="text")
    other = make(ready, "he", channel="phone", note="Ask for Ms. Wu")
    text, krause, he = batches.words_of(ready.invitation_of("krause")), ready.invitation_of("krause"), ready.invitation_of("he")
    token = text.split("/r/")[1].split()[0]
    assert "attached" not in text and queries.link_for(token, clock.now()) is None
    assert batches.words_of(he).startswith("何局长，您好，我是上座电气的宋丹。总经理许国强谨订于")
    for one in (batch, other):
        release(one, ready.owner)

    with transaction():
        actions.hand_over(krause, by=ready.owner, at=clock.now())
        actions.hand_over(he, by=ready.owner, at=clock.now())

    assert queries.link_for(token, clock.now()).holder_id == krause.attendee_id
    assert [(d.way, d.what, d.by_id, d.at) for d in session().scalars(select(Delivery).order_by(Delivery.id))] == [
        ("text", "invitation", ready.owner.id, clock.now()), ("phone", "invitation", ready.owner.id, clock.now())]
    assert session().scalars(select(ReplyLink.holder_id)).all() == [krause.attendee_id]


def test_test_goes_to_oneself_with_the_card_but_no_link_no_entry_and_changes_nothing(ready, quick_cards):
    before = {row.id: (row.state, row.version, row.told) for row in queries.invitations_of(ready.banquet)}
    tasks.send_test(scenes.AtOnce(ready.owner), ready.invitation_of("krause").id)
    mail = session().scalar(select(Mail))
    message = message_from_string(mail.content, policy=default)

    assert (mail.kind, mail.to_address, mail.gate) == ("test", "song.d@shangzuo.example", "")
    assert message["Subject"].startswith("[test] Invitation:") and "/r/" not in mail.content
    assert [part.get_content_type() for part in message.walk() if not part.is_multipart()] == ["text/plain", "text/html", "application/pdf"]
    text = message.get_body(("plain",)).get_content()
    assert "sent to you alone; the letter itself goes to Stefan Krause" in text and "/r/" not in text
    assert {row.id: (row.state, row.version, row.told) for row in queries.invitations_of(ready.banquet)} == before
    assert session().scalars(select(ReplyLink)).all() == []


def test_test_needs_an_address_of_ones_own(ready, quick_cards):
    with transaction():
        ready.owner.email = ""
    with pytest.raises(RuleBroken, match="no mail address yourself"):
        tasks.send_test(scenes.AtOnce(ready.owner), ready.invitation_of("krause").id)


def test_draft_of_who_no_longer_dines_leaves_its_batch(ready):
    make(ready, "krause")
    with transaction():
        ready.guests["krause"].dines = False
        actions.prepare(ready.banquet, by=ready.owner, at=clock.now())

    assert session().scalars(select(BatchMember)).all() == []


def test_pages_make_release_and_dissolve(ready, signed_in):
    browser, address = signed_in("song.dan"), f"/receptions/{ready.reception.id}/banquets/{ready.banquet.id}/invitations/batches"
    krause, he = ready.invitation_of("krause"), ready.invitation_of("he")
    assert "Stefan Krause" not in browser.get_page(address + "?language=zh")
    refused = browser.post(address, {"title": "Second", "guests": [krause.id, he.id], "channel": "mail"})
    assert refused.status_code == 422 and "何局长" in refused.get_data(as_text=True)
    place = browser.post_form(address, {"title": "First", "guests": [krause.id, he.id]}).headers["Location"]
    assert "Release" in browser.get_page(place)
    assert "not sent yet" in browser.get_page(address.replace("invitations/batches", "replies")) and "no reply yet" not in browser.get_page(address.replace("invitations/batches", "replies"))
    browser.post_form(place + "/release", {"version": 1})
    session().rollback()
    assert "Send the mails (1)" in browser.get_page(place)
    assert browser.post(place + "/send").status_code == 303
    browser.post_form(place + "/dissolve", {"version": 2})
    session().rollback()
    assert session().scalars(select(BatchMember)).all() == []


def test_refused_batch_says_so_beside_the_guests_also_when_nobody_is_left(ready, signed_in):
    browser, address = signed_in("song.dan"), f"/receptions/{ready.reception.id}/banquets/{ready.banquet.id}/invitations/batches"
    refused = browser.post(address, {"title": "Third"}).get_data(as_text=True)
    make(ready, *(name for name in ready.guests if name != "driver"))
    left = browser.post(address, {"title": "Third", "guests": [ready.invitation_of("he").id]})

    assert "tick guests who are in no batch" in refused.partition('id="guests-error"')[2]
    assert left.status_code == 422 and left.get_data(as_text=True).count("Nobody is left") == 1
