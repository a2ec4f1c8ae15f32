"""Letters, envelopes and address labels as plain records, and the sizes they come in, as data."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from planner.documents.papers import Heading

FILE = Path(__file__).with_name("stationery.toml")
POSTCODE_DIGITS = 6


@dataclass(frozen=True)
class Size:
    """An envelope, or a sheet of labels (then with columns, rows, margin and gap). Pairs of texts are (Chinese, English); lengths in mm."""

    id: str
    titles: tuple[str, str]
    size: tuple[float, float]
    sources: tuple[str, str]
    reasons: tuple[str, str]
    columns: int = 1
    rows: int = 1
    margin: tuple[float, float] = (0, 0)
    gap: tuple[float, float] = (0, 0)

    def title(self, lang):
        return self.titles[lang != "zh"]

    def reason(self, lang):
        return self.reasons[lang != "zh"]

    @property
    def count(self):
        """Labels on a sheet."""
        return self.columns * self.rows


@lru_cache(maxsize=1)
def _data():
    return tomllib.loads(FILE.read_text("utf-8"))


def envelopes():
    """{id: Size} of the envelopes."""
    return {row["id"]: _size(row) for row in _data()["envelope"]}


def labels():
    """{id: Size} of the sheets of labels."""
    return {row["id"]: _size(row, columns=row["columns"], rows=row["rows"], margin=tuple(row["margin"]), gap=tuple(row["gap"])) for row in _data()["label"]}


def _size(row, **more):
    return Size(row["id"], _pair(row["title"]), tuple(row["size"]), _pair(row["source"]), _pair(row["reason"]), **more)


def _pair(both):
    return both["zh"], both["en"]


@dataclass(frozen=True)
class Addressed:
    """One address as it is printed. `form` is "chinese" (postcode boxes, from the large to the small) or "western"."""

    form: str
    name: str
    lines: tuple[str, ...]
    postcode: str = ""
    """In a Chinese address what stands in the boxes; elsewhere it is in a line."""
    country: str = ""
    honorific: str = ""
    lang: str = "zh"

    @property
    def boxes(self):
        """The six boxes, empty ones where there is no postcode of six digits."""
        is_whole = len(self.postcode) == POSTCODE_DIGITS and self.postcode.isascii() and self.postcode.isdigit()
        return tuple(self.postcode) if is_whole else ("",) * POSTCODE_DIGITS


@dataclass(frozen=True)
class Sender:
    """Who writes, in the language of the envelope."""

    lines_zh: tuple[str, ...]
    lines_en: tuple[str, ...]
    postcode: str = ""

    def lines(self, form):
        return self.lines_zh if form == "chinese" else self.lines_en


@dataclass(frozen=True)
class Envelopes:
    """One envelope for each address. `has_frames` prints the boxes of the postcode too; bought envelopes have them."""

    heading: Heading
    addressed: tuple[Addressed, ...]
    sender: Sender
    size: Size
    has_frames: bool = True


@dataclass(frozen=True)
class Labels:
    """Labels on sheets; the first `skipped` places of the first sheet are used already."""

    heading: Heading
    addressed: tuple[Addressed, ...]
    size: Size
    skipped: int = 0

    @property
    def sheets(self):
        """[[(x mm, y mm, Addressed)]]: what stands where on each sheet."""
        found = []
        for number, one in enumerate(self.addressed, self.skipped):
            place = number % self.size.count
            if place == 0 or not found:
                found.append([])
            row, column = divmod(place, self.size.columns)
            x, y = (self.size.margin[i] + n * (self.size.size[i] + self.size.gap[i]) for i, n in ((0, column), (1, row)))
            found[-1].append((round(x, 2), round(y, 2), one))
        return found


@dataclass(frozen=True)
class PrintedLetter:
    """A letter on the house's paper."""

    lang: str
    dated: str
    subject: str
    salutation: str
    paragraphs: tuple[str, ...]
    signature: tuple[str, ...]


@dataclass(frozen=True)
class Letters:
    """Letters, each on a page of A4."""

    heading: Heading
    letters: tuple[PrintedLetter, ...]
    logo: bytes | None = None

    @property
    def given(self):
        return {"logo.png": self.logo} if self.logo is not None else {}
