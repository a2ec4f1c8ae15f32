"""What an answer of a calendar program says, from its text alone."""

from datetime import UTC, datetime

import pytest

from planner.calendar.itip import read_answer
from tests.factories.mailbox import itip

UID = "invitation-1@shangzuo"
BEGIN = datetime(2026, 12, 8, 10, 30, tzinfo=UTC)


def read(text):
    return read_answer(text, zone="Asia/Shanghai")


@pytest.mark.parametrize("state", ["ACCEPTED", "DECLINED", "TENTATIVE", "accepted"])
def test_reply_says_who_answers_what_when_and_for_which_time(state):
    found = read(itip(UID, state=state, sequence=2))

    assert (found.method, found.uid, found.sequence, found.starts_at, found.stamp) == ("REPLY", UID, 2, BEGIN, datetime(2026, 11, 23, 2, 30, tzinfo=UTC))
    assert [(one.address, one.state) for one in found.attendees] == [("wang@huaxin.example", state.upper())]


@pytest.mark.parametrize("begin", [
    "DTSTART:20261208T103000Z", "DTSTART;TZID=Asia/Shanghai:20261208T183000", "DTSTART;TZID=China Standard Time:20261208T183000", "DTSTART;TZID=\"/x.example/Asia/Shanghai\":20261208T183000",
    "DTSTART:20261208T183000", "dtstart;tzid=Europe/Berlin:20261208T113000", "DTSTART;TZI\r\n D=Asia/Shang\r\n hai:20261208T183000"])
def test_time_is_the_same_moment_however_it_is_written(begin):
    assert read(itip(UID, begin=begin)).starts_at == BEGIN


@pytest.mark.parametrize(("more", "state", "name", "address"), [
    ("ATTENDEE;CN=\"Li, Hua\";DELEGATED-FROM=\"mailto:wang@huaxin.example\":mailto:li@huaxin.example", "DELEGATED;DELEGATED-TO=\"mailto:Li@huaxin.example\"", "Li, Hua", "li@huaxin.example"),
    ("ATTENDEE;CN=Li:mailto:li@huaxin.example", "DELEGATED;DELEGATED-TO=\"mailto:li@huaxin.example\",\"mailto:x@huaxin.example\"", "Li", "li@huaxin.example"),
    ("", "DELEGATED", "", "")])
def test_delegation_names_who_is_to_come(more, state, name, address):
    found = read(itip(UID, state=state, more=more))

    assert (found.attendees[0].state, found.attendees[0].delegated_to) == ("DELEGATED", address)
    assert [one.name for one in found.attendees[1:]] == ([name] if name else [])


@pytest.mark.parametrize("text", [
    "", "BEGIN:VCALENDAR", itip(UID, method="REQUEST"), itip(UID, method="PUBLISH"), itip(UID, more="RECURRENCE-ID:20261208T103000Z"), itip("").replace("UID:\r\n", ""),
    itip(UID, begin="DTSTART:yesterday"), itip(UID, begin="DTSTART:99991231T235959Z"), itip(UID, stamp="x"), "BEGIN:VCALENDAR\r\n" * 100_000, itip(UID).replace("METHOD", "X-METHOD"),
    itip(UID).replace("BEGIN:VEVENT", "BEGIN:VEVENT\r\nBEGIN:VALARM").replace("END:VEVENT", "END:VALARM\r\nEND:VEVENT")])
def test_what_is_no_whole_answer_to_one_invitation_is_none(text):
    assert read(text) is None


def test_calendar_bomb_is_none_or_cut():
    crowd = "\r\n".join(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a{number}@b.example" for number in range(20_000))

    assert len(read(itip(UID, more=crowd)).attendees) == 100
    assert read(itip(UID, sequence="9" * 400)).sequence == 0
    assert read(itip(UID, more="X-A:" + "a" * 200_000)) is not None
