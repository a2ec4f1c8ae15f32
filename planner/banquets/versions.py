"""Versions of a plan: kept under a name, compared, brought back, and released. Only the released one is printed and sent."""

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import func, select

from planner import audit
from planner.banquets import hall_tables, queries, seating_bridge, steps
from planner.banquets.models import PlanVersion, PrintRun
from planner.db import session
from planner.errors import NotFound, RuleBroken
from planner.i18n import _l

MOST_NAME = 80


def keep(banquet, *, name="", by, at):
    """The plan as it is, as a new draft version."""
    if not queries.seatings(banquet):
        raise RuleBroken(_l("Nobody is seated yet. Please seat everyone first."))
    if len(name) > MOST_NAME:
        raise RuleBroken(_l("At most %(most)s characters, please.", most=MOST_NAME), field="name")
    number = (session().scalar(select(func.max(PlanVersion.number)).where(PlanVersion.banquet_id == banquet.id)) or 0) + 1
    hard, cost = seating_bridge.cost_of(banquet)
    version = PlanVersion(banquet_id=banquet.id, number=number, name=" ".join(name.split()), plan_number=banquet.plan_number,
                          pack=banquet.pack, cost=cost, hard=hard, content=_content(banquet), made_at=at, made_by_id=by.id if by else None)
    session().add(version)
    session().flush()
    audit.append("plan.kept", subject=version, by=by, at=at, details={"plan": banquet.plan_number, "version": number})
    return version


def release(banquet, *, name="", by, at):
    """Release the plan as it is: from now on it is what is printed and sent. The released version.

    The same plan released twice is one release. RuleBroken while somebody who dines has no seat.
    """
    left = queries.unseated(banquet)
    if left:
        raise RuleBroken(_l("Without a seat: %(count)s. Everybody needs one before the plan is released.", count=len(left)))
    current = released(banquet)
    if current is not None and current.content == _content(banquet) and current.pack == banquet.pack:
        return current
    version = keep(banquet, name=name, by=by, at=at)
    if current is not None:
        current.state = "replaced"
    version.state, version.released_at = "released", at
    session().flush()
    audit.append("plan.released", subject=version, by=by, at=at, details={"plan": banquet.plan_number, "version": version.number})
    return version


def restore(banquet, version, *, by, at):
    """Bring back what the version has, as one step: room, tables, rule pack, seats and locks. The step, or None where all is so already.

    Whoever dines but is not in it has no seat afterwards (would_stand).
    """
    wanted = seats_in(banquet, version)
    if not wanted:
        raise RuleBroken(_l("Nobody of this version dines any more."))
    state = hall_in(banquet, version)
    wanted = {row.attendee_id: None for row in queries.seatings(banquet)} | wanted
    if state != hall_tables.state_of(banquet):
        return steps.change_room(banquet, state, {}, numbered=wanted, kind="restore", by=by, at=at)
    ids = {t.number: t.id for t in banquet.tables}
    return steps.change_seats(banquet, {a: place and (ids[place[0]], *place[1:]) for a, place in wanted.items()}, kind="restore", by=by, at=at)


def hall_in(banquet, version):
    """Room, tables and pack of the version as hall_tables.state_of() gives them. A table that cannot be used today stays in the room."""
    now = hall_tables.state_of(banquet)
    ids = {t["number"]: t["id"] for t in now["tables"]}
    tables = {t["number"]: t for t in now["tables"] if t["number"] in _broken(banquet)}
    tables |= {t["number"]: {"id": ids.get(t["number"]), **{name: t[name] for name in hall_tables.FIELDS}} for t in version.content["tables"]}
    return {"room": version.content.get("room") or {}, "pack": version.pack, "tables": [tables[number] for number in sorted(tables)]}


def seats_in(banquet, version):
    """attendee id -> (table number, seat, is locked) of those who still dine, at tables that can be used today."""
    dining, broken = {a.id for a in queries.diners(banquet)}, _broken(banquet)
    return {a: (number, seat, locked) for a, number, seat, locked, _card in version.content["seats"] if a in dining and number not in broken}


def _broken(banquet):
    return {t.number for t in banquet.tables if t.is_broken}


def would_stand(banquet, version):
    """Attendees who dine, but would have no seat with this version."""
    seated = seats_in(banquet, version)
    return [a for a in queries.diners(banquet) if a.id not in seated]


def versions_of(banquet):
    """All versions, newest first."""
    return session().scalars(select(PlanVersion).where(PlanVersion.banquet_id == banquet.id)
                             .order_by(PlanVersion.number.desc())).all()


def count(banquet):
    """How many versions there are."""
    return session().scalar(select(func.count()).select_from(PlanVersion).where(PlanVersion.banquet_id == banquet.id))


def get_version(banquet, version_id):
    """A version of this banquet; NotFound for another's."""
    found = session().get(PlanVersion, version_id)
    if found is None or found.banquet_id != banquet.id:
        raise NotFound()
    return found


def released(banquet):
    """The released version, or None."""
    return session().scalar(select(PlanVersion).where(PlanVersion.banquet_id == banquet.id, PlanVersion.state == "released"))


def has_changed(banquet, version, rows=None):
    """Whether seats, tables, cards or the pack differ from the version; `rows` as for content_of."""
    return version.pack != banquet.pack or version.content != _content(banquet, rows)


# --- comparing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moved:
    """One attendee whose place or card differs: (table number, seat) before and after, None without a seat."""

    attendee_id: int
    before: tuple | None
    after: tuple | None
    new_cards: tuple  # kinds of CARDS that say something else now

    @property
    def has_new_card(self):
        return bool(self.new_cards)


@dataclass(frozen=True)
class Shown:
    """What a banquet's place cards say beside the name: `place` "seat" (table and seat), "table" or "none"; `titles` or none."""

    place: str = "seat"
    titles: bool = True


CARDS = {"place": _l("Place card"), "escort": _l("Escort card")}


def shown_on(banquet):
    """What the place cards printed last show; the usual before any was printed."""
    run = session().scalar(select(PrintRun).where(PrintRun.banquet_id == banquet.id, PrintRun.paper == "place_cards")
                           .order_by(PrintRun.id.desc()).limit(1))
    asked = run.style if run is not None else {}
    return Shown(asked.get("where", "seat"), asked.get("titles", "1") != "0")


def new_cards(before, after, shown=Shown()):
    """Kinds of CARDS that differ between two cards (card_of), "" being nobody's."""
    if before == after:
        return ()
    old, new = _said(before, shown), _said(after, shown)
    return tuple(kind for kind in CARDS if old.get(kind) != new.get(kind))


def _said(card, shown):
    if card.count(".") != 3:                                  # nobody's, or kept by an earlier release of the programme: as a whole
        return {kind: card for kind in CARDS if card}
    names, titles, table, seat = card.split(".")
    beside = {"seat": (table, seat), "table": (table,), "none": ()}[shown.place]
    return {"place": (names, titles if shown.titles else "", *beside), "escort": (names, table)}


def moved_between(before, after, shown=Shown()):
    """Moved for everybody who differs between two contents (content_of), in order of attendee id; `shown` as from shown_on."""
    old, new = ({a: ((number, seat), card) for a, number, seat, _locked, card in content["seats"]} for content in (before, after))
    nobody = (None, "")
    found = [(a, old.get(a, nobody), new.get(a, nobody)) for a in sorted(old.keys() | new.keys())]
    return [Moved(a, was[0], now[0], new_cards(was[1], now[1], shown)) for a, was, now in found if was != now]


def content_of(banquet, version=None, rows=None):
    """The content of a version, or of the plan as it is; `rows` are its seats where they were read before (Floor.rows)."""
    return version.content if version is not None else _content(banquet, rows)


def _content(banquet, rows=None):
    """What of the plan can be printed, as data without names (models.PlanVersion)."""
    rows = queries.seatings(banquet) if rows is None else rows
    rows = sorted((row for row in rows if not row.table.is_broken), key=lambda row: (row.table.number, row.seat))
    return {"room": banquet.room or {},
            "tables": [{"number": t.number, "label": t.label, "name": t.name, "kind": t.kind, "seats": t.seats, "sizes": t.sizes or {},
                        "x_cm": t.x_cm, "y_cm": t.y_cm, "rotation": t.rotation, "features": t.features or []} for t in banquet.tables if not t.is_broken],
            "seats": [[row.attendee_id, row.table.number, row.seat, row.is_locked, card_of(row.attendee, row.table, row.seat)] for row in rows]}


def card_of(attendee, table, seat):
    """What can stand on somebody's cards, part by part: a hash of the names, of the titles and of what the table is called, and the seat."""
    person = attendee.person
    parts = [(person.name("zh"), person.name("en")), (person.title("zh"), person.title("en")), (table.called,)]
    return ".".join([*(hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:12] for said in parts), str(seat)])
