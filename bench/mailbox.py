"""A mailbox of 5,000 foreign mails with bounces and answers of ours among them, on a real IMAP server (dovecot); one of the mails has 30 MB behind it.

    nice -n 19 python -m bench.mailbox [--mails 5000]

Measured are the whole first reading, a later one that finds nothing new, what was fetched from the server, and the highest memory; checked is that what is
ours was found, all of it and nothing else, and that no mail was marked.
"""

import argparse
import imaplib
import random
import resource
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import func, select

from planner import clock, create_app, migrate
from planner.db import Database, session, transaction
from planner.outbox import mailbox as reading
from planner.outbox.imap import Account, Mailbox
from planner.outbox.models import Mail, Returned
from planner.settings import Settings
from tests import factories
from tests.factories import mailbox

OURS = 200
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


class Counting(Mailbox):
    """Counts what it fetches."""

    fetched, bodies = 0, 0

    def body(self, uid):
        found = super().body(uid)
        self.bodies, self.fetched = self.bodies + 1, self.fetched + len(found)
        return found


def ours(number, mail):
    """(kind, the mail): every kind of word about a mail of ours."""
    kind = ("bounce", "letter", "automatic", "delay")[number % 4]
    if kind == "bounce":
        return kind, mailbox.bounce(mail.message_id, number=f"b{number}", whole=number % 8 == 0)
    if kind == "delay":
        return kind, mailbox.bounce(mail.message_id, action="delayed", status="4.4.1", number=f"d{number}")
    return kind, mailbox.answer(mail.message_id, number=f"o{number}", headers=[("Auto-Submitted", "auto-replied")] if kind == "automatic" else [])


def sent_mails():
    with transaction():
        by = factories.person("song.dan")
        mails = [Mail(message_id=f"<{number + 10**9:032x}@shangzuo.example>", kind="invitation", to_name="王建国", to_address=f"w{number}@huaxin.example", subject="x", content="x",
                      state="sent", attempts=1, queued_at=NOW, next_try_at=NOW, queued_by_id=by.id) for number in range(OURS)]
        session().add_all(mails)
    return mails


def all_mails(foreign, mails):
    found = [(None, mailbox.foreign(number)) for number in range(foreign)] + [ours(number, mail) for number, mail in enumerate(mails)]
    random.Random(6).shuffle(found)
    heavy = mailbox.answer("", number="heavy", text="x").as_bytes() + b"A" * 30_000_000
    return found + [(None, heavy)]


def unseen(server):
    with imaplib.IMAP4("127.0.0.1", server.port) as box:
        box.login(mailbox.USER, mailbox.PASSWORD)
        box.select("INBOX", readonly=True)
        return len(box.search(None, "UNSEEN")[1][0].split())


def read_all(server, rounds=100):
    """(what it was: how many, the mailboxes opened, seconds, processor seconds) until nothing new is found."""
    counts, boxes, begun, worked = Counter(), [], perf_counter(), process_time()
    for _round in range(rounds):
        box = Counting(Account.from_url(server.url))
        found = reading.read_new(box)
        boxes.append(box)
        counts.update(found)
        if not found:
            break
    return counts, boxes, perf_counter() - begun, process_time() - worked


def measure(folder, foreign):
    settings = Settings(data_dir=folder / "var", secret_key="k" * 40, data_key=b"d" * 32, testing=True, database_url=f"sqlite:///{folder / 'bench.sqlite'}")
    migrate.upgrade(Database(settings.url).engine)
    app = create_app(settings)
    with app.app_context(), clock.fixed(NOW), mailbox.imap_server() as server:
        made = all_mails(foreign, sent_mails())
        server.deliver(*(data for _kind, data in made))
        counts, boxes, seconds, worked = read_all(server)
        _again, _boxes, later, _worked = read_all(server)
        total = sum(len(data if isinstance(data, bytes) else data.as_bytes()) for _kind, data in made)
        wanted = Counter(kind for kind, _data in made if kind)
        kept = dict(session().execute(select(Returned.kind, func.count()).group_by(Returned.kind)).all())
        print(f"{len(made):,} mails of {total / 1e6:.0f} MB, {OURS} of them about ours: read in {seconds:.1f} s ({worked:.1f} s processor); a later look {later * 1000:.0f} ms")
        print(f"fetched whole or in part: {sum(box.bodies for box in boxes):,} bodies, {sum(box.fetched for box in boxes) / 1e6:.1f} MB; highest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
        print(f"taken for: {dict(counts)}; kept: {kept}; as it should be: {kept == dict(wanted)}; still unread in the mailbox: {unseen(server):,}")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=5_000)
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), options.parse_args().mails)


if __name__ == "__main__":
    main()
