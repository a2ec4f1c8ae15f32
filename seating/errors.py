"""What can be wrong with a seating problem, a plan file or a rule pack."""

LONGEST_PATH = 200           # characters of a path in a complaint


class SeatingError(Exception):
    """Base of every error that this library raises on purpose."""


class InvalidProblem(SeatingError):
    """A problem or plan that cannot be read; `path` points into the JSON, `reason` says why."""

    def __init__(self, path, reason):
        self.path, self.reason = path if len(path) <= LONGEST_PATH else path[:LONGEST_PATH] + "…", reason
        super().__init__(f"{self.path}: {reason}" if path else reason)


class Contradiction(SeatingError):
    """A set of "A before B" statements that run in a circle; `cycle` is a tuple of Before edges.

    `people` maps the ids to Standings, so that ladder.circle_sentence can say it in names.
    """

    def __init__(self, cycle, people=None):
        self.cycle, self.people = tuple(cycle), people or {}
        super().__init__("; ".join(f"{e.first} before {e.second} ({e.rule})" for e in self.cycle))


class InvalidPack(SeatingError):
    """A rule pack that breaks its own form; the message names file and line."""
