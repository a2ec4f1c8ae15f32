"""What would bring an application within a rule it breaks: the least that does, checked by the policies on the changed facts.

No claim stands here that was not checked: each Advice was computed, then the policies were asked again with the change, and once more
with one step less, where they must still object. Free of database and request; amounts in the company's currency.
"""

from dataclasses import dataclass, replace

from planner.budgets.breaches import MEAL_LINES, breaches, meal_cost
from planner.money import Money

COUNTED = ("block", "higher", "reason")   # levels of which none may be newly broken in silence


@dataclass(frozen=True)
class Advice:
    """The least change after which `policy` is kept. `also` are rules that would be broken only then.

    `what`: companions (count fewer), head (each less a head, whole in all), gift (each less a gift), guest (each less in gifts for one
    guest), total (whole less in all), drinks (without them), line (without the one called `name`).
    """

    policy: object
    what: str
    count: int = 0
    each: Money | None = None
    whole: Money | None = None
    name: str = ""
    also: tuple = ()


def advice(occasion, policies):
    """[Advice] for the rules broken, in their order; nothing for a rule that no such change mends."""
    found, told = [], set()
    for breach in breaches(occasion, policies):
        if breach.policy.id not in told and breach.policy.kind in _WAYS:
            proposal = _WAYS[breach.policy.kind](breach, occasion)
            checked = _checked(proposal, breach.policy, occasion, policies) if proposal else None
            found += [checked] if checked else []
            told.add(breach.policy.id)
    return found


def _checked(proposal, policy, occasion, policies):
    """The advice if the change mends the rule and one step less does not."""
    said, changed, nearly = proposal
    after = breaches(changed, policies)
    if _breaks(policy, after) or (nearly is not None and not _breaks(policy, breaches(nearly, policies))):
        return None
    before = {breach.policy.id for breach in breaches(occasion, policies)}
    also = {breach.policy.id: breach.policy for breach in after if breach.policy.level in COUNTED and breach.policy.id not in before}
    return replace(said, also=tuple(also.values()))


def _breaks(policy, found):
    return any(breach.policy is policy for breach in found)


# The ways, each (Advice, occasion after it, occasion after one step less or None) or None ------------------------------------

def _companions(breach, occasion):
    fewer = occasion.own_diners - breach.limit
    return (Advice(breach.policy, "companions", fewer), replace(occasion, own_diners=occasion.own_diners - fewer),
            replace(occasion, own_diners=occasion.own_diners - fewer + 1))


def _meal(breach, occasion):
    policy = breach.policy
    amount, heads = meal_cost(occasion, policy.meal, policy.without)
    if not heads:
        return None
    each = _share(amount - policy.cap * heads, heads)
    def less(money):
        return _less(occasion, money * heads, lambda line: line.kind in MEAL_LINES[policy.meal], policy.without)
    return _steps(Advice(policy, "head", each=each, whole=each * heads), less, each)


def _gift(breach, occasion):
    policy, over = breach.policy, breach.actual - breach.limit
    gifts = [line for line in occasion.lines if line.category == "gifts" and line.quantity]
    dearest = max(gifts, key=lambda line: _unit(line, policy.without).amount_minor)
    if _unit(dearest, policy.without) == breach.actual:
        def less(money):
            most = breach.actual - money
            cut = [_cut(line, _unit(line, policy.without) - most, policy.without) if line in gifts and _unit(line, policy.without) > most else line for line in occasion.lines]
            return None if None in cut else replace(occasion, lines=tuple(cut))
        return _steps(Advice(policy, "gift", each=over), less, over)
    def less_for_one(money):
        cut = [_cut(line, money, policy.without) if line is dearest else line for line in occasion.lines]
        return None if None in cut else replace(occasion, lines=tuple(cut))
    return _steps(Advice(policy, "guest", each=over), less_for_one, over)


def _period(breach, occasion):
    over = breach.actual - breach.limit
    if breach.policy.per == "contact":
        diners = max(occasion.diners, 1)
        return _steps(Advice(breach.policy, "head", each=over, whole=over * diners), lambda money: _less(occasion, money * diners), over)
    if over >= occasion.total():
        return None  # nothing would be left of it
    return _steps(Advice(breach.policy, "total", whole=over), lambda money: _less(occasion, money), over)


def _alcohol(breach, occasion):
    kept = tuple(line for line in occasion.lines if line.kind != "drinks")
    return Advice(breach.policy, "drinks"), replace(occasion, lines=kept), None


def _words(breach, occasion):
    kept = tuple(line for line in occasion.lines if line.text != breach.subject or line.category != breach.policy.category)
    return Advice(breach.policy, "line", name=breach.subject), replace(occasion, lines=kept), None


_WAYS = {"companion_ratio": _companions, "per_head_cap": _meal, "gift_cap": _gift, "period_cap": _period, "alcohol": _alcohol, "words": _words}


def _steps(said, less, money):
    """With `money` less, and with one minor unit fewer of it."""
    changed, nearly = less(money), less(money - Money(1, money.currency))
    return None if changed is None or nearly is None else (said, changed, nearly)


def _share(money, heads):
    return Money(-(-money.amount_minor // heads), money.currency)


def _unit(line, without):
    return _share(line.amount_without(without), line.quantity)


def _cut(line, each, without):
    """The line with each of it cheaper; None where it does not cost as much."""
    unit = _unit(line, without)
    if each > unit:
        return None
    off = line.amount_without(without) - (unit - each) * line.quantity
    return replace(line, amount=line.amount - max(off, Money(0, off.currency)))


def _less(occasion, money, concerns=lambda line: True, without=()):
    """The occasion with so much less on the lines concerned, the largest first; None where they do not cost as much."""
    rest, lines = money, list(occasion.lines)
    for line in sorted(filter(concerns, occasion.lines), key=lambda line: -line.amount_without(without).amount_minor):
        off = min(rest, line.amount_without(without))
        lines[next(number for number, one in enumerate(lines) if one is line)] = replace(line, amount=line.amount - off)
        rest = rest - off
    return None if rest.amount_minor else replace(occasion, lines=tuple(lines))
