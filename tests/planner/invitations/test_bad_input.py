"""What guests' data may hold: line breaks in names and titles, no language, one address for two."""

from email import message_from_string
from email.policy import default
from types import SimpleNamespace

import pytest
from icalendar import Calendar
from sqlalchemy import select

from planner import clock
from planner.db import session, transaction
from planner.errors import RuleBroken
from planner.invitations import letters, queries, telling
from planner.invitations.addressing import channel_for, language_for
from planner.invitations.models import ReplyLink
from planner.outbox.models import Mail
from tests.factories import invitations as scenes


def messages():
    return [message_from_string(mail.content, policy=default) for mail in session().scalars(select(Mail).where(Mail.state == "queued").order_by(Mail.id))]


@pytest.mark.parametrize("field", ["name", "title"])
def test_line_break_in_a_name_or_title_stops_the_whole_sending_with_a_sentence(ready, quick_cards, field):
    with transaction():
        if field == "name":
            ready.guests["krause"].person.name_en = "Krause\r\nBcc: all@x.example"
        else:
            ready.banquet.item.title_en = "Dinner\r\nBcc: all@x.example"

    with pytest.raises(RuleBroken, match="line break"):
        scenes.send(ready)
    assert messages() == []


@pytest.mark.parametrize("sign", ["\r\n", "\u2028"])
def test_line_break_in_a_note_or_a_hall_adds_no_header_and_no_calendar_line(sent, sign):
    with transaction():
        for mail in session().scalars(select(Mail)):
            mail.state = "sent"
        row = sent.invitation_of("krause")
        row.state, row.sent_at = "sent", clock.now()
        sent.banquet.hall_en = f"Lotus{sign}ATTENDEE:mailto:all@x.example"
        notice = telling.keep_notice(sent.banquet, ids=[row.id], note_en=f"Sorry{sign}Bcc: all@x.example", by=sent.owner, at=clock.now())
    scenes.tasks.send(scenes.AtOnce(sent.owner), sent.banquet.id, "update", notice.id)
    message, = messages()
    event, = Calendar.from_ical(next(part for part in message.walk() if part.get_content_type() == "text/calendar").get_content()).events

    assert message["Bcc"] is None and [name for name in message.keys() if name not in (
        "Message-ID", "Date", "From", "To", "Reply-To", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type")] == []
    assert event["ATTENDEE"] == "mailto:s.krause@krause.example"


@pytest.mark.parametrize(("zh", "en", "language"), [("王建国", "", "zh"), ("", "Stefan Krause", "en"), ("", "Wang Jianguo", "en"), ("خالد الحربي", "Khalid Al-Harbi", "en")])
def test_guest_without_a_language_is_written_to_by_the_script_of_the_name(zh, en, language):
    person = SimpleNamespace(name_zh=zh, name_en=en, languages=[])

    assert language_for(SimpleNamespace(person=person)) == language


def test_two_guests_with_one_address_get_a_mail_each_with_a_link_and_an_entry_of_their_own(ready, quick_cards):
    with transaction():
        ready.guests["krause"].person.email = ready.guests["chen"].person.email
    scenes.send(ready)
    found = [message for message in messages() if "chen.zy@" in message["To"]]
    uids = {Calendar.from_ical(next(part for part in message.walk() if part.get_content_type() == "text/calendar").get_content()).events[0]["UID"] for message in found}
    tokens = {letters.token_in(mail) for mail in session().scalars(select(Mail).where(Mail.to_address.startswith("chen.zy@")))}

    assert sorted(message["To"].split("<")[0].strip(' "') for message in found) == ["Stefan Krause", "陈志远"]
    assert uids == {ready.invitation_of(name).uid for name in ("chen", "krause")}
    assert {queries.link_for(token, clock.now()).holder_id for token in tokens} == {ready.guests[name].id for name in ("chen", "krause")}
    assert len(session().scalars(select(ReplyLink.holder_id)).all()) == 4


@pytest.mark.parametrize("address", ["", "none", "a@b", "a b@c.example", "x@y.example\r\nBcc: z@x.example", "王@x.example", "a@@x.example"])
def test_what_is_no_address_goes_on_paper(address):
    guest = SimpleNamespace(person=SimpleNamespace(email=address), partner=None, answered_by=None)

    assert channel_for(guest) == "print"
