"""How long each class of data is kept, from retention.toml, and when that time is over."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

ENDS = ("pseudonym", "emptied", "deleted", "kept", "expires")
FILE = Path(__file__).parent / "retention.toml"


@dataclass(frozen=True)
class Rule:
    """One class of the column register. `days`, `months` or `years` is the period; `then` is what happens after it."""

    privacy: str
    period: int
    unit: str
    then: str
    register: str
    title_zh: str
    title_en: str
    source: str
    reason_zh: str
    reason_en: str

    def title(self, lang):
        return self.title_zh if lang == "zh" else self.title_en

    def reason(self, lang):
        return self.reason_zh if lang == "zh" else self.reason_en

    def due_at(self, last_day, zone):
        """The moment, in UTC, from which data may no longer be there: so long after the midnight that ends `last_day`."""
        first = last_day + timedelta(days=1)
        if self.unit == "days":
            first += timedelta(days=self.period)
        else:
            first = add_months(first, self.period * (12 if self.unit == "years" else 1))
        return datetime.combine(first, time(), ZoneInfo(zone)).astimezone(UTC)


def add_months(day, months):
    """The same day so many months later; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return day.replace(year=year, month=month + 1, day=last)
        except ValueError:
            continue
    return day.replace(year=year, month=month + 1)


@cache
def rules():
    """{privacy class: Rule}."""
    return read_rules(FILE.read_text("utf-8"))


def read_rules(text):
    """The rules of this TOML. Raises ValueError for a period outside its bounds or an unknown end."""
    return {entry["privacy"]: _rule(dict(entry)) for entry in tomllib.loads(text)["class"]}


def _rule(entry):
    least, most = entry.pop("least"), entry.pop("most")
    unit, = (name for name in ("days", "months", "years") if name in entry)
    period = entry.pop(unit)
    if not least <= period <= most:
        raise ValueError(f"{entry['privacy']}: {period} {unit} is not between {least} and {most}")
    if entry["then"] not in ENDS:
        raise ValueError(f"{entry['privacy']}: no such end as {entry['then']!r}")
    return Rule(period=period, unit=unit, **entry)
