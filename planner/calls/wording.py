"""The sentences of calls: times, conflicts, who cannot be reached, standings; in the language of this answer."""

from planner.calls import queries, rulebook
from planner.formats import moment
from planner.i18n import _, _l, current_language

STANDING_WORDS = {"early": _l("ten minutes early"), "on_time": _l("on time"), "late": _l("late"), "missed": _l("missed"),
                  "waiting": _l("still to come"), "unplanned": _l("no time agreed")}
STANDING_MARKS = {"early": "good", "on_time": "plain", "late": "warn", "missed": "bad", "waiting": "quiet", "unplanned": "quiet"}


def clock_of(minute):
    """540 -> "09:00"; "" of None."""
    return "" if minute is None else f"{minute // 60:02}:{minute % 60:02}"


def arrival(call):
    """When our person signed in: the time alone, with its date where that is another day; "" before."""
    if call.sign_in is None:
        return ""
    minute = queries.minute_on(call, call.sign_in.arrived_at)
    return clock_of(minute) if 0 <= minute < 1440 else moment(call.sign_in.arrived_at)


def window_words(call):
    """09:00–11:00, “from 09:00”, “until 11:00”, or nothing."""
    if call.window_from is not None and call.window_until is not None:
        return f"{clock_of(call.window_from)}–{clock_of(call.window_until)}"
    if call.window_from is not None:
        return _("from %(time)s", time=clock_of(call.window_from))
    return _("until %(time)s", time=clock_of(call.window_until)) if call.window_until is not None else ""


def conflict_words(found, day):
    """One checks.Found as a sentence with a verb."""
    other = day.call(found.other).client.name(current_language()) if found.other is not None else ""
    call, hours = day.call(found.key), rulebook.rules()["hours"]
    return {
        "no_time": lambda: _("No time is agreed yet. Ask the client for one, or take a time from the best order."),
        "outside_hours": lambda: _("It lies outside calling hours, %(opens)s to %(closes)s. Move it, or settle it with your manager.", opens=hours["opens"], closes=hours["closes"]),
        "outside_window": lambda: _("The client asked for %(window)s. Move it into that time.", window=window_words(call)),
        "too_short": lambda: _("%(minutes)s minutes are planned; a call takes at least %(least)s.", minutes=call.stay_minutes, least=rulebook.stay()[0]),
        "too_long": lambda: _("%(minutes)s minutes are planned; take leave after %(most)s at the latest.", minutes=call.stay_minutes, most=rulebook.stay()[2]),
        "not_ready": lambda: _("Materials and cards are not ticked yet."),
        "overlap": lambda: _("It begins %(minutes)s minutes before the call on %(other)s is over. Move one of them.", minutes=found.minutes, other=other),
        "no_way": lambda: _("The way from %(other)s takes %(minutes)s minutes too long. Move one of them.", minutes=found.minutes, other=other),
        "not_early": lambda: _("Coming from %(other)s you are there %(minutes)s minutes before, not %(early)s.", other=other, minutes=found.minutes, early=rulebook.early_minutes()),
        "way_unknown": lambda: _("Nobody entered how long the way from %(other)s takes; %(minutes)s minutes are assumed.", other=other, minutes=found.minutes),
    }[found.code]()


def left_out_words(left, day):
    """Why a call cannot be reached in time."""
    lang = current_language()
    if left.why == "window":
        return _("The time the client asked for leaves no room for the call within calling hours. Ask for another time.")
    if left.why == "far":
        return _("Even as the first call of the day it would be reached too late. Leave earlier, or ask for a later time.")
    names = ("、" if lang == "zh" else ", ").join(day.call(key).client.name(lang) for key in left.others)
    if not names:
        return _("The day is full: no single other call makes enough room. Move it to another day.")
    return _("The day is full. It fits if one of these moves to another day: %(names)s.", names=names)


def rule_of(found):
    """The rule behind a conflict, as why() of the templates wants it."""
    return reason_of(rulebook.rules()[found.rule])


def reason_of(entry):
    """An entry of the rules as {"title", "text", "source"} for “Why?”."""
    lang = current_language()
    return {"title": entry["title"][lang], "text": entry["reason"][lang], "source": entry["source"][lang]}


def task_words(task):
    """What is to be done, in words."""
    lang = current_language()
    if task.kind == "result" and task.call.record:
        return rulebook.by_code("results")[task.call.record.result].get("task", {}).get(lang, "")
    entry = rulebook.by_code("problem_steps").get(task.kind)
    return entry["title"][lang] if entry else rulebook.title("results", "C", lang)


def rule_of_task(task):
    """Why it is due then."""
    if task.kind == "result" and task.call.record:
        entry = rulebook.by_code("results")[task.call.record.result]
        if "reason" in entry:
            return {"title": f"{task.call.record.result} {entry['title'][current_language()]}", "text": entry["reason"][current_language()], "source": ""}
    entry = rulebook.by_code("problem_steps").get(task.kind)
    return reason_of(entry) if entry else None
