"""The stop button and the pace, where a mail is claimed and on the pages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import g
from sqlalchemy import select

from planner import clock
from planner.audit import AuditEntry
from planner.db import session, transaction
from planner.errors import RuleBroken
from planner.outbox import queries, stops
from planner.outbox.models import Stop
from planner.outbox.tasks import deliver_due
from tests import factories
from tests.planner.outbox.test_delivery import Post, again, queue


@pytest.fixture(autouse=True)
def english(db):
    g.language = "en"


@pytest.fixture
def paced(app, monkeypatch):
    """Two mails a minute, one to a domain, over a mail server."""
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], smtp_url="smtp://127.0.0.1:9"))
    monkeypatch.setitem(app.extensions, "outbox_pace", replace(app.extensions["outbox_pace"], per_minute=2, per_domain=1))


def stop(topic="", by="yuan.jie", **options):
    with transaction():
        return stops.stop(topic, reason="Wrong date on the cards", by=factories.person(by), at=clock.now(), **options)


def resume(topic=""):
    with transaction():
        stops.resume(topic, reason="The date is right now", by=factories.person("yuan.jie"), at=clock.now())


def test_worker_in_the_middle_of_a_batch_stops_before_the_next_mail():
    first, second = queue(), queue("b@huaxin.example")

    class Pressing(Post):
        def send(self, *arguments, **options):
            stop()
            return super().send(*arguments, **options)

    post = Pressing()
    deliver_due(post)

    assert post.taken == [first.message_id]
    assert again(second).state == "queued"
    resume()
    deliver_due(Post())
    assert again(second).state == "sent"


def test_stop_of_one_topic_lets_the_others_leave():
    queue(topic="banquet:1")
    other, house = queue("b@huaxin.example", topic="banquet:2"), queue("c@huaxin.example")
    stop("banquet:1")
    post = Post()
    deliver_due(post)

    assert post.taken == [other.message_id, house.message_id]


def test_who_stopped_and_who_let_go_on_is_kept_and_logged():
    row = stop()
    assert stop(by="admin").id == row.id
    resume()
    kept = session().get(Stop, row.id, populate_existing=True)

    assert (kept.reason, kept.resumed_reason, kept.stopped_by_id, kept.resumed_by_id) == (
        "Wrong date on the cards", "The date is right now", *[factories.person("yuan.jie").id] * 2)
    assert session().scalars(select(AuditEntry.action).where(AuditEntry.action.like("outbox.%")).order_by(AuditEntry.id)).all() == ["outbox.stopped", "outbox.resumed"]
    with pytest.raises(RuleBroken, match="not stopped"):
        resume()


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 501])
def test_stop_without_a_reason_is_refused(words):
    with pytest.raises(RuleBroken), transaction():
        stops.stop("", reason=words, by=factories.person("yuan.jie"), at=clock.now())
    assert stops.topics_stopped() == []


def test_pace_holds_for_the_house_and_for_a_domain(paced):
    mails = [queue(f"{name}@{domain}.example") for name, domain in (("a", "x"), ("b", "x"), ("c", "y"), ("d", "z"))]
    post, at = Post(), clock.now()
    assert deliver_due(post) == 2
    assert post.taken == [mails[0].message_id, mails[2].message_id]
    assert queries.departures(at) == {mails[1].id: at + timedelta(minutes=1), mails[3].id: at + timedelta(minutes=1)}

    with clock.fixed(at + timedelta(seconds=59)):
        assert deliver_due(post) == 0
    with clock.fixed(at + timedelta(seconds=60)):
        assert deliver_due(post) == 2


def test_clock_set_back_keeps_nothing_waiting(paced):
    queue(), queue("b@y.example")
    deliver_due(Post())
    late = queue("c@x.example")
    with transaction():
        again(late).next_try_at = clock.now() - timedelta(days=2)

    with clock.fixed(clock.now() - timedelta(days=1)):
        assert deliver_due(Post()) == 1


def test_files_in_a_folder_need_no_pace(app, monkeypatch):
    monkeypatch.setitem(app.extensions, "outbox_pace", replace(app.extensions["outbox_pace"], per_minute=1))
    queue(), queue("b@huaxin.example")

    assert deliver_due(Post()) == 2


# --- the pages ---------------------------------------------------------------------------------------------------------

def test_account_manager_stops_the_house_and_the_office_lets_go_on(signed_in):
    with transaction():
        by = factories.person("song.dan")
    mail = queue(by=by)
    manager = signed_in("song.dan")
    manager.post_form("/outbox/stop", {"reason": "Wrong <b>date</b>"})
    html = manager.get_page("/outbox")

    assert "No mail leaves the house." in html and "Wrong &lt;b&gt;date&lt;/b&gt;" in html and "Sending is stopped" in html
    assert "No mail leaves the house." in manager.get_page("/")
    assert manager.post("/outbox/resume", {"reason": "x"}).status_code == 403
    assert deliver_due(Post()) == 0
    office = signed_in("yuan.jie")
    office.post_form("/outbox/resume", {"reason": "Checked"})
    html = office.get_page("/outbox")
    assert "Earlier stops" in html and "Checked" in html and "No mail leaves the house." not in html
    deliver_due(Post())
    assert again(mail).state == "sent"


def test_missing_reason_comes_back_at_the_field(signed_in):
    assert "characters that cannot be seen" in signed_in("yuan.jie").post("/outbox/stop", {"reason": "a\x07b"}).get_data(as_text=True)
    answer = signed_in("yuan.jie").post("/outbox/stop", {"reason": " "})

    assert answer.status_code == 422 and "Please say why" in answer.get_data(as_text=True)
    assert stops.topics_stopped() == []


def test_waiting_mails_say_when_they_go(paced, signed_in):
    queue(), queue("b@huaxin.example")
    deliver_due(Post())
    html = signed_in("yuan.jie").get_page("/outbox")

    assert "Leaves at about" in html and "Mails waiting: 1." in html and "Exchange Online" in html
