"""The rows of all sheets looked at together: duplicates, partners, who answers for whom, ranks, hosts. The whole proposal."""
from dataclasses import dataclass, field

from planner.people.names import both_names, fold, proposed_rank
from planner.people.values import phone_key
from planner.people.values import rank as read_rank
from planner.receptions import workbook_remarks as remarks
from planner.receptions.workbook_problems import Choice
from planner.receptions.workbook_rows import EDIT, SKIP, Findings, GuestRow, read_sheet

MERGED = ("name_zh", "name_en", "name_native", "gender", "organisation", "department", "title", "rank", "phone", "email", "languages",
          "postal_address", "postcode", "diet", "remark")
DEFAULT_RANK = 6
HOST_ONLY = ("host", "second_host", "organiser", "companion", "guide")
GUEST_ONLY = ("guest", "spouse", "secretary")


@dataclass
class Proposal:
    """`rows` are the people who would be stored; `left_out` those skipped or merged away; `problems` in the order of the list."""
    rows: list
    problems: list
    left_out: list = field(default_factory=list)
    findings: Findings | None = None

    def tell(self, row, kind, column, severity, choices=(), **values):
        """A problem found after reading the list, once; the choice in force, already applied."""
        known = next((problem for problem in self.problems if (problem.key, problem.kind, problem.column) == (row.key, kind, column)), None)
        if known is not None:
            return next(choice for choice in known.choices if choice.id == known.chosen)
        chosen = self.findings.tell(row, kind, column, severity, choices, **values)
        self.problems.append(self.findings.problems[-1])
        return chosen

    @property
    def open_problems(self):
        """Problems that keep something from being stored: nothing is, while there is one."""
        return [problem for problem in self.problems if problem.is_open]

    def row(self, key):
        return next((row for row in self.rows if row.key == key), None)


def propose(book, columns, decisions=None):
    """Everything read from the workbook, with the proposed repairs (or the user's `decisions`) applied.

    `columns` holds one Columns for each sheet. Same input, same output; nothing is stored here.
    """
    findings = Findings(decisions)
    rows = []
    for number, (sheet, how) in enumerate(zip(book.sheets, columns), 1):
        found, passed = read_sheet(sheet, number, how, findings)
        rows += found
        _tell_passed(sheet, number, how, found, passed, findings)
    _find_duplicates([row for row in rows if not row.skipped], findings)
    kept = [row for row in rows if not row.skipped]
    _read_roles(kept, findings)
    _find_partners(kept, findings)
    _find_answers(kept, findings)
    _find_interpreted(kept, findings)
    _find_organisations(kept, findings)
    _find_ranks(kept, findings)
    _find_principals(kept, findings)
    kept = [row for row in kept if not row.skipped]
    _forget_missing(kept)
    order = {row.key: position for position, row in enumerate(rows)}
    problems = sorted(findings.problems, key=lambda problem: order.get(problem.key, len(order)))
    return Proposal(kept, problems, [row for row in rows if row.skipped], findings)


def _tell_passed(sheet, number, how, found, passed, findings):
    for row_number, what, said in passed:
        place = GuestRow(f"{number}.{row_number}", sheet.name, row_number, how.side)
        if what == "total":
            findings.tell(place, "total_row", severity="info")
            if said and int(said) != len(found):
                findings.tell(place, "total_differs", severity="warning", said=int(said), found=len(found))
        elif what == "heading_again":
            findings.tell(place, "heading_again", severity="info")


# --- the same person twice ----------------------------------------------------------------------

def _find_duplicates(rows, findings):
    by_name, by_email = {}, {}
    for row in rows:
        first = by_name.setdefault((row.side, fold(row.name).replace(" ", "")), row)
        if first is not row:
            _tell_twice(first, row, findings)
        if row.email and not row.skipped:
            owner = by_email.setdefault(row.email.lower(), row)
            if owner is not row and fold(owner.name) != fold(row.name):
                findings.tell(row, "shared_email", "email", "warning",
                              [Choice("keep", "keep", {}), Choice("empty", "empty", {"email": ""})], name=owner.name)


def _tell_twice(first, second, findings):
    same = ((first.email and first.email == second.email) or (first.phone and phone_key(first.phone) == phone_key(second.phone))
            or fold(first.organisation) == fold(second.organisation))
    rows = [first.row, second.row]
    if not same:
        findings.tell(second, "namesakes", "name", "warning", [Choice("both", "both", {}), SKIP], name=second.name, rows=rows)
        return
    columns = [(name, str(getattr(first, name)), str(getattr(second, name))) for name in MERGED[3:10]
               if getattr(first, name) and getattr(second, name) and getattr(first, name) != getattr(second, name)]
    preferred = "merge_second" if "duplicate" in first.flags and "duplicate" not in second.flags else "merge_first"
    choices = [Choice("merge_first", "merge_first", action="merge", values={"row": first.row}),
               Choice("merge_second", "merge_second", action="merge", values={"row": second.row}), Choice("both", "both", {})]
    values = {"columns": columns} if columns else {}
    chosen = findings.tell(second, "duplicate" if columns else "duplicate_same", "name", "warning", choices, preferred,
                           name=second.name, rows=rows, **values)
    if chosen.action == "merge":
        _merge(first, second, prefer_second=chosen.id == "merge_second")


def _merge(first, second, prefer_second):
    """`second` goes into `first`: blanks are filled, and where both say something the chosen row is right."""
    for name in MERGED:
        theirs = getattr(second, name)
        if theirs and (prefer_second or not getattr(first, name)):
            setattr(first, name, theirs)
    first.flags = sorted(set(first.flags) | set(second.flags))
    first.health = list(dict.fromkeys(first.health + second.health))
    first.dines, first.tours = first.dines and second.dines, first.tours and second.tours
    first.is_official = first.is_official or second.is_official
    second.skipped = True


# --- roles and relations ------------------------------------------------------------------------

def _read_roles(rows, findings):
    for row in rows:
        said = remarks.role(row.role_text) or remarks.role(row.remark if row.side == "host" else "")
        if "guest_of_honour" in row.flags and row.side == "guest":
            said = "guest_of_honour"
        elif "driver" in row.flags:
            said = "driver"
        usual = "companion" if row.side == "host" else "guest"
        if row.side == "host" and said == "guest_of_honour":
            findings.tell(row, "honour_on_host_side", "role", "warning", [Choice("usual", usual, {"role": usual}), SKIP])
            row.role = usual
            continue
        if said in (HOST_ONLY if row.side == "guest" else GUEST_ONLY):
            said = ""
        row.role = said or usual
        if row.role_text and not said:
            findings.tell(row, "odd_role", "role", "warning", [Choice("usual", usual, {"role": usual}), SKIP], text=row.role_text[:80])
        if row.role_text and row.role_text not in ("主人", "主陪", "副主陪", "陪同", "司机", "接待负责人", "翻译"):
            row.remark = "；".join(part for part in (row.role_text, row.remark) if part)[:1000]


def _people(rows, but=None):
    return [row for row in rows if row is not but and not row.skipped]


def _person_choices(found, changes):
    return [Choice(f"person-{row.key}", "person", changes(row), values={"value": both_names(row.name_zh, row.name_en, row.name_native)})
            for row in found[:20]]


def _find_partners(rows, findings):
    for row in rows:
        written = remarks.spouse_of(row.remark)
        if not written:
            continue
        found = remarks.find_person(written, [other for other in _people(rows, row) if other.side == row.side])
        no = Choice("no", "no", {})
        if len(found) == 1:
            yes = Choice("yes", "yes", _as_spouse(row, found[0]))
            findings.tell(row, "spouse", "remark", "info", [yes, no], name=found[0].name)
        else:
            likely = found or [other for other in _people(rows, row) if other.side == row.side]
            findings.tell(row, "spouse_unclear", "remark", "warning", [no, *_person_choices(likely, lambda other: _as_spouse(row, other))], text=written)


def _as_spouse(row, partner):
    return {"partner": partner.key, "role": row.role if row.role == "guest_of_honour" else "spouse"}


def _find_answers(rows, findings):
    for row in rows:
        written = remarks.answers_for(row.remark)
        found = {text: remarks.find_person(text, [other for other in _people(rows, row) if other.side == row.side]) for text in written}
        sure = [people[0] for people in found.values() if len(people) == 1]
        if sure:
            role = {} if row.role != "guest" else {"role": "secretary"}
            findings.tell(row, "answers", "remark", "info",
                          [Choice("yes", "yes", {"answers_for": [other.key for other in sure], **role}), Choice("no", "no", {})],
                          names=[other.name for other in sure])
        for text, people in found.items():
            if len(people) != 1:
                likely = people or _people(rows, row)
                findings.tell(row, "answers_unclear", "remark", "warning",
                              [Choice("no", "ignore", {}), *_person_choices(likely, lambda other: {"answers_for": [*row.answers_for, other.key]})], text=text)


def _find_interpreted(rows, findings):
    for row in rows:
        if row.role != "interpreter":
            continue
        written = remarks.interprets_for(row.role_text or row.remark)
        guests = [other for other in _people(rows, row) if other.side != row.side and other.role not in ("driver", "interpreter")] or _people(rows, row)
        found = remarks.find_person(written, guests)
        nobody = Choice("no", "ignore", {})
        if len(found) == 1:
            findings.tell(row, "interprets", "role", "info", [Choice("yes", "yes", {"interprets_for": found[0].key}), nobody], name=found[0].name)
        elif written:
            findings.tell(row, "interprets_unclear", "role", "warning",
                          [nobody, *_person_choices(found or guests, lambda other: {"interprets_for": other.key})], text=written)
        else:
            speakers = [other for other in guests if set(other.languages) & set(row.languages) - {"zh", "en"}] or guests
            findings.tell(row, "interprets_nobody", "role", "warning", [nobody, *_person_choices(speakers, lambda other: {"interprets_for": other.key})])


# --- what is missing ----------------------------------------------------------------------------

def _find_organisations(rows, findings):
    by_key = {row.key: row for row in rows}
    for row in rows:
        if row.side == "host" or row.organisation or row.skipped:
            continue
        partner = by_key.get(row.partner)
        client = Choice("visiting_client", "visiting_client", {"organisation": ""})
        if partner is not None and partner.organisation:
            findings.tell(row, "spouse_organisation", "organisation", "info",
                          [Choice("use", "use", {"organisation": partner.organisation}, values={"value": partner.organisation}), client, EDIT],
                          again=_typed_organisation, name=partner.name)
        else:
            findings.tell(row, "organisation_missing", "organisation", "warning", [client, EDIT, SKIP], again=_typed_organisation)


def _typed_organisation(typed):
    text = " ".join(typed.split())
    return {"organisation": text}, 0 < len(text) <= 200


def _find_ranks(rows, findings):
    by_key = {row.key: row for row in rows}
    for row in rows:
        if row.rank or row.skipped:
            continue
        partner = by_key.get(row.partner)
        if partner is not None and partner.rank:
            findings.tell(row, "spouse_rank", "rank", "warning", [_rank(partner.rank), Choice("no_rank", "no_rank", {}), EDIT], again=_typed_rank, rank=partner.rank)
        else:
            findings.tell(row, "rank_missing", "rank", "warning",
                          [_rank(proposed_rank(row.title) or DEFAULT_RANK), Choice("no_rank", "no_rank", {}), EDIT], again=_typed_rank)


def _rank(value):
    return Choice("rank", "rank", {"rank": value}, values={"value": value})


def _typed_rank(typed):
    value, finding = read_rank(typed)
    return ({"rank": value} if value else {}, bool(value) and (finding is None or finding[1] is not None))


def _find_principals(rows, findings):
    guests = [row for row in rows if row.side == "guest" and not row.skipped]
    honoured = [row for row in guests if row.role == "guest_of_honour"]
    if len(honoured) > 1:
        _tell_one_of(honoured, "guest_of_honour", "guest", "guest_of_honour_several", findings)
    ranked = sorted((row for row in guests if row.rank and row.role == "guest"), key=lambda row: row.rank)
    if not honoured and ranked:
        findings.tell(ranked[0], "guest_of_honour_missing", "role", "warning",
                      [Choice("yes", "yes", {"role": "guest_of_honour"}), Choice("no", "no", {})], name=ranked[0].name)
    for role in ("host", "second_host"):
        several = [row for row in rows if row.role == role and not row.skipped]
        if len(several) > 1:
            _tell_one_of(several, role, "companion", f"{role}s_several", findings)


def _tell_one_of(rows, role, otherwise, kind, findings):
    """Several hold a role that one may hold: the highest rank is proposed, the others fall back."""
    best = min(rows, key=lambda row: row.rank or 99)
    choices = [Choice(f"person-{row.key}", "person", {}, values={"value": row.name}) for row in sorted(rows, key=lambda row: row is not best)]
    chosen = findings.tell(best, kind, "role", "warning", choices, names=[row.name for row in rows])
    for row in rows:
        row.role = role if chosen.id == f"person-{row.key}" else otherwise


def _forget_missing(rows):
    """Relations to people who are not stored after all are dropped."""
    keys = {row.key for row in rows}
    for row in rows:
        row.partner = row.partner if row.partner in keys else ""
        row.interprets_for = row.interprets_for if row.interprets_for in keys else ""
        row.answers_for = [key for key in row.answers_for if key in keys]
        if row.role == "spouse" and not row.partner:
            row.role = "guest"
