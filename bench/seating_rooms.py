"""Cost of the seating library on the published rooms against the best costs known, and the times a user feels.

    PYTHONPATH=. python bench/seating_rooms.py [--seeds 3] [--rooms FOLDER] [--only banquet-60]

Rooms are solved for as many seconds as SECONDS allows their size; other rooms of a FOLDER are taken the same way. The
record is docs/evidence/seating.md.
"""
import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from seating import Stop, load_problem, solve
from seating.live import LivePlan

ROOMS = Path(__file__).parent.parent / "tests" / "seating"
SECONDS = ((80, 2), (150, 3), (400, 5), (1500, 15), (10_000, 60))      # people up to, seconds
FIRST_SOLVE = ("import sys\nfrom seating import Stop, load_problem, solve\n"
               "print(solve(load_problem(sys.argv[1]), stop=Stop(seconds=1.5)).cost)")


def fresh(*arguments):
    """Wall seconds of a fresh Python process, the median of five."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def table(paths, seeds):
    """One line for each room and the median cost of its seeds."""
    reference = json.loads((ROOMS / "reference.json").read_text(encoding="utf-8"))
    print("room | people | seconds | hard | cost by seed | median against reference | bound | status")
    for path in paths:
        problem = load_problem(path)
        seconds = next(s for people, s in SECONDS if len(problem.people) <= people)
        plans = [solve(problem, seed=seed, stop=Stop(seconds=seconds)) for seed in range(seeds)]
        cost = statistics.median(p.cost for p in plans)
        against = f"{cost / reference[path.stem]:.3f}" if path.stem in reference else "—"
        print(f"{path.stem} | {len(problem.people)} | {seconds} | {max(p.hard for p in plans)} | "
              f"{' / '.join(str(p.cost) for p in plans)} | {against} | {plans[0].bound} | {plans[0].status}", flush=True)


def moments(path):
    """Milliseconds of one what_if, and of one accepted move with rescoring, in this room: the median of 500."""
    problem = load_problem(path)
    live = LivePlan(problem, solve(problem, stop=Stop(steps=0)))
    people, found = [p.id for p in problem.people], {"what_if": [], "move": []}
    places = [(t.id, s) for t in problem.tables for s in range(len(t.seats))]
    for i in range(500):
        person, place = people[i * 37 % len(people)], places[i * 53 % len(places)]
        for name, act in (("what_if", live.what_if), ("move", live.move)):
            start = time.perf_counter()
            act(person, place)
            found[name].append(time.perf_counter() - start)
    print(f"{path.stem}: " + ", ".join(f"{name} {1000 * statistics.median(times):.3f} ms" for name, times in found.items()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--rooms", type=Path, default=ROOMS / "instances")
    parser.add_argument("--only")
    options = parser.parse_args()
    paths = sorted((p for p in options.rooms.glob("*.json") if options.only in (None, p.stem)), key=lambda p: p.stat().st_size)
    empty = fresh("-c", "pass")
    print(f"import seating: {fresh('-c', 'import seating') - empty:.3f} s beyond an empty process")
    largest = [p for p in paths if len(load_problem(p).people) <= 150][-1:]
    for path in largest:
        print(f"first solve of {path.stem} in a fresh process: {fresh('-c', FIRST_SOLVE, str(path)):.2f} s")
    table(paths, options.seeds)
    for path in paths[-1:]:
        moments(path)


if __name__ == "__main__":
    main()
