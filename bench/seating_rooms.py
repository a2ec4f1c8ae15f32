"""Seconds and cost of the seating library on the published rooms, against the best costs known.

    python bench/seating_rooms.py [seeds]

Prints a table; the record is docs/evidence/seating.md.
"""
import json
import sys
import time
from pathlib import Path

from seating import load_problem, solve

ROOMS = Path(__file__).parent.parent / "tests" / "seating"


def main(seeds=3):
    reference = json.loads((ROOMS / "reference.json").read_text(encoding="utf-8"))
    print("room | people | hard | cost | against reference | seconds (CPU)")
    for path in sorted((ROOMS / "instances").glob("*.json"), key=lambda p: p.stat().st_size):
        problem = load_problem(path)
        for seed in range(seeds):
            start = time.process_time()
            plan = solve(problem, seed=seed)
            spent = time.process_time() - start
            print(f"{path.stem} | {len(problem.people)} | {plan.hard} | {plan.cost} | "
                  f"{plan.cost / reference[path.stem]:.3f} | {spent:.2f}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
