"""The released programme and the draft: releasing, what differs, and who must be told what, once."""

from sqlalchemy import delete, func, select

from planner import audit
from planner.db import lock, session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.programme import checks, engagements
from planner.programme.models import ProgrammeVersion, Telling

WAYS = ("mail", "phone", "in_person")
SAME = ("starts_at", "ends_at", "place")


def content_of(reception, at, own=None):
    """What a version keeps (`own` are its engagements where they are known), without names: {"items": {id: {"kind", "title", "starts_at", "ends_at", "place", "people"}}}."""
    items = {item.id: item for item in reception.items}
    return {"items": {str(one.item_id): {
        "kind": one.kind, "title": list(one.title), "starts_at": one.starts_at.isoformat(timespec="minutes"),
        "ends_at": one.ends_at.isoformat(timespec="minutes") if one.has_end else "",
        "place": [items[one.item_id].place(lang) for lang in ("zh", "en")], "people": sorted(one.people)}
        for one in (engagements.of_reception(reception, at) if own is None else own)}}


def newest(reception):
    """The version in force, or None before the first release."""
    return session().scalar(select(ProgrammeVersion).where(ProgrammeVersion.reception_id == reception.id)
                            .order_by(ProgrammeVersion.number.desc()).limit(1))


def versions_of(reception):
    """All versions, the newest first."""
    return session().scalars(select(ProgrammeVersion).where(ProgrammeVersion.reception_id == reception.id)
                             .order_by(ProgrammeVersion.number.desc())).unique().all()


def differences(before, after):
    """[{"item", "what", "from", "to", "title"}] from one content to another, in the order of the day.

    `what` is added, removed, moved (other times), placed (another place) or people; of an item several may hold.
    """
    old, new = before.get("items", {}), after.get("items", {})
    found = []
    for key in sorted({*old, *new}, key=lambda key: ((new.get(key) or old[key])["starts_at"], int(key))):
        was, now = old.get(key), new.get(key)
        about = {"item": int(key), "title": (now or was)["title"], "kind": (now or was)["kind"]}
        if was is None or now is None:
            there = now or was
            found.append({**about, "what": "added" if was is None else "removed", "from": there["starts_at"], "to": there["ends_at"]})
            continue
        if (was["starts_at"], was["ends_at"]) != (now["starts_at"], now["ends_at"]):
            found.append({**about, "what": "moved", "from": was["starts_at"], "to": now["starts_at"]})
        if was["place"] != now["place"]:
            found.append({**about, "what": "placed", "from": was["place"], "to": now["place"]})
        if was["people"] != now["people"]:
            found.append({**about, "what": "people", "from": sorted(set(was["people"]) - set(now["people"])), "to": sorted(set(now["people"]) - set(was["people"]))})
    return found


def concerned(before, after):
    """{person id: [difference]}: of each difference those who take part before or after; of "people" only those who join or leave."""
    told = {}
    for one in differences(before, after):
        sides = [content.get("items", {}).get(str(one["item"]), {}).get("people", []) for content in (before, after)]
        joined, left = set(sides[1]) - set(sides[0]), set(sides[0]) - set(sides[1])
        if one["what"] == "people":
            for people, what in ((joined, "joined"), (left, "left")):
                for person in sorted(people):
                    told.setdefault(person, []).append({**one, "what": what, "from": "", "to": ""})
        else:
            for person in sorted(set(sides[0]) & set(sides[1]) if sides[0] and sides[1] else {*sides[0], *sides[1]}):
                told.setdefault(person, []).append(one)
    return told


def release(reception, *, note="", agreed=(), by, at):
    """Make the programme as it stands the one in force, and note who must be told. Returns the ProgrammeVersion.

    Refused while a rule taken as "block" is broken, unless the rule is in `agreed`; and when nothing has changed, so that a form sent twice releases once.
    """
    lock(reception)
    blocks = [one for one in checks.of_reception(reception, at) if one.level == "block" and one.rule not in agreed]
    if blocks:
        raise RuleBroken(_l("The programme cannot be released yet: %(found)s", found=blocks[0].text))
    content, before = content_of(reception, at), newest(reception)
    if not content["items"]:
        raise RuleBroken(_l("The programme is empty. Please add an item first."))
    if before is not None and before.content == content:
        raise RuleBroken(_l("Nothing has changed since version %(number)s was released.", number=before.number))
    version = ProgrammeVersion(reception_id=reception.id, number=before.number + 1 if before else 1, content=content, note=note, released_at=at, released_by_id=by.id)
    session().add(version)
    session().flush()
    _note_whom_to_tell(reception, version)
    audit.append("programme.released", subject=version, by=by, at=at, details={"number": version.number, "agreed": sorted(agreed)})
    return version


def _note_whom_to_tell(reception, version):
    """A Telling for everybody for whom something differs from what they were last told; older ones nobody acted on fall away."""
    older = select(ProgrammeVersion.id).where(ProgrammeVersion.reception_id == reception.id, ProgrammeVersion.id != version.id)
    session().execute(delete(Telling).where(Telling.version_id.in_(older), Telling.told_at.is_(None)))
    known = _last_told(reception)
    contents = {one.number: one.content for one in versions_of(reception)}
    changes_since = {number: concerned(contents.get(number, {}), version.content) for number in {0, *known.values()}}
    people = {*changes_since[0], *known}
    for person in sorted(people):
        changes = changes_since[known.get(person, 0)].get(person, [])
        if changes:
            session().add(Telling(version_id=version.id, person_id=person, changes=changes))
    session().flush()


def _last_told(reception):
    """{person id: number of the version they were last told of}."""
    rows = session().execute(select(Telling.person_id, func.max(ProgrammeVersion.number)).join(Telling.programme)
                             .where(ProgrammeVersion.reception_id == reception.id, Telling.told_at.is_not(None)).group_by(Telling.person_id))
    return {person: number for person, number in rows}


def to_tell(reception):
    """Tellings nobody has acted on, by person."""
    found = session().scalars(select(Telling).join(Telling.programme).where(ProgrammeVersion.reception_id == reception.id, Telling.told_at.is_(None))).unique().all()
    return sorted(found, key=lambda one: (one.person.client_id is not None, one.person.sort_key, one.id))


def mark_told(telling, how, *, by, at):
    """Somebody was told; a second time is refused, so that nobody is told twice."""
    if how not in WAYS:
        raise RuleBroken(_l("Please choose how they were told."), field="how")
    lock(telling)
    if telling.told_at is not None:
        raise RuleBroken(_l("They have been told already."))
    telling.told_at, telling.told_by_id, telling.how = at, by.id, how
    session().flush()
    audit.append("programme.told", subject=telling, by=by, at=at, details={"how": how})


def is_draft(reception, at):
    """Whether the programme differs from the released one, or was never released."""
    version = newest(reception)
    return version is None or version.content != content_of(reception, at)
