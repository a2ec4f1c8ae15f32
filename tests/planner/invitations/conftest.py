"""The scene of tests/factories/invitations.py, stored, on the day of sending."""

import pytest
from flask import g

from planner import clock as planner_clock
from planner.invitations import tasks
from tests.factories import invitations as scenes


@pytest.fixture
def sending_day(app):
    with planner_clock.fixed(scenes.SENDING), app.app_context():
        g.language = "en"
        yield scenes.SENDING


@pytest.fixture
def scene(sending_day, prepared):
    """Guests and banquet; nothing approved, nothing prepared."""
    return scenes.load_scene(prepared("scene", lambda: scenes.make_scene().ids()))


@pytest.fixture
def ready(sending_day, prepared):
    """Approved and prepared: one press of the button away."""
    return scenes.load_scene(prepared("ready scene", lambda: scenes.prepare(scenes.approve(scenes.make_scene())).ids()))


@pytest.fixture
def quick_cards(monkeypatch):
    """Cards that are not printed, where the test is not about the card."""
    monkeypatch.setattr(tasks, "print_cards", lambda rows, tokens, **options: {row.id: b"%PDF-1.7 card" for row in rows})


@pytest.fixture
def sent(sending_day, prepared, quick_cards):
    """All mails queued."""
    def send():
        scene = scenes.prepare(scenes.approve(scenes.make_scene()))
        scenes.send(scene)
        return scene.ids()
    return scenes.load_scene(prepared("sent scene", send))
