"""The other arrangements of a reception as papers show them: photo, cars, talks, dais, signing."""

from planner.arrangements import places, queries
from planner.arrangements.working_out import work_out, worked
from planner.documents.papers import Arranged, Text

ON_PAPER = ("photo", "car", "talks", "dais", "signing")


def read(reception, entries):
    """{kind: [Arranged]} of what is stored; of a kind that is not, what the programme suggests."""
    found = {}
    stored = [a for a in queries.arrangements_of(reception) if a.kind in ON_PAPER]
    for arrangement in stored:
        _add(found, arrangement.kind, work_out(arrangement), arrangement.item, arrangement, entries)
    for proposal in queries.proposals(reception):
        if proposal.kind.id in ON_PAPER and proposal.kind.id not in {a.kind for a in stored}:
            pack = queries.usual_pack(reception)
            made = worked(proposal.kind, reception, proposal.setting, {}, pack, proposal.cast, item=proposal.item)
            _add(found, proposal.kind.id, made, proposal.item, proposal, entries)
    return found


def _add(found, kind, made, item, titled, entries):
    if made.problem or not made.spots:
        return
    away = {attendee.id for attendee in made.absent}
    spots = [spot for spot in made.spots if spot.attendee.id in entries and spot.attendee.id not in away]
    order = {place: number for number, place in enumerate(made.places)}
    spots.sort(key=lambda spot: order.get(spot.place, len(order)))
    rows, driver = {}, ""
    for spot in spots:
        if spot.place == "driver":
            driver = spot.attendee.person.phone or ""
        row = "" if kind == "car" else places.row_of(spot.place)
        words = Text(made.place_words(spot.place, "zh"), made.place_words(spot.place, "en"))
        rows.setdefault(row, []).append((words, entries[spot.attendee.id]))
    found.setdefault(kind, []).append(Arranged(
        Text(titled.title("zh") or made.kind.title["zh"], titled.title("en") or made.kind.title["en"]), item.starts_at if item else None,
        Text(item.place("zh"), item.place("en")) if item else Text(),
        tuple((Text(row), tuple(people)) for row, people in rows.items()), driver))  # fmt: skip
