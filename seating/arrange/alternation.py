"""Which chairs go to which of two kinds of people so that like sits beside like as seldom as can be.

Used for guests and hosts (CN-12) and for women and men (W-04). A table has at most a few dozen chairs, so
all ways are weighed exactly, chair by chair.
"""


def alternate(chain, kinds, counts, *, honour, is_ring, attended=None):
    """Chairs for the two kinds: {kind: [chairs, highest first]} for every chair left open.

    `chain` are the chairs in their order round or along the table; `kinds` maps a chair that is already
    decided to its kind, or to None where nobody of either kind sits; `counts` says how many more of each
    kind there are, together as many as the open chairs. Of ways with equally few neighbours of one kind,
    the one with the fewest people of `attended` that have nobody of the other kind beside them, then the
    one that gives the first kind the higher chairs (`honour`: chair -> 0 highest).
    """
    first, second = counts
    is_ring = is_ring and len(chain) > 2
    starts = _starts(chain, kinds, counts) if is_ring else [()]
    ways = [_best_from(start, chain, kinds, counts, honour, is_ring, attended) for start in starts]
    _, chosen = min((way for way in ways if way is not None), key=_sorting)
    result = {first: [], second: []}
    for chair, kind in zip(chain, chosen):
        if chair not in kinds:
            result[kind].append(chair)
    return {kind: sorted(chairs, key=honour.get) for kind, chairs in result.items()}


def _choices(chair, kinds, counts):
    return (kinds[chair],) if chair in kinds else tuple(counts)


def _starts(chain, kinds, counts):
    return [(a, b) for a in _choices(chain[0], kinds, counts) for b in _choices(chain[1], kinds, counts)]


def _best_from(start, chain, kinds, counts, honour, is_ring, attended):
    """(cost, kinds along the chain) of the best way that begins like `start`, or None."""
    first, second = counts
    wanted = counts[first]
    states = {(0, None, None): ((0, 0, 0), ())}       # (chairs given to `first`, kind before last, last)
    for i, chair in enumerate(chain):
        grown = {}
        for (used, before, last), (cost, way) in states.items():
            options = (start[i],) if i < len(start) else _choices(chair, kinds, counts)
            for kind in options:
                is_open = chair not in kinds
                now = used + (is_open and kind == first)
                if now > wanted:
                    continue
                pairs = int(i > 0 and kind is not None and kind == last)
                alone = int(attended is not None and last == attended and _is_alone(i, is_ring, before, kind, attended))
                rank = honour.get(chair, 0) if is_open and kind == first else 0
                new = (cost[0] + pairs, cost[1] + alone, cost[2] + rank)
                key = (now, last, kind)
                if key not in grown or new < grown[key][0]:
                    grown[key] = (new, way + (kind,))
        states = grown
    ends = [_closed(cost, way, is_ring, attended) for (used, _, _), (cost, way) in states.items() if used == wanted]
    return min(ends, key=_sorting, default=None)


def _is_alone(i, is_ring, before, kind, attended):
    """Whether the chair before `i` has nobody of the other kind at either hand."""
    if i == 1 and is_ring:
        return False                                    # judged when the ring is closed
    others = [k for k in (before if i > 1 else None, kind) if k is not None]
    return all(k == attended for k in others)


def _closed(cost, way, is_ring, attended):
    """The cost with what the two ends add."""
    if len(way) < 2:
        return cost, way
    pairs, alone, rank = cost
    if is_ring:
        pairs += way[0] is not None and way[0] == way[-1]
        around = [(way[-2], way[-1], way[0]), (way[-1], way[0], way[1])]
    else:
        around = [(None, way[-1], way[-2])]
    for left, middle, right in around:
        others = [k for k in (left, right) if k is not None]
        alone += attended is not None and middle == attended and all(k == attended for k in others)
    return (pairs, alone, rank), way


def _sorting(found):
    cost, way = found
    return cost, _words(way)


def _words(way):
    return tuple(str(kind) for kind in way)
