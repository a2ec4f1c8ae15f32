import io
from dataclasses import replace
from zipfile import ZipFile

import openpyxl
import pytest

from planner.documents.guest_list import AtBanquet, GuestRow, guest_list_xlsx
from planner.documents.packing import zip_papers
from planner.documents.papers import Text
from tests.planner.documents import demo_papers


def sheet_of(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def rows(*names):
    person = demo_papers.people()[0][0]
    return [GuestRow(replace(person, name=Text(name, "")), 1, (AtBanquet("accepted", 1, i + 1),)) for i, name in enumerate(names)]


@pytest.mark.parametrize("name", ["=1+1", "+86", "-2", "@SUM(A1)", "=HYPERLINK(\"http://x\")"])
def test_names_never_become_formulas(name):
    content = guest_list_xlsx(demo_papers.HEADING, rows(name), "zh", shows_diets=True, shows_contacts=True)

    cell = sheet_of(content)["B3"]
    assert (cell.value, cell.data_type) == (name, "s")
    assert b"<f>" not in ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_control_characters_are_dropped():
    assert sheet_of(guest_list_xlsx(demo_papers.HEADING, rows("王\x00建\x0b国"), "zh", shows_diets=True, shows_contacts=True))["B3"].value == "王建国"


def test_columns_for_the_authorised_only():
    full = sheet_of(guest_list_xlsx(demo_papers.HEADING, rows("王建国"), "en", shows_diets=True, shows_contacts=True))
    plain = sheet_of(guest_list_xlsx(demo_papers.HEADING, rows("王建国"), "en", shows_diets=False, shows_contacts=False))

    assert [c.value for c in full[2]][-3:] == ["Diet", "Telephone", "E-mail"]
    assert [c.value for c in plain[2]][-1] == "Seat"


def test_head_stays_and_prints_on_each_page():
    sheet = sheet_of(guest_list_xlsx(demo_papers.HEADING, rows("王建国", "刘慧"), "zh", shows_diets=True, shows_contacts=True))

    assert sheet.freeze_panes == "D3" and sheet.print_title_rows == "$2:$2" and sheet.auto_filter.ref == "A2:O4"


def test_zip_repeats_itself_and_keeps_chinese_names():
    files = [("中文/请柬.pdf", b"%PDF"), ("English/Guest list.xlsx", b"x" * 100)]

    content = zip_papers(files, demo_papers.HEADING.issued)

    assert content == zip_papers(files, demo_papers.HEADING.issued)
    assert ZipFile(io.BytesIO(content)).namelist() == [name for name, _ in files]
