"""What the words given about one person at the doors come to: which one counts, since when, and whether two doors said it. No database, no web."""

from dataclasses import dataclass

AWAITED = "awaited"


def order(entry):
    """Sorts entries by when they were given; given at the same moment, the later note counts."""
    return entry.at, entry.id or 0


def that_counts(entries):
    """The entry given last, whenever it reached us; None where nothing was said."""
    return max(entries, key=order, default=None)


def since(entries):
    """The first of the newest entries that say the same: somebody noted as here twice came with the first one. None where nothing was said."""
    found = None
    for entry in sorted(entries, key=order, reverse=True):
        if found is not None and entry.state != found.state:
            break
        found = entry
    return found


@dataclass(frozen=True)
class TwoWords:
    """Two people or two doors noted somebody: `counts` was given later, `other` before it by the other one."""

    counts: object
    other: object

    @property
    def agree(self):
        """Whether both say the same."""
        return self.counts.state == self.other.state


def two_words(entries):
    """The TwoWords of the newest entry and the last one from elsewhere since the person was awaited; None where one door spoke alone."""
    current = []
    for entry in sorted(entries, key=order):
        current = [] if entry.state == AWAITED else [*current, entry]
    if not current:
        return None
    other = next((entry for entry in reversed(current) if _whence(entry) != _whence(current[-1])), None)
    return TwoWords(current[-1], other) if other is not None else None


def _whence(entry):
    return entry.person_id, entry.door
