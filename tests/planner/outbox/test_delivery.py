"""A mail on its way: claimed before it leaves, never sent twice, visible when something went wrong."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import g
from sqlalchemy import select

from planner import clock
from planner.db import session, transaction
from planner.errors import RuleBroken
from planner.outbox import actions, hooks, pace, queries
from planner.outbox.message import Letter, Mailbox
from planner.outbox.models import Mail
from planner.outbox.tasks import deliver_due, transport_of_the_house
from planner.outbox.transport import FolderTransport, Refused, SmtpTransport, TryLater, Unsure
from tests import factories

OFFICE = frozenset({"office"})
HOUSE = pace.read(Path("/nowhere"))
LEASE = timedelta(seconds=HOUSE.lease)


@pytest.fixture(autouse=True)
def english(db):
    g.language = "en"


class Post:
    """A transport that answers as told and remembers what it was given."""

    def __init__(self, *answers):
        self.answers, self.taken, self.seen = list(answers), [], []

    def send(self, message, *, sender, recipient, message_id):
        self.seen.append((message_id, state_of(message_id)))
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append(message_id)
        return "250 OK"


def state_of(message_id):
    """The state another connection sees: what was committed."""
    from flask import current_app
    with current_app.extensions["database"].engine.connect() as connection:
        return connection.execute(select(Mail.state).where(Mail.message_id == message_id)).scalar()


def queue(to="a@huaxin.example", by=None, **options):
    with transaction():
        letter = Letter(sender=actions.sender("上座"), recipient=Mailbox("王建国", to), subject="x", text="x", html="<p>x</p>",
                        message_id=actions.new_message_id(), written_at=clock.now())
        return actions.queue_mail(letter, **({"kind": "letter", "by": by, "at": clock.now()} | options))


def again(mail):
    return session().get(Mail, mail.id, populate_existing=True)


def test_mail_is_in_flight_and_committed_before_it_is_handed_over():
    mail, post = queue(), Post()

    assert deliver_due(post) == 1
    assert post.seen == [(mail.message_id, "in_flight")]
    assert (again(mail).state, again(mail).sent_at) == ("sent", clock.now())


def test_sent_mail_is_not_sent_again():
    queue()
    post = Post()
    deliver_due(post)
    deliver_due(post)

    assert len(post.taken) == 1


def test_waiting_grows_from_half_a_minute_to_two_hours():
    waits = [HOUSE.wait_after(attempts) for attempts in range(1, HOUSE.tries)]

    assert [wait.total_seconds() for wait in waits] == [30, 60, 120, 240, 480, 960, 1920, 3840, 7200, 7200, 7200]


def test_refused_for_now_is_tried_again_later_then_failed():
    mail, post, at = queue(), Post(*[TryLater("451 greylisted")] * 20), clock.now()
    states = []
    for _ in range(HOUSE.tries + 1):
        with clock.fixed(at):
            deliver_due(post)
        states.append(again(mail).state)
        at = again(mail).next_try_at

    assert states == ["retry"] * (HOUSE.tries - 1) + ["failed"] * 2
    assert len(post.seen) == HOUSE.tries
    assert again(mail).last_error == "451 greylisted"


def test_mail_to_be_tried_later_is_left_alone_until_then():
    mail = queue()
    deliver_due(Post(TryLater("451")))

    assert deliver_due(Post()) == 0
    with clock.fixed(clock.now() + timedelta(seconds=30)):
        assert deliver_due(Post()) == 1
    assert again(mail).state == "sent"


def test_refused_for_good_is_not_tried_again():
    mail = queue()
    deliver_due(Post(Refused("550 no such user")))

    with clock.fixed(clock.now() + timedelta(days=1)):
        assert deliver_due(Post()) == 0
    assert (again(mail).state, again(mail).last_error) == ("failed", "550 no such user")


@pytest.mark.parametrize("problem", [Unsure("timed out"), ValueError("a mistake of ours")])
def test_unsure_is_unknown_and_not_sent_again(problem):
    mail = queue()
    deliver_due(Post(problem))

    with clock.fixed(clock.now() + timedelta(days=1)):
        assert deliver_due(Post()) == 0
    assert again(mail).state == "unknown"


class Killed(BaseException):
    """The worker is killed."""


def test_mail_of_a_killed_worker_becomes_unknown_and_is_not_resent():
    mail, other = queue(), queue("b@huaxin.example")
    with pytest.raises(Killed):
        deliver_due(Post(Killed()))
    assert state_of(mail.message_id) == "in_flight"

    with clock.fixed(clock.now() + LEASE):
        post = Post()
        deliver_due(post)

    assert post.taken == [other.message_id]
    assert again(mail).state == "unknown"


def test_living_worker_keeps_its_mail_during_the_lease():
    mail = queue()
    with transaction():
        actions.claim_next(at=clock.now())

    with clock.fixed(clock.now() + LEASE - timedelta(seconds=1)):
        assert deliver_due(Post()) == 0
    assert again(mail).state == "in_flight"


def test_one_bad_mail_does_not_stop_the_others():
    queue(), queue("b@huaxin.example")
    post = Post(Refused("550"))

    assert deliver_due(post) == 2
    assert len(post.taken) == 1


def test_person_decides_about_an_unknown_mail():
    arrived, lost = queue(), queue("b@huaxin.example")
    deliver_due(Post(Unsure("x"), Unsure("x")))
    with transaction():
        by = factories.person("yuan.jie")
        actions.confirm_arrived(arrived, by=by, at=clock.now())
        actions.send_again(lost, by=by, at=clock.now())
    post = Post()
    deliver_due(post)

    assert post.taken == [lost.message_id]
    assert {again(arrived).state, again(lost).state} == {"sent"}


def test_decision_about_a_mail_that_moved_on_is_refused():
    mail = queue()
    deliver_due(Post())

    with pytest.raises(RuleBroken, match="changed meanwhile"), transaction():
        actions.send_again(mail, by=factories.person("yuan.jie"), at=clock.now())


def test_rolled_back_transaction_leaves_no_mail():
    with pytest.raises(ValueError, match="changed my mind"), transaction():
        queue()
        raise ValueError("changed my mind")

    assert session().scalars(select(Mail)).all() == []


@pytest.fixture
def gate(monkeypatch):
    value = {"now": "one"}
    monkeypatch.setitem(hooks.GATES, "door", hooks.Gate(lambda mail: value["now"], "The door is shut."))
    return value


def test_shut_gate_holds_the_mail_and_opening_it_needs_a_person(gate):
    mail = queue(gate="door", gate_value="one")
    gate["now"] = None
    post = Post()
    assert deliver_due(post) == 0
    assert again(mail).state == "held"

    with pytest.raises(RuleBroken, match="door is shut"), transaction():
        actions.send_again(mail, by=factories.person("yuan.jie"), at=clock.now())
    gate["now"] = "two"
    with transaction():
        actions.send_again(again(mail), by=factories.person("yuan.jie"), at=clock.now())
    deliver_due(post)

    assert (post.taken, again(mail).gate_value) == ([mail.message_id], "two")


def test_unknown_gate_is_a_mistake():
    with pytest.raises(ValueError, match="no gate"):
        queue(gate="nothing")


def test_bad_address_never_becomes_a_mail():
    with pytest.raises(RuleBroken, match="no mail address"):
        queue("bad-mail@")

    assert session().scalars(select(Mail)).all() == []


def test_account_manager_sees_own_receptions_mails_only():
    with transaction():
        mine, foreign = factories.make_reception(), factories.make_reception(owner=factories.person("tang.lei"))
        song = factories.person("song.dan")
    own = queue(reception_id=mine.id)
    queue("b@huaxin.example", reception_id=foreign.id)

    assert queries.mails_for(song, frozenset({"account_manager"})) == [own]
    assert len(queries.mails_for(song, OFFICE)) == 2
    assert queries.counts_for(song, OFFICE) == {"queued": 2}


def test_transport_follows_the_settings(app, monkeypatch):
    from dataclasses import replace
    assert transport_of_the_house() == FolderTransport(app.extensions["settings"].mail_folder)
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], smtp_url="smtp://me:p%40ss@mail.example:2525"))

    assert transport_of_the_house() == SmtpTransport("mail.example", 2525, "me", "p@ss")


# --- the page --------------------------------------------------------------------------------------------------------

def test_office_settles_an_unknown_mail_on_the_page(app, signed_in):
    mail = queue()
    deliver_due(Post(Unsure("x")))
    office = signed_in("yuan.jie")
    html = office.get_page("/outbox")

    assert "unknown whether it arrived" in html and "Send again" in html
    office.post_form(f"/outbox/{mail.id}/arrived")
    assert again(mail).state == "sent"


def test_same_button_pressed_twice_queues_once(signed_in):
    mail = queue()
    deliver_due(Post(Refused("550")))
    office, key = signed_in("yuan.jie"), {"idempotency_key": "k" * 20}
    first, second = (office.post(f"/outbox/{mail.id}/again", key) for _ in range(2))

    assert (first.status_code, second.status_code, again(mail).state) == (303, 303, "queued")


def test_foreign_mail_looks_like_an_unknown_one(signed_in):
    with transaction():
        foreign = factories.make_reception(owner=factories.person("tang.lei"))
    mail = queue(reception_id=foreign.id)
    deliver_due(Post(Refused("550")))
    song = signed_in("song.dan")

    assert [song.post(f"/outbox/{number}/again").status_code for number in (mail.id, 999)] == [404, 404]
    assert again(mail).state == "failed"
    assert f"mail-{mail.id}" not in song.get_page("/outbox")


def test_finance_sees_no_mail_and_the_administrator_decides_none(signed_in):
    mail = queue()

    assert signed_in("dong.fang").get("/outbox").status_code == 403
    assert signed_in("admin").get("/outbox").status_code == 200
    assert signed_in("admin").post(f"/outbox/{mail.id}/cancel").status_code == 403


def test_fragment_answers_htmx(signed_in):
    mail = queue()
    answer = signed_in("yuan.jie").post(f"/outbox/{mail.id}/cancel", htmx=True).get_data(as_text=True)

    assert answer.strip().startswith(f'<tr id="mail-{mail.id}">')
    assert "stopped" in answer


def test_unknown_state_in_the_address_is_not_found(signed_in):
    assert signed_in("yuan.jie").get("/outbox?state=nonsense").status_code == 404
    assert signed_in("yuan.jie").get(f"/outbox?before={'9' * 30}").status_code == 200

