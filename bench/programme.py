"""The timeline with 60 items: from a move to the board drawn anew; and the week in a year of 2,000 receptions.

    python -m bench.programme            prints medians and 95th percentiles in milliseconds: by the clock, and of the processor

The requests go through the whole application (routing, rights, database on disk, templates); no network and no browser.
"""

import statistics
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from planner import clock, create_app
from planner.accounts.actions import start_session
from planner.db import Base, session, transaction
from planner.programme.models import ItemLink
from planner.receptions.models import Item, Reception
from planner.settings import Settings
from tests import factories
from tests.conftest import NOW, Browser

ITEMS, GUESTS, MOVES = 60, 22, 40
RECEPTIONS, ITEMS_EACH, WEEKS = 2000, 8, 20


def application(folder):
    app = create_app(Settings(data_dir=folder, secret_key="k" * 40, data_key=b"d" * 32, database_url=f"sqlite:///{folder / 'bench.sqlite'}", testing=True,
                              base_url="http://127.0.0.1:8000", limits=False))
    with app.app_context():
        Base.metadata.create_all(app.extensions["database"].engine)
    return app


def browser(app, login):
    made = Browser(app, "en")
    with app.app_context(), transaction():
        made.client.set_cookie("shangzuo", start_session(factories.account(login), at=NOW), domain="127.0.0.1")
    return made


def full_programme():
    """Three days of twenty items in chains of five, for a party of 22."""
    reception = factories.make_reception(starts_on=date(2026, 12, 8), ends_on=date(2026, 12, 10))
    for _number in range(GUESTS):
        factories.make_attendee(reception)
    made = []
    for number in range(ITEMS):
        starts_at = datetime(2026, 12, 8, 8, 0) + timedelta(days=number // 20, minutes=number % 20 * 40)
        made.append(factories.make_item(reception, "talks", starts_at, starts_at + timedelta(minutes=25), title_zh=f"活动{number}", title_en=f"Item {number}", responsible_id=reception.owner_id))
    session().add_all(ItemLink(item_id=made[n].id, on_id=made[n - 1].id, kind="after", minutes=5) for n in range(1, ITEMS) if n % 5)
    session().flush()
    return reception.id, [item.id for item in made]


def timed(call):
    """(answer, (milliseconds by the clock, milliseconds of the processor)); on a machine with other work only the second says what the program takes."""
    begun = perf_counter(), process_time()
    answer = call()
    return answer, ((perf_counter() - begun[0]) * 1000, (process_time() - begun[1]) * 1000)


def moves(app):
    """Times of each preview and of each move until its board has come back."""
    with app.app_context(), transaction():
        reception_id, items = full_programme()
    song, previews, stored = browser(app, "song.dan"), [], []
    headers = {"HX-Request": "true"}
    for number in range(MOVES):
        item_id, minutes = items[number % ITEMS // 5 * 5 + number % 3], 5 if number % 2 else -5
        path = f"/receptions/{reception_id}/programme/{item_id}/move"
        html, times = timed(lambda: song.get(f"{path}?how=late&minutes={minutes}", headers=headers).get_data(as_text=True))
        previews.append(times)
        values = {name: html.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("starts_at", "ends_at", "seen")}
        token = song.token()
        answer, times = timed(lambda: song.post(path, data={**values, "how": "at", "csrf_token": token}, headers=headers))
        stored.append(times)
        assert answer.status_code == 200 and answer.get_data(as_text=True).count("data-item=") == ITEMS
    return previews, stored


def year():
    """2,000 receptions of two days, spread over a year."""
    owner, client = factories.person("song.dan"), factories.make_client()
    for number in range(RECEPTIONS):
        first = date(2026, 1, 1) + timedelta(days=number * 365 // RECEPTIONS)
        reception = Reception(owner_id=owner.id, client_id=client.id, title_zh=f"接待{number}", title_en=f"Reception {number}", starts_on=first, ends_on=first + timedelta(days=1), created_at=NOW)
        session().add(reception)
        session().flush()
        for step in range(ITEMS_EACH):
            starts_at = datetime.combine(first, datetime.min.time()) + timedelta(days=step // 4, hours=9 + step % 4 * 2)
            session().add(Item(reception_id=reception.id, kind="talks", title_zh=f"活动{step}", title_en=f"Item {step}", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), responsible_id=owner.id))


def weeks(app):
    """Times to open each of some weeks."""
    with app.app_context(), transaction():
        year()
    office, found = browser(app, "yuan.jie"), []
    for number in range(WEEKS):
        answer, times = timed(lambda: office.get(f"/receptions/week?day={date(2026, 1, 5) + timedelta(weeks=number * 2)}"))
        found.append(times)
        assert answer.status_code == 200 and answer.get_data(as_text=True).count("Item ") > 200
    return found


def say(name, pairs):
    for what, times in (("by the clock", [clock_ms for clock_ms, _own in pairs]), ("of the processor", [own for _clock_ms, own in pairs])):
        ordered = sorted(times)
        print(f"{name}, {what}: median {statistics.median(times):.0f} ms, 95th percentile {ordered[int(len(ordered) * 0.95) - 1]:.0f} ms, of {len(times)}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, clock.fixed(NOW):
        app = application(Path(folder))
        previews, stored = moves(app)
        say("what would follow, 60 items", previews)
        say("move to board, 60 items", stored)
        say("week of 2,000 receptions", weeks(app))
