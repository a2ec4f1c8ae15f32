"""Waking the worker: huey's queue on SQLite, or on Redis where that is set, carrying one plain byte and no work.

Losing a wake-up loses nothing but a few seconds: the jobs table is the truth and the worker looks there by itself.
"""

import time
from functools import lru_cache

from flask import current_app

LOOKS_BY_ITSELF_SECONDS = 5


@lru_cache
def _storage(data_dir, redis_url):
    from huey import RedisHuey, SqliteHuey  # costs start-up time that most commands need not pay

    if redis_url:
        return RedisHuey("shangzuo", url=redis_url, results=False, read_timeout=1).storage
    return SqliteHuey("shangzuo", filename=str(data_dir / "wake.sqlite"), results=False).storage


def _own():
    settings = current_app.extensions["settings"]
    return _storage(settings.data_dir, settings.redis_url)


def worker():
    """Tell the worker that something waits."""
    if current_app.extensions["settings"].testing:
        return
    try:
        _own().enqueue(b"1")
    except Exception:  # the queue is a comfort: whatever ails it, the worker finds the row by itself
        current_app.logger.warning("the worker could not be woken; it will look by itself")


def wait(stopped):
    """Return when somebody called worker(), after five seconds, or when `stopped()` says so."""
    until = time.monotonic() + LOOKS_BY_ITSELF_SECONDS
    while time.monotonic() < until and not stopped():
        try:
            if _own().dequeue() is not None:
                return
        except Exception:
            current_app.logger.warning("the queue does not answer; looking by itself")
        time.sleep(0.2)
