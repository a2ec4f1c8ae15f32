"""Reading files: what is a guest list, what is not, and one sentence for each that is not."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.receptions import workbook, workbook_refusals
from planner.receptions.workbook import read
from planner.receptions.workbook_columns import heading_field, recognise
from planner.receptions.workbook_refusals import FileRefused
from planner.receptions.workbook_rows import Findings, read_sheet

DEMO = (Path(__file__).parents[3] / "demo" / "huaxin-guests.xlsx").read_bytes()


def xlsx(rows):
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def changed(replace=None, add=None, source=DEMO):
    """The demonstration workbook with some members replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, (replace or {}).get(name, old.read(name)))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return stream.getvalue()


def refused(data, name="a.xlsx"):
    with pytest.raises(FileRefused) as caught:
        read(data, name)
    assert str(caught.value) and "%(" not in str(caught.value)
    return caught.value.reason


def test_the_demonstration_workbook_is_read_cell_by_cell():
    book = read(DEMO, "huaxin-guests.xlsx")
    assert [(sheet.name, len(sheet.rows), sheet.filled_rows()) for sheet in book.sheets] == [("来宾名单", 29, 26), ("我方人员", 15, 15)]
    assert book.sheets[0].rows[7] == ("4", "赵敏 ", "Zhao Min", "女", "华信电力设备集团", "副总裁(采购)", "3", "１３８０００１０００４", "zhao.min@huaxin.example", "中文", "素食")
    assert book.sheets[0].rows[2] == ()


def test_what_is_no_list_is_refused_with_its_reason():
    assert refused(b"") == "empty"
    assert refused(DEMO[:len(DEMO) // 2]) == "damaged"
    assert refused(DEMO, "list.csv") == "not_csv"
    assert refused(b"name,company\nA,B", "list.xlsx") == "not_xlsx"
    assert refused(b"\x89PNG\r\n\x1a\n", "a.png") == "wrong_ending"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls") == "locked"
    assert refused(b"x" * (10 * 1024 * 1024 + 1), "a.csv") == "too_big"
    assert refused(b"\xff\xd8\xff\xe0\x00\x10" * 300, "a.csv") == "unreadable_text"
    assert refused(b"\n\n,,,\n", "a.csv") == "nothing_inside"
    assert refused(changed({}, {}, xlsx([]))) == "nothing_inside"


def test_a_zip_that_is_no_workbook():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refused(stream.getvalue()) == "not_a_list"


def test_macros_are_refused_wherever_they_hide():
    assert refused(changed(add={"xl/vbaProject.bin": b"x"})) == "macros"
    assert refused(changed(add={"xl/macrosheets/sheet1.xml": b"<x/>"})) == "macros"
    types = zipfile.ZipFile(io.BytesIO(DEMO)).read("[Content_Types].xml")
    assert refused(changed({"[Content_Types].xml": types.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")})) == "macros"
    assert refused(b"x", "a.xlsm") == "macros"


def test_bombs_are_refused_without_being_unpacked():
    sheet = "xl/worksheets/sheet1.xml"
    bomb = changed({sheet: b" " * 80_000_000})
    tracemalloc.start()
    assert refused(bomb) == "bomb"
    assert refused(changed({sheet: b"<a>" * 2_000_000})) == "bomb"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000
    assert refused(changed(add={f"xl/media/{number}.png": b"x" for number in range(400)})) == "bomb"


def test_a_member_that_lies_about_its_size_is_not_believed():
    lying = bytearray(changed({"xl/worksheets/sheet1.xml": b"<a>" * 100_000}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = lying.find(b"xl/worksheets/sheet1.xml")
        while at != -1:
            start = lying.rfind(signature, 0, at)
            if start != -1 and at - start in (46, 30):
                lying[start + offset:start + offset + 4] = (10).to_bytes(4, "little")
            at = lying.find(b"xl/worksheets/sheet1.xml", at + 1)
    assert refused(bytes(lying)) == "damaged"


@pytest.mark.parametrize("head", [b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>', b'<!DOCTYPE x SYSTEM "file:///etc/passwd">'])
def test_entities_are_refused(head):
    assert refused(changed({"xl/workbook.xml": b'<?xml version="1.0"?>' + head + b"<workbook/>"})) == "entities"
    utf16 = ('<?xml version="1.0" encoding="utf-16"?>' + head.decode() + "<workbook/>").encode("utf-16")
    assert refused(changed({"xl/workbook.xml": utf16})) == "entities"


def test_a_cell_far_away_does_not_fill_the_memory():
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"], book.active["XFD1048576"] = "姓名", "x"
    book.save(stream)
    assert refused(stream.getvalue()) == "too_wide"


def test_too_many_rows():
    assert refused(xlsx([["姓名", "单位"]] + [[f"王{number}", "华信"] for number in range(20_000)])) == "too_many_rows"
    rows = "姓名\n" + "王伟\n" * 4_999
    assert read(rows.encode(), "a.csv").filled_rows() == 5_000
    assert refused((rows + "李伟\n").encode(), "a.csv") == "too_many_rows"


def test_formulas_are_noticed_and_never_computed():
    book = read(xlsx([["姓名", "级别"], ["王建国", "=1+1"], ["=A2", 3]]), "a.xlsx")
    assert book.sheets[0].formulas == {"B2", "A3"}
    assert book.sheets[0].rows[1] == ("王建国",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "，"])
def test_text_lists_in_all_encodings_and_with_all_marks(encoding, mark):
    text = mark.join(("姓名", "单位", "级别")) + "\n" + mark.join(("王建国", "华信", "1")) + "\n"
    book = read(text.encode(encoding), "a.csv")
    assert book.sheets[0].rows == (("姓名", "单位", "级别"), ("王建国", "华信", "1"))


def test_cells_look_as_people_see_them():
    import datetime
    book = read(xlsx([["姓名", 1.0, 13800010001, datetime.date(2026, 12, 8), True, 2.5]]), "a.xlsx")
    assert book.sheets[0].rows[0] == ("姓名", "1", "13800010001", "2026-12-08", "TRUE", "2.5")


def test_a_cell_with_a_novel_in_it():
    assert refused(("姓名,备注\n王伟," + "长" * 2_001).encode(), "a.csv") == "cell_too_long"


def test_each_limit_and_refusal_explains_itself():
    assert set(workbook.limits()) >= {"file_bytes", "rows", "unzipped_bytes", "zip_members", "zip_ratio"}
    assert all(str(text) for text in workbook_refusals.REFUSALS.values())


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(DEMO) - 1), st.integers(0, 255)), min_size=1, max_size=12), st.integers(0, len(DEMO)))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(changes, cut):
    data = bytearray(DEMO)
    for position, value in changes:
        data[position] = value
    for candidate in (bytes(data), bytes(data[:cut])):
        try:
            read(candidate, "a.xlsx")
        except FileRefused as refusal:
            assert str(refusal)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a", "a.txt", "名单.CSV"]))
def test_any_bytes_are_read_or_refused(data, name):
    try:
        book = read(data, name)
    except FileRefused as refusal:
        assert str(refusal)
    else:
        assert book.filled_rows() > 0


@pytest.mark.parametrize("heading, field", [("通讯地址", "postal_address"), ("地 址*", "postal_address"), ("Mailing address", "postal_address"), ("邮编", "postcode"),
                                            ("ZIP code", "postcode"), ("邮箱地址", "email"), ("e-mail address", "email"), ("酒店地址", None)])
def test_an_address_is_the_guests_own(heading, field):
    assert heading_field(heading) == field


def test_an_address_and_its_postcode_are_read():
    sheet = read("姓名,单位,通讯地址,邮编\n赵敏,华信,广东省深圳市南山区华信路 8 号,518000\n".encode(), "list.csv").sheets[0]
    row = read_sheet(sheet, 1, recognise(sheet), Findings())[0][0]
    assert (row.name_zh, row.postal_address, row.postcode) == ("赵敏", "广东省深圳市南山区华信路 8 号", "518000")
