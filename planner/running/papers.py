"""What the papers of a reception show of its day: the menus."""

from planner.documents.papers import MenuEntry, Text
from planner.documents.sources import source
from planner.running import queries, rulebook


@source("menus")
def menus(reception):
    """A MenuEntry for each meal whose dishes are known, in the order of the programme."""
    known = queries.menus_of(reception)
    return tuple(_entry(item, known[item.id]) for item in queries.meals_of(reception) if item.id in known)


def _entry(item, menu):
    titles, dishes = rulebook.courses(), menu.by_course()
    courses = tuple((Text(titles[course]["title"]["zh"], titles[course]["title"]["en"]), tuple(Text(*dish) for dish in dishes[course]))
                    for course in titles if course in dishes)
    return MenuEntry(Text(item.title("zh"), item.title("en")), item.starts_at, courses, item.id)
