"""The scene of tests/factories/invitations.py, stored, on the day of sending."""

import pytest
from flask import g

from planner import clock as planner_clock
from planner.db import transaction
from planner.documents.render import close_presses
from planner.invitations import tasks
from tests.factories import invitations as scenes


@pytest.fixture
def sending_day(app):
    with planner_clock.fixed(scenes.SENDING), app.app_context():
        g.language = "en"
        yield scenes.SENDING


@pytest.fixture
def scene(sending_day):
    """Guests and banquet; nothing approved, nothing prepared."""
    with transaction():
        return scenes.make_scene()


@pytest.fixture
def ready(scene):
    """Approved and prepared: one press of the button away."""
    with transaction():
        scenes.approve(scene)
        scenes.prepare(scene)
    return scene


@pytest.fixture(scope="session", autouse=True)
def presses():
    """The processes that print cards end with the tests."""
    yield
    close_presses()


@pytest.fixture
def quick_cards(monkeypatch):
    """Cards that are not printed, where the test is not about the card."""
    monkeypatch.setattr(tasks, "print_cards", lambda rows, tokens, **options: {row.id: b"%PDF-1.7 card" for row in rows})


@pytest.fixture
def sent(ready, quick_cards):
    """All mails queued."""
    scenes.send(ready)
    return ready
