"""What an application takes from its fund, as pure sums: where its money stands, what moves, and which funds are short.

All amounts are whole minor units of the funds' currency. An application's money stands in one place at a time.
"""

from dataclasses import dataclass

PLACES = ("committed", "approved", "spent")
EVENTS = ("reserve", "approve", "return", "adjust", "release", "spend")


@dataclass(frozen=True)
class Position:
    """How much stands where: reserved and waiting for approval, approved and not settled, spent by a closed settlement."""

    committed: int = 0
    approved: int = 0
    spent: int = 0

    @property
    def total(self):
        return self.committed + self.approved + self.spent

    def __add__(self, other):
        return Position(self.committed + other.committed, self.approved + other.approved, self.spent + other.spent)

    def __sub__(self, other):
        return Position(self.committed - other.committed, self.approved - other.approved, self.spent - other.spent)


NOTHING = Position()


def standing(place, amount):
    """The Position of an amount in one place; nothing for no place."""
    return Position(**{place: amount}) if place else NOTHING


def event_of(before, after):
    """The name of the move from one Position of an application to another; None where nothing moves."""
    if before == after:
        return None
    if not after.total:
        return "release"
    if after.spent:
        return "spend"
    if after.approved:
        return "adjust" if before.approved else "approve"
    if before.approved:
        return "return"  # its signatures no longer cover it
    return "adjust" if before.committed else "reserve"


def rolled_up(own, ways):
    """{fund id: Position of it and everything below} from {fund id: Position} of each alone.

    `ways` gives the ids from the root down to the fund itself, for every fund of `own`.
    """
    sums = {}
    for fund_id, position in own.items():
        for above in ways[fund_id]:
            sums[above] = sums.get(above, NOTHING) + position
    return sums


@dataclass(frozen=True)
class Standing:
    """A fund with everything taken from it and from those below; `own` of it is the application's that is looked at."""

    fund: object
    used: Position = NOTHING
    own: Position = NOTHING

    @property
    def left(self):
        """What is left; below zero only where the fund may be exceeded with a reason."""
        return self.fund.amount_minor - self.used.total

    def left_after(self, amount):
        """What would be left if the application took `amount` in all."""
        return self.left + self.own.total - amount


def short(standings, amount):
    """The Standings whose fund would be exceeded by an application of `amount`; none when it takes no more than it has already."""
    return [one for one in standings if amount > one.own.total and one.left_after(amount) < 0]
