"""Two thousand guests of one banquet answer within a minute of the mail: how long each waits, and whether every answer is kept.

    .venv/bin/python -m bench.replies [--guests 2000] [--seconds 60] [--workers 2] [--database postgresql+psycopg://…] [--port 8871]

Starts the server of `shangzuo serve` on a fresh database and plays the guests over HTTP from this process: each at a random moment of the span (always the
same ones) follows the link, reads the page, answers (yes, no, maybe; some with a companion) and reads the page again, over a connection of
their own and from an address of their own, as behind a proxy. Afterwards every answer that was acknowledged is looked for in the database.
Prints one JSON line; exit code 1 when an answer was lost or doubled, a request failed, or the 95th percentile of the answers is above half a second.
"""

import argparse
import http.client
import json
import os
import random
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, insert, select

from planner import clock
from planner.accounts.queries import token_hash
from planner.banquets.models import Banquet
from planner.cli import open_app
from planner.db import session, transaction
from planner.invitations import queries
from planner.invitations.models import Companion, Invitation, Reply, ReplyLink
from planner.people.models import Client, Person
from planner.receptions.models import Attendee, Item, ItemReply, Reception

ANSWERS = ("accepted",) * 7 + ("declined",) * 2 + ("maybe",)
AT_ONCE = 200          # guests who may wait for an answer at the same moment
GOAL_SECONDS = 0.5
HIDDEN = re.compile(r'name="(csrf_token|idempotency_key)" value="([^"]+)"')


def environment(folder, port, database):
    settings = {"SHANGZUO_DATA_DIR": str(folder), "SHANGZUO_BASE_URL": f"http://127.0.0.1:{port}", "SHANGZUO_PROXY_HOPS": "1"}
    return settings | ({"SHANGZUO_DATABASE_URL": database} if database else {})


def fill(count):
    """A banquet with that many guests to whom the invitation was sent; [(token, invitation id)]."""
    at, starts_at = clock.now(), clock.now().replace(tzinfo=None, hour=18, minute=30, second=0, microsecond=0) + timedelta(days=20)
    with transaction() as opened:
        owner, host, client = Person(name_zh="宋丹", name_en="Song Dan"), Person(name_zh="许国强", name_en="Xu Guoqiang"), Client(name_zh="华信集团", name_en="Huaxin Group")
        opened.add_all([owner, host, client])
        opened.flush()
        reception = Reception(title_zh="答谢晚宴", title_en="Gala", client_id=client.id, owner_id=owner.id, starts_on=starts_at.date(), ends_on=starts_at.date(), created_at=at)
        opened.add(reception)
        opened.flush()
        item = Item(reception_id=reception.id, kind="banquet", title_zh="答谢晚宴", title_en="Gala dinner", starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
        opened.add(item)
        first = 10
        opened.execute(insert(Person), [{"id": first + n, "name_zh": "", "name_en": f"Guest {n}", "client_id": client.id, "languages": ["en"], "version": 1,
                                         "email": f"guest{n}@client.example"} for n in range(count)])
        opened.add(Attendee(reception_id=reception.id, person_id=host.id, side="host", role="host", rank=1))
        opened.flush()
        start = session().scalar(select(func.max(Attendee.id))) + 1
        opened.execute(insert(Attendee), [{"id": start + n, "reception_id": reception.id, "person_id": first + n, "side": "guest", "version": 1, "position": n,
                                           "role": "guest_of_honour" if n == 0 else "guest", "rank": 1 + n % 9} for n in range(count)])
        banquet = Banquet(reception_id=reception.id, item_id=item.id, venue_zh="云山饭店", venue_en="Yunshan Hotel", host_id=start - 1, guest_of_honour_id=start)
        opened.add(banquet)
        opened.flush()
        told, links = queries.details(banquet), [(secrets.token_urlsafe(24), n + 1) for n in range(count)]
        opened.execute(insert(Invitation), [{"id": n + 1, "banquet_id": banquet.id, "attendee_id": start + n, "language": "en", "channel": "mail", "state": "sent",
                                             "round": 1, "reply_by": starts_at.date() - timedelta(days=7), "uid": f"guest-{n}@bench", "told": told, "prepared_at": at,
                                             "sent_at": at, "version": 1} for n in range(count)])
        opened.execute(insert(ReplyLink), [{"banquet_id": banquet.id, "holder_id": start + n, "token_hash": token_hash(token), "created_at": at,
                                            "expires_at": at + timedelta(days=20)} for n, (token, _id) in enumerate(links)])
    return links


class Guest:
    """One guest: what they answer, and what became of it."""

    def __init__(self, token, invitation_id, chance, span):
        self.token, self.invitation_id, self.at = token, invitation_id, chance.random() * span
        self.answer, self.brings = chance.choice(ANSWERS), chance.random() < 0.1
        self.address = f"10.{invitation_id >> 16 & 255}.{invitation_id >> 8 & 255}.{invitation_id & 255}"
        self.took, self.is_acknowledged, self.failure, self.cookies = [], False, "", {}

    def play(self, begun, port):
        time.sleep(max(0, begun + self.at - time.monotonic()))
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            self._ask(wire, "link", "GET", f"/r/{self.token}", 303)
            page = self._ask(wire, "page", "GET", "/reply", 200)
            form = dict(HIDDEN.findall(page)) | {"answer": self.answer}
            if self.brings and self.answer == "accepted":
                form |= {"companion": f"Partner of {self.invitation_id}", "companion_is_partner": "y"}
            self._ask(wire, "answer", "POST", f"/reply/{self.invitation_id}", 303, urlencode(form))
            self.is_acknowledged = True
            self._ask(wire, "page", "GET", "/reply", 200)
        except (OSError, http.client.HTTPException, ValueError) as problem:
            self.failure = f"{type(problem).__name__}: {problem}"
        finally:
            wire.close()

    def _ask(self, wire, what, method, path, status, body=None):
        headers = {"X-Forwarded-For": self.address, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        asked = time.monotonic()
        wire.request(method, path, body, headers)
        answer = wire.getresponse()
        text = answer.read().decode()
        self.took.append((what, time.monotonic() - asked))
        for value in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if answer.status != status:
            raise ValueError(f"{method} {what}: {answer.status}")
        return text


def kept(guests):
    """What the database says of the acknowledged answers: lost, doubled, companions lost, lists that disagree."""
    replies = {}
    for invitation_id, answer in session().execute(select(Reply.invitation_id, Reply.answer)):
        replies.setdefault(invitation_id, []).append(answer)
    noted = {row: answer for row, answer in session().execute(select(Invitation.id, ItemReply.answer).join(
        ItemReply, ItemReply.attendee_id == Invitation.attendee_id))}
    brought = set(session().scalars(select(Companion.invitation_id)))
    known = [one for one in guests if one.is_acknowledged]
    return {"lost": sum(one.answer not in replies.get(one.invitation_id, ()) for one in known),
            "doubled": sum(len(found) > 1 for found in replies.values()),
            "not on the lists": sum(noted.get(one.invitation_id) != (one.answer if one.answer != "maybe" else None) for one in known),
            "companions lost": sum(one.brings and one.answer == "accepted" and one.invitation_id not in brought for one in known)}


def percentiles(guests, what):
    times = sorted(took for one in guests for kind, took in one.took if kind == what)
    if not times:
        return {}
    return {"count": len(times), "p50_ms": round(1000 * statistics.median(times)), "p95_ms": round(1000 * times[int(0.95 * (len(times) - 1))]),
            "worst_ms": round(1000 * times[-1])}


def started(env, port, workers):
    """The server as a child, once it answers."""
    child = subprocess.Popen([sys.executable, "-m", "planner.cli", "serve", "--port", str(port), "--workers", str(workers), "--no-worker"],
                             env=os.environ | env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            wire = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            wire.request("GET", "/health")
            wire.getresponse().read()
            return child
        except OSError:
            time.sleep(0.2)
    child.kill()
    raise SystemExit("the server did not start")


def processor_seconds(pid):
    """What the server and its web processes have used so far, their start included."""
    rows = [path.read_text().rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat") if path.parent.name == str(pid) or _is_child(path, pid)]
    return sum(int(row[11]) + int(row[12]) for row in rows) / os.sysconf("SC_CLK_TCK")


def _is_child(path, pid):
    try:
        return path.read_text().rpartition(")")[2].split()[1] == str(pid)
    except OSError:                                   # it ended meanwhile
        return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--guests", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--port", type=int, default=8871)
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder), asked.port, asked.database)
        os.environ.update(env)
        app = open_app(upgrade=True)
        with app.app_context():
            links = fill(asked.guests)
        chance = random.Random(20261208)
        guests = [Guest(token, row, chance, asked.seconds) for token, row in links]
        server = started(env, asked.port, asked.workers)
        try:
            begun, before = time.monotonic(), processor_seconds(server.pid)
            with ThreadPoolExecutor(AT_ONCE) as crowd:
                for one in sorted(guests, key=lambda guest: guest.at):
                    crowd.submit(one.play, begun, asked.port)
            lasted, used = time.monotonic() - begun, processor_seconds(server.pid) - before
        finally:
            server.terminate()
            server.wait()
        with app.app_context():
            found = kept(guests)
    answers = percentiles(guests, "answer")
    failures = Counter(one.failure for one in guests if one.failure)
    print(json.dumps({"guests": asked.guests, "seconds": round(lasted, 1), "workers": asked.workers, "acknowledged": sum(one.is_acknowledged for one in guests),
                      "failures": dict(failures), **found, "answer": answers, "page": percentiles(guests, "page"), "link": percentiles(guests, "link"),
                      "server_cpu_ms_per_guest": round(1000 * used / asked.guests, 1),
                      "load": [round(n, 1) for n in os.getloadavg()]}, ensure_ascii=False))
    return 1 if failures or any(found.values()) or not answers or answers["p95_ms"] > 1000 * GOAL_SECONDS else 0


if __name__ == "__main__":
    sys.exit(main())
