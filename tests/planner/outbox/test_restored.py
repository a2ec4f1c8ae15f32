"""A database brought back from a backup: what it takes for unsent is held until a person decides."""

import pytest
from flask import g
from sqlalchemy import select

from planner import clock
from planner.db import session, transaction
from planner.outbox import actions, restored
from planner.outbox.models import Mail, OutboxMark
from planner.outbox.tasks import deliver_due
from planner.outbox.transport import FolderTransport
from tests import factories
from tests.planner.outbox.test_delivery import Post, queue


@pytest.fixture(autouse=True)
def english(db):
    g.language = "en"


def states():
    session().expire_all()
    return [(mail.state, mail.hold) for mail in session().scalars(select(Mail).order_by(Mail.id))]


def bring_back_the_backup(*mails, claims):
    """What the database was when the backup was made: these mails waited, and `claims` had left."""
    with transaction():
        for mail in mails:
            mail.state, mail.sent_at, mail.attempts = "queued", None, 0
        session().scalar(select(OutboxMark)).claims = claims


@pytest.fixture
def older():
    """Two mails left after the backup, and one more waits in it."""
    first, second = queue(), queue("b@huaxin.example")
    deliver_due(Post())
    third = queue("c@huaxin.example")
    bring_back_the_backup(first, second, claims=0)
    return first, second, third


def test_nothing_is_held_while_database_and_mark_agree():
    queue()
    post = Post()
    assert deliver_due(post) == 1
    queue("b@huaxin.example")

    assert deliver_due(post) == 1
    assert restored.read_outside().claims == session().scalar(select(OutboxMark.claims)) == 2


def test_mark_is_counted_before_the_mail_leaves():
    class Watching(Post):
        def send(self, *arguments, **options):
            self.counted = restored.read_outside().claims
            return super().send(*arguments, **options)

    queue()
    post = Watching()
    deliver_due(post)

    assert post.counted == 1


def test_restored_database_sends_nothing_by_itself(older):
    post = Post()

    assert deliver_due(post) == deliver_due(post) == 0
    assert post.taken == []
    assert states() == [("held", "restored")] * 3


def test_mails_queued_after_the_restore_go_out(older):
    deliver_due(Post())
    queue("d@huaxin.example")
    post = Post()

    assert deliver_due(post) == 1
    assert states() == [("held", "restored")] * 3 + [("sent", "")]


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_text("another 7\n"), lambda path: path.write_text("x")])
def test_missing_or_foreign_mark_counts_as_a_restore(spoil):
    queue()
    deliver_due(Post())
    queue("b@huaxin.example")
    spoil(restored.mark_file())

    assert deliver_due(Post()) == 0
    assert states() == [("sent", ""), ("held", "restored")]
    queue("c@huaxin.example")
    assert deliver_due(Post()) == 1


def test_fresh_database_beside_an_old_mark_is_no_restore():
    restored.note_outside(restored.Mark("earlier", 9))
    queue()

    assert deliver_due(Post()) == 1


def test_mark_that_cannot_be_written_keeps_the_mail_for_later(monkeypatch):
    queue()
    deliver_due(Post())
    queue("b@huaxin.example")

    def full(_mark):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restored, "note_outside", full)
    post = Post()
    deliver_due(post)

    assert post.taken == []
    assert session().scalar(select(Mail.last_error).where(Mail.to_address == "b@huaxin.example")) == "No space left on device"
    assert states() == [("sent", ""), ("retry", "")]


def test_office_releases_or_administrator_drops_what_is_held(older, signed_in):
    deliver_due(Post())
    office = signed_in("yuan.jie")
    html = office.get_page("/outbox")
    assert "restored from a backup" in html or "从备份恢复" in html
    office.post_form("/outbox/restored/release")

    assert states() == [("queued", "")] * 3
    bring_back_the_backup(*older, claims=0)
    deliver_due(Post())
    signed_in("admin").post_form("/outbox/restored/drop")
    assert states() == [("cancelled", "")] * 3


def test_release_leaves_a_mail_held_whose_gate_is_shut(older, monkeypatch):
    from planner.outbox import hooks
    monkeypatch.setitem(hooks.GATES, "approval", hooks.Gate(lambda mail: None, "not approved"))
    with transaction():
        older[0].gate = "approval"
    deliver_due(Post())
    with transaction():
        assert actions.release_restored(by=factories.person("yuan.jie"), at=clock.now()) == 2

    assert states() == [("held", ""), ("queued", ""), ("queued", "")]


def test_one_that_did_arrive_is_noted_as_sent(older):
    deliver_due(Post())
    with transaction():
        actions.confirm_arrived(session().get(Mail, older[0].id), by=factories.person("yuan.jie"), at=clock.now())

    assert states()[0] == ("sent", "")


def test_account_manager_leaves_the_decision_to_the_office(older, signed_in):
    manager = signed_in("song.dan")
    with transaction():
        older[0].queued_by_id = factories.person("song.dan").id
    deliver_due(Post())
    token = manager.get("/outbox").get_data(as_text=True)

    assert "/outbox/restored/release" not in token
    assert states() == [("held", "restored")] * 3
    assert manager.post(f"/outbox/{older[0].id}/again").status_code == 403
    assert states() == [("held", "restored")] * 3


def test_hold_by_hand_after_the_whole_folder_came_back(tmp_path):
    queue()
    with transaction():
        assert restored.hold_waiting(at=clock.now()) == 1

    assert deliver_due(FolderTransport(tmp_path)) == 0
    assert states() == [("held", "restored")]
