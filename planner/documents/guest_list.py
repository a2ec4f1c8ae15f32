"""The guest list as a workbook: text cells only, so that a name that begins with = stays a name."""

import io
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from planner.documents.papers import Heading, PersonEntry

MOST_ROWS = 5_000
COLUMNS = (  # key, 中文, English, width in characters
    ("number", "序号", "No.", 6), ("name_zh", "姓名", "Name (own script)", 18), ("name_en", "英文名", "Name (Latin)", 22),
    ("side", "所属", "Side", 10), ("organisation", "单位", "Organisation", 30), ("post", "职务", "Post", 24), ("role", "身份", "Role", 14),
    ("rank", "职级", "Rank", 7), ("languages", "语言", "Languages", 18), ("reply", "回执", "Reply", 11), ("table", "桌次", "Table", 7),
    ("seat", "座位", "Seat", 7), ("diet", "饮食", "Diet", 26), ("phone", "电话", "Telephone", 18), ("email", "电子邮箱", "E-mail", 30),
)  # fmt: skip
SIDES = {"guest": ("客方", "Guest"), "host": ("主方", "Host")}
PER_BANQUET = ("reply", "table", "seat")
REPLIES = {
    "none": ("尚未回复", "None yet"), "accepted": ("出席", "Accepted"), "to_confirm": ("待确认", "To be confirmed"),
    "declined": ("不出席", "Declined"), "withdrawn": ("已撤回邀请", "Withdrawn"), "waiting": ("候补", "Waiting list"), "not_asked": ("", ""),
}  # fmt: skip
ROLES = {
    "host": ("主人", "Host"), "second_host": ("副主陪", "Second host"), "guest_of_honour": ("主宾", "Guest of honour"), "guest": ("来宾", "Guest"),
    "spouse": ("配偶", "Spouse"), "secretary": ("秘书", "Secretary"), "companion": ("陪同", "Companion"), "interpreter": ("译员", "Interpreter"),
    "organiser": ("接待负责人", "Organiser"), "guide": ("讲解员", "Guide"), "driver": ("司机", "Driver"),
}  # fmt: skip


@dataclass(frozen=True)
class AtBanquet:
    """What one person replied about one banquet, and the seat there."""

    reply: str = "none"
    table: int | None = None
    seat: int | None = None


@dataclass(frozen=True)
class GuestRow:
    """One line of the list; `at` has an entry for each banquet."""

    person: PersonEntry
    rank: int | None = None
    at: tuple[AtBanquet, ...] = ()


def guest_list_xlsx(heading: Heading, rows, lang: str, *, banquets=(), shows_diets: bool, shows_contacts: bool) -> bytes:
    """The workbook in one language. Diets and contact data have columns only for readers who may see them.

    Reply, table and seat have columns for each of `banquets` (titles), named in the head when there are several.
    """
    hidden = ({"diet"} if not shows_diets else set()) | ({"phone", "email"} if not shows_contacts else set())
    columns = [column for column in _columns(banquets) if column[0] not in hidden]
    workbook = Workbook()
    workbook.properties.creator = heading.house.get(lang)
    workbook.properties.title = heading.reception.get(lang)
    workbook.properties.created = workbook.properties.modified = datetime(heading.issued.year, heading.issued.month, heading.issued.day)
    sheet = workbook.active
    sheet.title = "来宾名单" if lang == "zh" else "Guest list"
    write_cell(sheet.cell(1, 1), heading.reception.get(lang))
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    _write_head(sheet, columns, lang)
    for number, row in enumerate(list(rows)[:MOST_ROWS], 1):
        values = row_values(number, row, lang)
        for place, (key, *_rest) in enumerate(columns, 1):
            write_cell(sheet.cell(number + 2, place), values[key])
    sheet.freeze_panes = "D3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(columns))}{sheet.max_row}"
    prepare_print(sheet)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _columns(banquets):
    """COLUMNS with those of a banquet once for each; their keys carry its place, as in reply-0."""
    for key, zh, en, width in COLUMNS:
        if key not in PER_BANQUET:
            yield key, zh, en, width
        elif key == PER_BANQUET[0]:
            yield from ((f"{name}-{place}", f"{title}{words[0]}" if len(banquets) > 1 else words[0],
                         f"{title}: {words[1]}" if len(banquets) > 1 else words[1], words[2])
                        for place, title in enumerate(banquets or [""]) for name, *words in COLUMNS if name in PER_BANQUET)  # fmt: skip


def row_values(number, row, lang):
    """The cells of one line by column key, in the words of `lang`."""
    person, word = row.person, 0 if lang == "zh" else 1
    at_banquets = {f"{name}-{place}": value for place, at in enumerate(row.at or (AtBanquet(),)) for name, value in (
        ("reply", REPLIES[at.reply][word] if person.side == "guest" else ""), ("table", at.table), ("seat", at.seat))}  # fmt: skip
    return {
        "number": number, "name_zh": person.name.zh, "name_en": person.name.en, "side": SIDES[person.side][word],
        "organisation": person.organisation.get(lang), "post": person.post.get(lang), "role": ROLES.get(person.role, ("", ""))[word],
        "rank": row.rank, "languages": person.languages.get(lang), "diet": person.diet.get(lang), "phone": person.phone, "email": person.email,
    } | at_banquets  # fmt: skip


def write_cell(cell, value):
    """Numbers as numbers, everything else as text: never a formula."""
    if value is None or value == "":
        return
    if isinstance(value, int):
        cell.value = value
        return
    cell.value = "".join(character for character in str(value) if character >= " " or character == "\n")
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=cell.row > 1)


def _write_head(sheet, columns, lang):
    line = Side(style="thin")
    for place, (_key, zh, en, width) in enumerate(columns, 1):
        cell = sheet.cell(2, place)
        write_cell(cell, zh if lang == "zh" else en)
        cell.font = Font(bold=True)
        cell.border = Border(bottom=line)
        sheet.column_dimensions[get_column_letter(place)].width = width


def prepare_print(sheet):
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "2:2"
