"""The printed run sheet of one role, by the press of the papers."""

from dataclasses import replace

from planner.documents.papers import TaskEntry, Text
from planner.documents.queries import Sheaf
from planner.documents.typesetting import paper_pdf
from planner.running import queries, rulebook


def sheet_of(reception, role, lang, *, may):
    """The papers.RunSheet of a role, or with "" of everybody. Raises NotReady for an empty programme."""
    sheet = Sheaf(reception, lambda permission: permission == "person.see" and may(permission)).paper("run_sheet", lang)
    mine = {item.id for item in queries.items_for(role, reception.items, queries.item_roles(reception))}
    days = tuple(replace(day, items=tuple(item for item in day.items if item.key in mine)) for day in sheet.days)
    tasks = tuple(TaskEntry(queries.due_wall(task), _both(lambda lang: queries.title_of(task, lang)), _role(task.role), task.done_at is not None)
                  for task in queries.tasks_of(reception) if role in ("", task.role))
    kept = tuple(day for day in days if day.items or any(task.day == day.day for task in tasks))
    return replace(sheet, days=kept or days[:1], role=_role(role) if role else Text(), tasks=tasks)


def _both(speak):
    return Text(speak("zh"), speak("en"))


def _role(role):
    return _both(lambda lang: rulebook.role_title(role, lang))


def pdf_of(reception, role, lang, *, may):
    """The finished PDF. Raises what the press raises."""
    return paper_pdf("run_sheet", sheet_of(reception, role, lang, may=may), lang)
