"""The share of chairs between two kinds of people is the best of all shares."""
import random
from itertools import combinations

import pytest

from seating.arrange.alternation import alternate


def cost(chain, kinds, is_ring, attended):
    """(neighbours of one kind, people of `attended` with nobody of the other kind beside) of a whole table."""
    n = len(chain)
    links = [(i, (i + 1) % n) for i in range(n if is_ring else n - 1)]
    near = {i: [kinds[chain[b if a == i else a]] for a, b in links if i in (a, b)] for i in range(n)}
    pairs = sum(kinds[chain[a]] is not None and kinds[chain[a]] == kinds[chain[b]] for a, b in links)
    alone = sum(kinds[c] == attended and not any(k not in (None, attended) for k in near[i]) for i, c in enumerate(chain))
    return pairs, alone


@pytest.mark.parametrize("seed", range(60))
def test_no_other_share_is_better(seed):
    chance = random.Random(seed)
    chain, is_ring = list(range(chance.randint(3, 8))), chance.random() < 0.6
    decided = {c: chance.choice(("guest", "host", None)) for c in chain if chance.random() < 0.3}
    open_chairs = [c for c in chain if c not in decided]
    guests = chance.randint(0, len(open_chairs))
    honour = {c: i for i, c in enumerate(chance.sample(chain, len(chain)))}

    def judged(chosen):
        kinds = {c: "guest" if c in chosen else "host" for c in open_chairs} | decided
        return *cost(chain, kinds, is_ring, "guest"), sum(honour[c] for c in chosen)

    found = alternate(chain, decided, {"guest": guests, "host": len(open_chairs) - guests}, honour=honour, is_ring=is_ring, attended="guest")
    assert sorted(found["guest"] + found["host"]) == open_chairs and len(found["guest"]) == guests
    assert judged(found["guest"]) == min(judged(way) for way in combinations(open_chairs, guests))
