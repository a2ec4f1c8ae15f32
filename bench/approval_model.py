"""Random lives of an application against the small model of the rules, many of them, on several processes.

    .venv/bin/python bench/approval_model.py [--runs 10000] [--steps 50] [--workers 2] [--batch 250]

Each run is a life of `tests/planner/budgets/test_model.py`: the real actions on a real SQLite database, twelve invariants asked after every step,
and the log, its rows and the deviations asked at its end. Runs go in batches, each with a seed of its own, which is printed when one fails.
Prints one JSON line; exit code 1 when a life broke a rule.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEST = "tests/planner/budgets/test_model.py"


def batch(runs, steps, seed):
    """(seed, what pytest said when it failed) of one batch of lives."""
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--hypothesis-seed={seed}", TEST], cwd=ROOT, text=True, capture_output=True,
                          env=os.environ | {"MODEL_RUNS": str(runs), "MODEL_STEPS": str(steps)}, check=False)
    return seed, "" if done.returncode == 0 else done.stdout[-4000:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--batch", type=int, default=250)
    wanted = parser.parse_args()
    sizes = [min(wanted.batch, wanted.runs - first) for first in range(0, wanted.runs, wanted.batch)]
    began, failed = time.monotonic(), []
    with ThreadPoolExecutor(wanted.workers) as pool:
        for number, (seed, said) in enumerate(pool.map(lambda size: batch(size, wanted.steps, secrets.randbits(64)), sizes), 1):
            if said:
                failed.append(seed)
                print(f"seed {seed}:\n{said}", file=sys.stderr, flush=True)
            print(f"{sum(sizes[:number])} of {wanted.runs} runs after {time.monotonic() - began:.0f} s, {len(failed)} batches failed", file=sys.stderr, flush=True)
    print(json.dumps({"runs": wanted.runs, "steps": wanted.steps, "batches": len(sizes), "failed": failed, "seconds": round(time.monotonic() - began)}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
