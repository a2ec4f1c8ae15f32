"""Where a seat is, and what somebody did to the plan, in words for the reader."""

from planner.i18n import _, current_language

ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def place_words(table, steps):
    """ "Table 2, third from the host's right": a BanquetTable and the steps of Hall.seat_places."""
    return _("Table %(table)s, %(place)s", table=table.called, place=_from_the_host(table.number == 1, steps))


def _from_the_host(is_main, steps):
    if steps is None:
        return _("facing the host") if is_main else _("facing the table's host")
    if steps == 0:
        return _("the host's seat") if is_main else _("the seat of the table's host")
    if abs(steps) == 1:
        at_right = _("at the host's right") if is_main else _("at the right of the table's host")
        at_left = _("at the host's left") if is_main else _("at the left of the table's host")
        return at_right if steps > 0 else at_left
    nth = _nth(abs(steps))
    if steps > 0:
        return _("%(nth)s from the host's right", nth=nth) if is_main else _("%(nth)s from the right of the table's host", nth=nth)
    return _("%(nth)s from the host's left", nth=nth) if is_main else _("%(nth)s from the left of the table's host", nth=nth)


def _nth(number):
    if current_language() == "zh":
        return str(number)
    return ORDINALS[number] if number < len(ORDINALS) else f"{number}th"


def step_words(step, who, people, tables):
    """What a PlanStep did: "Yuan Jie moved Huang Wei to table 2, seat 3." `people` are Diners by id, `tables` BanquetTables by id."""
    attendee_id, _old, new = step.changes[0] if step.changes else (None, None, None)
    person = people.get(attendee_id)
    name = person.person.name(current_language()) if person else _("somebody")
    if step.kind == "move" and new and new[0] in tables:
        return _("%(who)s moved %(name)s to table %(table)s, seat %(seat)s.", who=who, name=name, table=tables[new[0]].called, seat=new[1] + 1)
    if step.kind == "unseat":
        return _("%(who)s took the seat of %(name)s away.", who=who, name=name)
    if step.kind == "lock":
        return _("%(who)s locked %(name)s in this seat.", who=who, name=name)
    if step.kind == "unlock":
        return _("%(who)s unlocked the seat of %(name)s.", who=who, name=name)
    return {"solve": _("%(who)s had everyone seated anew.", who=who), "repair": _("%(who)s repaired the plan.", who=who),
            "room": _("%(who)s drew the room anew.", who=who), "restore": _("%(who)s brought an earlier version back.", who=who), "clear": _("%(who)s took all seats away.", who=who),
            "undo": _("%(who)s took a change back.", who=who), "redo": _("%(who)s made a change again.", who=who)
            }.get(step.kind, _("%(who)s changed the plan.", who=who))
