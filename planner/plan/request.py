"""Reads the request file of `shangzuo plan` (docs/plan.md) into plain values, or says which line is wrong and why."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from planner import money
from planner.accounts.models import ROLES
from planner.budgets.models import CATEGORIES, INCLUDED, PARTS
from planner.budgets.parts import read_part
from planner.budgets.rulebook import FOLLOWS
from planner.i18n import _
from planner.invitations.timetable_models import WAYS
from planner.people.models import CLIENT_GRADES, CLIENT_KINDS
from planner.plan.errors import BadRequest
from planner.receptions.models import ITEM_KINDS, WISH_KINDS, WISH_SCOPES, WISH_STRENGTHS

FORMAT = 1
LARGEST_FILE = 1_000_000
HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?")
KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")
REQUIRED = object()


@dataclass(frozen=True)
class Request:
    """One request file, checked. Dictionaries hold the keys of docs/plan.md; names are still names."""

    path: Path
    workbook: Path
    decisions: dict
    titles: list
    clients: list
    company: dict
    staff: list
    client: dict
    reception: dict
    items: list
    banquet: dict
    wishes: list
    budget: dict | None
    approvals: list
    lines: dict = field(repr=False, default_factory=dict)

    def place(self, *path):
        """Where the value at `path` stands: "huaxin.toml, line 12"."""
        return _place(self.path, self.lines, path)


def read_request(path):
    """The Request in the file at `path`; raises BadRequest."""
    path = Path(path)
    data, lines = _data_of(path)
    return _request(Part(data, (), path, lines), path, lines)


def _data_of(path):
    """(what the TOML file says, where each part of it stands)."""
    text = _text_of(path)
    try:
        return tomllib.loads(text), find_lines(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = _("line %(number)s", number=line[1]) if line else _("at its end")
        raise BadRequest(_("%(file)s, %(where)s", file=path.name, where=where), _("this is not TOML (%(reason)s)", reason=str(error))) from None
    except RecursionError:
        raise BadRequest(path.name, _("this is nested too deeply")) from None


def _text_of(path):
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadRequest(path.name, _("this file is larger than 1 MB, which no request is"))
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise BadRequest(path.name, _("this is not text in UTF-8")) from None
    except OSError as error:
        raise BadRequest(path.name, _("this file cannot be read (%(reason)s)", reason=error.strerror)) from None


def _request(top, path, lines):
    if top.whole("format", 1, 99) != FORMAT:
        top.refuse("format", _("this program reads format %(number)s", number=FORMAT))
    company, staff = _company(top.part("company"), path)
    reception_part = top.part("reception")
    client = _client(reception_part.part("client"))
    reception = _reception(reception_part)
    workbook, decisions, titles, clients = _guests(top.part("guests"), path)
    request = Request(
        path=path, workbook=workbook, decisions=decisions, titles=titles, clients=clients, company=company, staff=staff, client=client, reception=reception,
        items=[_item(part) for part in top.parts("items", 200)],
        banquet=_banquet(top.part("banquet")),
        wishes=[_wish(part) for part in top.parts("wishes", 200)],
        budget=_budget(top.part("budget"), company["currency"]) if "budget" in top.data else None,
        approvals=[_approval(part) for part in top.parts("approvals", 10)], lines=lines)
    top.done()
    _check_together(request)
    return request


def _company(part, path):
    """(company, its staff as far as a file names them)."""
    values = part.both("name") | {"currency": part.choice("currency", tuple(money.CURRENCY_DECIMALS), "CNY"),
                                  "time_zone": part.text("time_zone", 50, "Asia/Shanghai")}
    staff = _staff(_beside(part, "staff", path)) if "staff" in part.data else []
    return part.done((values, staff))


def _beside(part, key, path):
    """The file named at `key`, which lies beside the request."""
    file = path.parent / part.text(key, 200)
    if file.parent.resolve() != path.parent.resolve():
        part.refuse(key, _("the file must lie beside the request"))
    if not file.is_file():
        part.refuse(key, _("there is no file %(name)s beside the request", name=file.name))
    return file


def _staff(path):
    """Names, departments and titles of our own people in both languages; whatever else the file says is not needed here."""
    data, lines = _data_of(path)
    return [part.both("name") | part.both("department", required=False) | part.both("title", required=False)
            for part in Part(data, (), path, lines).parts("staff", 2000)]


def _client(part):
    return part.done(part.both("name") | {"kind": part.choice("kind", CLIENT_KINDS, "private"),
                                          "grade": part.choice("grade", CLIENT_GRADES, "B"),
                                          "country": part.text("country", 2, "CN")})


def _reception(part):
    values = part.both("title") | part.both("purpose", 2000) | {
        "starts_on": part.day("starts_on"), "ends_on": part.day("ends_on"),
        "owner": part.text("owner", 100), "note": part.text("note", 2000, "")}
    if values["ends_on"] < values["starts_on"]:
        part.refuse("ends_on", _("the reception ends before it starts"))
    return part.done(values)


def _guests(part, path):
    """(workbook, {problem id: decision}, titles, names of clients in the language the list has not) of the guest list."""
    workbook = _beside(part, "workbook", path)
    decisions = {}
    for one in part.parts("decisions", 500):
        problem = one.text("problem", 100)
        decisions[problem] = one.done({"choice": one.text("choice", 60), "text": one.text("text", 500, "")})
    titles = [one.done({"name": one.text("name", 100)} | one.both("title")) for one in part.parts("titles", 2000)]
    clients = [one.done({"name": one.text("name", 200)} | one.both("name")) for one in part.parts("clients", 500)]
    return part.done((workbook, decisions, titles, clients))


def _item(part):
    values = {"kind": part.choice("kind", ITEM_KINDS)} | part.both("title") | part.both("place", required=False) | {
        "starts_at": part.moment("starts_at"), "ends_at": part.moment("ends_at", None), "responsible": part.text("responsible", 100, "")}
    values |= part.both("note", 2000, required=False)
    if values["ends_at"] and values["ends_at"] < values["starts_at"]:
        part.refuse("ends_at", _("the item ends before it starts"))
    return part.done(values)


def _banquet(part):
    return part.done(part.both("venue") | part.both("hall", required=False) | {
        "tables": part.whole("tables", 1, 300), "seats": part.whole("seats", 2, 30),
        "pack": part.text("pack", 50, "cn-corporate"), "host": part.text("host", 100),
        "second_host": part.text("second_host", 100, ""), "guest_of_honour": part.text("guest_of_honour", 100),
        "agreed_by": part.text("agreed_by", 100, ""), "agreed_way": part.choice("agreed_way", WAYS, "phone"), "agreed_on": part.day("agreed_on", None)})


def _wish(part):
    return part.done({"kind": part.choice("kind", WISH_KINDS), "scope": part.choice("scope", WISH_SCOPES),
                      "strength": part.choice("strength", WISH_STRENGTHS, "must"), "first": part.text("first", 200),
                      "second": part.text("second", 200)} | part.both("reason", 500, required=False))


def _budget(part, currency):
    values = {"applicant": part.text("applicant", 100), "organiser": part.text("organiser", 100, "")}
    values |= {key: part.text(key, 2000 if key != "cost_centre" else 50, "")
               for key in ("cost_centre", "purpose", "cost_note")} | part.both("cautions", 2000, required=False)
    values["lines"] = [_line(line, currency) for line in part.parts("lines", 200)]
    if not values["lines"]:
        part.refuse(None, _("a budget has at least one line"))
    return part.done(values)


def _line(part, currency):
    values = {"category": part.choice("category", CATEGORIES)} | part.both("description")
    values |= {"follows": part.choice("follows", ("", *FOLLOWS), ""), "quantity": part.whole("quantity", 0, 1_000_000, 0),
               "unit_price_minor": part.amount("unit_price", currency), "note": part.text("note", 300, ""), "included": part.choice("included", tuple(INCLUDED), "")}
    for name in PARTS:
        values[f"{name}_rate"], values[f"{name}_minor"] = part.share(name, currency)
    if not values["follows"] and "quantity" not in part.data:
        part.refuse("quantity", _("a line needs a quantity, or `follows` to say what it is computed from"))
    return part.done(values)


def _approval(part):
    return part.done({"person": part.text("person", 100), "role": part.choice("role", ROLES),
                      "note": part.text("note", 500, "")})


def _check_together(request):
    """What can only be seen with several parts at hand."""
    first, last = request.reception["starts_on"], request.reception["ends_on"]
    for number, item in enumerate(request.items):
        if not first <= item["starts_at"].date() <= last:
            raise BadRequest(request.place("items", number, "starts_at"), _("this is not a day of the reception"))
    banquets = sum(item["kind"] == "banquet" for item in request.items)
    if banquets != 1:
        raise BadRequest(request.place("items", 0), _("the programme needs one item of kind banquet; there are %(count)s", count=banquets))
    names = [approval["role"] for approval in request.approvals]
    if names and request.budget is None:
        raise BadRequest(request.place("approvals", 0), _("there is nothing to approve without [budget]"))


# --- reading one table -------------------------------------------------------------------------------------------------

class Part:
    """One table of the file. Reading a key takes it; `done()` refuses what nobody took, so a slip of the pen is found."""

    def __init__(self, data, path, file, lines):
        self.data, self.path, self.file, self.lines = data, path, file, lines
        self.taken = set()

    def refuse(self, key, reason):
        raise BadRequest(_place(self.file, self.lines, (*self.path, key) if key else self.path), reason)

    def get(self, key, default):
        self.taken.add(key)
        if key in self.data:
            return self.data[key]
        if default is REQUIRED:
            self.refuse(None, _("`%(key)s` is missing", key=key))
        return default

    def done(self, values=None):
        for key in self.data:
            if key not in self.taken:
                self.refuse(key, _("`%(key)s` is not a word of this format", key=key))
        return values

    def part(self, key):
        value = self.get(key, REQUIRED)
        if not isinstance(value, dict):
            self.refuse(key, _("`%(key)s` must be a table, written [%(key)s]", key=key))
        return Part(value, (*self.path, key), self.file, self.lines)

    def parts(self, key, most):
        value = self.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            self.refuse(key, _("`%(key)s` must be tables, each written [[%(key)s]]", key=key))
        if len(value) > most:
            self.refuse(key, _("at most %(most)s of these are read", most=most))
        return [Part(v, (*self.path, key, i), self.file, self.lines) for i, v in enumerate(value)]

    def text(self, key, most=200, default=REQUIRED):
        value = self.get(key, default)
        if value is default:
            return value
        if not isinstance(value, str):
            self.refuse(key, _("this must be a text in quotation marks"))
        value = value.strip()
        if default is REQUIRED and not value:
            self.refuse(key, _("this must not be empty"))
        if len(value) > most:
            self.refuse(key, _("at most %(most)s characters are read here", most=most))
        if any(not c.isprintable() and c not in "\n\t" for c in value):
            self.refuse(key, _("this contains characters that cannot be seen"))
        return value

    def both(self, key, most=200, *, required=True):
        values = {f"{key}_{lang}": self.text(f"{key}_{lang}", most, "") for lang in ("zh", "en")}
        if required and not any(values.values()):
            self.refuse(None, _("`%(key)s_zh` or `%(key)s_en` is missing", key=key))
        return values

    def choice(self, key, choices, default=REQUIRED):
        value = self.get(key, default)
        if value not in choices:
            self.refuse(key, _("choose one of: %(choices)s", choices=", ".join(choices)))
        return value

    def whole(self, key, least, most, default=REQUIRED):
        value = self.get(key, default)
        if type(value) is not int or not least <= value <= most:
            self.refuse(key, _("this must be a whole number from %(least)s to %(most)s", least=least, most=most))
        return value

    def day(self, key, default=REQUIRED):
        value = self.get(key, default)
        if value is not default and (type(value) is not date or not 1990 <= value.year <= 2100):
            self.refuse(key, _("this must be a date such as 2026-12-08, without quotation marks"))
        return value

    def moment(self, key, default=REQUIRED):
        value = self.get(key, default)
        if value is default:
            return value
        if type(value) is not datetime or value.tzinfo or value.second or value.microsecond or not 1990 <= value.year <= 2100:
            self.refuse(key, _("this must be a time on the wall such as 2026-12-08T18:30:00, without zone or quotation marks"))
        return value

    def amount(self, key, currency):
        text = self.text(key, 30)
        try:
            return money.parse_money(text, currency).amount_minor
        except money.BadAmount as error:
            self.refuse(key, str(error))

    def share(self, key, currency):
        """(rate, minor units) of a part of a line, "6%" or "320.00"; ("", 0) where it is left out."""
        text = self.text(key, 30, "")
        try:
            return read_part(text, currency)
        except money.BadAmount as error:
            self.refuse(key, str(error))


def _place(file, lines, path):
    """"huaxin.toml, line 12" for the nearest known line at or above `path`."""
    for length in range(len(path), 0, -1):
        if tuple(path[:length]) in lines:
            where = _("line %(number)s", number=lines[tuple(path[:length])])
            return _("%(file)s, %(where)s", file=file.name, where=where)
    return file.name


def find_lines(text):
    """{path of a table or key: its line}; tables of a list carry their number, counted from 0."""
    lines, counts, table = {}, {}, ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := HEADER.match(line):
            table = _numbered(tuple(header[2].split(".")), counts, header[1] == "[[")
            lines.setdefault(table, number)
        elif key := KEY.match(line):
            lines.setdefault((*table, key[1]), number)
    return lines


def _numbered(path, counts, is_list):
    """`path` with the current number behind each table that is one of a list."""
    if is_list:
        counts[path] = counts.get(path, -1) + 1
    numbered = ()
    for length in range(1, len(path) + 1):
        numbered += (path[length - 1],)
        if path[:length] in counts:
            numbered += (counts[path[:length]],)
    return numbered
