"""The one place that reads the clock. Tests and the plan command set it."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_fixed = ContextVar("fixed_now", default=None)


def now():
    """This moment, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today(zone):
    """Today's date on the wall of `zone`: the reception's where there is one, else the installation's."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def fixed(moment):
    """Let now() be `moment` (aware) inside the block."""
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
