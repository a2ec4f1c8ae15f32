"""The compiled search and its plain source are one: the same decisions, and never an old build."""
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from seating import Stop, load_problem, solve, write_problem
from seating.stages import is_compiled

from . import rooms

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from compile_search import SOURCES, compiled_files  # noqa: E402  the tools are no package

ROOM = Path(__file__).parent / "instances" / "one-table-10.json"
needs_compiler = pytest.mark.skipif(not is_compiled, reason="the search is not compiled on this machine")


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A copy of the library without its compiled files."""
    folder = tmp_path_factory.mktemp("plain")
    shutil.copytree(ROOT / "seating", folder / "seating", ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
    return folder


def plain_plans(plain, files, steps, seed):
    """What the plain library finds for each file: [[seats, cost, hard, steps], …]."""
    code = ("import json, sys\nfrom seating import Stop, load_problem, solve\nfrom seating.stages import is_compiled\n"
            "assert not is_compiled\nfound = []\nfor file in sys.argv[3:]:\n"
            "    plan = solve(load_problem(file), stop=Stop(steps=int(sys.argv[1])), seed=int(sys.argv[2]))\n"
            "    found.append([plan.seats, plan.cost, plan.hard, plan.steps])\nprint(json.dumps(found))")
    done = subprocess.run([sys.executable, "-c", code, str(steps), str(seed), *map(str, files)], cwd=plain, capture_output=True,
                          text=True, check=True, env={**os.environ, "PYTHONPATH": str(plain)})
    return json.loads(done.stdout)


@needs_compiler
@pytest.mark.parametrize("seed", [0, 7])
def test_compiled_and_plain_search_make_the_same_plan(seed, plain, tmp_path):
    published = [load_problem(ROOM)] if seed == 0 else []         # its proof takes the plain library seconds
    problems = [*published, rooms.random_problem(seed), rooms.random_problem(seed + 100)]
    files = [tmp_path / f"room{i}.json" for i in range(len(problems))]
    found = []
    for file, problem in zip(files, problems):
        file.write_text(json.dumps(write_problem(problem)), encoding="utf-8")
        plan = solve(load_problem(file), stop=Stop(steps=1500), seed=seed)
        found.append([{p: list(place) for p, place in plan.seats.items()}, plan.cost, plan.hard, plan.steps])
    assert plain_plans(plain, files, 1500, seed) == found


@needs_compiler
def test_what_runs_was_compiled_from_these_sources():
    assert len(compiled_files(ROOT)) == len(SOURCES), "run `python tools/compile_search.py`: a source is newer than its compiled file"


def test_a_source_newer_than_its_compiled_file_is_noticed(tmp_path):
    stages = tmp_path / "seating" / "stages"
    stages.mkdir(parents=True)
    for name in SOURCES:
        for suffix, time in ((".py", 1_000), (sysconfig.get_config_var("EXT_SUFFIX"), 2_000)):
            (stages / f"{name}{suffix}").touch()
            os.utime(stages / f"{name}{suffix}", (time, time))
    assert len(compiled_files(tmp_path)) == len(SOURCES)
    os.utime(stages / f"{SOURCES[0]}.py", (3_000, 3_000))
    assert compiled_files(tmp_path) == []
