"""What is done on the day: noting who is there, letting somebody in, changing a rank, closing a table, repairing the plan."""

from sqlalchemy import func, select

from planner import audit
from planner.banquets import queries as banquets
from planner.banquets import steps, versions
from planner.banquets.models import Presence
from planner.db import lock, session
from planner.errors import Conflict, RuleBroken
from planner.i18n import _l
from planner.on_the_day import doors, finder, queries
from planner.on_the_day.models import DoorEntry, RankChange, SeatFinder, WalkIn
from planner.on_the_day.repairing import NOTHING_CHANGED, Repair
from planner.people import actions as people
from planner.people.names import script_of
from planner.receptions import party_actions
from planner.receptions.models import ItemReply
from planner.receptions.queries import item_reply

RELEASE_NAME = {"repair": _l("Repaired on the day"), "swap": _l("Changed on the day")}


def note_presence(banquet, attendee, state, *, by, at, said_at=None, door="", key=None):
    """Note that somebody is here, late or absent, or ("awaited") take the note back. Returns the Presence that stands now, or None.

    What was given last counts (`said_at`, where that was before `at`: a device sends later what it kept without network), and the earlier
    words stay. The same `key` twice is once; without a key, so is the same word twice.
    """
    if state not in (*queries.STATES, queries.AWAITED):
        raise RuleBroken(_l("Please choose here, late or absent."))
    if said_at is not None and said_at > at:
        raise RuleBroken(_l("This moment has not come yet. When was it said?"))
    lock(attendee)  # two doors that note one person at the same moment: one after the other
    noted = queries.presence_of(banquet, attendee)
    if queries.entry_with(banquet, key) is not None or key is None and (noted.state if noted else queries.AWAITED) == state:
        return noted
    if state in queries.STATES:
        _must_be_expected(banquet, attendee)
    given = said_at or at
    session().add(DoorEntry(banquet_id=banquet.id, attendee_id=attendee.id, state=state, at=given, noted_at=at if given != at else None,
                            door=door, key=key, person_id=by.id))
    session().flush()
    noted = _stand(banquet, attendee, noted)
    audit.append("presence.noted", subject=attendee, by=by, at=at, details={"banquet": banquet.id, "state": state} | ({"door": door} if door else {}))
    return noted


def _stand(banquet, attendee, noted):
    """The Presence as the words given about somebody come to; None where they are awaited."""
    first = doors.since(queries.entries_of(banquet, attendee))
    if first.state == queries.AWAITED:
        if noted is not None:
            session().delete(noted)
        noted = None
    else:
        if noted is None:
            noted = Presence(banquet_id=banquet.id, attendee_id=attendee.id)
            session().add(noted)
        noted.state, noted.at, noted.person_id = first.state, first.at, first.person_id
    session().flush()
    return noted


def _must_be_expected(banquet, attendee):
    if attendee.id not in banquets.dining_ids(banquet):
        raise RuleBroken(_l("%(name)s was not expected at this banquet. Please choose “Comes after all” first.", name=attendee.person.both_names()))


def come_after_all(banquet, attendee, *, diet=None, by, at, said_at=None, door="", key=None):
    """Somebody of the reception who declined, or was not to dine, has come: has a place at this banquet from now on."""
    changes = ({} if attendee.dines else {"dines": True}) | ({"diet": diet} if diet else {})
    if changes:
        party_actions.change_attendee(attendee, by=by, at=at, **changes)
    reply = item_reply(banquet.item_id, attendee.id) or ItemReply(item_id=banquet.item_id, attendee_id=attendee.id)
    reply.answer, reply.starts_at, reply.at = "accepted", banquet.item.starts_at, at
    session().add(reply)
    session().flush()
    return note_presence(banquet, attendee, "here", by=by, at=at, said_at=said_at, door=door, key=key)


def add_newcomer(banquet, *, name, side, title, like, name_en="", client=None, person=None, diet=None, word_of=None, represents=None, by, at,
                 said_at=None, door="", key=None):
    """Somebody comes who was not expected: takes part from now on, ranked like the attendee `like`, and is here.

    `person` is who it is when already known; otherwise the person is made: `name` in any script, `name_en` in Latin letters
    besides. `diet` is as Attendee.diet. Who comes in the place of `represents` is a substitute, everybody else a WalkIn, let in on the word of
    the attendee `word_of`. Returns the Attendee; for a `key` sent before, the one made then.
    """
    known = queries.walk_in_with(banquet, key)
    if known is not None:
        return known.attendee
    if like is not None and like.reception_id != banquet.reception_id:
        raise RuleBroken(_l("Please choose somebody of this reception."), field="like_id")
    if person is None:
        person = _new_person(name, name_en, side, title, client, by, at)
    attendee = party_actions.add_attendee(banquet.reception, person, side, by=by, at=at, dines=True,
                                          **({"rank": like.rank} if like is not None else {}), **({"diet": diet} if diet else {}),
                                          **({"represents_id": represents.id} if represents is not None else {}))
    if represents is None:
        session().add(WalkIn(banquet_id=banquet.id, attendee_id=attendee.id, word_of_id=word_of.id if word_of is not None else None,
                             at=said_at or at, key=key, person_id=by.id))
    note_presence(banquet, attendee, "here", by=by, at=at, said_at=said_at, door=door, key=key)
    return attendee


def _new_person(name, name_en, side, title, client, by, at):
    """Letters decide which column a text belongs to; people.actions sorts out the other scripts."""
    values = {"name_en": name} if script_of(name) == "latin" and not name_en else {"name_zh": name, "name_en": name_en}
    values["title_en" if script_of(title) == "latin" else "title_zh"] = title
    if side == "host":
        return people.add_staff(by=by, at=at, **values)
    if client is None:
        raise RuleBroken(_l("Please choose from the list."), field="client_id")
    return people.add_contact(client, by=by, at=at, **values)


def change_rank(banquet, attendee, like, *, by, at):
    """Rank somebody like another attendee, and note that the seats are to follow. Returns whether anything changed."""
    if like.reception_id != attendee.reception_id or like.id == attendee.id:
        raise RuleBroken(_l("Please choose somebody of this reception."), field="like_id")
    before = attendee.rank
    if before == like.rank:
        return False
    party_actions.change_attendee(attendee, by=by, at=at, rank=like.rank)
    session().add(RankChange(banquet_id=banquet.id, attendee_id=attendee.id, rank_before=before, at=at, person_id=by.id))
    session().flush()
    return True


def keep_seats(banquet, *, by, at):
    """Leave everybody where they are although ranks changed."""
    for change in queries.open_ranks(banquet):
        session().delete(change)
    session().flush()
    audit.append("day.ranks_left", subject=banquet, by=by, at=at)


def set_broken(banquet, table, is_broken, *, by, at):
    """A table cannot be used, or can again. At least one table stays."""
    if table.is_broken == is_broken:
        return
    if is_broken and all(t.is_broken or t is table for t in banquet.tables):
        raise RuleBroken(_l("This is the last table that can be used."))
    table.is_broken = is_broken
    session().flush()
    audit.append("table.broken" if is_broken else "table.usable", subject=banquet, by=by, at=at, details={"table": table.number})


def choose_way(banquet, mark, *, by, at, seen, releases=False):
    """Do what one way of Repair says, as one step, and release the plan anew when asked. Returns the PlanStep, or None.

    Conflict when that way is no longer one of them: people, seats or ranks were changed meanwhile.
    """
    repair = Repair(banquet)
    if repair.obstacles:
        raise RuleBroken(repair.obstacles[0][0])
    if not repair.changes:
        raise Conflict(NOTHING_CHANGED)
    way = next((w for w in repair.ways if w.mark == mark), None)
    if way is None:
        raise Conflict(_l("Something has changed while you were deciding. Nobody was moved; please look at the ways to go on anew."))
    locked = {row.attendee_id for row in banquets.seatings(banquet) if row.is_locked}
    wanted = {a: (place[0].id, place[1], a in locked) if place else None for a, place in way.places.items()}
    step = steps.change_seats(banquet, wanted, kind="repair", by=by, at=at, seen=seen, cost=way.cost)
    for change in repair.changes.ranks:
        change.settled_step_id = step.id if step else None
        if step is None:
            session().delete(change)
    session().flush()
    if releases:
        release_again(banquet, "repair", by=by, at=at)
    return step


def release_again(banquet, why, *, by, at):
    """A new release of the plan as it is; RuleBroken before the first one, which is decided in the studio."""
    if versions.released(banquet) is None:
        raise RuleBroken(_l("The plan was never released. Please release it in the studio first."))
    return versions.release(banquet, name=str(RELEASE_NAME[why]), by=by, at=at)


# --- the link by which guests find their seat -------------------------------------------------------------------------


def make_finder(banquet, *, by, at):
    """A new link for guests; an earlier one stops working."""
    if versions.released(banquet) is None:
        raise RuleBroken(_l("The plan is not released yet. Guests are shown the released plan only."))
    _revoke(banquet, at)
    number = (session().scalar(select(func.max(SeatFinder.number)).where(SeatFinder.banquet_id == banquet.id)) or 0) + 1
    made = SeatFinder(banquet_id=banquet.id, number=number, token_hash=finder.hash_of(finder.token_of(banquet.id, number)), created_at=at, created_by_id=by.id)
    session().add(made)
    session().flush()
    audit.append("seat_finder.made", subject=banquet, by=by, at=at, details={"number": number})
    return made


def revoke_finder(banquet, *, by, at):
    """The link stops working at once."""
    if _revoke(banquet, at):
        audit.append("seat_finder.revoked", subject=banquet, by=by, at=at)


def _revoke(banquet, at):
    found = finder.open_finder(banquet)
    if found is not None:
        found.revoked_at = at
        session().flush()
    return found
