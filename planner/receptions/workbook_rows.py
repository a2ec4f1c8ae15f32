"""Rows of a recognised sheet → GuestRow proposals with the problems found in single rows."""
import re
from dataclasses import asdict, dataclass, field

from planner.people import diets, languages
from planner.people import values as fields
from planner.people.names import clean_text, pinyin_name, script_of, title_only, wide_brackets
from planner.receptions import workbook_remarks as remarks
from planner.receptions.workbook import column_letter
from planner.receptions.workbook_columns import is_total
from planner.receptions.workbook_problems import Choice, Problem

HEALTH = ("pacemaker", "pregnant", "wheelchair")


@dataclass
class GuestRow:
    """One person as the list gives them. `key` is "sheet.row"; partner, answers_for and interprets_for hold keys of other rows."""
    key: str
    sheet: str
    row: int
    side: str
    sequence: str = ""
    name_zh: str = ""
    name_en: str = ""
    name_native: str = ""
    gender: str = ""
    organisation: str = ""
    department: str = ""
    title: str = ""
    rank: int | None = None
    phone: str = ""
    email: str = ""
    postal_address: str = ""
    postcode: str = ""
    languages: list = field(default_factory=list)
    diet: dict | None = None          # {"codes": [..], "severity": {..}, "note": ".."}; None: nothing said
    health: list = field(default_factory=list)
    health_note: str = ""
    role: str = ""
    remark: str = ""
    partner: str = ""
    answers_for: list = field(default_factory=list)
    interprets_for: str = ""
    dines: bool = True
    tours: bool = True
    is_official: bool = False
    skipped: bool = False
    flags: list = field(default_factory=list)
    role_text: str = ""

    @property
    def name(self):
        return self.name_zh or self.name_en or self.name_native

    def as_json(self):
        return asdict(self)


class Findings:
    """Collects problems and applies the decision made about each (else its proposal) to the row at once.

    `decisions` maps a problem's id to {"choice": id, "text": what was written instead}.
    """

    def __init__(self, decisions=None):
        self.problems, self.decisions = [], decisions or {}

    def tell(self, row, kind, column="", severity="info", choices=(), proposal=None, again=None, **values):
        """Record a problem; the choice in force, already applied. `again(text)` re-reads text written instead: (changes, is_right)."""
        choices = tuple(choices) or (Choice("told", "told", action="none"),)
        problem_id = f"{row.key}:{kind}:{column}"
        decision = self.decisions.get(problem_id, {})
        known = {choice.id: choice for choice in choices}
        proposal = proposal or choices[0].id
        chosen = known.get(decision.get("choice")) or known[proposal]
        typed, still = str(decision.get("text") or "")[:500], False
        if chosen.action == "edit":
            changes, right = again(typed) if again else ({}, True)
            still = not right
            _set(row, changes)
        elif chosen.action == "skip":
            row.skipped = True
        elif chosen.action == "set":
            _set(row, chosen.changes)
        self.problems.append(Problem(problem_id, row.key, row.sheet, row.row, row.name, column, kind, severity, values, choices,
                                     proposal, chosen.id, typed, still))
        return chosen


def _set(row, changes):
    for name, value in changes.items():
        setattr(row, name, value)


EDIT, SKIP, EMPTY = Choice("edit", "edit", action="edit"), Choice("skip", "skip", action="skip"), "empty"


def use(column, value, choice_id="use"):
    return Choice(choice_id, "use", {column: value}, values={"value": str(value)})


def empty(column, value=""):
    return Choice("empty", "empty", {column: value})


def read_sheet(sheet, number, columns, findings):
    """GuestRows of one sheet (number counts from 1), and [(row number, what was passed over, said total)] of rows without a person."""
    rows, passed = [], []
    if columns.side == "skip":
        return rows, passed
    heading = sheet.rows[columns.heading] if columns.heading >= 0 else ()
    for index, cells in enumerate(sheet.rows):
        if not any(cells):
            continue
        if index <= columns.heading:
            passed.append((index + 1, "heading" if index == columns.heading else "above", ""))
            continue
        if is_total(cells):
            passed.append((index + 1, "total", "".join(re.findall(r"\d+", "".join(cells[1:] if len(cells) > 1 else cells)))[:6]))
            continue
        if _repeats(cells, heading):
            passed.append((index + 1, "heading_again", ""))
            continue
        values = {name: cells[column] for column, name in columns.fields.items() if column < len(cells)}
        if any(values.values()):
            rows.append(read_row(values, f"{number}.{index + 1}", sheet, index, columns, findings))
    return rows, passed


def _repeats(cells, heading):
    """Whether a row is the heading once more, as lists printed over several pages have it."""
    filled = [(one, other) for one, other in zip(cells, heading) if one]
    return bool(filled) and 2 * sum(one == other for one, other in filled) > len(filled)


def read_row(values, key, sheet, index, columns, findings):
    """One GuestRow from {field: text}; problems go to `findings`, which applies proposals and decisions."""
    row = GuestRow(key, sheet.name, index + 1, columns.side, sequence=clean_text(values.get("sequence", ""))[:20])
    _read_names(row, values, findings)
    _tell_formulas(row, values, sheet, index, columns, findings)
    for name in ("organisation", "department", "title", "postal_address", "postcode"):
        _read_line(row, name, values.get(name, ""), findings)
    row.title = wide_brackets(row.title)
    _read_checked(row, "gender", values.get("gender", ""), fields.gender, findings, [Choice("m", "m", {"gender": "m"}), Choice("f", "f", {"gender": "f"})])
    _read_checked(row, "rank", values.get("rank", ""), fields.rank, findings, [])
    _read_checked(row, "phone", values.get("phone", ""), fields.phone, findings, [])
    _read_checked(row, "email", values.get("email", ""), fields.email, findings, [])
    _read_languages(row, values.get("languages", ""), findings)
    _read_diet(row, values.get("diet", ""), findings)
    _read_remark(row, values, findings)
    return row


def _read_names(row, values, findings):
    text = values.get("name", "")
    if not text and (values.get("family_name") or values.get("given_name")):
        family, given = values.get("family_name", ""), values.get("given_name", "")
        text = family + given if script_of(family) == "han" else f"{given} {family}"
    found, told = fields.names(text, values.get("name_en", ""))
    _set(row, found)
    row.gender = told
    if not row.name:
        findings.tell(row, "no_name", "name", "error", [SKIP, EDIT], again=lambda typed: _typed_name(row, typed))
    elif not all(fields.is_name(name) for name in found.values() if name):
        bad = next(name for name in found.values() if name and not fields.is_name(name))
        _set(row, {place: "" for place, name in found.items() if name == bad} if any(n != bad and n for n in found.values()) else {})
        findings.tell(row, "bad_name", "name", "error", [SKIP, EDIT], again=lambda typed: _typed_name(row, typed), text=bad[:80])
    elif title_only(row.name_zh):
        findings.tell(row, "title_only", "name", "warning", [Choice("keep", "keep", {}), EDIT, SKIP],
                      again=lambda typed: _typed_name(row, typed), text=row.name_zh)
    elif row.name_zh and row.name_zh != text and script_of(text) == "han":
        findings.tell(row, "spaces", "name", "info", [use("name_zh", row.name_zh), EDIT], again=lambda typed: _typed_name(row, typed),
                      text=text.replace("\n", " "))
    if row.name_zh and not row.name_en and not row.skipped and not title_only(row.name_zh) and pinyin_name(row.name_zh):
        findings.tell(row, "name_en_missing", "name_en", "info", [use("name_en", pinyin_name(row.name_zh)), empty("name_en"), EDIT],
                      again=lambda typed: ({"name_en": clean_text(typed)}, fields.is_name(clean_text(typed) or "=")))


def _typed_name(row, typed):
    found, _ = fields.names(typed, row.name_en if script_of(row.name_en) == "latin" and fields.is_name(row.name_en) else "")
    right = bool(typed.strip()) and all(fields.is_name(name) for name in found.values() if name) and any(found.values())
    return (found, True) if right else ({}, False)


def _tell_formulas(row, values, sheet, index, columns, findings):
    for column, name in columns.fields.items():
        cell = f"{column_letter(column)}{index + 1}"
        if cell not in sheet.formulas or row.skipped:
            continue
        text = values.get(name, "")
        if text:
            findings.tell(row, "formula", name, "warning", [Choice("keep", "keep", {}), SKIP], cell=cell, text=text[:80])
        else:
            findings.tell(row, "formula_empty", name, "warning", [Choice("told", "empty", {}), SKIP], cell=cell)


def _read_line(row, name, text, findings):
    value = clean_text(text)
    setattr(row, name, value)
    if len(value) > fields.LENGTHS[name]:
        setattr(row, name, "")
        findings.tell(row, "too_long", name, "error", [EDIT, SKIP], "skip", found=len(value), limit=fields.LENGTHS[name],
                      again=lambda typed: ({name: clean_text(typed)}, 0 < len(clean_text(typed)) <= fields.LENGTHS[name]))


def _read_checked(row, name, text, parse, findings, more):
    """Read a cell with one of the parsers of workbook_fields; its finding becomes a problem with the repair proposed."""
    if not clean_text(text) or row.skipped:
        return
    value, finding = parse(text)
    nothing = None if name == "rank" else ""
    setattr(row, name, value or nothing)
    if finding is None:
        return
    kind, repaired = finding
    choices = [use(name, repaired)] if repaired is not None else []
    choices += [empty(name, nothing), *more, EDIT, SKIP]
    findings.tell(row, kind, name, "info" if kind == "odd_digits" else "warning", choices, text=text.strip()[:80],
                  again=lambda typed: _typed(name, typed, parse))


def _typed(name, typed, parse):
    value, finding = parse(typed) if typed.strip() else (None, ("empty", None))
    right = finding is None or finding[1] is not None
    return ({name: value} if right else {}, right)


def _read_languages(row, text, findings):
    codes, unknown = languages.parse_languages(text)
    row.languages = codes
    if unknown:
        findings.tell(row, "unknown_language", "languages", "warning",
                      [Choice("keep_note", "keep_note", {"remark": "；".join(unknown)[:200]}), Choice("ignore", "ignore", {}), EDIT],
                      text="、".join(unknown)[:80], again=lambda typed: _typed_languages(row, typed))


def _typed_languages(row, typed):
    codes, unknown = languages.parse_languages(typed)
    return ({"languages": list(dict.fromkeys(row.languages + codes))} if not unknown else {}, bool(codes) and not unknown)


def _read_diet(row, text, findings):
    if not clean_text(text):
        return
    read = diets.parse_diet(text)
    codes = [need for need in read.needs if need != "pregnant"]
    if "pregnant" in read.needs:
        row.flags.append("pregnant")
    severity = {need: level for need, level in read.severities().items() if need in codes}
    row.diet = {"codes": codes, "severity": severity, "note": read.note[:500]}
    if read.note:
        findings.tell(row, "diet_note", "diet", "warning",
                      [Choice("keep_note", "keep_note", {}), Choice("ignore", "ignore", {"diet": {**row.diet, "note": ""}})], text=read.note[:80])
    if read.is_urgent and codes:
        findings.tell(row, "diet_urgent", "diet", "warning", [_level(row, level, codes) for level in ("medical", "life_threatening", "preference")],
                      "life_threatening" if "life_threatening" in severity.values() else "medical", text=text.strip()[:80])


def _level(row, level, codes):
    """The allergies of the row at this level of severity; a diet keeps its own."""
    changed = {need: level if diets.need_kind(need) == "allergen" else row.diet["severity"][need] for need in codes}
    return Choice(level, level, {"diet": {**row.diet, "severity": changed}})


def _read_remark(row, values, findings):
    remark = " ".join(clean_text(line) for line in values.get("remark", "").splitlines() if line.strip())
    said = "；".join(part for part in (remark, clean_text(values.get("health", "")), clean_text(values.get("role", ""))) if part)
    found = remarks.flags(said) | set(row.flags)
    if row.title and remarks.role(row.title) == "driver":
        found.add("driver")
    row.role_text = clean_text(values.get("role", ""))
    row.remark = "；".join(part for part in (row.remark, remark) if part)[:1000]
    row.flags = sorted(found)
    _tell_health(row, found, remark, clean_text(values.get("health", "")), findings)
    if "official" in found or (row.side == "guest" and remarks.is_official_organisation(row.organisation)):
        findings.tell(row, "official", "remark", "warning", [Choice("yes", "yes", {"is_official": True}), Choice("no", "no", {"is_official": False})])
    if "skips_tour" in found:
        findings.tell(row, "skips_tour", "remark", "info", [Choice("yes", "yes", {"tours": False}), Choice("no", "no", {"tours": True})])
    if "does_not_dine" in found or "driver" in found:
        kind = "does_not_dine" if "does_not_dine" in found else "driver_dines"
        findings.tell(row, kind, "remark", "info", [Choice("not_dining", "not_dining", {"dines": False}), Choice("dining", "dining", {"dines": True})])
    if "duplicate" in found:
        row.remark = re.sub(r"[（(]?\s*(重复|duplicate|doppelt)\s*[)）]?", "", row.remark, flags=re.IGNORECASE).strip("；; ")


def _tell_health(row, found, remark, health_text, findings):
    """Health goes to the encrypted field and leaves the remark, which more people may read."""
    codes = [code for code in HEALTH if code in found]
    row.health_note = health_text[:500]
    if any(code in remarks.flags(remark) for code in HEALTH):
        row.health_note = "；".join(part for part in (health_text, row.remark) if part)[:500]
        row.remark = ""
    for code in codes:
        findings.tell(row, code, "remark" if code in remarks.flags(remark) else "health", "warning",
                      [Choice("yes", "yes", {"health": [*row.health, code]}), Choice("no", "no", {"health": row.health})])


__all__ = ["EDIT", "SKIP", "Findings", "GuestRow", "empty", "read_row", "read_sheet", "use"]
