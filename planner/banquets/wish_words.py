"""Wishes written down in words: "Huang beside Peng", "克劳斯与东和不同桌", "Wang at table 1, seat 3 (must)".

`read` finds the relation first, then whose names stand left and right of it; nothing is stored here.
"""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

from planner.i18n import _, current_language
from planner.people.names import fold

MOST_CHARACTERS = 200
MOST_NEAREST = 5
NEAR = 0.45                  # likeness from which a name is offered
MOST_ASKED_BY = 100

NO = "(?:不要|不能|不得|不宜|不可|不想|不愿|不|别|勿)"
AND = "(?:和|与|跟|及|、|，|,)"
A, B = "(?P<a>.+?)", "(?P<b>.+?)"
SIT = "(?:要|应|坐|安排|就座|在|于)*"
EN_SIT = r"(?:\s+(?:should|must|to|please|want(?:s)?|sit(?:s)?|be|is|are|seated|kept))*"
VERB = r"(?:(?:please\s+)?(?:keep|seat|put|place)\s+)?"
RELATIONS = [(kind, scope, re.compile(pattern + "$", re.IGNORECASE)) for kind, scope, pattern in (
    ("apart", "table", f"{A}{AND}{B}{SIT}{NO}{SIT}(?:同一?[桌席]|一桌)"),
    ("apart", "table", f"{A}{NO}{SIT}{AND}{B}{SIT}(?:同一?[桌席]|一桌)"),
    ("apart", "table", f"{A}{AND}{B}{SIT}(?:分桌|分开|分坐|错开)坐?"),
    ("apart", "beside", f"{A}{AND}{B}{SIT}{NO}{SIT}(?:相邻|邻座|挨着|挨|并排|一起)坐?"),
    ("apart", "beside", f"{A}{NO}{SIT}{AND}{B}{SIT}(?:相邻|邻座|挨着|挨|并排|一起)坐?"),
    ("apart", "beside", f"{A}{NO}{SIT}(?:挨着|紧挨|紧邻|邻近|靠着|挨)?{B}(?:的?(?:旁边|身边|身旁|邻座))?"),
    ("together", "table", f"{A}{AND}{B}{SIT}(?:同一?[桌席]|一桌)坐?"),
    ("together", "beside", f"{A}{AND}{B}{SIT}(?:相邻|邻座|挨着|并排|一起)坐?"),
    ("together", "beside", f"{A}{SIT}(?:挨着|紧挨|紧邻|靠着){B}坐?"),
    ("together", "beside", f"{A}(?:坐在|坐|在){B}的?(?:旁边|身边|身旁|邻座)"),
    ("apart", "table", rf"{VERB}{A}\s+(?:and|&)\s+{B}{EN_SIT}\s+(?:apart|at\s+(?:different|separate)\s+tables|not{EN_SIT}\s+(?:at\s+(?:the\s+same|one)\s+table|together))"),
    ("apart", "beside", rf"{VERB}{A}\s+(?:and|&)\s+{B}{EN_SIT}\s+not{EN_SIT}\s+(?:beside\s+each\s+other|side\s+by\s+side|next\s+to\s+each\s+other)"),
    ("together", "table", rf"{VERB}{A}\s+(?:and|&)\s+{B}{EN_SIT}\s+(?:at\s+(?:the\s+same|one)\s+table|together)"),
    ("together", "beside", rf"{VERB}{A}\s+(?:and|&)\s+{B}{EN_SIT}\s+(?:beside\s+each\s+other|side\s+by\s+side|next\s+to\s+each\s+other)"),
    ("apart", "beside", rf"{VERB}{A}{EN_SIT}\s+(?:not|never){EN_SIT}\s+(?:beside|next\s+to|near|by)\s+{B}"),
    ("apart", "beside", rf"{VERB}{A}{EN_SIT}\s+away\s+from\s+{B}"),
    ("apart", "table", rf"{VERB}{A}{EN_SIT}\s+(?:not|never){EN_SIT}\s+(?:at\s+the\s+(?:same\s+)?table\s+(?:as|of|with)|with)\s+{B}"),
    ("apart", "table", rf"{VERB}{A}{EN_SIT}\s+(?:not|never){EN_SIT}\s+at\s+{B}['’]s\s+table"),
    ("together", "table", rf"{VERB}{A}{EN_SIT}\s+(?:at\s+the\s+(?:same\s+)?table\s+(?:as|of|with)|with)\s+{B}"),
    ("together", "table", rf"{VERB}{A}{EN_SIT}\s+at\s+{B}['’]s\s+table"),
    ("together", "beside", rf"{VERB}{A}{EN_SIT}\s+(?:beside|next\s+to|by)\s+{B}"))]
TABLE, SEAT = r"(?P<table>[\w-]+?)", r"(?P<seat>\d{1,2})"
PLACES = [re.compile(pattern + "$", re.IGNORECASE) for pattern in (
    rf"{A}(?:固定|安排|坐|在|于)+\s*第?\s*(?:(?P<main>主)|{TABLE}\s*号?)\s*桌(?:的?\s*第?\s*{SEAT}\s*(?:号座位?|号|座位?|位))?",
    rf"{VERB}{A}{EN_SIT}(?:\s+(?:fixed|locked))?\s+at\s+(?:(?:the\s+)?(?P<main>main)\s+table|table\s+{TABLE})(?:\s*,?\s*(?:at\s+)?seat\s+{SEAT})?")]
STRENGTHS = (("must", re.compile(r"[(（\s]*(?:\bmust\b|\bhas to\b|\bhave to\b|必须|务必|一定要|一定|须)[)）]*", re.IGNORECASE)),
             ("would_like", re.compile(r"[(（\s]*(?:\bwould like(?: to)?\b|\bif possible\b|\bpreferably\b|希望|最好|尽量|想)[)）]*", re.IGNORECASE)))
ASKED = (re.compile(r"[\s,;(]*\basked (?:for )?by\s+(?P<who>[^()]+?)[)]?$", re.IGNORECASE),
         re.compile(r"[,;(]\s*由?(?P<who>[^,;()]{1,40}?)(?:提出|要求)[)]?$"))
POLITE = re.compile(r"^(?:mr|mrs|ms|dr|prof)\.?\s+|(?:先生|女士|总|总经理|经理|主任|老师|教授|博士)$", re.IGNORECASE)


@dataclass(frozen=True)
class Understood:
    """A wish between two subjects (attendees or clients), or, with `table`, a fixed place: `seat` from 0, None for any."""

    strength: str
    asked_by: str
    first: object
    second: object = None
    kind: str = ""
    scope: str = ""
    table: object = None
    seat: int | None = None


@dataclass(frozen=True)
class Unclear:
    """Why the words were not understood, and other words to try: [(name, the whole text with it)]."""

    message: str
    nearest: tuple = ()


def read(text, attendees, clients, tables):
    """Understood or Unclear for what somebody wrote. `attendees` are those who dine, `clients` the guests' organisations."""
    whole = " ".join(unicodedata.normalize("NFKC", text).split()).rstrip(".。!！;；")
    if not whole:
        return Unclear(_("Please write whom the wish is about, for example “%(example)s”.", example=example()))
    rest, asked_by = _take_asked_by(whole)
    rest, strength = _take_strength(rest)
    for pattern in PLACES:
        found = pattern.match(rest)
        if found is not None and "'s" not in found["a"]:
            place = _place(found, tables)
            if isinstance(place, Unclear):
                return place
            first = _subject(found["a"], whole, attendees, ())
            return first if isinstance(first, Unclear) else Understood(strength, asked_by, first, table=place[0], seat=place[1])
    for kind, scope, pattern in RELATIONS:
        found = pattern.match(rest)
        if found is not None:
            return _wish(found, whole, attendees, clients, {"kind": kind, "scope": scope, "strength": strength, "asked_by": asked_by})
    return Unclear(_("This was not understood. Please write it like “%(example)s”.", example=example()))


def example():
    """How a wish may be written, in the reader's language."""
    return _("Huang beside Peng")


def _wish(found, whole, attendees, clients, values):
    ends = []
    for key in ("a", "b"):
        end = _subject(found[key], whole, attendees, clients, people_first=values["scope"] == "beside")
        if isinstance(end, Unclear):
            return end
        ends.append(end)
    return Understood(first=ends[0], second=ends[1], **values)


def _take_asked_by(text):
    for pattern in ASKED:
        found = pattern.search(text)
        if found is not None and found.start() > 0:
            return text[:found.start()].rstrip(" ,;"), found["who"].strip()[:MOST_ASKED_BY]
    return text, ""


def _take_strength(text):
    """The rest, and must or would_like; nothing said is would_like."""
    for strength, pattern in STRENGTHS:
        found = pattern.search(text)
        if found is not None and found[0].strip():
            rest = text[:found.start()] + (" " if found[0].isascii() else "") + text[found.end():]
            return " ".join(rest.split()).strip(" ,;:"), strength
    return text, "would_like"


def _place(found, tables):
    """(table, seat from 0 or None), or Unclear."""
    wanted = "1" if found["main"] else found["table"]
    table = next((t for t in tables if fold(wanted) in (str(t.number), fold(t.label), fold(t.name))), None)
    if table is None:
        return Unclear(_("There is no table %(table)s; the tables are %(tables)s.", table=wanted, tables=", ".join(t.called for t in tables[:12])))
    seat = int(found["seat"]) - 1 if found["seat"] else None
    if seat is not None and not 0 <= seat < table.seats:
        return Unclear(_("Table %(table)s has the seats 1 to %(seats)s.", table=table.called, seats=table.seats))
    return table, seat


def _subject(name, whole, attendees, clients, people_first=False):
    """The attendee or client meant by a name, or Unclear with the nearest."""
    name = name.strip(" ,;:，、“”\"'")
    bare = POLITE.sub("", name).strip()
    if people_first or bare != name:        # a title, or a neighbour: rather a person than an organisation
        found = _named(name, attendees, ()) or _named(bare, attendees, ()) or _named(name, (), clients)
    else:
        found = _named(name, attendees, clients)
    if len(found) == 1:
        return found[0]
    if found:
        return Unclear(_("Several are called “%(name)s”. Whom do you mean?", name=name), _offers(found, name, whole))
    near = _nearest(name, [*attendees, *clients])
    if not near:
        return Unclear(_("“%(name)s” is not among those who dine, and nobody is called alike.", name=name))
    return Unclear(_("“%(name)s” is not among those who dine. Do you mean one of these?", name=name), _offers(near, name, whole))


def _named(name, attendees, clients):
    """Everybody that a name may mean, the surest kind of match alone."""
    wanted = fold(name)
    if not wanted:
        return []
    for match in (lambda parts: wanted in parts,
                  lambda parts: any(all(word in part.split() for word in wanted.split()) for part in parts),
                  lambda parts: (len(wanted) > 1 or not wanted.isascii()) and any(part.startswith(wanted) for part in parts)):
        for subjects in (attendees, clients):
            found = [s for s in subjects if match(_parts(s))]
            if found:
                return found
    return []


def _parts(subject):
    """The folded spellings of a name: characters, pinyin, initials, Latin in both orders."""
    return (subject.person if hasattr(subject, "person") else subject).search_text.split(" | ")


def _nearest(name, subjects):
    wanted = fold(name)
    likeness = [(max((SequenceMatcher(None, wanted, part).ratio() for part in _parts(s)), default=0), s) for s in subjects]
    return [s for near, s in sorted(likeness, key=lambda pair: -pair[0])[:MOST_NEAREST] if near >= NEAR]


def _offers(subjects, name, whole):
    """[(name, the whole text with that name instead)]."""
    lang = current_language()
    called = [(s.person if hasattr(s, "person") else s).name(lang) for s in subjects[:MOST_NEAREST]]
    return tuple((one, whole.replace(name, one, 1)) for one in called)
