"""The day of the demonstration's Huaxin reception, demo/running.toml: the checklist with some ticks, menus, self-checks."""

import tomllib

from sqlalchemy import select

from planner import folder_of
from planner.db import session
from planner.running import actions, queries
from planner.running.models import ChecklistTask


def lay_out_story(reception, *, at):
    """Lay out the checklist and tick a little of it, once."""
    if session().scalar(select(ChecklistTask.id).where(ChecklistTask.reception_id == reception.id).limit(1)) is not None:
        return
    data, by = tomllib.loads((folder_of("demo") / "running.toml").read_text("utf-8")), reception.owner
    actions.lay_out(reception, by=by, at=at)
    for values in data["tasks"]:
        task = actions.add_task(reception, role=values["role"], title_zh=values["title_zh"], title_en=values["title_en"], due_at=values["due"], by=by, at=at)
        if values.get("is_done"):
            actions.tick(task, by=by, at=at)
    for task in queries.tasks_of(reception):
        if task.step in data["done"]["steps"]:
            actions.tick(task, by=by, at=at)
    meals = {item.title_zh: item for item in queries.meals_of(reception)}
    for values in data["menus"]:
        if values["meal"] in meals:
            actions.set_menu(meals[values["meal"]], values["dishes"], by=by, at=at)
    hosts = {host.person.name_zh: host.person for host in queries.hosts_of(reception)}
    for values in data["scores"]:
        if values["person"] in hosts:
            actions.score(reception, hosts[values["person"]], values["marks"], by=by, at=at)
