"""What is wrong with a day's calls, one by one: pure, on minutes since midnight. Sentences are made by wording.py."""

from dataclasses import dataclass

from planner.calls import rulebook


@dataclass(frozen=True)
class Timed:
    """A call as it stands in the day. `begins` is None without an appointment; `travel` are the minutes from the call before,
    `is_guess` when nobody knows them."""

    key: int
    begins: int | None
    stay: int
    window: tuple = (None, None)
    travel: int = 0
    is_guess: bool = False
    ready: bool = True

    @property
    def ends(self):
        return self.begins + self.stay


@dataclass(frozen=True)
class Found:
    """One conflict of a call: `code`, the rule it is measured by, the minutes it is about, and the other call, if any."""

    key: int
    code: str
    rule: str
    minutes: int = 0
    other: int | None = None

    @property
    def is_bad(self):
        return self.code in ("overlap", "no_way", "outside_window")


def conflicts(calls):
    """[Found] of a day's calls, which must be in the order of their times (those without a time last)."""
    found, before = [], None
    for call in calls:
        found += _alone(call)
        if call.begins is not None:
            if before is not None:
                found += _after(before, call)
            if before is None or call.ends > before.ends:
                before = call
    return found


def _alone(call):
    least, _usual, most = rulebook.stay()
    if call.begins is None:
        yield Found(call.key, "no_time", "prepared")
    else:
        if call.begins < rulebook.opens() or call.ends > rulebook.closes():
            yield Found(call.key, "outside_hours", "hours")
        first, last = call.window
        if first is not None and call.begins < first or last is not None and call.ends > last:
            yield Found(call.key, "outside_window", "prepared")
    if call.stay < least:
        yield Found(call.key, "too_short", "stay", least - call.stay)
    if call.stay > most:
        yield Found(call.key, "too_long", "stay", call.stay - most)
    if not call.ready:
        yield Found(call.key, "not_ready", "prepared")


def _after(before, call):
    if call.begins < before.ends:
        yield Found(call.key, "overlap", "travel", before.ends - call.begins, before.key)
        return
    spare = call.begins - before.ends - call.travel
    if spare < 0:
        yield Found(call.key, "no_way", "travel", -spare, before.key)
    elif spare < rulebook.early_minutes():
        yield Found(call.key, "not_early", "early", spare, before.key)
    if call.is_guess:
        yield Found(call.key, "way_unknown", "travel", call.travel, before.key)


def standing(planned, arrived, now):
    """How a sign-in compares with the plan, in minutes since midnight: "early" (ten minutes or more before, as the rule
    wants), "on_time", "late", "missed" (over and nobody signed in), "waiting", or "unplanned" without an appointment.

    `planned` is (begins, ends) or None; `arrived` a minute or None.
    """
    if planned is None:
        return "unplanned" if arrived is not None else "waiting"
    begins, ends = planned
    if arrived is None:
        return "missed" if now > ends else "waiting"
    if arrived <= begins - rulebook.early_minutes():
        return "early"
    return "on_time" if arrived <= begins else "late"
