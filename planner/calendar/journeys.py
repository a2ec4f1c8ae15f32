"""Journeys from a calendar file, as they come back from the page, put into the programme."""

import re
from datetime import datetime

from planner.calendar.proposals import MOST_PROPOSALS, Proposal, mark_of
from planner.errors import Conflict
from planner.i18n import _l
from planner.programme.actions import set_participants
from planner.programme.flights import cleaned
from planner.receptions.actions import add_item, change_item

_MARK = re.compile(r"(arrival|send_off) ([A-Z0-9]{2,6}) (\d{4}-\d\d-\d\dT\d\d:\d\d)(?: (\d{1,9}) (\d{1,9}))?")


def chosen(marks, reception):
    """The Proposals of these marks, as mark_of() wrote them; what was not written by it is left out."""
    items, found = {item.id: item for item in reception.items}, []
    for text in marks[:MOST_PROPOSALS]:
        read = _MARK.fullmatch(text)
        if read is None or cleaned(read[2]) != read[2] or read[4] and int(read[4]) not in items:
            continue
        try:
            starts_at = datetime.fromisoformat(read[3])
        except ValueError:
            continue
        known = items.get(int(read[4])) if read[4] else None
        if known is not None and mark_of(Proposal(read[2], read[1], starts_at, known=known)) != text:
            raise Conflict(_l("The programme was changed meanwhile. Nothing was stored; please read the file again."))
        found.append(Proposal(read[2], read[1], starts_at, known=known))
    return found


def take(reception, journeys, *, attendee_id, by, at):
    """Each journey as an item of its own, with a fixed time, or as the new time of the item that bears its number. Returns how many.

    With `attendee_id` (of this reception; NotFound for others) a new item is for this guest alone. Raises RuleBroken, as every item does.
    """
    for journey in journeys:
        if journey.known is not None:
            item = journey.known
            ends_at = item.ends_at + (journey.starts_at - item.starts_at) if item.ends_at else None
            change_item(item, starts_at=journey.starts_at, ends_at=ends_at, is_fixed=True, by=by, at=at)
            continue
        item = add_item(reception, kind=journey.kind, starts_at=journey.starts_at, title_zh=journey.title("zh"), title_en=journey.title("en"), is_fixed=True,
                        flight=journey.number, by=by, at=at)
        if attendee_id:
            set_participants(item, "named", attendees=[attendee_id], by=by, at=at)
    return len(journeys)
