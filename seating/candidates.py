"""A choice of plans: the cheapest, and others that are clearly different, each with what it gains and gives up."""
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from . import words
from .explain.compare import compare, term_sentences
from .limits import limit
from .live import LivePlan
from .model import WEIGHTS, Plan
from .rules.catalogue import CONFIDENCE
from .rules.lines import read
from .solve import default_steps, solve
from .stop import Stop

KEYS = {"weights", "title", "text", "reason", "source", "confidence"}
MOST_PERCENT = 10_000

WORDS = {
    "cheapest": ("总扣分最低的方案。", "The plan of lowest cost."),
    "emphasis": ("侧重{title}。", "Leans on {title}."),
    "other": ("另一种坐法，侧重不变。", "Another way, with no other emphasis."),
    "distance": ("与第一方案相比，{percent}%的人换桌或邻座全换。", "Against the first plan {percent}% of the people sit at another table or have no neighbour in common."),
    "gains": ("得：{what}。", "Gains: {what}."),
    "gives": ("失：{what}。", "Gives up: {what}."),
    "broken": ("多违反{count}条必须遵守的规则。", "Breaks {count} more hard rules."),
}


@dataclass(frozen=True)
class Emphasis:
    """Weights in per cent of the problem's own, with title, text and reason in both languages."""

    id: str
    weights: dict
    title: dict
    text: dict
    reason: dict
    source: str
    confidence: str


@dataclass(frozen=True)
class Candidate(words.Spoken):
    """One plan of the choice. `emphasis` is an id of emphases.toml or None; `distance_percent` and `terms` (term ->
    (count in the first plan, count here, points)) are against the first plan.
    """

    plan: Plan
    emphasis: str | None
    distance_percent: int
    terms: dict
    zh: tuple
    en: tuple


@cache
def load_emphases():
    """Id -> Emphasis in the order of the file; raises InvalidPack naming file and line."""
    source = read(resources.files(__package__) / "emphases.toml", "emphases.toml")
    return {key: _emphasis(source, key) for key in source.data}


def _emphasis(source, key):
    data = source.table(source.data, key)
    source.only(data, KEYS, key)
    weights = source.table(data, "weights")
    source.only(weights, WEIGHTS, key)
    if not weights or not all(type(n) is int and 0 <= n <= MOST_PERCENT for n in weights.values()):
        raise source.fault(f"[{key}] weights must be per cent from 0 to {MOST_PERCENT}", "weights", key)
    if data.get("confidence") not in CONFIDENCE or not isinstance(data.get("source"), str):
        raise source.fault(f"[{key}] needs a source and a confidence of {', '.join(CONFIDENCE)}", "confidence", key)
    title, text, reason = (source.both(data, part, key) for part in ("title", "text", "reason"))
    return Emphasis(key, dict(weights), title, text, reason, data["source"], data["confidence"])


def candidates(problem, *, steps=None, seed=0, stop=None, first=None):
    """Up to five Candidates, the cheapest first, any two of them at least candidate_distance_percent apart.

    Each search makes `steps` proposals (by default as many as solve()); `first` is a plan that is known already.
    When `stop` is asked or over, those found so far are returned. The same arguments without seconds give the
    same candidates. None breaks more hard rules than the cheapest.
    """
    stop = stop or Stop()
    budget = default_steps(problem) if steps is None else steps
    best = _judged(problem, first or _searched(problem, budget, seed, stop))
    found = [(best, None)]
    for emphasis, weighted, number in _ways(problem, seed):
        if len(found) == limit("candidates") or stop.is_over():
            break
        plan = _judged(problem, _searched(weighted, budget, number, stop))
        if plan.hard <= best.hard and all(distance_percent(problem, plan, p) >= limit("candidate_distance_percent") for p, _ in found):
            found.append((plan, emphasis))
    found.sort(key=lambda pair: (pair[0].hard, pair[0].cost))
    return tuple(_told(problem, found[0][0], plan, emphasis) for plan, emphasis in found)


def _ways(problem, seed):
    """(emphasis or None, the problem with its weights, seed), emphases that change nothing left out."""
    for emphasis in load_emphases().values():
        weights = {key: value * emphasis.weights.get(key, 100) // 100 for key, value in problem.weights.items()}
        if weights != problem.weights:
            yield emphasis, replace(problem, weights=weights), seed
    for number in range(1, limit("candidate_further_searches") + 1):
        yield None, problem, seed + number


def _searched(problem, steps, seed, stop):
    return solve(problem, stop=stop.within(steps), seed=seed)


def _judged(problem, plan):
    """The plan with cost and hard breaches by the problem's own weights; claims made under others are dropped."""
    live = LivePlan(problem, plan)
    return Plan(dict(plan.seats), cost=live.cost, hard=live.hard, seed=plan.seed, steps=plan.steps)


def distance_percent(problem, first, second):
    """How many people in a hundred sit at another table, or at the same one without any neighbour in common.

    Somebody who has a seat in only one of the plans counts; chairs without neighbours count by their table.
    """
    near = [_neighbours(problem, plan) for plan in (first, second)]
    people = [p.id for p in problem.people if p.id in first.seats or p.id in second.seats]
    differ = 0
    for person in people:
        a, b = first.seats.get(person), second.seats.get(person)
        is_elsewhere = a is None or b is None or a[0] != b[0]
        old, new = near[0][person], near[1][person]
        differ += is_elsewhere or (bool(old or new) and not old & new)
    return 100 * differ // max(1, len(people))


def _neighbours(problem, plan):
    taken, found = plan.at(), defaultdict(set)
    for person, (table, seat) in plan.seats.items():
        found[person] = {taken[table, s] for s in problem.table(table).seats[seat].beside if (table, s) in taken}
    return found


def _told(problem, first, plan, emphasis):
    change = compare(problem, first, plan)
    distance = distance_percent(problem, first, plan)
    said = {lang: tuple(_sentences(change, plan is first, emphasis, distance, lang)) for lang in ("zh", "en")}
    return Candidate(plan, emphasis.id if emphasis else None, distance, change.terms, said["zh"], said["en"])


def _sentences(change, is_first, emphasis, distance, lang):
    if emphasis:
        yield words.pick(WORDS["emphasis"], lang).format(title=emphasis.title[lang])
    if is_first:
        yield words.pick(WORDS["cheapest"], lang)
        return
    if not emphasis:
        yield words.pick(WORDS["other"], lang)
    yield words.pick(WORDS["distance"], lang).format(percent=distance)
    for key, sign in (("gains", -1), ("gives", 1)):
        terms = {t: v for t, v in change.terms.items() if v[2] * sign > 0}
        if terms:
            said = list(term_sentences(terms, lang))[::sign]           # the largest first, whichever way
            what = ("；" if lang == "zh" else "; ").join(said)
            yield words.pick(WORDS[key], lang).format(what=what)
    if change.hard_change > 0:
        yield words.pick(WORDS["broken"], lang).format(count=change.hard_change)
