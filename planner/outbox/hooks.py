"""What features register with the outbox: gates that must be open at the moment of sending, who hears of a sent mail, and of a calendar that came back.

The outbox itself knows no feature.
"""

from collections.abc import Callable
from dataclasses import dataclass

GATES: dict[str, "Gate"] = {}
TOPICS: dict[str, Callable] = {}
AFTER_SENDING: dict[str, list[Callable]] = {}
CALENDAR_CAME: list[Callable] = []


@dataclass(frozen=True)
class Topic:
    """What mails that are stopped together are about: its title, and the page where they are stopped and let go on."""

    title: str
    page: str


@dataclass(frozen=True)
class Gate:
    """A check made again in the transaction that lets a mail go.

    `current_value(mail)` is the value now in force, such as the fingerprint of an approval, or None.
    The gate is open while it equals the value the mail was queued with.
    """

    current_value: Callable
    reason: object
    """Shown with a mail that is held; lazily translated."""

    def is_open_for(self, mail):
        return self.current_value(mail) == mail.gate_value


def register_gate(name, current_value, *, reason):
    """Make a gate known under `name`; a mail names it when it is queued."""
    GATES[name] = Gate(current_value, reason)


def register_topic(name, describe):
    """Make topics known that are called "name:id"; `describe(id)` gives a Topic."""
    TOPICS[name] = describe


def topic_of(text):
    """The Topic behind a mail's or a stop's `topic`; None for the whole house."""
    name, _colon, number = text.partition(":")
    return TOPICS[name](int(number)) if number else None


def after_sending(kind):
    """Register a function of (mail, at), called in the transaction that marks a mail of this kind as sent."""
    def register(function):
        AFTER_SENDING.setdefault(kind, []).append(function)
        return function
    return register


def calendar_came(function):
    """Register a function of (text of a calendar, Incoming, at=), called for each calendar that came by mail.

    It returns None for one that is none of its own, else what is to be noted: {"mail", "kind", "about_id"}, for a
    counter-proposal "proposed" as (starts_at, ends_at) on the wall, for a delegation the "delegate" in words.
    """
    CALENDAR_CAME.append(function)
    return function
