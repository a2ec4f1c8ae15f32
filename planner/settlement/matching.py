"""The five-way match, free of database and request: approved, invited, accepted, seated, checked in, claimed, head by head."""

from dataclasses import dataclass

STAGES = ("approved", "invited", "accepted", "seated", "came", "claimed")
KINDS = ("came", "substitute", "walk_in", "no_show", "stayed_away")
SIDES = ("guest", "host")


@dataclass(frozen=True)
class Head:
    """One person at one banquet as noted: `state` is here, late, absent or "" where nothing was noted; `claimed` how often a claim names them."""

    id: int
    side: str
    invited: bool = False
    accepted: bool = False
    seated: bool = False
    expected: bool = False
    state: str = ""
    represents: int | None = None    # the head in whose place this one came
    is_walk_in: bool = False
    claimed: int = 0

    @property
    def came(self):
        return self.state == "here"

    @property
    def kind(self):
        """One of KINDS. Who was expected or seated, or said yes, and did not come is a no-show; who only was invited stayed away."""
        if self.came:
            if self.represents is not None:
                return "substitute"
            unexpected = self.side == "guest" and not (self.invited or self.accepted or self.seated)
            return "walk_in" if self.is_walk_in or unexpected else "came"
        if self.accepted or self.seated or (self.expected and self.side == "host"):
            return "no_show"
        return "stayed_away"


@dataclass(frozen=True)
class Row:
    """A head in the match. `approved`: it lies within the number that was approved for its side."""

    head: Head
    approved: bool

    @property
    def is_stopped(self):
        """Claimed, but was not there, or named more than once."""
        return self.head.claimed > 1 or bool(self.head.claimed) and not self.head.came

    def has(self, stage):
        """Whether the head counts at this stage; None where the stage does not concern it (hosts are not invited)."""
        if stage in ("invited", "accepted") and self.head.side == "host":
            return None
        return self.approved if stage == "approved" else bool(getattr(self.head, stage))


@dataclass(frozen=True)
class Match:
    """All heads of one banquet. `approved` is {side: how many}, `billed` the heads on the bill."""

    rows: tuple
    approved: dict
    billed: int = 0

    @property
    def is_noted(self):
        """Whether anybody was noted at the door at all; without that nobody can be matched."""
        return any(row.head.state for row in self.rows)

    def count(self, stage, side=None):
        """How many heads of a side (or of both) reached a stage; "approved" counts what was approved."""
        if stage == "approved":
            return sum(number for one, number in self.approved.items() if side in (None, one))
        return sum(bool(row.has(stage)) for row in self.rows if side in (None, row.head.side))

    def of_kind(self, kind):
        return [row for row in self.rows if row.head.kind == kind]

    @property
    def claimed_absent(self):
        return [row for row in self.rows if row.head.claimed and not row.head.came]

    @property
    def claimed_twice(self):
        return [row for row in self.rows if row.head.claimed > 1]

    @property
    def beyond_approval(self):
        """{side: heads who came beyond the number approved}, sides within it left out."""
        over = {side: self.count("came", side) - self.approved.get(side, 0) for side in SIDES}
        return {side: number for side, number in over.items() if number > 0}


def match(heads, approved, billed=0):
    """The Match of these heads, in their order.

    An approval names numbers, not people. Of each side those who came come under it first (expected ones, then
    substitutes, then walk-ins), after them those who did not come but were expected, had a seat or said yes.
    """
    covered = set()
    for side in SIDES:
        own = sorted((head for head in heads if head.side == side), key=_turn)
        covered |= {head.id for head in own[:approved.get(side, 0)] if head.kind != "stayed_away"}
    return Match(tuple(Row(head, head.id in covered) for head in heads), dict(approved), billed)


def _turn(head):
    return KINDS.index(head.kind)


def named(text_lines, spellings):
    """([head ids] as named, [lines that name nobody]) of a typed list; `spellings` is {head id: texts the head is known by}.

    Several heads of one name are taken in their order, so that two lines name both.
    """
    found, unknown, left = [], [], {}
    for head_id, texts in spellings.items():
        for text in {_plain(text) for text in texts if text}:
            left.setdefault(text, []).append(head_id)
    for line in text_lines:
        heads = left.get(_plain(line))
        if not heads:
            unknown.append(line)
            continue
        found.append(next((head for head in heads if head not in found), heads[0]))
    return found, unknown


def _plain(text):
    return "".join(text.split()).casefold()
