"""Bytes of an uploaded guest list → sheets of text, or FileRefused with one sentence. Pure: no database, no request.

Order of the checks: size, what the bytes are, whether that fits the name, then the inside of the zip, and only then the
spreadsheet library, which gets a copy of the parts it needs. It never sees a member that was not measured first.
"""
import csv
import io
import re
import tomllib
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path

from planner.receptions.workbook_refusals import FileRefused

SPREADSHEET_PARTS = re.compile(r"(\[Content_Types\]\.xml|_rels/.*|xl/workbook\.xml|xl/_rels/.*|xl/sharedStrings\.xml|xl/styles\.xml"
                               r"|xl/worksheets/[^/]+\.xml|xl/worksheets/_rels/.*)", re.IGNORECASE)
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,4})([0-9]{1,8})[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?c\b[^>]*?\sr\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7})[\"'][^>]*>\s*<(?:\w+:)?f[\s>/]")
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Sheet:
    """`rows[i]` is row i + 1 as numbered in the spreadsheet; cells are text, "" where empty.

    `formulas` names the cells (C7) that hold a formula: their text is the value saved last, never computed here.
    """
    name: str
    rows: tuple = ()
    formulas: frozenset = field(default_factory=frozenset)

    def filled_rows(self):
        return sum(1 for row in self.rows if any(row))


@dataclass(frozen=True)
class Workbook:
    file_name: str
    sheets: tuple

    def filled_rows(self):
        return sum(sheet.filled_rows() for sheet in self.sheets)


@lru_cache
def limits():
    """The limits of workbook_limits.toml: id → whole number."""
    rows = tomllib.loads((Path(__file__).parent / "workbook_limits.toml").read_text("utf-8"))["limit"]
    return {row["id"]: row["value"] for row in rows}


def read(data, file_name):
    """The Workbook in `data`. Raises FileRefused with a sentence for everything that is not a guest list we can open."""
    if not data:
        raise FileRefused("empty")
    if len(data) > limits()["file_bytes"]:
        raise FileRefused("too_big", limit=limits()["file_bytes"] // 1048576)
    ending = _ending(file_name)
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        if ending in (".csv", ".txt", ".tsv"):
            raise FileRefused("not_csv")
        sheets = _read_zip(data)
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise FileRefused("locked")
    elif ending == ".xlsx":
        raise FileRefused("not_xlsx")
    elif ending in (".xlsm", ".xltm"):
        raise FileRefused("macros")
    elif ending not in (".csv", ".txt", ".tsv", ""):
        raise FileRefused("wrong_ending", ending=ending)
    else:
        sheets = [_read_text(data, _cell_text(Path(file_name).stem)[:31].strip() or "csv")]
    book = Workbook(file_name[:255], tuple(sheet for sheet in sheets if sheet.filled_rows()))
    if not book.sheets:
        raise FileRefused("nothing_inside")
    if book.filled_rows() > limits()["rows"]:
        raise FileRefused("too_many_rows", limit=f"{limits()['rows']:,}")
    return book


def _ending(file_name):
    match = re.search(r"\.[A-Za-z0-9]{1,8}\Z", (file_name or "").strip())
    return match.group().lower() if match else ""


# --- xlsx ---------------------------------------------------------------------------------------

def _read_zip(data):
    try:
        parts = _measured_parts(data)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, OverflowError, UnicodeError):
        raise FileRefused("damaged") from None
    names = {name.lower() for name in parts}
    if "xl/workbook.xml" not in names:
        raise FileRefused("not_a_list")
    formulas = _formulas(parts)
    return _read_sheets(_repacked(parts), formulas)


def _measured_parts(data):
    """name → bytes of the parts a list needs, each unpacked under our own eyes and limits."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        _check_members(members, len(data))
        parts, total = {}, 0
        for member in members:
            if not SPREADSHEET_PARTS.fullmatch(member.filename) or member.is_dir():
                continue
            content = _unpack(archive, member, limits()["unzipped_bytes"] - total)
            total += len(content)
            _check_xml(content, member.filename)
            parts[member.filename] = content
        return parts


def _check_members(members, packed_size):
    names = [member.filename.lower() for member in members]
    if any("vbaproject" in name or name.startswith("xl/macrosheets") for name in names):
        raise FileRefused("macros")
    if len(names) != len(set(names)):
        raise FileRefused("damaged")
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    ratio = limits()["zip_ratio"]
    bombs = [member for member in members if member.file_size > 1048576 and member.file_size > ratio * max(member.compress_size, 1)]
    if len(members) > limits()["zip_members"] or total > limits()["unzipped_bytes"] or bombs or packed > packed_size:
        raise FileRefused("bomb")


def _unpack(archive, member, room):
    """The member's bytes; stops at `room` whatever size the archive claims for it."""
    found = bytearray()
    with archive.open(member) as source:
        while chunk := source.read(_CHUNK):
            found += chunk
            if len(found) > room:
                raise FileRefused("bomb")
    return bytes(found)


def _check_xml(content, name):
    if b"\x00" in content[:200] or content[:2] in (b"\xfe\xff", b"\xff\xfe"):
        raise FileRefused("entities")  # UTF-16 would hide what the next lines look for
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileRefused("entities")
    if name.lower() == "[content_types].xml" and b"macroEnabled" in content:
        raise FileRefused("macros")
    if name.lower().startswith("xl/worksheets/") and name.lower().endswith(".xml"):
        _check_area(content, name.rsplit("/", 1)[1].removesuffix(".xml"))


def _check_area(content, sheet):
    """Refuse a sheet whose cells lie so far apart that a table of them would fill the memory."""
    width = height = 0
    for match in _REFERENCE.finditer(content):
        column, row = _column_number(match.group(1)), int(match.group(2))
        width, height = max(width, column), max(height, row)
        if width > limits()["columns"] or height > limits()["sheet_rows"] or width * height > limits()["sheet_cells"]:
            raise FileRefused("too_wide", sheet=sheet, cell=match.group(1).decode() + match.group(2).decode())


def _column_number(letters):
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def column_letter(index):
    """0 → "A", 26 → "AA"."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _formulas(parts):
    """Part name → cells with a formula."""
    found = {}
    for name, content in parts.items():
        if name.lower().startswith("xl/worksheets/"):
            cells = frozenset(match.group(1).decode() for match in _FORMULA.finditer(content))
            if cells:
                found[name.lower()] = cells
    return found


def _repacked(parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def _read_sheets(source, formulas):
    import python_calamine  # a compiled library; loaded only where a workbook is read
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(source)
        shown = [sheet.name for sheet in book.sheets_metadata
                 if str(sheet.typ).endswith("WorkSheet") and str(sheet.visible).endswith("Visible")]
        by_position = sorted(formulas, key=lambda name: (len(name), name))
        sheets = []
        for position, name in enumerate(shown):
            rows = _rows_of(book.get_sheet_by_name(name), name)
            part = f"xl/worksheets/sheet{position + 1}.xml"
            cells = formulas.get(part) or (formulas[by_position[0]] if len(shown) == 1 and by_position else frozenset())
            sheets.append(Sheet(_cell_text(name), rows, cells))
        return sheets
    except FileRefused:
        raise
    except Exception:  # the library raises many kinds, also its own; each means that the file is not what it claims
        raise FileRefused("damaged") from None


def _rows_of(sheet, name):
    rows, filled = [], 0
    for cells in sheet.to_python(skip_empty_area=False):
        row = _trimmed([_cell_text(cell) for cell in cells])
        filled += bool(row)
        if filled > limits()["rows"]:
            raise FileRefused("too_many_rows", limit=f"{limits()['rows']:,}")
        _check_lengths(row, len(rows), name)
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows)


def _trimmed(row):
    while row and not row[-1]:
        row.pop()
    return tuple(row)


def _check_lengths(row, index, name):
    for column, text in enumerate(row):
        if len(text) > limits()["cell_characters"]:
            raise FileRefused("cell_too_long", cell=f"{column_letter(column)}{index + 1}", sheet=name, limit=f"{limits()['cell_characters']:,}")


def _cell_text(value):
    """What a person sees in the cell: 1.0 is "1", a date is ISO, a phone number kept as a number keeps all digits."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time(0) else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, (date, time)):
        return value.isoformat()
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    text = "".join(char if char in "\n\t" or ord(char) >= 32 else " " for char in text)
    return text if text.strip(" \t\n\u3000\xa0\ufeff\u200b") else ""


# --- text ---------------------------------------------------------------------------------------

def _read_text(data, name):
    text = _decoded(data)
    delimiter = _delimiter(text)
    rows, filled = [], 0
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            row = _trimmed([_cell_text(cell) for cell in cells[:limits()["columns"] + 1]])
            if len(row) > limits()["columns"]:
                raise FileRefused("too_wide", sheet=name, cell=f"{column_letter(len(row) - 1)}{len(rows) + 1}")
            filled += bool(row)
            if filled > limits()["rows"] or len(rows) > limits()["sheet_rows"]:
                raise FileRefused("too_many_rows", limit=f"{limits()['rows']:,}")
            _check_lengths(row, len(rows), name)
            rows.append(row)
    except csv.Error:
        raise FileRefused("unreadable_text") from None
    return Sheet(name, tuple(rows))


def _decoded(data):
    """The text of a list in UTF-8 (with or without mark), UTF-16 with mark (Excel's "Unicode text") or GB18030."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" not in text and _looks_like_text(text):
            return text
    raise FileRefused("unreadable_text")


def _looks_like_text(text):
    sample = text[:4000]
    odd = sum(1 for char in sample if (ord(char) < 32 and char not in "\r\n\t") or 0xE000 <= ord(char) <= 0xF8FF or char == "\ufffd")
    return odd * 20 <= len(sample)


def _delimiter(text):
    """The mark that divides the first lines into the most columns of equal number; a comma when in doubt."""
    lines = [line for line in text[:20000].splitlines() if line.strip()][:20]
    best, mark = 0, ","
    for candidate in ",;\t，":
        counts = [line.count(candidate) for line in lines]
        usual = max(set(counts), key=counts.count) if counts else 0
        if usual and usual * counts.count(usual) > best:
            best, mark = usual * counts.count(usual), candidate
    return mark
