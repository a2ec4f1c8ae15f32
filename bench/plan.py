"""How long `shangzuo plan` takes for the demonstration: the whole kit in both languages, from a cold process each time.

    .venv/bin/python bench/plan.py [--repeat 3]
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run_once():
    """(seconds on the wall, seconds on all processors, files written) of one run."""
    with tempfile.TemporaryDirectory() as folder:
        kit, before, begun = Path(folder) / "kit", resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "planner.cli", "plan", ROOT / "demo" / "huaxin.toml", "--out", kit, "--quiet",
                               "--as-of", "2026-11-20T10:00"], cwd=ROOT, stdout=subprocess.DEVNULL)
        wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in (0, 1):
            sys.exit(f"the plan ended with {done.returncode}")
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return wall, cpu, sum(path.is_file() for path in kit.rglob("*"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    print("| run | seconds | CPU seconds | files |\n| --- | --- | --- | --- |")
    for number in range(1, parser.parse_args().repeat + 1):
        wall, cpu, files = run_once()
        print(f"| {number} | {wall:.1f} | {cpu:.1f} | {files} |", flush=True)


if __name__ == "__main__":
    main()
