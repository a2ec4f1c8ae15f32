from pathlib import Path
from runpy import run_path

import pytest

from seating.errors import InvalidPack
from seating.rules import CRITERIA, OPTIONS, load_options, load_pack, load_pack_file, load_rules, pack_ids
from seating.rules.catalogue import read_rule
from seating.rules.lines import parse
from seating.rules.packs import read_pack

PROJECT = Path(__file__).parents[2]
PACKS = {"cn-corporate", "cn-gov-domestic", "cn-foreign-affairs", "cn-trad-family", "western-english", "western-french",
         "us", "uk-top-table", "jp", "kr", "gulf", "international"}
PACK = '''id = "x"
title = { zh = "甲", en = "A" }
about = { zh = "乙", en = "B" }
rules = ["CN-12u", "CN-70"]
[precedence]
ranks_by = ["grade"]
ties_by = ["side"]
[options]
side_rule = "left_high"
interleave = true
[weights]
interleave = 30
unattended = 20
'''
RULE = '''title = { zh = "甲", en = "A" }
text = { zh = "甲", en = "A" }
reason = { zh = "甲", en = "A" }
source = "S"
confidence = "H"
'''


def pack_of(text):
    return read_pack(parse(text, "pack.toml"))


def rule_of(text):
    return read_rule(parse(text, "X-1.toml"), "X-1")


@pytest.mark.parametrize("pack_id", pack_ids())
def test_every_pack_loads_and_its_soft_rules_have_weights(pack_id):
    pack = load_pack(pack_id)
    assert pack.options.keys() == OPTIONS.keys()
    assert {r.term for r in pack.rules.values() if r.term} - {"apart_together"} == pack.weights.keys()
    assert all(rule.holds(pack.options) for rule in pack.rules.values())
    assert [pack.rule_by(c).criterion for c in (*pack.ranks_by, *pack.ties_by)] == [*pack.ranks_by, *pack.ties_by]


def test_the_packs_of_protocol_practice_are_there():
    assert set(pack_ids()) == PACKS
    assert load_pack("cn-family") is load_pack("cn-trad-family")


@pytest.mark.parametrize("pack, options", [
    ("cn-gov-domestic", {"dais_side": "left", "talks_side": "left_high", "meeting_visitor_side": "left", "companion_ratio": "gov_2013",
                         "representative": "own", "interleave": False}),
    ("cn-foreign-affairs", {"interpreter": "behind", "side_rule": "right_high"}),
    ("cn-trad-family", {"primary_seat": "guest", "side_rule": "left_high", "table_order_side": "left_high"}),
    ("western-english", {"long_table": "english", "spouse_rule": "spouse_at_host_right", "service_direction": "ring_counter_clockwise"}),
    ("western-french", {"long_table": "french", "four_n": "same_sex_presidency"}), ("us", {"couples": "apart"}),
    ("jp", {"primary_seat": "guest", "side_rule": "left_high", "stairs": "behind_up_ahead_down"}),
    ("kr", {"primary_seat": "guest"}), ("gulf", {"interpreter": "left_of_delegate"})])
def test_a_pack_has_the_customs_of_its_occasion(pack, options):
    assert {key: load_pack(pack).options[key] for key in options} == options


def test_packs_differ_where_customs_do():
    assert [p for p in sorted(PACKS) if load_pack(p).options["primary_seat"] == "guest"] == ["cn-trad-family", "jp", "kr"]
    assert load_pack("cn-gov-domestic").options["dais_side"] == "left"
    assert load_pack("western-french").options["long_table"] == "french"
    assert load_pack("gulf").options["interpreter"] == "left_of_delegate"
    assert load_pack("cn-trad-family").ranks_by[0] == "age"


def test_every_rule_and_option_has_both_languages_and_a_source():
    for item in (*load_rules().values(), *load_options().values()):
        for words in (item.title, item.text, item.reason):
            assert words["zh"] != words["en"]
        assert item.source


def test_every_rule_can_be_reached_by_a_pack_or_an_option():
    used = {r for p in pack_ids() for r in load_pack(p).rules}
    tied = {r.id for r in load_rules().values() if r.option}
    assert set(load_rules()) - used - tied == set()


@pytest.mark.parametrize("change, complaint", [
    ((', en = "A" }', " }"), "pack.toml:2: title is missing in “en”"),
    (("side_rule =", "side_rul ="), "pack.toml:9: [options] unknown key “side_rul”"),
    (('"left_high"', '"left"'), "pack.toml:9: option side_rule must be one of right_high, left_high"),
    (("= true", "= 1"), "pack.toml:10: option interleave must be one of true, false"),
    (("= 30", "= -1"), "pack.toml:12: weight interleave must be an integer"),
    (("CN-70", "CN-99"), "pack.toml:4: no rule “CN-99” in the catalogue"),
    (('"CN-70"', '"CN-12u"'), "pack.toml:4: rules: “CN-12u” is named twice"),
    (("[weights]", "[weight]"), "pack.toml:11: unknown key “weight”"),
    (('id = "x"', "id = "), "pack.toml:1: Invalid value"),
    (('"side"]', '"height"]'), "pack.toml:7: ties_by: no criterion “height”"),
    (('"side"]', '"grade"]'), "pack.toml:7: “grade” both ranks and breaks ties"),
    (('about = { zh = "乙", en = "B" }\n', ""), "pack.toml:1: “about” is missing"),
])
def test_wrong_packs_are_refused_with_file_and_line(change, complaint):
    with pytest.raises(InvalidPack) as caught:
        pack_of(PACK.replace(*change, 1))
    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize("change, complaint", [
    (('"CN-70"', '"CN-01g"'), "pack.toml:4: rule CN-01g holds with primary_seat = guest, but the pack has primary_seat = host"),
    (('"CN-70"', '"CN-04"'), "pack.toml:9: rule CN-04 holds with side_rule = right_high, but the pack has side_rule = left_high"),
    (('"CN-70"', '"W-14", "W-03"'), "pack.toml:4: rules W-14 and W-03 exclude each other"),
    (("= true", "= false"), "pack.toml:12: weight interleave has no rule behind it in this pack"),
])
def test_contradictions_are_refused_with_file_and_line(change, complaint):
    with pytest.raises(InvalidPack) as caught:
        pack_of(PACK.replace(*change, 1))
    assert str(caught.value) == complaint


def test_an_option_brings_its_rules_in():
    pack = pack_of(PACK)
    assert ("CN-04l" in pack.rules, "CN-04" in pack.rules, "CN-12" in pack.rules) == (True, False, True)
    changed = pack.with_options(side_rule="right_high", interleave=False)
    assert ("CN-04l" in changed.rules, "CN-04" in changed.rules, "CN-12" in changed.rules) == (False, True, False)
    assert changed.weights == {"unattended": 20}
    with pytest.raises(InvalidPack, match="option side_rule must be one of right_high, left_high"):
        pack.with_options(side_rule="up")


def test_a_house_changes_one_line_of_a_pack(tmp_path):
    path = tmp_path / "house.toml"
    path.write_text('id = "house"\nextends = "cn-corporate"\noptions.two_host_second_guest = "right_of_second_host"\n', "utf-8")
    house, base = load_pack_file(path), load_pack("cn-corporate")
    assert {k for k in OPTIONS if house.options[k] != base.options[k]} == {"two_host_second_guest"}
    assert set(house.rules) ^ set(base.rules) == {"CN-21a", "CN-21b"}
    assert (house.weights, house.title, house.ties_by) == (base.weights, base.title, base.ties_by)


def test_a_house_pack_may_extend_a_file_beside_it_but_not_itself(tmp_path):
    (tmp_path / "a.toml").write_text('id = "a"\nextends = "cn-corporate"\n[weights]\ngroup = 7\n', "utf-8")
    (tmp_path / "b.toml").write_text('id = "b"\nextends = "a.toml"\nwithout = ["TO-03"]\n', "utf-8")
    pack = load_pack_file(tmp_path / "b.toml")
    assert (pack.weights["group"], "TO-03" in pack.rules) == (7, False)
    (tmp_path / "a.toml").write_text('id = "a"\nextends = "b.toml"\n', "utf-8")
    with pytest.raises(InvalidPack, match=r"b\.toml:2: extends runs in a circle at “a\.toml”|a\.toml:2: extends runs in a circle"):
        load_pack_file(tmp_path / "b.toml")


@pytest.mark.parametrize("written, complaint", [
    ('id = "h"\nextends = "../a.toml"\n', "h.toml:2: extends: no rule pack “../a.toml”"),
    ('id = "h"\nextends = "cn-corporate"\nwithout = ["KR-01"]\n', "h.toml:3: without: “KR-01” is not among"),
    ('id = "h"\nextends = "cn-trad-family"\nalso = ["CN-20"]\n', "h.toml:3: rule CN-20 holds with primary_seat = host"),
])
def test_wrong_house_packs_are_refused_with_file_and_line(tmp_path, written, complaint):
    path = tmp_path / "h.toml"
    path.write_text(written, "utf-8")
    with pytest.raises(InvalidPack) as caught:
        load_pack_file(path)
    assert str(caught.value).startswith(f"{tmp_path}/{complaint}")


def test_files_that_are_no_packs_are_refused(tmp_path):
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidPack, match="bytes.toml: is not UTF-8 text"):
        load_pack_file(tmp_path / "bytes.toml")
    with pytest.raises(InvalidPack, match="No such file"):
        load_pack_file(tmp_path / "none.toml")


@pytest.mark.parametrize("written, complaint", [
    (RULE.replace('{ zh = "甲", en = "A" }\nsource', '{ en = "A" }\nsource'), "X-1.toml:3: reason is missing in “zh”"),
    (RULE.replace('"H"', '"X"'), "X-1.toml:5: confidence must be H, M or L"),
    (RULE + 'term = "beauty"\n', "X-1.toml:6: term must be one of"),
    (RULE + 'option = { side_rule = "up" }\n', "X-1.toml:6: option: no such value of “side_rule”"),
    (RULE + '[wish]\nkind = "apart"\nlink = "enemy"\nscope = "beside"\npoints = 1\n', "X-1.toml:8: wish: link must be one of"),
    (RULE + '[[seat]]\nperson = "guest_of_honour"\nat = "door"\nhand = "left"\n', "X-1.toml:8: seat: at must be one of"),
    (RULE + 'colour = "red"\n', "X-1.toml:6: unknown key “colour”"),
])
def test_wrong_rules_are_refused_with_file_and_line(written, complaint):
    assert rule_of(RULE).confidence == "H"
    with pytest.raises(InvalidPack) as caught:
        rule_of(written)
    assert str(caught.value).startswith(complaint)


def test_every_criterion_has_one_rule():
    found = [r.criterion for r in load_rules().values() if r.criterion]
    assert sorted(found) == sorted(CRITERIA)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_pages_of_rules_are_up_to_date(lang):
    page = run_path(str(PROJECT / "tools" / "pages_of_seating.py"))
    written = (PROJECT / "docs" / "seating" / page["FILES"][lang]).read_text(encoding="utf-8")
    assert written == page["rules_page"](lang), "run tools/pages_of_seating.py"
    assert [r for r in load_rules() if f"| {r} |" not in written] == []
    assert [name for name in (*pack_ids(), *OPTIONS) if f"`{name}`" not in written] == []


def test_options_of_arrangements_alone_are_told_like_all_others():
    from seating.arrange.options import option_values
    from seating.rules import load_case_options
    assert set(load_case_options()) & set(load_options()) == set()
    assert option_values()["waiters"] == (1, 2) and option_values()["alternate_gender"] == (False, True)
    for option in load_case_options().values():
        assert all(option.title[lang] and option.text[lang] and option.reason[lang] for lang in ("zh", "en")) and option.source
