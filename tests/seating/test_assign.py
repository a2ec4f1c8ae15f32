import random
from array import array
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from seating.stages.assign import least_cost


@given(st.integers(0, 10**6))
@settings(max_examples=100, deadline=None)
def test_the_matching_is_as_cheap_as_trying_every_one(seed):
    rng = random.Random(seed)
    people = rng.randint(1, 5)
    seats = people + rng.randint(0, 2)
    costs = [[rng.randint(-20, 60) for _ in range(seats)] for _ in range(people)]
    best = min(sum(costs[p][s] for p, s in enumerate(order)) for order in permutations(range(seats), people))
    assert least_cost(array("q", [x for row in costs for x in row]), people, seats) == best
