"""What solve() may say of its plan: proved best, best found with a bound, impossible with a reason, or stopped."""
from dataclasses import replace

from .bound import lower_bound
from .conflicts import find_conflict
from .stages.flat import Flat
from .stages.polish import EXACT_SEATS, links, order_tables
from .stages.search import Search

PROVED_BEST, BEST_FOUND, IMPOSSIBLE, STOPPED = "proved_best", "best_found", "impossible", "stopped"
NO_EXCHANGE, TABLE_ORDER = "no_exchange", "table_order"
LARGEST_ROOM = 1500          # seats up to which every exchange is tried once more

WORDS = {
    PROVED_BEST: ("已证明：没有更好的方案。", "Proved: there is no better plan."),
    BEST_FOUND: ("目前找到的最好方案。", "The best plan found."),
    IMPOSSIBLE: ("必须遵守的规则不能同时满足；这是违反最少的方案。", "The hard rules cannot all be kept; this is the least bad plan found."),
    STOPPED: ("已中止，这是中止前找到的最好方案。", "Stopped; this is the best plan found until then."),
    NO_EXCHANGE: ("已证明：可以动的人中，任何两人互换都不会更好。", "Proved: no exchange of two people who may move is better."),
    TABLE_ORDER: ("已证明：各桌主位不变时，同桌的人没有更好的坐法。", "Proved: with its head kept, no table could seat its people better."),
    "bound": ("已证明：任何方案的扣分都不低于{bound}。", "Proved: no plan costs less than {bound} points."),
}


def with_status(problem, plan, compiled, at, is_proven, stop):
    """The Plan with its status, what is proved of it, a bound, and the conflict when there is one.

    `at` is the same plan as a person per seat; `is_proven`: its one table was searched to the end. What the
    stop leaves no time for is not claimed.
    """
    if plan.hard:
        conflict = find_conflict(problem)
        is_impossible = conflict is not None and conflict.is_proved
        status = IMPOSSIBLE if is_impossible else STOPPED if plan.is_cancelled else BEST_FOUND
        return replace(plan, status=status, conflict=conflict, bound=None)
    bound = plan.cost if is_proven else lower_bound(problem, compiled)
    if bound == plan.cost:
        return replace(plan, status=PROVED_BEST, bound=bound)
    return replace(plan, status=STOPPED if plan.is_cancelled else BEST_FOUND, bound=bound,
                   proved=tuple(_proved(compiled, at, stop.is_over)))


def _proved(compiled, at, is_over):
    """Local proofs: every exchange tried, every table ordered exactly, and nothing better met."""
    if is_over() or len(compiled.places) > LARGEST_ROOM:
        return
    search = Search(Flat(compiled, at), 0)
    search.reset(compiled.full_cost(at))
    cost, step = search.total(), 50
    for first in range(0, search.free_count(), step):
        if is_over() or search.descend(first, min(first + step, search.free_count())):
            return
    yield NO_EXCHANGE
    if all(len(seats) < 4 or (len(seats) <= EXACT_SEATS and links(compiled, seats)) for seats in compiled.tables):
        order_tables(search, compiled, set(), EXACT_SEATS, is_over)
        if search.total() == cost and not is_over():
            yield TABLE_ORDER


def status_sentences(problem, plan, lang):
    """The status of a plan in words: what it is, what is proved, and what cannot hold together."""
    which = 0 if lang == "zh" else 1
    said = [WORDS[plan.status][which]] if plan.status else []
    if plan.status in (BEST_FOUND, STOPPED) and plan.bound is not None:
        said.append(WORDS["bound"][which].format(bound=plan.bound))
    said += [WORDS[what][which] for what in plan.proved]
    return said + ([plan.conflict.sentence(problem, lang)] if plan.conflict else [])
