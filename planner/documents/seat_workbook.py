"""Who sits where as a workbook: by table, by pinyin and A–Z; text cells only, as in the guest list."""

import io
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Border, Font, Side
from openpyxl.utils import get_column_letter

from planner.documents.guest_list import SIDES, prepare_print, write_cell
from planner.documents.seat_papers import seat_list

COLUMNS = (("桌次", "Table", 8), ("座位", "Seat", 7), ("姓名", "Name (own script)", 20), ("英文名", "Name (Latin)", 26), ("职务", "Post", 26),
           ("单位", "Organisation", 32), ("所属", "Side", 10))  # fmt: skip
SHEETS = {"tables": ("按桌次", "By table"), "zh": ("按拼音", "By pinyin"), "en": ("按英文名", "A–Z")}


def seats_xlsx(heading, banquets, lang) -> bytes:
    """The workbook in one language; the version of the plan stands in the head of each sheet."""
    workbook, word = Workbook(), lang == "en"
    workbook.remove(workbook.active)
    workbook.properties.creator, workbook.properties.title = heading.house.get(lang), heading.reception.get(lang)
    workbook.properties.created = workbook.properties.modified = datetime(heading.issued.year, heading.issued.month, heading.issued.day)
    for order, titles in SHEETS.items():
        for number, banquet in enumerate(banquets, 1):
            sheet = workbook.create_sheet(titles[word] + (f" {number}" if len(banquets) > 1 else ""))
            version = (f"Plan version {banquet.version}" if word else f"方案第 {banquet.version} 版")
            _fill(sheet, f"{banquet.title.get(lang)} · {version}", _lines(banquet, order), lang)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _lines(banquet, order):
    if order == "tables":
        return [(table.called, seat.index + 1, seat.person) for table in banquet.tables for seat in table.seated()]
    return [(line.table, line.seat, line.person) for line in seat_list(banquet, order)]


def _fill(sheet, title, lines, lang):
    write_cell(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for place, (zh, en, width) in enumerate(COLUMNS, 1):
        cell = sheet.cell(2, place)
        write_cell(cell, zh if lang == "zh" else en)
        cell.font, cell.border = Font(bold=True), Border(bottom=Side(style="thin"))
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row, (table, seat, person) in enumerate(lines, 3):
        values = (int(table) if table.isdecimal() else table, seat, person.name.zh, person.name.en, person.post.get(lang),
                  person.organisation.get(lang), SIDES[person.side][lang == "en"])  # fmt: skip
        for place, value in enumerate(values, 1):
            write_cell(sheet.cell(row, place), value)
    sheet.freeze_panes = "C3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(COLUMNS))}{sheet.max_row}"
    prepare_print(sheet)
