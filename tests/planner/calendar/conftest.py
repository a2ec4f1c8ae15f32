"""Invitations that were sent, for what calendars answer to them."""

from tests.planner.invitations.conftest import quick_cards, sending_day, sent  # noqa: F401
