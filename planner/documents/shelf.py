"""Which papers a reception has: their names, what they are for, and who may print them."""

from dataclasses import dataclass

from planner.i18n import _l


@dataclass(frozen=True)
class PaperKind:
    """`permission` is what the reader needs besides seeing the reception; `file_zh`/`file_en` name the downloaded file."""

    name: str
    permission: str
    title: object
    description: object
    file_zh: str
    file_en: str


PAPERS = (
    PaperKind("invitation", "paper.party", _l("Invitations"), _l("A5 cards, one to a page, for the guests invited in that language."), "请柬", "Invitations"),
    PaperKind("hall_plan", "paper.party", _l("Hall plan with names"), _l("A3: all tables with names at their seats, for the entrance and the hotel."), "宴会座次图", "Hall plan"),
    PaperKind("table_list", "paper.party", _l("Table list"), _l("Who sits at which table and seat, with post and organisation."), "分桌名单", "Table list"),
    PaperKind("place_cards", "paper.party", _l("Place cards"), _l("Tents to cut and fold, six to a sheet of A4, in the order of the seats."), "席位卡", "Place cards"),
    PaperKind("application", "budget.see", _l("Hospitality application form"), _l("All lines, the total in figures and words, the approvals and their fingerprint."), "招待申请表", "Hospitality application"),
    PaperKind("run_sheet", "paper.see", _l("Run sheet"), _l("One page a day: when, what, where, who is in charge."), "流程单", "Run sheet"),
    PaperKind("handbook", "paper.party", _l("Handbook of the reception"), _l("Programme, party with forms of address, seats, host briefing, self-check."), "接待手册", "Handbook"),
    PaperKind("kitchen", "diet.see", _l("Kitchen sheet"), _l("Covers and diets by table and seat, for the kitchen and the waiters only."), "厨房与服务单", "Kitchen sheet"),
)  # fmt: skip
BY_NAME = {paper.name: paper for paper in PAPERS}
GUEST_LIST = PaperKind("guest_list", "paper.party", _l("Guest list"), _l("Both sides as a workbook, with reply, table and seat."), "来宾名单", "Guest list")  # fmt: skip
SEATED = ("hall_plan", "table_list", "place_cards", "kitchen")


def file_name(paper, reception, lang, ending="pdf"):
    """华信考察团-请柬.pdf / Huaxin delegation - Invitations.pdf, without characters that file systems refuse."""
    parts = (reception.title("zh"), paper.file_zh) if lang == "zh" else (reception.title("en"), paper.file_en)
    name = ("-" if lang == "zh" else " - ").join(parts)
    clean = "".join("_" if character in '\\/:*?"<>|' or character < " " else character for character in name)
    return f"{clean[:150].strip('. ')}.{ending}"
