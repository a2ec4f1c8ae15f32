"""From rows to people: the demonstration list with every oddity found, and small lists for each kind of problem."""

from pathlib import Path

import pytest

from planner.people import names
from planner.receptions.workbook import read
from planner.receptions.workbook_columns import heading_field, recognise, with_heading
from planner.receptions.workbook_people import propose
from planner.receptions.workbook_problems import CHOICES, SENTENCES
from planner.receptions.workbook_remarks import answers_for, flags, interprets_for, is_official_organisation, role, spouse_of

DEMO = (Path(__file__).parents[3] / "demo" / "huaxin-guests.xlsx").read_bytes()


def proposed(text, decisions=None, name="a.csv"):
    book = read(text if isinstance(text, bytes) else text.encode(), name)
    return propose(book, [recognise(sheet) for sheet in book.sheets], decisions)


def kinds(proposal):
    return [(problem.row, problem.column, problem.kind) for problem in proposal.problems]


@pytest.fixture(scope="module")
def demo():
    return proposed(DEMO, name="huaxin-guests.xlsx")


def row(proposal, name):
    return next(found for found in proposal.rows if names.fold(name) in map(names.fold, (found.name_zh, found.name_en)))


def test_every_oddity_of_the_demonstration_list_is_found(demo):
    assert set(kinds(demo)) == {
        (6, "remark", "spouse"), (6, "organisation", "spouse_organisation"), (6, "rank", "spouse_rank"), (6, "remark", "skips_tour"),
        (8, "name", "spaces"), (8, "phone", "odd_digits"), (9, "remark", "pacemaker"), (12, "remark", "answers"), (15, "diet", "diet_urgent"),
        (22, "name", "title_only"), (22, "remark", "official"), (23, "name", "title_only"), (23, "remark", "official"),
        (24, "remark", "does_not_dine"), (25, "name", "duplicate"), (26, "name", "spaces"), (27, "health", "pregnant"), (28, "email", "bad_email"),
        (29, "", "total_row"), (12, "role", "interprets"), (13, "role", "interprets"), (14, "role", "interprets"), (15, "remark", "driver_dines")}
    assert demo.open_problems == []


def test_the_demonstration_list_becomes_35_people_with_their_relations(demo):
    assert [len([found for found in demo.rows if found.side == side]) for side in ("guest", "host")] == [21, 14]
    wang, chen = row(demo, "王建国"), row(demo, "陈志远")
    assert row(demo, "刘慧").partner == wang.key
    assert (row(demo, "刘慧").organisation, row(demo, "刘慧").rank, row(demo, "刘慧").tours) == ("华信电力设备集团", 1, False)
    assert row(demo, "郑晓").answers_for == [wang.key, chen.key]
    assert [(row(demo, who).interprets_for, row(demo, who).role) for who in ("邓德", "阿依古丽", "田中惠")] == [
        (row(demo, principal).key, "interpreter") for principal in ("Stefan Krause", "Khalid Al-Harbi", "佐藤健一")]
    assert [row(demo, who).role for who in ("许国强", "沈玉梅", "高翔", "曹阳", "袁洁", "石刚", "王建国", "马云飞")] == [
        "host", "second_host", "companion", "companion", "organiser", "driver", "guest_of_honour", "driver"]
    assert {found.name for found in demo.rows if not found.dines} == {"马云飞", "石刚"}
    assert {found.name for found in demo.rows if found.is_official} == {"何局长", "冯处"}


def test_names_phones_languages_and_diets_go_into_their_fields(demo):
    zhao, sato, khalid, vogel = (row(demo, name) for name in ("赵敏", "佐藤健一", "Khalid Al-Harbi", "Katrin Vogel"))
    assert (zhao.phone, zhao.title, zhao.diet["codes"], zhao.remark) == ("13800010004", "副总裁（采购）", ["vegetarian"], "")
    assert (sato.languages, sato.organisation) == (["ja"], "東和電機株式会社")
    assert (khalid.name_native, khalid.name_zh, khalid.languages, khalid.diet["codes"]) == ("خالد الحربي", "", ["ar", "en"], ["halal", "no_alcohol"])
    assert (vogel.name_zh, vogel.diet["codes"], vogel.phone) == ("", ["vegetarian", "nuts"], "+49 170 5550102")
    assert (row(demo, "黄伟").name_zh, row(demo, "梁文").email) == ("黄伟", "")
    assert (row(demo, "孙浩").health, row(demo, "孙浩").remark) == (["pacemaker"], "")
    assert (row(demo, "林静").health, row(demo, "林静").diet["codes"]) == (["pregnant"], ["no_alcohol"])
    assert row(demo, "Stefan Krause").diet == {"codes": [], "severity": {}, "note": ""}


def test_the_duplicate_names_both_rows_and_what_differs(demo):
    problem = next(found for found in demo.problems if found.kind == "duplicate")
    assert "8、25" in problem.message and "(#" not in problem.message and "“副总裁（采购）”与“副总裁”" in problem.message
    assert [choice.id for choice in problem.choices] == ["merge_first", "merge_second", "both"]
    second = proposed(DEMO, {problem.id: {"choice": "merge_second"}}, "a.xlsx")
    assert row(second, "赵敏").title == "副总裁"
    both = proposed(DEMO, {problem.id: {"choice": "both"}}, "a.xlsx")
    assert len(both.rows) == 36


def test_each_decision_is_followed_and_can_be_ignored():
    text = "姓名,单位,邮箱,级别\n王建国,华信,bad@,九十九级半\n"
    assert kinds(proposed(text)) == [(2, "name_en", "name_en_missing"), (2, "rank", "bad_rank"), (2, "email", "bad_email"), (2, "rank", "rank_missing"),
                                     (2, "role", "guest_of_honour_missing")]
    typed = proposed(text, {"1.2:bad_email:email": {"choice": "edit", "text": "w@huaxin.example"}, "1.2:bad_rank:rank": {"choice": "edit", "text": "3"},
                            "1.2:name_en_missing:name_en": {"choice": "empty"}, "1.2:guest_of_honour_missing:role": {"choice": "no"}})
    assert (typed.rows[0].email, typed.rows[0].rank, typed.rows[0].name_en, typed.rows[0].role) == ("w@huaxin.example", 3, "", "guest")
    left_out = proposed(text, {"1.2:bad_email:email": {"choice": "skip"}})
    assert (left_out.rows, len(left_out.left_out)) == ([], 1)
    nonsense = proposed(text, {"1.2:bad_email:email": {"choice": "no such thing"}, "9.9:x:y": {"choice": "edit"}})
    assert nonsense.rows[0].email == ""
    still = proposed(text, {"1.2:bad_email:email": {"choice": "edit", "text": "worse"}})
    assert [problem.kind for problem in still.open_problems] == ["bad_email"]


@pytest.mark.parametrize(("text", "kind", "column"), [
    ("姓名,单位\n=HYPERLINK(1),华信", "bad_name", "name"), ("姓名,单位\n,华信", "no_name", "name"), ("姓名,手机\n王伟,1.38E+10", "lost_digits", "phone"),
    ("姓名,手机\n王伟,1380001000", "odd_phone", "phone"), ("姓名,手机\n王伟,见备注", "bad_phone", "phone"), ("姓名,性别\n王伟,x", "bad_gender", "gender"),
    ("姓名,语言\n王伟,Klingon", "unknown_language", "languages"), ("姓名,饮食\n王伟,见附件", "diet_note", "diet"),
    ("姓名,单位,备注\n王伟,华信,李雷夫人", "spouse_unclear", "remark"), ("姓名,备注\n王伟,代张总回复", "answers_unclear", "remark"),
    ("姓名,级别\n王伟,0", "bad_rank", "rank"), ("姓名,职务\n王伟," + "长" * 201, "too_long", "title"), ("姓名,邮箱\n王伟,a@x.cn;b@x.cn", "two_emails", "email"),
    ("姓名,备注\n王伟,坐轮椅", "wheelchair", "remark"), ("姓名,单位\n王伟,商务厅", "official", "remark"), ("姓名,单位\n王总,华信", "title_only", "name")])
def test_each_oddity_in_a_small_list(text, kind, column):
    assert kind in {found for _row, where, found in kinds(proposed(text)) if where == column}


def test_people_of_the_same_name_elsewhere_are_two():
    proposal = proposed("姓名,单位,手机\n王伟,华信,13800010001\n王伟,东方,13800010002\n")
    assert (len(proposal.rows), "namesakes" in {kind for *_place, kind in kinds(proposal)}) == (2, True)


def test_two_guests_of_honour_need_a_choice():
    text = "姓名,级别,备注\n王伟,2,主宾\n李雷,1,主宾\n"
    proposal = proposed(text)
    assert [(found.name, found.role) for found in proposal.rows] == [("王伟", "guest"), ("李雷", "guest_of_honour")]
    chosen = proposed(text, {"1.3:guest_of_honour_several:role": {"choice": "person-1.2"}})
    assert [(found.name, found.role) for found in chosen.rows] == [("王伟", "guest_of_honour"), ("李雷", "guest")]


def test_a_total_that_does_not_fit_is_told():
    assert "total_differs" in {kind for *_place, kind in kinds(proposed("姓名,单位\n王伟,华信\n合计,5人\n"))}
    assert "total_differs" not in {kind for *_place, kind in kinds(proposed("姓名,单位\n王伟,华信\n合计,1人\n"))}


def test_english_lists_are_read_too():
    proposal = proposed("No.;First name;Last name;Company;Job title;E-mail;Dietary requirements;Notes\n1;Stefan;Krause;Krause GmbH;CEO;s@k.example;vegan;chief guest\n"
                        "2;Anna;Krause;Krause GmbH;;;;wife of Stefan Krause, no tour\n")
    stefan, anna = proposal.rows
    assert (stefan.name_en, stefan.role, stefan.diet["codes"]) == ("Stefan Krause", "guest_of_honour", ["vegan"])
    assert (anna.partner, anna.tours, anna.role) == (stefan.key, False, "spouse")


def test_a_sheet_without_heading_is_not_guessed():
    book = read("王建国,华信\n李雷,华信\n".encode(), "a.csv")
    columns = recognise(book.sheets[0])
    assert (columns.heading, columns.has_names, columns.is_sure) == (-1, False, False)
    assert with_heading(book.sheets[0], 0).unknown == (("A", "王建国"), ("B", "华信"))


@pytest.mark.parametrize(("heading", "expected"), [
    ("姓 名", "name"), ("电子邮箱（必填）", "email"), ("E-Mail Address", "email"), ("联系电话*", "phone"), ("客人单位名称", "organisation"), ("#", "sequence"),
    ("Vorname", "given_name"), ("随便", None), ("", None), ("备注：", "remark")])
def test_headings(heading, expected):
    assert heading_field(heading) == expected


def test_remarks_and_roles_in_words():
    assert flags("主宾") == {"guest_of_honour"} and flags("副主宾") == set()
    assert (spouse_of("王建国夫人,不参加参观"), spouse_of("wife of Stefan Krause"), spouse_of("无")) == ("王建国", "Stefan Krause", "")
    assert answers_for("代王董事长、陈总裁回复") == ["王董事长", "陈总裁"]
    assert answers_for("replies on behalf of A. Krause and B. Vogel") == ["A. Krause", "B. Vogel"]
    assert [role(text) for text in ("主人", "副主陪", "翻译(Krause)", "接待负责人", "司机", "陪同、讲解", "讲解", "散步")] == [
        "host", "second_host", "interpreter", "organiser", "driver", "companion", "guide", ""]
    assert (interprets_for("翻译(Krause)"), interprets_for("陪同(Krause)"), interprets_for("Interpreter for Mr Krause")) == ("Krause", "", "Mr Krause")
    assert [is_official_organisation(name) for name in ("省能源局", "中国邮局", "华信集团", "Ministry of Energy")] == [True, False, False, True]


def test_every_problem_and_choice_has_its_sentence(demo):
    for problem in demo.problems:
        assert problem.kind in SENTENCES and "%(" not in problem.message
        assert problem.proposal in {choice.id for choice in problem.choices}
        assert all(choice.label in CHOICES and "%(" not in choice.text() for choice in problem.choices)


def test_five_thousand_rows_are_one_proposal():
    text = "姓名,单位,级别,手机\n" + "".join(f"王{chr(0x4e00 + number)},华信,5,138{number:08}\n" for number in range(4_999))
    assert len(proposed(text).rows) == 4_999
