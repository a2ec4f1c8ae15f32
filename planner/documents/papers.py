"""What each paper shows, as plain frozen records: no database, no request, no language chosen yet.

queries.py fills them from a reception; typesetting.py turns them into pages. Times are wall time; `issued` is the day of printing.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from planner.documents.cards import CardStyle, sheet_of

BAR = re.compile(r"M(\d+) (\d+)h(\d+)")  # a row of dark modules of planner.qr


@dataclass(frozen=True)
class Text:
    """The same thing in both languages; where one is missing the other stands in."""

    zh: str = ""
    en: str = ""

    def get(self, lang):
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)

    def other(self, lang):
        """The other form, or nothing when there is only one."""
        second = self.en if lang == "zh" else self.zh
        return second if second != self.get(lang) else ""

    def __bool__(self):
        return bool(self.zh or self.en)


@dataclass(frozen=True)
class Heading:
    """What stands at the head and foot of every sheet. `plan_version` is that of the released plan, "3", or "3 / 1" where two
    banquets have theirs; "" means that no seats are printed on it."""

    house: Text
    reception: Text
    client: Text
    issued: date
    plan_version: str = ""


@dataclass(frozen=True)
class PersonEntry:
    """One person as papers show them. `name.zh` is the person's own script: Chinese, Japanese, Arabic."""

    name: Text
    post: Text = Text()
    organisation: Text = Text()
    side: str = "guest"
    role: str = ""
    pronunciation: str = ""
    address: Text = Text()
    languages: Text = Text()
    phone: str = ""
    email: str = ""
    diet: Text = Text()
    health: Text = Text()
    with_whom: Text = Text()
    needs: Text = Text()      # the diet without its allergens
    allergens: Text = Text()
    key: str = ""             # whose entry it is
    sort: str = ""            # where an office would look for the name: pinyin


# Invitation -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReplyCode:
    """A QR code as one SVG path on a grid of `size` modules, quiet zone included."""

    path: str
    size: int

    @property
    def modules(self):
        """"41 7f3…": the size, and all modules row by row as a hexadecimal number, for the press."""
        rows = 0
        for x, y, width in BAR.findall(self.path):
            rows |= ((1 << int(width)) - 1) << (self.size * (self.size - int(y)) - int(x) - int(width))
        return f"{self.size} {rows:x}"


@dataclass(frozen=True)
class Invitation:
    """The card to one guest. `salutation` is 尊敬的王董事长 / Mr. Stefan Krause: each language in its own form.

    A reminder (备忘, To remind) asks for no reply: it goes to who has accepted, and to the guest of honour (protocol IV-06).
    """

    heading: Heading
    salutation: Text
    occasion: Text
    honouring: Text
    host_name: Text
    host_post: Text
    starts_at: datetime
    venue: Text
    hall: Text
    dress: Text
    reply_by: date
    contact: Text
    table_number: int | None = None
    reply_code: ReplyCode | None = None
    is_reminder: bool = False
    lines_zh: tuple = ()         # phrases.Line of what stands on the card
    lines_en: tuple = ()
    opening: Text = Text()       # first paragraph, of a letter alone
    letter: Text = Text()        # the sentence that invites, of a letter alone
    asks: str = "reply"          # reply, or regrets: only who cannot come says so

    @property
    def signature_en(self):
        """The host's name as it is signed: nobody signs as Mr. or Ms."""
        return self.host_name.get("en").removeprefix("Mr. ").removeprefix("Ms. ")

    def lines(self, lang):
        return self.lines_zh if lang == "zh" else self.lines_en


@dataclass(frozen=True)
class Invitations:
    """Invitations in one language, or in both. `design` is an id of invitation_designs.toml; `logo` the house's as a PNG, or None."""

    cards: tuple[Invitation, ...]
    design: str = "formal"
    is_bilingual: bool = False
    has_seal: bool = False
    has_logo: bool = True
    logo: bytes | None = None
    is_for_press: bool = False  # a large set for the printer: what is alike is laid out once; a mailed card is whole by itself

    @property
    def shows_logo(self):
        return self.has_logo and self.logo is not None

    @property
    def given(self):
        """Files that go to the press with this paper."""
        return {"logo.png": self.logo} if self.shows_logo else {}

    @property
    def heading(self):
        return self.cards[0].heading

    def languages(self, lang):
        """Those that stand on the card; Chinese is the first of two."""
        return ("zh", "en") if self.is_bilingual else (lang,)


# Seats ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SeatEntry:
    """A seat of a table, counted clockwise from above from 0, the table host's; empty when nobody sits there."""

    index: int
    person: PersonEntry | None = None


@dataclass(frozen=True)
class TableEntry:
    """A table; x and y are centimetres from the upper left corner of the room, the door below."""

    number: int
    name: str
    x_cm: int
    y_cm: int
    seats: tuple[SeatEntry, ...]
    label: str = ""  # what is printed instead of the number
    kind: str = "round"
    sizes: tuple = ()  # (name, value) pairs the kind needs beside the seats
    rotation: int = 0

    @property
    def called(self):
        """What stands on the table: its label, else its number."""
        return self.label or str(self.number)

    def seated(self):
        return [seat for seat in self.seats if seat.person]


@dataclass(frozen=True)
class BanquetEntry:
    title: Text
    starts_at: datetime
    venue: Text
    hall: Text
    tables: tuple[TableEntry, ...]
    version: int = 0  # of its released plan

    def diners(self):
        return sum(len(table.seated()) for table in self.tables)


@dataclass(frozen=True)
class SeatPaper:
    """Hall plan, table sheets, table list and kitchen sheet are drawn from the same record.

    `changed` are the keys of people whose line differs from the paper printed last, `gone` the names that stood there and do
    not any more; `last` says which version that was, "" when it was never printed.
    """

    heading: Heading
    banquets: tuple[BanquetEntry, ...]
    changed: frozenset = frozenset()
    gone: tuple[Text, ...] = ()
    last: str = ""
    paper: str = "A3"  # of the hall plan


@dataclass(frozen=True)
class ListedSeat:
    """A line of the seat list under its letter."""

    letter: str
    person: PersonEntry
    table: str
    seat: int


@dataclass(frozen=True)
class SeatList:
    """Everybody by name, each banquet apart; the order is that of the paper's language."""

    heading: Heading
    banquets: tuple[tuple[BanquetEntry, tuple[ListedSeat, ...]], ...]


@dataclass(frozen=True)
class Order:
    """People one after the other, by the rules in `because`; `label` names it where there are several."""

    label: Text
    people: tuple[tuple[PersonEntry, int], ...]  # and the seat from 1, or 0
    because: Text = Text()
    is_by_hand: bool = False  # somebody was put elsewhere than the rules say


@dataclass(frozen=True)
class ServingTable:
    """The order of serving at a table: by one waiter, and by two."""

    table: TableEntry
    one: tuple[Order, ...]
    two: tuple[Order, ...]


@dataclass(frozen=True)
class ServingPaper:
    heading: Heading
    banquets: tuple[tuple[BanquetEntry, tuple[ServingTable, ...]], ...]


@dataclass(frozen=True)
class ToastPaper:
    heading: Heading
    banquets: tuple[tuple[BanquetEntry, tuple[Order, ...]], ...]


# The other arrangements -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Arranged:
    """An arrangement of people: who has which place, by `row` where there are rows; from the left as one sees it who faces them."""

    title: Text
    when: datetime | None
    place: Text
    rows: tuple[tuple[Text, tuple[tuple[Text, PersonEntry], ...]], ...]
    driver: str = ""


@dataclass(frozen=True)
class ArrangedPaper:
    """Photo line-up strips and car slips."""

    heading: Heading
    arrangements: tuple[Arranged, ...]


@dataclass(frozen=True)
class ArrangementSheet:
    """One arrangement: its drawing (drawn.Drawing, None of a mere order), and [(place, person, whether put by hand)]. `faces` says
    that places are counted from the left as somebody sees it who faces these people."""

    title: Text
    kind: Text
    when: datetime | None
    place: Text
    pack: Text
    version: int
    drawing: object
    is_wide: bool
    lines: tuple[tuple[Text, PersonEntry, bool], ...]
    faces: bool = False


@dataclass(frozen=True)
class ArrangementSheets:
    """Sheets of the arrangements on A4 or A3."""

    heading: Heading
    sheets: tuple[ArrangementSheet, ...]
    paper: str = "A4"


@dataclass(frozen=True)
class FinderSheet:
    """The sheet at the door with the code under which guests find their seat: (title of the banquet, address, ReplyCode)."""

    heading: Heading
    codes: tuple[tuple[Text, str, ReplyCode], ...]
    paper: str = "A4"


@dataclass(frozen=True)
class PlaceCard:
    """`large` stands big, `small` below it, then `post`; the side towards the seat also names the table, and the seat counted
    from 1. `key` tells whose card it is, or of which table."""

    large: str
    small: str = ""
    post: str = ""
    table_number: str = ""
    seat_number: int | None = None
    key: str = ""


@dataclass(frozen=True)
class PlaceCards:
    """Cards to cut. Many are set in several documents: `sheets_before` and `all_sheets` then count the sheets of the others."""

    heading: Heading
    cards: tuple[PlaceCard, ...]
    style: CardStyle = CardStyle()
    sheets_before: int = 0
    all_sheets: int = 0

    @property
    def sheets(self):
        return self.all_sheets or -(-len(self.cards) // sheet_of(self.style).count)


# Hospitality application ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LineEntry:
    """quantity × unit price with service charge, tax and tip, in minor units; `parts` says in words what they come to."""

    category: str
    description: Text
    quantity: int
    unit_price_minor: int
    amount_minor: int
    note: str = ""
    parts: Text = Text()


@dataclass(frozen=True)
class DecisionEntry:
    """A step of the ladder: decided, or still open when `decided_at` is None. `person` says "A for B" where a stand-in signed."""

    step: Text
    person: Text = Text()
    outcome: Text = Text()
    decided_at: datetime | None = None
    note: str = ""
    condition: str = ""


@dataclass(frozen=True)
class ApplicationForm:
    heading: Heading
    number: str
    applicant: Text
    department: Text
    applied_on: date
    venue: Text
    dining_at: datetime | None
    guest_diners: int
    own_diners: int
    guests: Text
    own: Text
    lines: tuple[LineEntry, ...]
    currency: str
    total_minor: int
    per_head_minor: int | None
    organiser: Text
    actual_minor: int | None
    purpose: Text
    cost_note: str
    cautions: Text
    decisions: tuple[DecisionEntry, ...]
    state: Text
    fingerprint: str
    breaches: tuple[Text, ...] = ()  # rules exceeded
    minded: tuple[Text, ...] = ()    # what is to be minded, though no rule is exceeded
    converted: Text = Text()         # the total in the company's currency and its rate, where it is another


# Run sheet, handbook ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OnDuty:
    """Who has which role at an item, with the note for it."""

    role: Text
    name: Text
    phone: str = ""
    note: Text = Text()
    code: str = ""  # an id of planner/programme/roles.toml


@dataclass(frozen=True)
class BookedEntry:
    """A room, car or person kept for an item: `detail` is a car's plate, `driver` and `phone` who drives it."""

    kind: str
    name: Text
    detail: str = ""
    driver: Text = Text()
    phone: str = ""
    is_held: bool = False


@dataclass(frozen=True)
class ItemEntry:
    kind: str
    title: Text
    place: Text
    starts_at: datetime
    ends_at: datetime | None = None
    responsible: Text = Text()
    phone: str = ""
    note: Text = Text()
    flight: str = ""
    address: Text = Text()                  # of the kept place
    duties: tuple[OnDuty, ...] = ()
    booked: tuple[BookedEntry, ...] = ()
    key: int = 0

    def of_kind(self, *kinds):
        """What is booked of these kinds."""
        return [one for one in self.booked if one.kind in kinds]


@dataclass(frozen=True)
class DayEntry:
    day: date
    items: tuple[ItemEntry, ...]


@dataclass(frozen=True)
class MenuEntry:
    """What is served at a meal: (course, its dishes), in the order of serving."""

    title: Text
    starts_at: datetime
    courses: tuple[tuple[Text, tuple[Text, ...]], ...]
    key: int = 0


@dataclass(frozen=True)
class TaskEntry:
    """A line of a checklist: when, what, and whether it is done."""

    due: datetime
    title: Text
    role: Text = Text()
    is_done: bool = False

    @property
    def day(self):
        return self.due.date()


@dataclass(frozen=True)
class RunSheet:
    """`role` names whose sheet it is, and `tasks` what that role has to do; both are empty on the sheet of the whole reception."""

    heading: Heading
    time_zone: str
    days: tuple[DayEntry, ...]
    contacts: tuple[PersonEntry, ...] = ()
    role: Text = Text()
    tasks: tuple[TaskEntry, ...] = ()


@dataclass(frozen=True)
class Deadline:
    due: date
    title: Text
    note: Text = Text()


@dataclass(frozen=True)
class Handbook:
    """`shows_diets` is decided by the reader's role: the copy for others has no such page at all."""

    heading: Heading
    starts_on: date
    ends_on: date
    time_zone: str
    purpose: Text
    days: tuple[DayEntry, ...]
    guests: tuple[PersonEntry, ...]
    own: tuple[PersonEntry, ...]
    contacts: tuple[PersonEntry, ...]
    banquets: tuple[BanquetEntry, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    shows_diets: bool = False
    cautions: tuple[Text, ...] = field(default=())
    cars: tuple[Arranged, ...] = ()
    menus: tuple[MenuEntry, ...] = ()
    countries: tuple[str, ...] = ()  # codes of where the guests come from, for the briefing cards

    def booked(self, *kinds):
        """[(ItemEntry, BookedEntry)] of these kinds in the order of the programme."""
        return [(item, one) for day in self.days for item in day.items for one in item.of_kind(*kinds)]
