"""Two thousand broken files: never a traceback, always an exit code and one sentence."""
import json
from pathlib import Path

import pytest

from seating.__main__ import main

from .mutate import mutated
from .score import judge

HERE = Path(__file__).parent
ROOM = HERE / "instances" / "one-table-10.json"
PROBLEM = json.dumps(json.loads(ROOM.read_text(encoding="utf-8")), ensure_ascii=False)
CASES = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))["cases"]
CHANGES = {"format": "seating-changes/1", "changes": [
    {"kind": "cancel", "person": "g4"}, {"kind": "arrive", "person": {"id": "late", "name": "晚到", "side": "guest", "rank": 3}},
    {"kind": "rank", "person": "g5", "rank": 2}, {"kind": "lock", "person": "h7", "table": "T1", "seat": 5}]}
BATCH = 100


def check(arguments, capsys):
    """The exit code of a command, which must have said what is wrong if it is 2."""
    code = main(arguments)
    said = capsys.readouterr()
    assert code in (0, 2, 3)
    if code == 2:
        assert said.err.startswith("error: ") and said.err.count("\n") == 1
        assert 10 < len(said.err) < 1000 and said.out == ""
    return code


@pytest.mark.parametrize("batch", range(16))
def test_broken_problems_are_refused_in_a_sentence(batch, tmp_path, capsys):
    path, plan, refused = tmp_path / "problem.json", tmp_path / "plan.json", 0
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        path.write_bytes(mutated(PROBLEM, seed))
        code = check(["solve", str(path), "-o", str(plan), "--steps", "20"], capsys)
        if code == 2:
            refused += 1
            assert not plan.exists()
        else:                                        # still a problem: then what is said of its plan is true
            written = json.loads(plan.read_text(encoding="utf-8"))
            judged = judge(json.loads(path.read_text(encoding="utf-8-sig")), written)
            assert (judged["hard"], judged["cost"]) == (written["hard"], written["cost"]) and bool(written["hard"]) == (code == 3)
            plan.unlink()
    assert refused > BATCH // 2


@pytest.mark.parametrize("batch", range(2))
def test_broken_plans_are_refused_in_a_sentence(batch, tmp_path, capsys):
    plan, broken = tmp_path / "plan.json", tmp_path / "broken.json"
    assert main(["solve", str(ROOM), "-o", str(plan), "--steps", "50"]) == 0
    raw, changes = plan.read_text(encoding="utf-8"), tmp_path / "changes.json"
    changes.write_text(json.dumps(CHANGES), encoding="utf-8")
    capsys.readouterr()
    commands = (["score"], ["explain"], ["draw"], ["why-not", "g3", "T1", "4"], ["repair", str(changes)])
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        broken.write_bytes(mutated(raw, seed))
        name, *more = commands[seed // 4 % 5]
        check([name, str(ROOM), str(broken), *more], capsys)


def test_broken_changes_are_refused_in_a_sentence(tmp_path, capsys):
    plan, broken = tmp_path / "plan.json", tmp_path / "broken.json"
    assert main(["solve", str(ROOM), "-o", str(plan), "--steps", "50"]) == 0
    capsys.readouterr()
    for seed in range(BATCH):
        broken.write_bytes(mutated(json.dumps(CHANGES), seed))
        check(["repair", str(ROOM), str(plan), str(broken)], capsys)


@pytest.mark.parametrize("batch", range(2))
def test_broken_cases_are_refused_in_a_sentence(batch, tmp_path, capsys):
    path = tmp_path / "case.json"
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        path.write_bytes(mutated(json.dumps(CASES[seed % len(CASES)], ensure_ascii=False), seed))
        check([("arrange", "draw")[seed // 2 % 2], str(path)], capsys)


@pytest.mark.parametrize("path, value", [
    (("people", 0, "name"), "a" * 10**6), (("people", 0, "id"), "h\x00"), (("people", 0, "name"), "\ud800"),
    (("people", 0, "rank"), 10**9), (("people", 0, "rank"), 1e308), (("people", 0, "partner"), "a" * 10**6),
    (("people", 0, "languages"), ["a" * 10**6]), (("weights", "precedence_seat"), 10**9), (("tables", 0, "seats"), [])])
def test_what_no_plan_could_come_of_is_refused(path, value, tmp_path, capsys):
    data = json.loads(PROBLEM)
    *keys, last = path
    at = data
    for key in keys:
        at = at[key]
    at[last] = value
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    assert check(["solve", str(file), "--steps", "20"], capsys) == 2


def test_a_key_given_twice_is_refused(tmp_path, capsys):
    file = tmp_path / "problem.json"
    file.write_text(PROBLEM.replace('"rank"', '"rank": 1, "rank"', 1), encoding="utf-8")
    assert main(["precheck", str(file)]) == 2
    assert "“rank” is given twice" in capsys.readouterr().err


def test_the_largest_numbers_that_are_allowed_are_counted_exactly(tmp_path):
    data = json.loads((HERE / "instances" / "banquet-60.json").read_text(encoding="utf-8"))
    data["weights"] = dict.fromkeys(data["weights"], 10**6)
    data["people"][5]["rank"] = 10**6
    problem, plan = tmp_path / "problem.json", tmp_path / "plan.json"
    problem.write_text(json.dumps(data), encoding="utf-8")
    assert main(["solve", str(problem), "-o", str(plan), "--steps", "2000"]) == 0
    written = json.loads(plan.read_text(encoding="utf-8"))
    judged = judge(data, written)
    assert (judged["hard"], judged["cost"]) == (0, written["cost"])
