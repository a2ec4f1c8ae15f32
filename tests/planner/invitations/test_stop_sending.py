"""Stopping the mails about one banquet, on the page of its invitations."""

import pytest
from flask import g
from sqlalchemy import select

from planner.db import session, transaction
from planner.outbox import stops
from planner.outbox.models import Mail
from planner.outbox.tasks import deliver_due
from tests.factories.invitations import make_scene
from tests.planner.outbox.test_delivery import Post, queue


@pytest.fixture(autouse=True)
def english(db):
    g.language = "en"


def test_banquet_is_stopped_where_its_invitations_are_and_shown_in_red_on_the_overview(signed_in):
    with transaction():
        banquet = make_scene().banquet
    reception = banquet.reception
    queue(reception_id=reception.id, topic=f"banquet:{banquet.id}")
    manager, page = signed_in("song.dan"), f"/receptions/{reception.id}/banquets/{banquet.id}/sending"
    assert manager.post(f"{page}/stop", {"reason": ""}).status_code == 422
    assert "characters that cannot be seen" in manager.post(f"{page}/stop", {"reason": "a\x07b"}).get_data(as_text=True)
    manager.post_form(f"{page}/stop", {"reason": "The hall has changed"})
    title = banquet.item.title("en")

    assert deliver_due(Post()) == 0
    assert f"No mail about “{title}” leaves." in manager.get_page(f"/receptions/{reception.id}")
    assert "No mail about this banquet leaves." in manager.get_page(f"/receptions/{reception.id}/invitations")
    assert f"No mail about “{title}” leaves." in signed_in("yuan.jie").get_page("/outbox")
    assert "The hall has changed" not in signed_in("tang.lei").get_page("/outbox")
    manager.post_form(f"{page}/resume", {"reason": "All told"})
    assert deliver_due(Post()) == 1
    assert session().scalar(select(Mail.state)) == "sent"


def test_nothing_to_resume_is_said(signed_in):
    with transaction():
        banquet = make_scene().banquet
    reception = banquet.reception
    answer = signed_in("song.dan").post(f"/receptions/{reception.id}/banquets/{banquet.id}/sending/resume", {"reason": "x"})

    assert answer.status_code == 422 and stops.all_in_force() == []
