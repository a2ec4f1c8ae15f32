"""Which papers a reception has: their names, what they are for, and who may print them."""

from dataclasses import dataclass

from planner.i18n import _l


@dataclass(frozen=True)
class PaperKind:
    """`permission` is what the reader needs besides seeing the reception; `file_zh`/`file_en` name the downloaded file.

    `group` is one of GROUPS. `pieces` says what of it can be printed again alone: "people" or "tables", or that lines of people
    stand on papers of tables ("both"); `is_whole` that it is always printed whole. `cards` is its use of cards.py, `papers` the sizes of
    sheet it can be had on, the usual one first.
    """

    name: str
    permission: str
    title: object
    description: object
    file_zh: str
    file_en: str
    group: str = "reception"
    pieces: str = ""
    is_whole: bool = False
    cards: str = ""
    papers: tuple = ()


GROUPS = {
    "tables": _l("For the tables"), "guests": _l("For the guests"), "service": _l("For the kitchen and service"),
    "others": _l("For the other arrangements"), "reception": _l("For the reception as a whole"),
}  # fmt: skip
PAPERS = (
    PaperKind("hall_plan", "paper.party", _l("Hall plan with names"), _l("A3: all tables with names at their seats, for the entrance and the hotel."), "宴会座次图", "Hall plan", "tables", "people", True, papers=("A3", "A4")),
    PaperKind("table_sheets", "paper.party", _l("A sheet for each table"), _l("One A4 a table: its plan, and who sits where, for the table's host."), "分桌座次单", "Table sheets", "tables", "tables"),
    PaperKind("table_list", "paper.party", _l("Table list"), _l("Who sits at which table and seat, with post and organisation."), "分桌名单", "Table list", "tables", "people", True),
    PaperKind("place_cards", "paper.party", _l("Place cards"), _l("Tents or flat cards to cut, in the order of the seats; size, titles and upright names by choice."), "席位卡", "Place cards", "tables", "people", cards="place"),
    PaperKind("table_cards", "paper.party", _l("Table cards"), _l("The number or name of each table, to stand in its middle."), "桌次卡", "Table cards", "tables", "tables", cards="table"),
    PaperKind("seat_list", "paper.party", _l("Seat list by name"), _l("In Chinese by pinyin, in English A–Z, with table and seat, for the entrance."), "座位索引", "Seat list", "guests", "people", True),
    PaperKind("escort_cards", "paper.party", _l("Escort cards"), _l("A card for each guest with the table, in the order of names, to be taken at the entrance."), "引座卡", "Escort cards", "guests", "people", cards="escort"),
    PaperKind("finder_sheet", "banquet.edit", _l("Find-my-seat sheet"), _l("A code for the door: guests scan it, type their name and see their table and seat."), "扫码找座位", "Find your seat", "guests", papers=("A4", "A3")),
    PaperKind("invitation", "paper.party", _l("Invitations"), _l("A5 cards, one to a page, for the guests invited in that language."), "请柬", "Invitations", "guests"),
    PaperKind("kitchen", "diet.see", _l("Kitchen sheet"), _l("Covers, diets and allergens by table and seat, and what changed since the last print; for the kitchen and the waiters only."), "厨房与服务单", "Kitchen sheet", "service", "both"),
    PaperKind("serving", "paper.party", _l("Order of serving"), _l("Each table's order of serving, for one waiter and for two."), "上菜次序单", "Order of serving", "service", "tables"),
    PaperKind("toasts", "paper.party", _l("Toasts and introductions"), _l("Who toasts after whom, and in which order people are introduced."), "祝酒与介绍次序", "Toasts and introductions", "service", "people", True),
    PaperKind("arrangements", "paper.party", _l("Sheets of the arrangements"), _l("Talks, sofas, dais, signing, photograph, cars, tea: each with its drawing and its list."), "其他座次安排", "Arrangements", "others", papers=("A4", "A3")),
    PaperKind("photo_strip", "paper.party", _l("Photo line-up strip"), _l("The rows as the photographer sees them."), "合影站位条", "Photo line-up", "others"),
    PaperKind("car_slips", "paper.party", _l("Car slips"), _l("A slip for each car: who sits where."), "乘车单", "Car slips", "others"),
    PaperKind("name_plates", "paper.party", _l("Name plates for the talks"), _l("Tents for talks, dais and signing tables."), "会谈台签", "Name plates", "others", cards="plate"),
    PaperKind("application", "budget.see", _l("Hospitality application form"), _l("All lines, the total in figures and words, the approvals and their fingerprint."), "招待申请表", "Hospitality application"),
    PaperKind("run_sheet", "paper.see", _l("Run sheet"), _l("One page a day: when, what, where, who is in charge."), "流程单", "Run sheet"),
    PaperKind("handbook", "paper.party", _l("Handbook of the reception"), _l("Programme, party with forms of address, seats, host briefing, self-check."), "接待手册", "Handbook"),
)  # fmt: skip
BY_NAME = {paper.name: paper for paper in PAPERS}
GUEST_LIST = PaperKind("guest_list", "paper.party", _l("Guest list"), _l("Both sides as a workbook, with reply, table and seat."), "来宾名单", "Guest list")  # fmt: skip
SEAT_WORKBOOK = PaperKind("seats", "paper.party", _l("Seats as a workbook"), _l("By table, by pinyin and A–Z, a sheet each."), "座位表", "Seats", "guests")  # fmt: skip
SEATED = tuple(paper.name for paper in PAPERS if paper.pieces)
ARRANGED = {"photo_strip": ("photo",), "car_slips": ("car",), "name_plates": ("talks", "dais", "signing")}  # paper -> kinds of arrangements


def file_name(paper, reception, lang, ending="pdf"):
    """华信考察团-请柬.pdf / Huaxin delegation - Invitations.pdf, without characters that file systems refuse."""
    parts = (reception.title("zh"), paper.file_zh) if lang == "zh" else (reception.title("en"), paper.file_en)
    name = ("-" if lang == "zh" else " - ").join(parts)
    clean = "".join("_" if character in '\\/:*?"<>|' or character < " " else character for character in name)
    return f"{clean[:150].strip('. ')}.{ending}"
