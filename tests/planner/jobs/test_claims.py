"""Whose a job is: a living worker keeps it however long a step takes, a lost one cannot bring anything any more."""

import os
import signal
import sys
import threading
from datetime import timedelta

import pytest

from planner import clock
from planner.db import session, transaction
from planner.i18n import _, force_language
from planner.jobs import actions, heartbeat
from planner.jobs.keeper import Keeper
from planner.jobs.models import Job
from tests import factories

SEEN = []
LATE = timedelta(seconds=actions.LOST_AFTER_SECONDS + 1)


@actions.task("test.slow_step")
def slow_step(progress):
    """One step that says nothing for longer than a worker may be silent; then another worker looks round."""
    for _time in range(3):
        SEEN.append(BEATEN.acquire(timeout=20))
    with clock.fixed(clock.now() + LATE / 2):
        actions.release_lost()
    return {"steps": 1}


@actions.task("test.overtaken")
def overtaken(progress, then):
    """The first worker falls silent half-way, the second does all the work, the first comes back."""
    SEEN.append(then)
    if len(SEEN) > 1:
        return {"by": "second"}
    with clock.fixed(clock.now() + LATE):
        actions.run_waiting()
    if then == "reports":
        progress(1, 2, "still here")
    if then == "fails":
        raise ZeroDivisionError
    return {"by": "first"}


@actions.task("test.says")
def says(progress):
    progress(1, 1, _("Done."))


@actions.task("test.refers")
def refers(progress):
    with transaction():
        session().add(Job(task="test.says", created_by_id=999_999, created_at=clock.now()))


BEATEN = threading.Semaphore(0)


@pytest.fixture(autouse=True)
def nothing_seen():
    SEEN.clear()


def enqueue(name, **arguments):
    with transaction():
        return actions.enqueue(name, arguments, by=factories.person("song.dan")).id


def stored(job_id):
    session().expire_all()
    return session().get(Job, job_id)


def test_a_job_beats_by_itself_while_a_step_takes_long(db, monkeypatch):
    plain = heartbeat.beat

    def beat(job_id, claim):
        with clock.fixed(clock.now() + LATE / 2):
            plain(job_id, claim)
        BEATEN.release()

    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(heartbeat, "beat", beat)
    job_id = enqueue("test.slow_step")
    begun = clock.now()
    assert actions.run_waiting() == 1
    assert SEEN == [True, True, True]
    job = stored(job_id)
    assert (job.state, job.attempts, job.heartbeat_at > begun) == ("done", 1, True)
    assert not [t for t in threading.enumerate() if t.name.startswith("heartbeat")]


def test_only_the_worker_that_has_the_job_beats_for_it(db):
    job_id = enqueue("test.says")
    actions.claim()
    begun = stored(job_id).heartbeat_at
    with clock.fixed(clock.now() + LATE):
        heartbeat.beat(job_id, "another")
        assert stored(job_id).heartbeat_at == begun
        heartbeat.beat(job_id, stored(job_id).claim)
        assert stored(job_id).heartbeat_at == begun + LATE


@pytest.mark.parametrize("then", ["returns", "reports", "fails"])
def test_a_lost_worker_that_comes_back_cannot_overwrite_the_others_result(db, then):
    job_id = enqueue("test.overtaken", then=then)
    actions.run_waiting()
    job = stored(job_id)
    assert SEEN == [then, then]
    assert (job.state, job.result, job.attempts, job.error, job.message) == ("done", {"by": "second"}, 2, "", "")


def test_work_interrupted_five_times_is_put_aside_in_the_readers_language(db):
    with force_language("zh"):
        job_id = enqueue("test.says")
    for _time in range(actions.MOST_ATTEMPTS):
        actions.claim()
        with clock.fixed(clock.now() + LATE):
            actions.release_lost()
    job = stored(job_id)
    assert (job.state, job.error, job.ended_at is not None) == ("failed", "这项工作中断了五次。", True)


@pytest.mark.parametrize("screen, said", [("zh", "已完成。"), ("en", "Done.")])
def test_a_job_speaks_the_language_of_the_screen_it_was_started_from(db, screen, said):
    with transaction():
        factories.account("song.dan").language = "zh" if screen == "en" else "en"
    with force_language(screen):
        job_id = enqueue("test.says")
    actions.run_waiting()
    assert stored(job_id).message == said


def test_the_health_page_says_whether_a_worker_was_heard_of(app, db, signed_in):
    def health():
        return signed_in("song.dan").get("/health").json
    assert health() == {"status": "ok", "worker": "silent"}
    heartbeat.say_alive()
    assert health() == {"status": "ok", "worker": "alive"}
    with clock.fixed(clock.now() + timedelta(seconds=heartbeat.SILENT_AFTER_SECONDS)):
        assert not heartbeat.worker_is_alive()


def test_a_worker_that_is_killed_is_started_again_and_ends_with_the_server():
    told = threading.Semaphore(0)
    keeper = Keeper([sys.executable, "-c", "import signal; signal.pause()"], tell=lambda _text: told.release(), first_wait_seconds=0)
    keeper.start()
    for _time in range(2):
        killed = keeper.child
        os.kill(killed.pid, signal.SIGKILL)
        assert told.acquire(timeout=20)
    keeper.stop()
    assert keeper.child.pid != killed.pid
    assert keeper.child.returncode == -signal.SIGTERM


@pytest.mark.parametrize("screen, said", [("zh", "处理期间，相关数据已被修改，请再试一次。"), ("en", "What it works on was changed while it ran. Please try again.")])
def test_a_row_that_is_gone_meanwhile_is_told_in_a_sentence(db, screen, said):
    with force_language(screen):
        job_id = enqueue("test.refers")
    actions.run_waiting()
    assert (stored(job_id).state, stored(job_id).error) == ("failed", said)
