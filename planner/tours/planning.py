"""Planning the tours of a day and keeping what was found: the solver's answer as rows, and a plan moved by hand."""

from dataclasses import replace

from planner import audit
from planner.db import session
from planner.errors import Conflict, RuleBroken
from planner.i18n import _l, current_language
from planner.tours import asking, wording
from planner.tours.day import Lock
from planner.tours.models import TourGroup, TourMember, TourVisit
from planner.tours.solver import solve

HAND_STEPS = 2.0


class Impossible(RuleBroken):
    """What was decided by hand breaks a rule; `answer` is the solver's."""

    def __init__(self, answer, sentences):
        text = ("" if current_language() == "zh" else " ").join(sentences) or _l("No plan was found in the time there is.")
        super().__init__(_l("This does not hold, so nothing was changed: %(reasons)s", reasons=text))
        self.answer = answer


def find(tour, at, *, stop=None, progress=None):
    """(Answer, {party key: fingerprint}, {party key: Tour}, standing keys) for the day of a tour; nothing is stored."""
    day, known, standing = asking.day_of(tour, at)
    prints = {key: asking.fingerprint(one, at) for key, one in known.items()}
    return solve(day, stop=stop, progress=progress), prints, known, standing


def store(tour, answer, prints, known, standing, *, by, at):
    """Keep the answer for every tour that was planned. Raises Conflict when people or site changed meanwhile."""
    if any(asking.fingerprint(one, at) != prints[key] for key, one in known.items() if key not in standing):
        raise Conflict(_l("People, times or the site changed while the tours were planned. Please plan again."))
    if answer.plan is None:
        tour.state, tour.reasons, tour.is_smallest = answer.state, [[r.rule, list(r.about)] for r in answer.reasons], answer.is_smallest
        tour.planned_at, tour.planned_for = at, prints[str(tour.id)]
        session().flush()
        audit.append("tour.impossible" if answer.state == "impossible" else "tour.not_found", subject=tour, by=by, at=at, details={"reception": tour.item.reception_id})
        return
    for key, one in known.items():
        if key not in standing:
            keep(one, answer, [g for g in answer.plan.groups if g.party == key], state=answer.state, at=at, planned_for=prints[key])
            audit.append("tour.planned", subject=one, by=by, at=at, details={"reception": one.item.reception_id, "groups": len(one.groups)})


def keep(tour, answer, groups, *, state, at, planned_for):
    """Write the solver's groups of one party into its rows; what a person keeps stays marked."""
    kept = {m.attendee_id for g in tour.groups for m in g.members if m.is_kept}
    rows = {g.number: g for g in tour.groups}
    for row in [g for g in tour.groups if g.number > len(groups)]:
        tour.groups.remove(row)
    for found in groups:
        row = rows.get(found.number + 1)
        if row is None:
            row = TourGroup(number=found.number + 1)
            tour.groups.append(row)
        _fill(row, found, kept)
    tour.state, tour.reasons, tour.is_smallest = state, [], True
    tour.waiting = sum(v.waits for g in groups for v in g.visits)
    tour.walking = sum(b.starts - a.ends for g in groups for a, b in zip(g.visits, g.visits[1:]))
    tour.gap_permille = round(answer.plan.gap * 1000)
    tour.planned_at, tour.planned_for = at, planned_for
    session().flush()
    session().refresh(tour, ["groups"])


def _fill(row, found, kept):
    row.guide_id, row.interpreter_id = int(found.guide) if found.guide else None, int(found.interpreter) if found.interpreter else None
    row.languages, row.left_out = list(found.languages), [int(stop) for stop, _why in found.left_out]
    wanted = [int(v) for v in found.visitors]
    have = {m.attendee_id: m for m in row.members}
    row.members = [have.get(n) or TourMember(attendee_id=n) for n in wanted]
    for member in row.members:
        member.is_kept = member.attendee_id in kept
    row.visits = [TourVisit(stop_id=int(v.stop), starts_minute=v.starts, ends_minute=v.ends, waits=v.waits,
                            walked=[int(s) for s in (found.walks[n - 1] if n and found.walks else ())]) for n, v in enumerate(found.visits)]


# --- by hand ---------------------------------------------------------------------------------------------------------------


def checked_by_hand(tour, number, *, begins=None, by, at):
    """After a person changed what is kept of group `number` (0: the members of all groups): the day is checked anew and stored.

    Everything else on the site stands as it is; where that cannot be, the other groups of this tour move along. `begins`: {stop id: minute}
    that a person wants for the group, whose other times move along in the order there is; None: its times are as kept. Returns whether other
    groups moved. Raises Impossible, with the reasons in words.
    """
    answer, moved = None, False
    for others_stand in (True, False):
        day, _known, _standing = _hand_day(tour, number, begins, others_stand, at)
        try:
            answer = solve(day, steps=HAND_STEPS)
        except ValueError:
            raise RuleBroken(_l("This does not fit together. Please look at groups, stops and times again.")) from None
        moved = not others_stand
        if answer.plan is not None:
            break
    if answer.plan is None:
        raise Impossible(answer, wording.reasons(tour, [[r.rule, list(r.about)] for r in answer.reasons], by, current_language()))
    groups = [g for g in answer.plan.groups if g.party == str(tour.id)]
    keep(tour, answer, groups, state="by_hand", at=at, planned_for=asking.fingerprint(tour, at))
    audit.append("tour.moved_by_hand", subject=tour, by=by, at=at, details={"reception": tour.item.reception_id, "group": number})
    return moved


def _hand_day(tour, number, begins, others_stand, at):
    """The day with other tours pinned; of this tour what is kept and, where `others_stand`, every other group as it is."""
    others = {t.id for t in asking.queries.tours_of_day(tour.site, tour.item.starts_at.date()) if t.id != tour.id and t.groups}
    day, known, standing = asking.day_of(tour, at, pinned=others)
    key = str(tour.id)
    parties = tuple(replace(p, groups=len(tour.groups)) if p.key == key and tour.groups else p for p in day.parties)
    locks = [lock for lock in day.locks if lock.party != key]
    own = asking.kept_parts(tour, parties)
    if others_stand and number:
        own = [*(lock for lock in asking.pinning(tour, but={number}) if lock.group != number - 1 or lock.what == "member"),
               *(lock for lock in own if lock.group == number - 1 and lock.what != "member")]
    if begins is not None:
        own = [lock for lock in own if lock.what != "visit" or lock.group != number - 1] + _wanted_times(tour, number, begins)
    here = {v.key for p in parties if p.key == key for v in p.visitors}
    own = [lock for lock in own if lock.what != "member" or lock.value in here]
    return replace(day, parties=parties, locks=(*locks, *asking.still_meant(own, day, parties))), known, standing


def _wanted_times(tour, number, begins):
    """Locks for the times a person named, and for the order in which the group's stops are."""
    key, group = str(tour.id), next(g for g in tour.groups if g.number == number)
    order = tuple(asking.key_of(v.stop) for v in asking.inner(group))
    return [Lock(key, "order", number - 1, order), *(Lock(key, "visit", number - 1, str(stop), minute) for stop, minute in begins.items())]
