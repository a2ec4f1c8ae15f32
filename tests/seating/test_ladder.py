import json
from xml.etree import ElementTree as ET

import pytest

from seating import draw
from seating.__main__ import main
from seating.errors import Contradiction
from seating.ladder import circle_sentence, draw_ladder, ladder_data, ladder_lines
from seating.precedence import Standing, rank_people
from seating.standing import Office

WANG = Standing("wang", "guest", role="guest_of_honour", name="王伟", name_en="WANG Wei", offices=(Office("董事长", "Chairman", 1),))
XU = Standing("xu", "host", role="host", name="徐明", name_en="XU Ming", offices=(Office("总经理", "General Manager", 2),))
DENG = Standing("deng", "host", role="interpreter", name="邓佳", name_en="DENG Jia")
SVG = "{http://www.w3.org/2000/svg}"


def write(tmp_path, **more):
    seats = [{"honour": i, "beside": [x for x in (i - 1, i + 1) if 0 <= x < 3]} for i in range(3)]
    people = [{"id": "wang", "name": "王伟", "name_en": "WANG Wei", "side": "guest", "role": "guest_of_honour", "offices": [{"title": "董事长", "grade": 1}]},
              {"id": "chen", "name": "陈勇", "name_en": "CHEN Yong", "side": "guest", "offices": [{"title": "总监", "grade": 3}]},
              {"id": "xu", "name": "徐明", "name_en": "XU Ming", "side": "host", "role": "host", "offices": [{"title": "总经理", "grade": 2}]}]
    path = tmp_path / "problem.json"
    path.write_text(json.dumps({"format": "seating-problem/1", "people": people, "weights": {"precedence_seat": 1},
                                "tables": [{"id": "T", "rank": 0, "head": 0, "seats": seats}]} | more), encoding="utf-8")
    return str(path)


def test_ladder_data_names_the_rule_between_one_person_and_the_next():
    data = ladder_data(rank_people([DENG, XU, WANG]))
    assert [(level["level"], [p["id"] for p in level["people"]]) for level in data["levels"]] == [(1, ["wang"]), (2, ["xu"])]
    assert [p["id"] for p in data["without_rank"]] == ["deng"]
    assert data["before"][0] == {"first": "wang", "second": "xu", "rule": "PR-3", "zh": "王伟在徐明之前：按职级（PR-3）",
                                 "en": "WANG Wei before XU Ming: By rank (PR-3)"}
    assert [m["kind"] for m in data["mismatches"]] == ["host_below"]


def test_lines_are_said_in_either_language():
    found = rank_people([DENG, XU, WANG])
    assert list(ladder_lines(found, "zh")) == [
        "第 1 级", "  王伟 WANG Wei，董事长 [客方]", "第 2 级", "  徐明 XU Ming，总经理 [主方]", "占位不占数", "  邓佳 DENG Jia [主方]",
        "! 主人徐明的职级比主宾王伟低1级（CN-42）"]
    assert list(ladder_lines(found, "en"))[:2] == ["Level 1", "  WANG Wei 王伟, Chairman [Guests]"]


def test_a_representative_is_named_with_whom_he_stands_for():
    deputy = Standing("d", "guest", name="施密特", offices=(Office("总监", grade=4),), representative_of=Office("部长", "Minister", 1))
    assert list(ladder_lines(rank_people([deputy]), "zh")) == ["第 1 级", "  施密特，总监，代部长 [客方]"]


def test_picture_tells_sides_apart_without_colour_and_says_why_on_hover():
    svg = ET.fromstring(draw.to_text(draw_ladder(rank_people([DENG, XU, WANG]), "zh")))
    said = [t.text for t in svg.iter(f"{SVG}title")]
    assert "王伟在徐明之前：按职级（PR-3）" in said
    frames = {g.get("class"): [r.get("stroke-dasharray") for r in g.iter(f"{SVG}rect")] for g in svg.iter(f"{SVG}g") if g.get("class") != "level"}
    assert frames == {"guest": [None, None], "host": ["4 3"]}
    assert {e.get(k) for e in svg.iter() for k in ("fill", "stroke")} <= {None, "none", "#000", "#fff"}


def test_a_contradiction_is_a_sentence_in_either_language():
    with pytest.raises(Contradiction) as caught:
        rank_people([WANG, Standing("b", "guest", grade=2, name="陈勇", name_en="CHEN Yong")], before=[("b", "wang")])
    statements = set(circle_sentence(caught.value, "en").removeprefix("The order contradicts itself: ").removesuffix(".").split("; "))
    assert statements == {"CHEN Yong before WANG Wei: Decided by the organiser (PR-2)",
                          "WANG Wei before CHEN Yong: Host and guest of honour lead their sides (PR-1)"}
    assert circle_sentence(caught.value, "zh").startswith("先后次序自相矛盾：")


def test_command_prints_json_text_or_a_picture(tmp_path, capsys):
    path = write(tmp_path)
    assert main(["precedence", path]) == 0
    assert json.loads(capsys.readouterr().out)["order"] == ["wang", "xu", "chen"]
    assert main(["precedence", path, "--text", "--lang", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == ["Level 1", "  WANG Wei 王伟, 董事长 [Guests]"]
    assert main(["precedence", path, "--svg", "-o", str(tmp_path / "ladder.svg")]) == 0
    assert (tmp_path / "ladder.svg").read_text(encoding="utf-8").startswith("<svg")


def test_command_names_a_contradiction_with_exit_code_3(tmp_path, capsys):
    path = write(tmp_path, before=[["chen", "wang"]])
    assert main(["precedence", path]) == 3
    shown = capsys.readouterr()
    assert {(b["first"], b["second"], b["rule"]) for b in json.loads(shown.out)["contradiction"]} == {
        ("chen", "wang", "PR-2"), ("wang", "chen", "PR-1")}
    assert shown.err.startswith("impossible: The order contradicts itself: ")
    assert main(["solve", path, "--steps", "10"]) == 3


def test_command_takes_a_pack_of_the_house(tmp_path, capsys):
    pack = tmp_path / "house.toml"
    pack.write_text('id = "house"\nextends = "cn-corporate"\nprecedence.ties_by = ["name_latin"]\n', encoding="utf-8")
    assert main(["precedence", write(tmp_path), "--pack", str(pack)]) == 0
    assert json.loads(capsys.readouterr().out)["pack"] == "house"
    assert main(["precedence", write(tmp_path), "--pack", str(tmp_path / "none.toml")]) == 2
