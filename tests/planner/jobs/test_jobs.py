"""Background work: claimed once, its progress told, cancelled, retried, and never lost with its worker."""

import os
from datetime import timedelta

import pytest

from planner import clock
from planner.db import session, transaction
from planner.errors import NotFound
from planner.i18n import force_language
from planner.jobs import actions, queries
from planner.jobs.models import Job, StoredFile
from tests import factories

CALLS = []


@actions.task("test.count")
def count(progress, upto):
    for number in range(upto):
        progress(number, upto, "counting")
        CALLS.append(number)
    return {"page": "/receptions"}


@actions.task("test.fail")
def fail(progress):
    raise ZeroDivisionError("secret details")


@actions.task("test.refuse")
def refuse(progress):
    raise NotFound()


@pytest.fixture(autouse=True)
def no_calls():
    CALLS.clear()


def enqueue(name="test.count", **arguments):
    with transaction():
        return actions.enqueue(name, arguments, by=factories.person("song.dan")).id


def state(job_id):
    session().expire_all()
    job = session().get(Job, job_id)
    return job.state, job.done, job.total


def test_a_job_runs_once_and_tells_its_progress(db):
    job_id = enqueue(upto=3)
    assert actions.run_waiting() == 1
    assert actions.run_waiting() == 0
    assert CALLS == [0, 1, 2]
    assert state(job_id) == ("done", 3, 3)
    assert session().get(Job, job_id).result == {"page": "/receptions"}


def test_a_failed_job_says_so_without_details_and_can_be_tried_again(db):
    job_id = enqueue("test.fail")
    actions.run_waiting()
    assert state(job_id)[0] == "failed"
    error = session().get(Job, job_id).error
    assert "ZeroDivisionError" in error and len(error) > 30 and "secret" not in error
    with transaction():
        actions.retry(session().get(Job, job_id))
    assert state(job_id)[0] == "queued"


def test_every_task_has_a_name_for_its_page(db):
    assert {name for name in actions.TASKS if not name.startswith("test.")} == set(queries.TASK_NAMES)


@pytest.mark.parametrize(("arguments", "name"), [({"kind": "invitation"}, "发送请柬"), ({}, "发送请柬"), ({"kind": "reminder"}, "发送提醒"), ({"kind": "off"}, "发送变更通知")])
def test_a_sending_is_named_by_its_letter(db, arguments, name):
    with force_language("zh"):
        assert str(queries.name_of(Job(task="invitations.send", arguments=arguments))) == name


def test_a_job_that_is_cancelled_stops_at_its_next_step(db, monkeypatch):
    job_id = enqueue(upto=5)
    actions.claim()
    with transaction():
        actions.cancel(session().get(Job, job_id))
    actions.run(job_id)
    assert state(job_id)[0] == "cancelled"
    assert CALLS == []


def test_work_of_a_killed_worker_is_taken_up_again_five_times(db):
    job_id = enqueue(upto=1)
    later = clock.now()
    for attempt in range(1, actions.MOST_ATTEMPTS + 1):
        assert actions.claim() == job_id
        later += timedelta(seconds=actions.LOST_AFTER_SECONDS + 1)
        with clock.fixed(later):
            actions.release_lost()
        with transaction() as current:
            job = current.get(Job, job_id)
            expected = "queued" if attempt < actions.MOST_ATTEMPTS else "failed"
            assert (job.attempts, job.state) == (attempt, expected)
            job.heartbeat_at = later


def test_nobody_sees_a_colleagues_job_or_file(app, db, signed_in):
    with transaction():
        file_id = actions.store_file(b"seats", "座位.zip", "application/zip", owner_id=factories.person("song.dan").id).id
    job_id = enqueue(upto=1)
    assert signed_in("tang.lei").get(f"/jobs/{job_id}").status_code == 404
    assert signed_in("tang.lei").get(f"/files/{file_id}").status_code == 404
    song = signed_in("song.dan", "zh")
    assert song.get(f"/jobs/{job_id}").status_code == 200
    answer = song.get(f"/files/{file_id}")
    assert (answer.get_data(), answer.headers["X-Content-Type-Options"]) == (b"seats", "nosniff")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_fragment_asks_again_only_while_the_job_runs(app, db, signed_in):
    job_id = enqueue(upto=1)
    song = signed_in("song.dan")
    running = song.get(f"/jobs/{job_id}", htmx=True).get_data(as_text=True)
    assert 'hx-trigger="every 1s"' in running and "<html" not in running
    actions.run_waiting()
    assert "hx-trigger" not in song.get(f"/jobs/{job_id}", htmx=True).get_data(as_text=True)


def file_from_now(folder, row):
    """Let the file be as old as the test's clock says."""
    os.utime(folder / row.stored_as, (clock.now().timestamp(),) * 2)


def tidied(folder, *, later):
    """The names of the files left by housekeeping."""
    with clock.fixed(clock.now() + later):
        with transaction():
            actions.enqueue("jobs.housekeeping", {})
        actions.run_waiting()
    return {path.name for path in folder.iterdir()}


def test_a_weeks_old_file_is_tidied_away_and_a_fresh_one_stays(app, db):
    folder = app.extensions["settings"].files_folder
    with transaction():
        owner_id = factories.person("song.dan").id
        old = actions.store_file(b"old", "old.zip", "application/zip", owner_id=owner_id)
    file_from_now(folder, old)
    with clock.fixed(clock.now() + timedelta(days=8)), transaction():
        fresh = actions.store_file(b"fresh", "fresh.zip", "application/zip", owner_id=owner_id)
        file_from_now(folder, fresh)
    assert tidied(folder, later=timedelta(days=8, hours=2)) == {fresh.stored_as}
    assert [row.id for row in session().query(StoredFile)] == [fresh.id]


def test_a_file_whose_row_was_rolled_back_is_cleared_away(app, db):
    folder = app.extensions["settings"].files_folder
    with transaction():
        owner_id = factories.person("song.dan").id
    with pytest.raises(ZeroDivisionError), transaction():
        lost = actions.store_file(b"lost", "lost.zip", "application/zip", owner_id=owner_id)
        file_from_now(folder, lost)
        raise ZeroDivisionError
    name, = [path.name for path in folder.iterdir()]
    assert tidied(folder, later=timedelta(minutes=50)) == {name}  # its transaction might still be under way
    assert tidied(folder, later=timedelta(minutes=70)) == set()


def test_a_file_is_whole_on_the_disk_before_its_row_is_committed(app, db):
    with transaction():
        row = actions.store_file(b"seats", "seats.zip", "application/zip", owner_id=factories.person("song.dan").id)
        assert (app.extensions["settings"].files_folder / row.stored_as).read_bytes() == b"seats"
    assert queries.get_file(row.id, factories.person("song.dan"))[1] == b"seats"


def test_a_disk_that_is_full_leaves_no_row(app, db, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    with transaction():
        owner_id = factories.person("song.dan").id
    monkeypatch.setattr(actions.os, "fsync", full)
    with pytest.raises(OSError), transaction():
        actions.store_file(b"seats", "seats.zip", "application/zip", owner_id=owner_id)
    assert session().query(StoredFile).count() == 0
