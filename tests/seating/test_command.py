import json
import subprocess
import sys
from pathlib import Path

import pytest

from seating.__main__ import main

from .score import judge

ROOM = Path(__file__).parent / "instances" / "two-hosts-16.json"


def test_solve_score_explain_and_draw_from_the_command_line(tmp_path, capsys):
    plan = tmp_path / "plan.json"
    assert main(["solve", str(ROOM), "-o", str(plan), "--steps", "2000", "--seed", "3"]) == 0
    written = json.loads(plan.read_text(encoding="utf-8"))
    judged = judge(json.loads(ROOM.read_text(encoding="utf-8")), written)
    assert (judged["hard"], judged["cost"]) == (0, written["cost"])
    capsys.readouterr()
    assert main(["score", str(ROOM), str(plan)]) == 0
    assert json.loads(capsys.readouterr().out)["cost"] == written["cost"]
    assert main(["explain", str(ROOM), str(plan), "--lang", "en"]) == 0
    assert "Host, in the primary seat (CN-01)" in capsys.readouterr().out
    assert main(["draw", str(ROOM), str(plan), "-o", str(tmp_path / "plan.svg")]) == 0
    assert (tmp_path / "plan.svg").read_text(encoding="utf-8").startswith("<svg")


def test_packs_and_precheck(capsys):
    assert main(["packs", "--lang", "en"]) == 0
    assert "cn-corporate: Chinese corporate banquet" in capsys.readouterr().out
    assert main(["precheck", str(ROOM)]) == 0


def test_bad_input_is_exit_code_2_and_leaves_no_file(tmp_path, capsys):
    bad = tmp_path / "bad.json"
    bad.write_text('{"format": "seating-problem/1", "people": []}', encoding="utf-8")
    assert main(["solve", str(bad), "-o", str(tmp_path / "plan.json")]) == 2
    assert main(["solve", str(tmp_path / "missing.json")]) == 2
    assert main(["solve", str(ROOM), "-o", str(tmp_path / "no" / "plan.json"), "--steps", "10"]) == 2
    assert main(["solve", str(ROOM), "--pack", "no-such-pack"]) == 2
    assert "error: people: must be a list" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["bad.json"]


def test_impossible_room_is_exit_code_3(tmp_path):
    data = json.loads(ROOM.read_text(encoding="utf-8"))
    data["apart"] = [{"people": ["g5", "g6"], "scope": "table", "weight": "hard"}]
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert main(["solve", str(path), "-o", str(tmp_path / "plan.json"), "--steps", "500"]) == 3


@pytest.mark.parametrize("arguments", [["solve"], ["dance"], ["solve", "x", "--steps", "-1"],
                                       ["solve", "x", "--seconds", "nan"]])
def test_wrong_arguments_end_with_2(arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


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
