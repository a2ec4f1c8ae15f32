"""The tour solver: groups, guides, order and times of all tours of a day on one site. Pure: values in, values out."""

from planner.tours.day import Answer, Day


def solve(day: Day, *, steps: float = 20.0, stop=None, progress=None) -> Answer:
    """The day with least walking and waiting, with a proof or a gap, or a smallest set of reasons why there is none.

    `steps`: work allowed, in the deterministic units of the search (about seconds of one core); same day and steps, same plan.
    `stop`: called now and then; a true answer ends the search with the best plan so far.
    `progress`: called with (cost, bound) whenever a better plan is known.
    Raises ValueError for keys that name nothing.
    """
    raise NotImplementedError
