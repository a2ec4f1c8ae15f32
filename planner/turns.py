"""The threads of one web process work one at a time, and give way only where they wait.

Python runs one thread at a time anyway, but takes turns every five milliseconds and at each statement of the database: a page that holds the
writer's lock then waits for seven others between any two of its statements. A page done in one go costs half as much (docs/evidence/replies.md).
"""

import threading
from contextlib import contextmanager

_mine = threading.local()


class Turns:
    """A WSGI application around another: one request of this process is worked on at a time."""

    def __init__(self, application):
        self.application, self.turn = application, Turn()

    def __call__(self, environ, start_response):
        if "wsgi.input" in environ:
            environ["wsgi.input"] = _Body(environ["wsgi.input"])
        self.turn.take()
        _mine.turn = self.turn
        try:
            return self.application(environ, start_response)
        finally:
            _mine.turn = None
            self.turn.give()


@contextmanager
def away():
    """Let others work while this request waits for something outside the process: the database's writer, a press, a slow sender."""
    turn = getattr(_mine, "turn", None)
    if turn is None:
        yield
        return
    turn.give()
    try:
        yield
    finally:
        turn.take(is_back=True)


class Turn:
    """A lock whose next holder is first of all somebody who comes back: who waited for the writer holds it meanwhile."""

    def __init__(self):
        self._changed, self._is_taken, self._coming_back = threading.Condition(), False, 0

    def take(self, *, is_back=False):
        with self._changed:
            self._coming_back += is_back
            while self._is_taken or self._coming_back and not is_back:
                self._changed.wait()
            self._coming_back -= is_back
            self._is_taken = True

    def give(self):
        with self._changed:
            self._is_taken = False
            self._changed.notify_all()


class _Body:
    """The body of a request: whoever sends it slowly keeps nobody else waiting."""

    def __init__(self, body):
        self._body = body

    def read(self, *size):
        with away():
            return self._body.read(*size)

    def readline(self, *size):
        with away():
            return self._body.readline(*size)
