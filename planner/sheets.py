"""Tables as CSV and as a workbook in which nothing can act as a formula; amounts are exact decimals.

A table is a head (texts) and rows of str, int, date or Money; None is an empty cell.
"""

import csv
import io
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from planner.money import Money, decimals_of

MARKS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠", "−")
WIDEST = 48
TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def safe_text(text):
    """Text that no spreadsheet takes for a formula: without control characters, and behind an apostrophe where it begins like one."""
    shown = "".join(" " if character in "\t\r\n" else character for character in str(text) if character >= " " or character in "\t\r\n")
    begins = str(text)[:1] in MARKS or shown.lstrip()[:1] in MARKS
    return f"'{shown}" if begins else shown


def csv_bytes(head, rows):
    """CSV as spreadsheets open it: UTF-8 with a mark, CRLF, amounts with a point and no separators."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([safe_text(text) for text in head])
    writer.writerows([_plain(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _plain(value):
    if value is None:
        return ""
    if isinstance(value, Money):
        return value.plain()
    return safe_text(value) if isinstance(value, str) else value


def workbook_bytes(sheets, title, issued):
    """A workbook of (name, head, rows); every text is a text cell that stays one when it is edited."""
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = "Shangzuo", title
    book.properties.created = book.properties.modified = datetime(issued.year, issued.month, issued.day)
    for name, head, rows in sheets:
        sheet, rows = book.create_sheet(name[:31]), list(rows)
        sheet.freeze_panes = "A2"
        for place, text in enumerate(head):
            longest = max([_width(text), *(_width(row[place]) for row in rows[:200])])
            sheet.column_dimensions[get_column_letter(place + 1)].width = min(longest + 2, WIDEST)
        sheet.append([_cell(sheet, text, bold=True) for text in head])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _width(value):
    """Roughly how many Latin letters wide a value is."""
    text = value.format_number() if isinstance(value, Money) else str(value or "")
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)


def _cell(sheet, value, *, bold=False):
    if value is None:
        return None
    if isinstance(value, Money):
        cell = WriteOnlyCell(sheet, value.decimal())
        cell.number_format = "#,##0" + ("." + "0" * decimals_of(value.currency) if decimals_of(value.currency) else "")
    elif isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd"
    elif type(value) is int:
        cell = WriteOnlyCell(sheet, value)
    else:
        cell = WriteOnlyCell(sheet)
        cell.value = "".join(character for character in str(value) if character >= " " or character == "\n")
        cell.data_type, cell.quotePrefix = "s", True
    if bold:
        cell.font = Font(bold=True)
    return cell
