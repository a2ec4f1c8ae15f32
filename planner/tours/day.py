"""What the tour solver is given and what it answers: plain values, no web, no database.

Times are whole minutes since midnight on the site's clock, lengths are minutes. Keys are short texts chosen by the caller
(ids as text do). A day holds every tour of one site on one date, because they share stops, corridors and guides.

    answer = solve(Day(site=..., parties=(...), guides=(...), interpreters=(...)))
    answer.state      "best"        proved: no plan walks and waits less
                      "good"        a valid plan, at most answer.plan.gap (0.03 = 3 %) above what is possible
                      "impossible"  proved; answer.reasons is a smallest set: without any one of them there is a plan
                                    (where answer.is_smallest is false, the search for a smaller set ran out of steps)
                      "unknown"     neither a plan nor a proof within the steps, or stopped before the first plan
"""

from dataclasses import dataclass, field

from planner.sites.paths import Needs, Site

DAY_END = 24 * 60


@dataclass(frozen=True)
class Visitor:
    """One guest. `languages`: understood, the preferred one first. `keeps_off`: must keep away from magnetic stops. `side`: of the party's `rival_sides`, or ""."""

    key: str
    languages: tuple = ("zh",)
    interests: frozenset = frozenset()
    keeps_off: bool = False            # pacemaker or pregnancy; the reason itself is never needed here
    needs_step_free: bool = False
    side: str = ""


@dataclass(frozen=True)
class Party:
    """Guests who come and leave together, but for rivals among them. They are split into groups; each group sees `stops` in an order of its own.

    `groups`: how many are wanted, or None for as few as `largest_group` allows.
    `together`, `apart`: sets of visitor keys for one group, and pairs that must not share one.
    `rivals`: keys of parties that must not meet this one (one direction is enough).
    `rival_sides`: pairs of sides of its own visitors that must not meet: they never share a group, and their groups keep apart as rival
    parties do, so that they come and leave at different times.
    `earliest`: nobody of the party is on the site before; `back_by`: all are through at the exit.
    `minutes`: stop key -> minutes, where this party stays longer or shorter than usual.
    """

    key: str
    visitors: tuple
    stops: tuple
    earliest: int = 9 * 60
    back_by: int = 17 * 60
    groups: int | None = None
    largest_group: int = 15
    together: tuple = ()
    apart: tuple = ()
    rivals: frozenset = frozenset()
    rival_sides: tuple = ()            # pairs (side, side)
    minutes: tuple = ()                # pairs (stop key, minutes)


@dataclass(frozen=True)
class Companion:
    """A guide or an interpreter. `busy`: pairs (from, to) of other duties; `carried`: minutes of work already given today or
    this week, which count for an even load."""

    key: str
    languages: tuple
    starts: int = 8 * 60
    ends: int = 18 * 60
    busy: tuple = ()
    carried: int = 0


@dataclass(frozen=True)
class Lock:
    """A part of the plan that a person has decided. `group` counts from 0.

    what            value                    at
    "member"        visitor key              -          this visitor is in this group
    "guide"         companion key            -
    "interpreter"   companion key or ""      -          "" : without an interpreter
    "order"         tuple of stop keys       -          these stops in this order (others anywhere between)
    "visit"         stop key                 minute     the visit there begins at this minute
    "start"         -                        minute     this group, and all who come with it, begin at the entrance
    """

    party: str
    what: str
    group: int = 0
    value: object = ""
    at: int = 0


@dataclass(frozen=True)
class Day:
    """Everything that happens on one site in one day.

    `rival_margin`: minutes that lie between rivals at the same stop, corridor, entrance or exit.
    `companion_break`: minutes a guide or interpreter has between two parties.
    `longest_wait`: minutes a group may stand at one stop beyond its visit.
    """

    site: Site
    parties: tuple
    guides: tuple
    interpreters: tuple = ()
    locks: tuple = ()
    rival_margin: int = 5
    companion_break: int = 10
    longest_wait: int = 20


@dataclass(frozen=True)
class Visit:
    """A group at a stop; it leaves at `ends` and walks at once, so `waits` minutes of the time there are waiting. At least 1 minute."""

    stop: str
    starts: int
    ends: int
    waits: int = 0


@dataclass(frozen=True)
class Group:
    """One group's tour. The first visit is the entrance, the last the exit; between two visits it walks `Way`s of `needs`.

    `left_out`: pairs (stop key, "magnetic" | "steps" | "no way") this group does not see because of somebody in it.
    `languages`: told in these, the guide's first. `interpreter` is "" when none is needed.
    `walks`: the stops passed between each visit and the next, both included.
    """

    party: str
    number: int
    visitors: tuple
    needs: Needs
    guide: str
    interpreter: str
    languages: tuple
    visits: tuple
    left_out: tuple = ()
    walks: tuple = ()

    @property
    def starts(self):
        return self.visits[0].starts

    @property
    def ends(self):
        return self.visits[-1].ends


@dataclass(frozen=True)
class Plan:
    """A day that holds. The minutes are summed over groups; `bound`: walking and waiting are proved to be at least this."""

    groups: tuple
    walking: int
    waiting: int
    bound: int

    @property
    def cost(self):
        return self.walking + self.waiting

    @property
    def gap(self):
        """How far above the proved least, as a share of the cost: 0 is proved best."""
        return (self.cost - self.bound) / self.cost if self.cost else 0.0


@dataclass(frozen=True)
class Reason:
    """A rule that takes part in a contradiction.

    rule             about
    "no_language"    party, visitor      nobody of the day speaks a language this visitor understands
    "no_way"         party, stop         nobody of the party can get there and back
    "no_entry"       party, stop         the stop is closed to visitors
    "group_size"     party, stop         a group of this party is larger than the stop holds
    "too_long"       party               the shortest tour is longer than from its earliest start to back by
    "splitting"      party               the groups wanted, sizes, together, apart and rivals among them do not go together
    "window"         party               earliest start and back by
    "capacity"       stop                people and groups at once
    "opening"        stop                opening hours
    "guides"         party               a guide, and an interpreter where needed, for each of its groups
    "companion"      companion           hours and other duties of this guide or interpreter
    "rivals"         party, party        must not meet
    "rivals_within"  party               people of this party must not meet each other
    "lock"           party, group, what  something a person has decided
    "wait"           -                   nobody waits longer than `longest_wait` at one stop
    "day"            -                   everything must end by midnight
    """

    rule: str
    about: tuple = ()


@dataclass(frozen=True)
class Answer:
    """What solve() says; `steps` is the work used (deterministic units of the search)."""

    state: str
    plan: Plan | None = None
    reasons: tuple = ()
    is_smallest: bool = True
    was_stopped: bool = False
    steps: float = 0.0
    notes: tuple = field(default=())


__all__ = ["Answer", "Companion", "Day", "Group", "Leg", "Lock", "Needs", "Party", "Plan", "Reason", "Site", "Stop", "Visit", "Visitor", "Way"]
