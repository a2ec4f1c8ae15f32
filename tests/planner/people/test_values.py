"""Typed text into values: mail addresses, phone numbers, ranks, genders, names in one cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.people import values


@pytest.mark.parametrize(("typed", "address", "kind"), [
    ("s.krause@Krause.Example", "s.krause@krause.example", None), (" <a@b.cn> ", "a@b.cn", None), ("mailto:a@b.cn", "a@b.cn", None),
    ("ａ＠ｂ.cn", "a@b.cn", "odd_digits"), ("a@b.cn; c@d.cn", "a@b.cn", "two_emails"), ("bad-mail@", "", "bad_email"), ("a@b", "", "bad_email"),
    ("a@@b.cn", "", "bad_email"), ("王@b.cn", "", "bad_email"), (".a@b.cn", "", "bad_email"), ("a..b@c.cn", "", "bad_email"), ("a@b.cn\r\nBcc: x@y.cn", "", "bad_email")])
def test_email(typed, address, kind):
    value, finding = values.email(typed)
    assert (value, finding and finding[0]) == (address, kind)


@pytest.mark.parametrize(("typed", "number", "kind"), [
    ("13800010001", "13800010001", None), ("138-0001-0001", "13800010001", None), ("+86 138 0001 0001", "13800010001", None), ("１３８０００１０００４", "13800010004", "odd_digits"),
    ("+49 170 5550101", "+49 170 5550101", None), ("0049 (170) 5550101", "+49 170 5550101", None), ("010-8888 6666", "010 8888 6666", None),
    ("1380001000", "1380001000", "odd_phone"), ("1.38E+10", "", "lost_digits"), ("见备注", "", "bad_phone"), ("12", "", "bad_phone"), ("1" * 30, "", "bad_phone")])
def test_phone(typed, number, kind):
    value, finding = values.phone(typed)
    assert (value, finding and finding[0]) == (number, kind)


@pytest.mark.parametrize(("typed", "rank", "kind"), [
    ("1", 1, None), ("１", 1, "odd_digits"), ("2级", 2, None), ("三级", 3, None), ("Level 4", 4, None), ("99", 99, None), ("0", None, "bad_rank"), ("100", None, "bad_rank"),
    ("-1", None, "bad_rank"), ("NaN", None, "bad_rank"), ("1e2", None, "bad_rank"), ("١", None, "bad_rank"), ("1.5", None, "bad_rank")])
def test_rank(typed, rank, kind):
    value, finding = values.rank(typed)
    assert (value, finding and finding[0]) == (rank, kind)


def test_gender():
    assert [values.gender(text)[0] for text in ("男", "女", "M", "Frau", "female", "?")] == ["m", "f", "m", "f", "f", ""]


@pytest.mark.parametrize(("cell", "found"), [
    ("王建国 Wang Jianguo", {"name_zh": "王建国", "name_en": "Wang Jianguo", "name_native": ""}), ("王建国(David Wang)", {"name_zh": "王建国", "name_en": "David Wang", "name_native": ""}),
    ("Mr. Stefan Krause", {"name_zh": "", "name_en": "Stefan Krause", "name_native": ""}), ("王建国先生", {"name_zh": "王建国", "name_en": "", "name_native": ""}),
    ("خالد الحربي", {"name_zh": "", "name_en": "", "name_native": "خالد الحربي"}), ("鈴木みさき", {"name_zh": "", "name_en": "", "name_native": "鈴木みさき"})])
def test_names_in_one_cell(cell, found):
    assert values.names(cell)[0] == found


def test_what_can_be_a_name():
    assert all(map(values.is_name, ["王小明", "O'Brien", "Ørsted", "عبد", "Anna-Lena von der Au", "李"]))
    assert not any(map(values.is_name, ["", "=1+1", "+cmd", "a@b.cn", "http://x", "<b>", "12345", "x" * 101, "-x"]))


@given(st.text(max_size=80))
def test_any_text_gives_a_value_or_a_finding(text):
    for parse in (values.email, values.phone, values.rank, values.gender):
        value, finding = parse(text)
        assert value or finding
    address, finding = values.email(text)
    assert not address or values.is_email(address)
