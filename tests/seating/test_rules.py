from pathlib import Path

import pytest

from seating.errors import InvalidPack
from seating.rules import OPTIONS, load_pack, load_rules, pack_ids
from seating.rules.packs import read_pack, read_rules

PACK = '''id = "x"
title = { zh = "甲", en = "A" }
about = { zh = "乙", en = "B" }
rules = ["CN-04"]
[options]
primary_seat = "host"
side_rule = "right_high"
two_host_second_guest = "left_of_host"
spouse_rule = "free"
couples = "free"
table_order_side = "right_high"
table_tie_break = "far_first"
[weights]
interleave = 30
'''
RULE = '''[X-1]
source = "S"
confidence = "H"
title = { zh = "甲", en = "A" }
text = { zh = "甲", en = "A" }
reason = { zh = "甲", en = "A" }
'''


@pytest.mark.parametrize("pack_id", pack_ids())
def test_every_pack_loads_and_its_soft_rules_have_weights(pack_id):
    pack = load_pack(pack_id)
    assert pack.options.keys() == OPTIONS.keys()
    assert {r.term for r in pack.rules.values() if r.term} - {"apart_together"} == pack.weights.keys()


def test_every_rule_has_both_languages_and_a_source():
    for rule in load_rules().values():
        for words in (rule.title, rule.text, rule.reason):
            assert words["zh"] != words["en"]
        assert rule.source


@pytest.mark.parametrize("change, complaint", [
    ((', en = "A" }', " }"), "pack.toml:2: title: title is missing in “en”"),
    (("side_rule =", "side_rul ="), "pack.toml:7: [options] unknown key “side_rul”"),
    (('"free"', '"fre"'), "pack.toml:9: option spouse_rule must be one of"),
    (("= 30", "= -1"), "pack.toml:14: weight interleave must be an integer"),
    (("CN-04", "CN-99"), "pack.toml:4: no rule “CN-99” in the catalogue"),
    (("[weights]", "[weight]"), "pack.toml:13: unknown key “weight”"),
    (('id = "x"', "id = "), "pack.toml: Invalid value"),
])
def test_wrong_packs_are_refused_with_file_and_line(change, complaint):
    with pytest.raises(InvalidPack) as caught:
        read_pack(PACK.replace(*change, 1), "pack.toml")
    assert str(caught.value).startswith(complaint)


def test_a_rule_without_a_translation_is_refused():
    with pytest.raises(InvalidPack, match="rules.toml:1: .X-1.: reason is missing in “zh”"):
        read_rules(RULE.replace('reason = { zh = "甲", ', "reason = { "), "rules.toml")
    assert read_rules(RULE, "rules.toml")["X-1"].confidence == "H"


def test_every_rule_pack_and_option_is_documented():
    docs = Path(__file__).parents[2] / "docs" / "seating"
    rules, concepts = (docs / "rules.md").read_text(encoding="utf-8"), (docs / "concepts.md").read_text(encoding="utf-8")
    assert [r.id for r in load_rules().values() if f"| {r.id} | {r.title['zh']} |" not in rules] == []
    assert [name for name in (*pack_ids(), *OPTIONS) if f"`{name}`" not in concepts] == []
