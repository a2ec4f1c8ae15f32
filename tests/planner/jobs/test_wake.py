"""Waking the worker through huey's queue, on SQLite and on a real Redis server."""

import socket
import subprocess
import time

import pytest

from planner.jobs import wake


@pytest.fixture
def redis_url(tmp_path):
    """A Redis server of this test's own behind a socket file."""
    path = tmp_path / "redis.sock"
    server = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(tmp_path)],
                              stdout=subprocess.DEVNULL)
    until = time.monotonic() + 20
    while not _answers(path):
        assert time.monotonic() < until and server.poll() is None
    yield f"unix://{path}"
    server.terminate()
    server.wait(10)


def _answers(path):
    with socket.socket(socket.AF_UNIX) as trial:
        return trial.connect_ex(str(path)) == 0


@pytest.mark.parametrize("kind", ["sqlite", "redis"])
def test_a_wake_up_arrives_once(kind, tmp_path, request):
    url = request.getfixturevalue("redis_url") if kind == "redis" else ""
    storage = wake._storage(tmp_path, url)
    storage.enqueue(b"1")
    assert storage.dequeue() == b"1"
    assert storage.dequeue() is None


def test_a_queue_that_does_not_answer_keeps_nobody_from_working(db, monkeypatch):
    def broken():
        raise OSError("no queue")

    monkeypatch.setattr(wake, "_own", broken)
    monkeypatch.setattr(wake, "LOOKS_BY_ITSELF_SECONDS", 0)
    wake.worker()
    wake.wait(lambda: False)
