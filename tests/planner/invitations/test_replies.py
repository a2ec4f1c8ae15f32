"""Which reply counts, when two ways contradict each other, how long one may decide, who is reminded, how many places are free: no database."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from planner.errors import RuleBroken
from planner.invitations.replies import contradiction, day_to_decide, is_silent, that_counts
from planner.invitations.waiting import free_places, next_in_line

NINE = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DINNER = datetime(2026, 12, 8, 18, 30)
TODAY, REPLY_DAY = date(2026, 11, 24), date(2026, 12, 1)


def reply(answer, via="link", hours=0, number=1, **fields):
    values = {"answer": answer, "state": answer, "via": via, "at": NINE + timedelta(hours=hours), "id": number, "starts_at": DINNER, "is_past": False,
              "decide_by": None}
    return SimpleNamespace(**values | fields)


def test_what_was_given_last_counts_whenever_it_was_noted():
    by_mail, by_phone = reply("accepted", "mail", hours=0, number=2), reply("declined", "phone", hours=1, number=1)
    assert that_counts([by_phone, by_mail]) is by_phone
    assert that_counts([reply("accepted", number=1), later := reply("declined", number=2)]) is later
    assert that_counts([reply("accepted", is_past=True)]) is None


@pytest.mark.parametrize("history, found", [
    ([], None), ([reply("accepted"), reply("declined", hours=1)], None),                       # a change of mind on one way
    ([reply("accepted"), reply("accepted", "phone", 1)], None),                                # both ways say the same
    ([reply("accepted"), reply("declined", "phone", 1)], ("declined", "accepted")),
    ([reply("declined", "desk"), reply("accepted", "mail", 2)], ("accepted", "declined")),
    ([reply("accepted"), reply("declined", "phone", 1), reply("declined", "link", 2)], None),  # settled
    ([reply("accepted"), reply("declined", "phone", 1, starts_at=DINNER + timedelta(days=1))], None),  # about another day
    ([reply("accepted", is_past=True), reply("declined", "phone", 1)], None)])
def test_two_ways_contradict_each_other_by_their_last_words(history, found):
    between = contradiction(history)
    assert (between and (between.counts.answer, between.other.answer)) == found


@pytest.mark.parametrize("wanted, day", [(None, REPLY_DAY), (TODAY, TODAY), (REPLY_DAY, REPLY_DAY)])
def test_a_guest_who_cannot_say_decides_by_the_reply_day(wanted, day):
    assert day_to_decide(wanted, TODAY, REPLY_DAY) == day


@pytest.mark.parametrize("wanted, today, field", [(date(2026, 11, 23), TODAY, "decide_by"), (date(2026, 12, 2), TODAY, "decide_by"),
                                                  (None, date(2026, 12, 2), "answer")])
def test_a_day_that_is_past_or_too_late_is_refused(wanted, today, field):
    with pytest.raises(RuleBroken) as refused:
        day_to_decide(wanted, today, REPLY_DAY)
    assert refused.value.field == field


@pytest.mark.parametrize("found, silent", [(None, True), (reply("accepted"), False), (reply("declined"), False), (reply("to_confirm"), True),
                                           (reply("maybe", decide_by=TODAY), True), (reply("maybe", decide_by=date(2026, 11, 25)), False)])
def test_only_the_silent_are_reminded_and_a_maybe_on_its_day(found, silent):
    assert is_silent(found, TODAY) is silent


def guest(number, waits=False, called=None):
    return SimpleNamespace(id=number, round=2 if waits or called else 1, called_at=called, is_waiting=waits)


@pytest.mark.parametrize("called, out, free", [((), set(), 0), ((), {1}, 1), ((4,), {1}, 0), ((4,), {1, 4}, 1), ((4, 5), {1}, -1), ((), {6}, 0)])
def test_each_refusal_frees_one_place_and_each_call_takes_one(called, out, free):
    rows = [guest(n) for n in (1, 2, 3)] + [guest(n, waits=n not in called, called=NINE if n in called else None) for n in (4, 5, 6)]
    assert free_places(rows, out) == free
    assert [row.id for row in next_in_line(rows)] == [n for n in (4, 5, 6) if n not in called]
