"""The threads of one web process work one at a time and give way where they wait."""

import io
import threading

import pytest

from planner.turns import Turns, away

PATIENCE = 30


def start(work):
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def ended(*threads):
    for thread in threads:
        thread.join(PATIENCE)
    return not any(thread.is_alive() for thread in threads)


def test_one_request_at_a_time():
    inside, most = [], []

    def application(environ, start_response):
        inside.append(1)
        most.append(len(inside))
        for _n in range(20_000):          # long enough for Python to change threads if it may
            pass
        inside.pop()
        return [b"done"]

    served = Turns(application)
    threads = [start(lambda: [served({}, None) for _n in range(20)]) for _m in range(8)]
    assert ended(*threads)
    assert len(most) == 160 and max(most) == 1


def test_who_waits_lets_others_work_and_is_next_when_back():
    order, waits, others_wait, may_go_on = [], threading.Event(), threading.Event(), threading.Event()

    def application(environ, start_response):
        if environ["who"] == "writer":
            with away():
                waits.set()
                may_go_on.wait(PATIENCE)
            order.append("writer")
        elif environ["who"] == "first":
            order.append("first")
            others_wait.wait(PATIENCE)
            may_go_on.set()
            while not served.turn._coming_back:      # until the writer asks for its turn
                pass
        else:
            order.append(environ["who"])
        return []

    served = Turns(application)
    writer = start(lambda: served({"who": "writer"}, None))
    assert waits.wait(PATIENCE)
    first = start(lambda: served({"who": "first"}, None))
    while order != ["first"]:
        pass
    later = [start(lambda: served({"who": "later"}, None)) for _n in range(3)]
    others_wait.set()
    assert ended(writer, first, *later)
    assert order == ["first", "writer", "later", "later", "later"]


def test_a_body_that_comes_slowly_keeps_nobody_waiting():
    half, rest = threading.Event(), threading.Event()

    class Slow(io.RawIOBase):
        def read(self, size=-1):
            half.set()
            assert rest.wait(PATIENCE)
            return b"name=x"

        def readline(self, size=-1):
            return self.read(size)

    def application(environ, start_response):
        return [environ["wsgi.input"].read(6), environ["wsgi.input"].readline()] if "wsgi.input" in environ else [b"quick"]

    served, answers = Turns(application), []
    slow = start(lambda: answers.append(served({"wsgi.input": Slow()}, None)))
    assert half.wait(PATIENCE)
    assert ended(start(lambda: answers.append(served({}, None))))
    rest.set()
    assert ended(slow) and answers == [[b"quick"], [b"name=x", b"name=x"]]


def test_a_request_that_fails_gives_its_turn_back():
    def application(environ, start_response):
        if environ["fails"] == "away":
            with away():
                raise ValueError
        raise KeyError

    served = Turns(application)
    for fails, error in (("away", ValueError), ("inside", KeyError), ("inside", KeyError)):
        with pytest.raises(error):
            served({"fails": fails}, None)


def test_outside_a_request_there_is_nothing_to_give():
    with away() as nothing:
        assert nothing is None
