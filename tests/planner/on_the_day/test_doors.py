"""What several words about one person come to: the one given last, since when it has been so, and whether two doors spoke."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from planner.on_the_day import doors


@dataclass
class Word:
    state: str
    minute: int
    person_id: int = 1
    door: str = ""
    id: int = 0

    @property
    def at(self):
        return datetime(2026, 12, 8, 10, self.minute, tzinfo=UTC)


def words(*said):
    return [Word(*one, id=number) for number, one in enumerate(said, 1)]


@pytest.mark.parametrize("said, counts, since", [
    ((("here", 5),), "here", 5), ((("here", 5), ("absent", 3)), "here", 5), ((("here", 5), ("here", 3), ("absent", 1)), "here", 3),
    ((("absent", 5), ("here", 5)), "here", 5), ((("here", 5), ("awaited", 6)), "awaited", 6)])
def test_what_was_given_last_counts_in_whatever_order_it_came(said, counts, since):
    entries = words(*said)
    assert doors.that_counts(entries).state == counts
    assert doors.since(entries).at.minute == since


def test_nothing_said_is_nothing():
    assert doors.that_counts([]) is None and doors.since([]) is None and doors.two_words([]) is None


@pytest.mark.parametrize("said, found", [
    ((("here", 1, 1, "A"), ("here", 2, 1, "A")), None),
    ((("here", 1, 1, "A"), ("here", 2, 1, "B")), (2, 1, True)),
    ((("here", 1, 1), ("absent", 2, 2)), (2, 1, False)),
    ((("absent", 2, 2), ("here", 1, 1)), (2, 1, False)),
    ((("here", 1, 1), ("awaited", 2, 1), ("here", 3, 2)), None)])
def test_two_doors_are_told_apart_by_who_noted_and_where(said, found):
    two = doors.two_words(words(*said))
    assert (two and (two.counts.at.minute, two.other.at.minute, two.agree)) == found
