"""What of a paper has been printed and what has changed since: each print leaves a PrintRun with a hash of every piece."""

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import func, select

from planner import audit
from planner.banquets.models import Banquet, PlanVersion, PrintRun
from planner.db import session
from planner.documents import cards, shelf
from planner.people.models import Person


@dataclass(frozen=True)
class Choice:
    """How a paper is wanted: cards of a style, only what changed since the prints up to PrintRun `since`, on `paper` A4 or A3, only
    the arrangement of this id."""

    style: object = None
    since: int | None = None
    paper: str = ""
    only: int | None = None


@dataclass(frozen=True)
class Changes:
    """What differs from the last print: `keys` are new or changed pieces, `gone` those that no longer exist; `run` is None when
    the paper was never printed."""

    run: PrintRun | None
    version: int
    keys: frozenset
    gone: frozenset

    def __bool__(self):
        return bool(self.keys or self.gone)


@dataclass(frozen=True)
class LastPrint:
    """The newest run of a paper in a language, with who printed it, and what changed since over all banquets."""

    run: PrintRun
    person: Person | None
    version: int
    people: tuple   # attendee ids whose piece changed, came or went
    tables: tuple   # numbers of tables that changed

    def __bool__(self):
        return bool(self.people or self.tables)


def pieces(sheaf, name, banquet, lang, style=None):
    """{key: hash} of what stands on a paper in this language: attendee ids, and "t" + number for tables, as far as the paper has
    them. `style` is that of cards."""
    entry, kind = sheaf.entry_of(banquet), shelf.BY_NAME[name].pieces
    style = style or (cards.usual_style(shelf.BY_NAME[name].cards) if shelf.BY_NAME[name].cards else None)
    if name == "toasts":
        return _in_turn(sheaf.toast_orders(banquet), lang)
    people, tables = {}, {}
    for table in entry.tables:
        seated = {seat.person.key: _hash(*_said(name, table, seat, lang, style)) for seat in table.seated()}
        people |= seated
        tables[f"t{table.number}"] = _hash(table.called, table.name, *_of_table(sheaf, name, banquet, table, lang, seated))
    return {"people": people, "tables": tables, "both": people | tables}[kind]


def _of_table(sheaf, name, banquet, table, lang, seated):
    """What the piece of a table says beside what it is called."""
    if name == "table_cards":
        return (sheaf.entry_of(banquet).title.get(lang),)
    if name == "serving":
        orders = [order for waiters in (1, 2) for order in sheaf.serving_orders(banquet, table.number, waiters)] if table.seated() else []
        return [[[person.name.zh, person.name.en, seat] for person, seat in order.people] for order in orders]
    return sorted(seated.items())


def _in_turn(orders, lang):
    """Everybody who toasts or is introduced, with the turn in each order."""
    found = {}
    for number, order in enumerate(orders):
        for turn, (person, _seat) in enumerate(order.people, 1):
            found.setdefault(person.key, [person.name, person.post.get(lang)]).append([number, turn])
    return {key: _hash(*said) for key, said in found.items()}


def _said(name, table, seat, lang, style):
    """What a paper prints of one person; each paper says it here, so that only what reads differently is printed again."""
    person, post = seat.person, seat.person.post.get(lang)
    where, organisation = (table.called, seat.index), person.organisation.get(lang)
    if name == "place_cards":
        return (person.name, post if style.titles else "", *{"seat": where, "table": where[:1], "none": ()}[style.where])
    return (person.name, *{"escort_cards": where[:1], "hall_plan": where, "serving": where, "seat_list": (*where, organisation),
                           "kitchen": (*where, person.diet, person.needs, person.allergens), "table_cards": (),
                           "table_sheets": (*where, person.side, post, organisation),
                           "table_list": (*where, person.side, post, organisation, person.role)}[name])  # fmt: skip


def _hash(*said):
    plain = [[part.zh, part.en] if hasattr(part, "zh") else part for part in said]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()[:12]


def changes(sheaf, name, banquet, lang, *, upto=None):
    """Changes of a paper at a banquet since its last print in this language (or the last one up to run id `upto`)."""
    runs = [run for run in sheaf.runs.get((banquet.id, name, lang), ()) if upto is None or run.id <= upto]
    if not runs:
        return Changes(None, 0, frozenset(), frozenset())
    run = runs[-1]
    now = pieces(sheaf, name, banquet, lang, style_of(run))
    return Changes(run, sheaf.run_versions[run.version_id], frozenset(k for k, h in now.items() if run.cards.get(k) != h),
                   frozenset(run.cards.keys() - now.keys()))  # fmt: skip


def style_of(run):
    """The CardStyle in which cards were printed, None of other papers."""
    use = shelf.BY_NAME[run.paper].cards
    return cards.style_from(use, run.style) if use else None


def runs_of(reception):
    """{(banquet id, paper, language): [PrintRun]} oldest first, in one question."""
    found = {}
    for run in session().scalars(select(PrintRun).join(Banquet, PrintRun.banquet_id == Banquet.id).where(
            Banquet.reception_id == reception.id).order_by(PrintRun.id)):
        found.setdefault((run.banquet_id, run.paper, run.language), []).append(run)
    return found


def versions_of(reception):
    """{id: number} of all versions of the reception's plans."""
    return dict(map(tuple, session().execute(select(PlanVersion.id, PlanVersion.number).join(Banquet, PlanVersion.banquet_id == Banquet.id).where(
        Banquet.reception_id == reception.id))))


def last_print(sheaf, name, lang):
    """The LastPrint of a paper, or None when it was never printed."""
    found = [changes(sheaf, name, banquet, lang) for banquet in sheaf.seated_banquets]
    found = [change for change in found if change.run is not None]
    if not found:
        return None
    keys = {key for change in found for key in change.keys | change.gone}
    newest = max((change.run for change in found), key=lambda run: run.id)
    return LastPrint(newest, sheaf.printers.get(newest.person_id), max(change.version for change in found),
                     tuple(sorted(int(k) for k in keys if k.isdecimal())), tuple(sorted(int(k[1:]) for k in keys if not k.isdecimal())))  # fmt: skip


def printers(reception):
    """{id: Person} of who printed something."""
    rows = session().scalars(select(Person).where(Person.id.in_(
        select(PrintRun.person_id).join(Banquet, PrintRun.banquet_id == Banquet.id).where(Banquet.reception_id == reception.id))))
    return {person.id: person for person in rows}


def note_print(sheaf, name, lang, asked=None, *, by, at):
    """Note that the paper is printed now, whole or what of it had changed, cards as `asked` (cards.ASKED). The id of the newest run
    before this one, 0 for none. RuleBroken for cards that cannot be made."""
    style = cards.style_from(shelf.BY_NAME[name].cards, asked or {}) if shelf.BY_NAME[name].cards else None
    before = session().scalar(select(func.max(PrintRun.id)).where(
        PrintRun.paper == name, PrintRun.language == lang, PrintRun.banquet_id.in_([b.id for b in sheaf.seated_banquets]))) or 0
    for banquet in sheaf.seated_banquets:
        session().add(PrintRun(banquet_id=banquet.id, paper=name, language=lang, version_id=sheaf.released[banquet.id].id,
                               cards=pieces(sheaf, name, banquet, lang, style), style=dict(asked or {}), at=at, person_id=by.id))  # fmt: skip
    session().flush()
    audit.append("paper.printed", subject=sheaf.reception, by=by, at=at, details={"paper": name, "language": lang})
    return before
