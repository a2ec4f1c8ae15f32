"""The programme as a picture: minutes of the day, ready for the timeline macro."""

from planner.formats import clock_time, day
from planner.i18n import _, current_language
from planner.receptions.queries import by_day

SHORTEST_MINUTES = 15


def timeline_days(items, href=None, off=frozenset()):
    """[{"label", "items"}] a day; an item without an end is drawn with the shortest bar. `off`: ids of items that were called off."""
    return [{"label": day(date, "weekday"), "items": [_bar(item, href, item.id in off) for item in found]} for date, found in by_day(items)]


def _bar(item, href, is_off):
    start = item.starts_at.hour * 60 + item.starts_at.minute
    length = (item.ends_at - item.starts_at).total_seconds() // 60 if item.ends_at else SHORTEST_MINUTES
    end = min(start + max(int(length), SHORTEST_MINUTES), 1440)
    time = clock_time(item.starts_at) + (f"–{clock_time(item.ends_at)}" if item.ends_at else "")
    return {"start": start, "end": end, "time": time, "label": item.title(current_language()) + (f" ({_('called off')})" if is_off else ""), "kind": item.kind,
            "href": href(item) if href else ""}
