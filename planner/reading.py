"""What one picture reads is read once: inside read_once(), a remembered function gives again what it gave for the same arguments.

Every page that is asked for (web.requires) is one picture: its parts ask for the same people, banquets and cases, each for itself. Only for reading:
whoever writes inside would be shown what was before, hence no form that is sent is such a block.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

_known = ContextVar("known", default=None)


@contextmanager
def read_once():
    """Remember until the outermost of these blocks ends."""
    if _known.get() is not None:
        yield
        return
    with read_anew():
        yield


@contextmanager
def read_anew():
    """A memory of its own until the block ends: for a picture of what would be, which must not be drawn from what is, nor the other way round."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def reads_once(picture):
    """The function `picture` inside read_once()."""
    @wraps(picture)
    def drawn(*arguments, **options):
        with read_once():
            return picture(*arguments, **options)
    return drawn


def remembered(read):
    """A reading function of rows and plain values by position; what it gives is shared and must not be changed."""
    @wraps(read)
    def asked(*arguments):
        known = _known.get()
        if known is None:
            return read(*arguments)
        key = (read, *arguments)
        if key not in known:
            known[key] = read(*arguments)
        return known[key]
    return asked
