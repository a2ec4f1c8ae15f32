import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from seating.__main__ import main

from .score import judge

ROOM = Path(__file__).parent / "instances" / "two-hosts-16.json"
SMALL = ROOM.with_name("one-table-10.json")


def test_solve_score_explain_and_draw_from_the_command_line(tmp_path, capsys):
    plan = tmp_path / "plan.json"
    assert main(["solve", str(ROOM), "-o", str(plan), "--steps", "2000", "--seed", "3"]) == 0
    written = json.loads(plan.read_text(encoding="utf-8"))
    judged = judge(json.loads(ROOM.read_text(encoding="utf-8")), written)
    assert (judged["hard"], judged["cost"]) == (0, written["cost"])
    capsys.readouterr()
    assert main(["score", str(ROOM), str(plan)]) == 0
    assert json.loads(capsys.readouterr().out)["cost"] == written["cost"]
    assert main(["explain", str(ROOM), str(plan), "--text", "--lang", "en"]) == 0
    assert "Host, in the primary seat (CN-01)" in capsys.readouterr().out
    assert main(["explain", str(ROOM), str(plan)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["people"].keys() == written["seats"].keys() and said["breaches"] == []
    assert all(p["zh"] and p["en"] and p["place"] == written["seats"][key] for key, p in said["people"].items())
    assert main(["draw", str(ROOM), str(plan), "-o", str(tmp_path / "plan.svg")]) == 0
    assert (tmp_path / "plan.svg").read_text(encoding="utf-8").startswith("<svg")


def test_packs_and_precheck(capsys):
    assert main(["packs", "--text", "--lang", "en"]) == 0
    assert "cn-corporate: Chinese corporate banquet" in capsys.readouterr().out
    assert main(["packs"]) == 0
    packs = json.loads(capsys.readouterr().out)
    assert all(rule["source"] and rule["text"]["zh"] and rule["text"]["en"] for p in packs.values() for rule in p["rules"])
    assert main(["precheck", str(ROOM)]) == 0
    assert json.loads(capsys.readouterr().out) == {"is_impossible": False, "findings": []}


def test_bad_input_is_exit_code_2_and_leaves_no_file(tmp_path, capsys):
    bad = tmp_path / "bad.json"
    bad.write_text('{"format": "seating-problem/1", "people": []}', encoding="utf-8")
    assert main(["solve", str(bad), "-o", str(tmp_path / "plan.json")]) == 2
    assert main(["solve", str(tmp_path / "missing.json")]) == 2
    assert main(["solve", str(ROOM), "-o", str(tmp_path / "no" / "plan.json"), "--steps", "10"]) == 2
    assert main(["solve", str(ROOM), "-o", str(tmp_path), "--steps", "10"]) == 2
    assert main(["solve", str(ROOM), "--pack", "no-such-pack"]) == 2
    assert "error: people: must be a list" in (said := capsys.readouterr().err)
    assert f"error: {tmp_path / 'no' / 'plan.json'}: No such file or directory\n" in said and f"error: {tmp_path}: Is a directory\n" in said
    assert [p.name for p in tmp_path.iterdir()] == ["bad.json"]


def test_why_not_says_what_a_seat_would_cost(tmp_path, capsys):
    plan = tmp_path / "plan.json"
    assert main(["solve", str(ROOM), "-o", str(plan), "--steps", "500"]) == 0
    capsys.readouterr()
    assert main(["why-not", str(ROOM), str(plan), "g3", "T1", "0"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["change"]["hard"] > 0 and ["role", "h1"] in found["change"]["broken"]
    assert found["zh"] and found["en"]
    assert main(["why-not", str(ROOM), str(plan), "nobody", "T1", "0"]) == 2
    assert main(["why-not", str(ROOM), str(plan), "g3", "T1", "99"]) == 2
    assert "no person “nobody”" in (complaints := capsys.readouterr().err) and "no seat 99" in complaints


def test_repair_offers_plans_with_a_reason_for_every_move(tmp_path, capsys):
    plan, changes = tmp_path / "plan.json", tmp_path / "changes.json"
    assert main(["solve", str(ROOM), "-o", str(plan), "--steps", "2000"]) == 0
    late = {"id": "late", "name": "晚到", "name_en": "Late", "side": "guest", "rank": 4}
    changes.write_text(json.dumps({"format": "seating-changes/1", "changes": [
        {"kind": "cancel", "person": "g5"}, {"kind": "arrive", "person": late}, {"kind": "rank", "person": "g3", "rank": 2}]}),
        encoding="utf-8")
    capsys.readouterr()
    assert main(["repair", str(ROOM), str(plan), str(changes)]) == 0
    found = json.loads(capsys.readouterr().out)
    for option in found["options"]:
        judged = judge({**found["problem"], "weights": {**found["problem"]["weights"], "moved": 0}}, option["plan"])
        assert (judged["hard"], judged["cost"]) == (0, option["plan"]["cost"])
        assert "g5" not in option["plan"]["seats"] and "late" in option["plan"]["seats"] and "late" in option["cards"]
        assert all(move["zh"] and move["en"] for move in option["moves"])


@pytest.mark.parametrize("changes, complaint", [
    ({}, "format: must be “seating-changes/1”"),
    ({"format": "seating-changes/1", "changes": [{"kind": "dance"}]}, "changes[0].kind: must be one of cancel"),
    ({"format": "seating-changes/1", "changes": [{"kind": "cancel", "person": "nobody"}]}, "changes[0].person: no person “nobody”"),
    ({"format": "seating-changes/1", "changes": [{"kind": "arrive", "person": {"id": "x"}}]}, "changes[0].person.name: must be a text"),
    ({"format": "seating-changes/1", "changes": [{"kind": "rank", "person": "g3", "rank": 0}]}, "changes[0].rank: must be an integer")])
def test_changes_that_cannot_be_are_refused(changes, complaint, tmp_path, capsys):
    plan, file = tmp_path / "plan.json", tmp_path / "changes.json"
    assert main(["solve", str(ROOM), "-o", str(plan), "--steps", "50"]) == 0
    file.write_text(json.dumps(changes), encoding="utf-8")
    capsys.readouterr()
    assert main(["repair", str(ROOM), str(plan), str(file)]) == 2
    assert capsys.readouterr().err.startswith(f"error: {complaint}")


def test_candidates_are_plans_with_what_they_give_up(capsys):
    assert main(["candidates", str(SMALL), "--steps", "1500"]) == 0
    found = json.loads(capsys.readouterr().out)["candidates"]
    assert found and all(c["zh"] and c["en"] and c["plan"]["hard"] == 0 for c in found)
    assert min(c["plan"]["cost"] for c in found) == found[0]["plan"]["cost"]


def test_pipes_carry_problems_and_plans(monkeypatch, capsys):
    done = subprocess.run([sys.executable, "-m", "seating", "solve", "-", "--steps", "300"], input=ROOM.read_bytes(), capture_output=True,
                          cwd=Path(__file__).parents[2], check=True)

    def run(*arguments):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(done.stdout)))
        assert main(list(arguments)) == 0
        return capsys.readouterr().out

    assert json.loads(run("score", str(ROOM), "-"))["cost"] == json.loads(done.stdout)["cost"]
    assert run("draw", str(ROOM), "-").startswith("<svg")


def test_only_one_file_comes_from_standard_input(capsys):
    assert main(["score", "-", "-"]) == 2
    assert "only one of problem and plan" in capsys.readouterr().err


def test_an_interrupt_leaves_the_best_plan_and_exit_code_4(tmp_path):
    plan = tmp_path / "plan.json"
    code = ("import os, signal, sys\nfrom seating import solve as _, __main__\nfrom seating.commands import plans\n"
            "def slow(problem, stop, **more):\n    os.kill(os.getpid(), signal.SIGINT)\n    return solve(problem, stop=stop, **more)\n"
            "solve, plans.solve_it = plans.solve_it, slow\nsys.exit(__main__.main(sys.argv[1:]))")
    done = subprocess.run([sys.executable, "-c", code, "solve", str(ROOM), "-o", str(plan), "--steps", "10000000"],
                          cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (4, False)
    written = json.loads(plan.read_text(encoding="utf-8"))
    assert judge(json.loads(ROOM.read_text(encoding="utf-8")), written)["hard"] == 0


def test_an_interrupt_while_the_command_still_loads_leaves_no_traceback(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal, sys\n\nsignal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it\n\n\nclass Interrupt:\n    @staticmethod\n    def find_spec(name, path=None, target=None):\n"
        "        if name == 'seating.model':\n            os.kill(os.getpid(), signal.SIGINT)\n\n\nsys.meta_path.insert(0, Interrupt)\n")
    ended = subprocess.run([sys.executable, "-m", "seating", "packs"], env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, "", "")


def test_a_case_is_drawn_without_a_plan(tmp_path):
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"kind": "photo", "pack": "cn-right-high", "geometry": {"type": "rows", "rows": {"front": 2}},
                                "participants": [{"id": "G1", "side": "guest", "rank": 1, "role": "guest_of_honour"},
                                                 {"id": "H1", "side": "host", "rank": 1, "role": "host"}]}), encoding="utf-8")
    assert main(["draw", str(case), "-o", str(tmp_path / "case.svg")]) == 0
    assert "主宾" in (tmp_path / "case.svg").read_text(encoding="utf-8")


def test_impossible_room_is_exit_code_3(tmp_path, capsys):
    data = json.loads(SMALL.read_text(encoding="utf-8"))
    data["apart"] = [{"people": ["g5", "g6"], "scope": "table", "weight": "hard"}]
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert main(["solve", str(path), "-o", str(tmp_path / "plan.json"), "--steps", "500"]) == 3
    conflict = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["conflict"]
    assert conflict["is_proved"] and ["g5", "g6"] in [d.get("people") for d in conflict["demands"]]
    (tmp_path / "changes.json").write_text('{"format": "seating-changes/1", "changes": [{"kind": "cancel", "person": "g4"}]}', encoding="utf-8")
    for command in (["repair", str(path), str(tmp_path / "plan.json"), str(tmp_path / "changes.json")],
                    ["candidates", str(path), "--steps", "100"]):
        capsys.readouterr()
        assert main(command) == 3
        said = capsys.readouterr()
        assert json.loads(said.out)["conflict"]["demands"] == conflict["demands"]
        assert said.err.startswith("These cannot hold together: ")


@pytest.mark.parametrize("arguments", [["solve"], ["dance"], ["solve", "x", "--steps", "-1"],
                                       ["solve", "x", "--seconds", "nan"], ["solve", "x", "--seconds", "soon"], ["solve", "x", "--steps", "1e3"],
                                       ["solve", "x", "--seed", "9" * 30], ["why-not", "x", "y", "p", "T1", "-1"]])
def test_wrong_arguments_end_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2 and " value: " not in capsys.readouterr().err


def test_the_library_loads_neither_web_nor_database():
    code = ("import sys, seating, seating.__main__\n"
            "print(sorted({'flask', 'sqlalchemy', 'planner', 'jinja2'} & set(sys.modules)))")
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_stop_reads_a_clock():
    library = Path(__file__).parents[2] / "seating"
    guilty = [p.name for p in library.rglob("*.py") if p.name != "stop.py"
              and any(f"import {name}" in p.read_text(encoding="utf-8") for name in ("time", "datetime"))]
    assert guilty == []
