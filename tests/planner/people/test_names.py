"""Names: cleaning, scripts, pinyin, sorting, forms of address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.people import names


@pytest.mark.parametrize(("typed", "clean"), [
    ("黄 伟", "黄伟"), ("赵敏 ", "赵敏"), ("\u3000王\xa0建国\u200b", "王建国"), ("Ｓｔｅｆａｎ Ｋｒａｕｓｅ", "Stefan Krause"), ("Stefan  Krause", "Stefan Krause"),
    ("阿凡提•买买提", "阿凡提·买买提"), ("O'Brien", "O'Brien"), ("a\x00b\r\nc", "a b c"), ("\u202eevil", "evil"), ("Mu\u0308ller", "Müller"), (None, "")])
def test_clean_name(typed, clean):
    assert names.clean_name(typed) == clean


@pytest.mark.parametrize(("name", "script"), [("王建国", "han"), ("鈴木みさき", "kana"), ("خالد", "arabic"), ("Krause", "latin"), ("Ørsted", "latin"),
                                              ("김철수", "hangul"), ("Иванов", "cyrillic"), ("123", ""), ("", "")])
def test_script(name, script):
    assert names.script_of(name) == script


@pytest.mark.parametrize(("surname", "reading"), [("曾", "Zeng"), ("仇", "Qiu"), ("单", "Shan"), ("解", "Xie"), ("查", "Zha"), ("朴", "Piao"), ("区", "Ou"),
                                                  ("盖", "Ge"), ("缪", "Miao"), ("尉迟", "Yuchi"), ("万俟", "Moqi"), ("欧阳", "Ouyang"), ("任", "Ren")])
def test_family_names_that_are_read_differently(surname, reading):
    assert names.pinyin_name(surname + "小明") == f"{reading} Xiaoming"
    assert names.sort_key(surname + "小明").startswith(reading[0].lower())


def test_names_in_one_piece():
    assert names.pinyin_name("阿依古丽") == "Ayiguli"
    assert names.form_of_address("阿依古丽", "Ayiguli", "翻译", "f") == "阿依古丽女士"


def test_people_sort_by_pinyin_and_latin_family_name_in_one_list():
    people = [("曾明", ""), ("查理", ""), ("", "Stefan Krause"), ("陈志远", "Chen Zhiyuan"), ("佐藤健一", "Sato Kenichi"), ("", "Khalid Al-Harbi"),
              ("王建国", "Wang Jianguo"), ("阿依古丽", "Ayiguli")]
    assert [zh or en for zh, en in sorted(people, key=lambda pair: names.sort_key(*pair))] == [
        "阿依古丽", "陈志远", "Khalid Al-Harbi", "Stefan Krause", "佐藤健一", "王建国", "曾明", "查理"]


@pytest.mark.parametrize(("person", "zh", "en"), [
    (("王建国", "Wang Jianguo", "董事长", "m"), "王董事长", "Chairman Wang"), (("陈志远", "Chen Zhiyuan", "总裁", "m"), "陈总裁", "President Chen"),
    (("", "Stefan Krause", "Geschäftsführer", "m"), "Krause 先生", "Mr. Krause"), (("刘慧", "Liu Hui", "", "f"), "刘女士", "Ms. Liu"),
    (("佐藤健一", "Sato Kenichi", "取締役", "m"), "佐藤先生", "Mr. Sato"), (("赵敏", "Zhao Min", "副总裁(采购)", "f"), "赵副总裁", "Vice President Zhao"),
    (("马云飞", "Ma Yunfei", "司机", "m"), "马师傅", "Mr. Ma"), (("何局长", "", "副局长", "m"), "何局长", "Deputy Director-General He"),
    (("冯处", "", "处长", "m"), "冯处长", "Director Feng"), (("欧阳修", "Ouyang Xiu", "", "m"), "欧阳先生", "Mr. Ouyang"),
    (("郑晓", "Zheng Xiao", "总裁办秘书", "f"), "郑女士", "Ms. Zheng"), (("林静", "Lin Jing", "", ""), "林静", "Lin Jing"),
    (("郑晓", "Zheng Xiao", "Secretary, Office of the President", "f"), "郑女士", "Ms. Zheng"), (("", "Ann Lee", "Assistant to the Chairman", "f"), "Lee 女士", "Ms. Lee"),
    (("", "Ann Lee", "President’s Secretary", "f"), "Lee 女士", "Ms. Lee"), (("", "Ann Lee", "President of the Board", "f"), "Lee 女士", "President Lee")])
def test_forms_of_address(person, zh, en):
    name_zh, name_en, title, gender = person
    assert names.form_of_address(name_zh, name_en, title, gender, "zh") == zh
    assert names.form_of_address(name_zh, name_en, title, gender, "en") == en


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=20), st.sampled_from(["", "m", "f"]), st.sampled_from(["zh", "en"]))
def test_nobody_is_ever_called_xiaojie(name_zh, name_en, title, gender, language):
    said = names.form_of_address(name_zh.replace("小姐", ""), name_en.replace("小姐", ""), title.replace("小姐", ""), gender, language)
    assert "小姐" not in said
    assert len(names.sort_key(name_zh, name_en)) <= 200
    assert len(names.search_text(name_zh, name_en)) <= 500


def test_both_names():
    assert names.both_names("王建国", "Wang Jianguo") == "王建国 Wang Jianguo"
    assert names.both_names("", "Stefan Krause") == "Stefan Krause"
    assert names.both_names("", "Khalid Al-Harbi", "خالد الحربي") == "خالد الحربي Khalid Al-Harbi"


@pytest.mark.parametrize(("name", "found"), [("何局长", ("何", "局长")), ("冯处", ("冯", "处")), ("王总", ("王", "总")), ("欧阳总", ("欧阳", "总")), ("李工", ("李", "工")),
                                             ("王建国", None), ("赵敏", None), ("Krause", None), ("", None)])
def test_title_only(name, found):
    assert names.title_only(name) == found


def test_family_names_with_particles():
    assert names.split_latin("Ludwig van der Berg") == ("Ludwig", "van der Berg")
    assert names.split_latin("Krause, Stefan") == ("Stefan", "Krause")
    assert names.family_name("", "Khalid Al-Harbi", "en") == "Al-Harbi"


@pytest.mark.parametrize("words", ["wangjianguo", "wang jian guo", "wjg", "王建国", "wang"])
def test_search_text_holds_every_spelling(words):
    assert words in names.search_text("王建国", "Wang Jianguo")


@pytest.mark.parametrize("written, printed", [("副总裁(采购)", "副总裁（采购）"), ("部长 (代理)", "部长（代理）"), ("Director (Sales)", "Director (Sales)"), ("部长", "部长")])
def test_brackets_in_chinese_are_wide(written, printed):
    assert names.wide_brackets(written) == printed
