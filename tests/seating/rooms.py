"""Small rooms for tests of the seating library: tiny, named, and random ones for invariants."""
import random

from seating import HARD, Lock, Person, Plan, Problem, Wish
from seating.layouts import round_table

WEIGHTS = {"precedence_table": 4, "precedence_seat": 2, "table_host": 400, "interleave": 30, "unattended": 40,
           "interpreter": 150, "language": 60, "group": 80, "gender": 3, "moved": 5}


def table(number, seats, *, second_host=False, features=None):
    return round_table(f"T{number}", number - 1, seats, options={}, has_second_host=second_host, features=features)


def person(name, side="guest", rank=2, **more):
    return Person(id=name, name=name, side=side, rank=rank, **more)


def two_rival_houses():
    """Two tables of four; Montague and Capulet must not share one."""
    people = (person("host", "host", 1, role="host"), person("montague", rank=1, role="guest_of_honour"),
              person("capulet"), person("companion", "host", 3))
    return Problem("two rival houses", people, (table(1, 4), table(2, 4)),
                   wishes=(Wish("apart", ("montague", "capulet"), "table", HARD),), weights=WEIGHTS)


def impossible_room():
    """Three people who must be apart by pairs, and two tables."""
    people = tuple(person(x) for x in "abc")
    wishes = tuple(Wish("apart", pair, "table", HARD) for pair in (("a", "b"), ("b", "c"), ("a", "c")))
    return Problem("impossible", people, (table(1, 4), table(2, 4)), wishes=wishes, weights=WEIGHTS)


def random_problem(seed):
    """A small random room with every feature of the format."""
    rng = random.Random(seed)
    sizes = [rng.randint(3, 8) for _ in range(rng.randint(1, 3))]
    tables = tuple(table(i + 1, n, second_host=i == 0 and rng.random() < 0.5,
                         features={n - 1: ["accessible"]}) for i, n in enumerate(sizes))
    count = rng.randint(2, sum(sizes))
    ids = [f"p{i}" for i in range(count)]
    people = []
    for i, name in enumerate(ids):
        role = {0: "host", 1: "guest_of_honour"}.get(i) if rng.random() < 0.8 else None
        others = [x for x in ids if x != name]
        people.append(Person(
            id=name, name=name, side="host" if i == 0 else "guest" if i == 1 else rng.choice(("host", "guest")),
            rank=rng.randint(1, 5), role=role, partner=rng.choice(others) if rng.random() < 0.2 else None,
            interprets_for=rng.choice(others) if rng.random() < 0.15 else None,
            languages=tuple(rng.sample(["zh", "en", "de"], rng.randint(0, 2))),
            gender=rng.choice(("f", "m", None)), groups=tuple(rng.sample(["A", "B"], rng.randint(0, 2))),
            needs=("accessible",) if rng.random() < 0.08 else ()))
    wishes = tuple(Wish(rng.choice(("apart", "together")), tuple(rng.sample(ids, 2)), rng.choice(("table", "beside")),
                        rng.choice((HARD, 0, 40, 120))) for _ in range(rng.randint(0, 4)))
    problem = Problem(f"random {seed}", tuple(people), tables, wishes=wishes, weights=WEIGHTS)
    places = random_places(problem, rng)
    previous = dict(list(places.items())[: rng.randint(0, count)]) or None
    locks = tuple(Lock(p, *places[p]) for p in ids[2:] if rng.random() < 0.1)
    return Problem(problem.name, problem.people, tables, locks, wishes, previous, WEIGHTS)


def random_places(problem, rng):
    """Person id -> place, everybody somewhere."""
    places = [(t.id, s) for t in problem.tables for s in range(len(t.seats))]
    rng.shuffle(places)
    return dict(zip((p.id for p in problem.people), places))


def random_plan(problem, seed):
    return Plan(seats=random_places(problem, random.Random(seed)))
