"""The evening of tests/planner/on_the_day, with the taps of a desk."""

from planner.banquets.models import Banquet
from planner.db import close_session, session, transaction
from planner.on_the_day.models import DoorEntry
from tests.planner.on_the_day.conftest import by, change, evening, song  # noqa: F401  (fixtures)


def desk_of(evening):
    return f"/receptions/{evening.ids['reception']}/banquets/{evening.ids['banquet']}/check-in"


def entry(browser, evening, who="", *, state="here", key="k" * 20, age=0, kind="presence", **fields):
    """The answer to one entry of a device's queue."""
    named = {"attendee": evening.ids[who]} if who else {}
    return browser.post(f"{desk_of(evening)}/entries", {"kind": kind, "state": state, "key": key, "age": age} | named | fields)


def noted():
    """[(attendee id, state, door)] of every word given, as given."""
    close_session()
    return [(row.attendee_id, row.state, row.door) for row in session().query(DoorEntry).order_by(DoorEntry.at, DoorEntry.id)]


def change_pack(evening, pack):
    with transaction():
        session().get(Banquet, evening.ids["banquet"]).pack = pack
