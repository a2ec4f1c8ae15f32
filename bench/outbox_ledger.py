"""Ten thousand mails through three hundred kills of the worker and an SMTP server that fails in every way: is one lost, is one sent twice?

    .venv/bin/python -m bench.outbox_ledger [--mails 10000] [--kills 300] [--workers 2] [--restore] [--seed 1] [--database postgresql+psycopg://…] [--port 8872]

The worker is the real one (the loop of `shangzuo worker`, in a process of its own), killed by SIGKILL at moments drawn from the seed: while it connects, names the receiver, begins the message,
after the server took it and before it answers, after the answer; each with a random delay of up to 30 ms. The server (smtp_faults.py) stands in another process and
keeps a ledger of what it took. With --restore the database is replaced half-way by an earlier copy of itself (SQLite).

Then a person decides by the ledger about each mail the outbox lists as unknown (or, after a restore, as held): it arrived, or send again. Afterwards each mail must
stand in the ledger once, or be listed as refused for good. Prints one JSON line; exit code 1 when one was lost, doubled, changed on the way, or left without a word.
"""

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from sqlalchemy import func, select

from bench import smtp_faults
from planner import audit, clock
from planner.cli import open_app
from planner.db import close_session, session, transaction
from planner.outbox import actions
from planner.outbox.message import Letter, Mailbox
from planner.outbox.models import Mail
from planner.people.models import Person

PACE = {"per_minute": 100_000, "per_domain": 100_000, "first_wait": 0.3, "longest_wait": 3, "tries": 12, "answer_within": 2, "whole_within": 4, "lease": 6}
UNDER_WAY = ("queued", "retry", "in_flight")
LATEST_DELAY = 0.03
LONGEST_HOURS = 3


def fill(count):
    """That many mails in the outbox, and a person who decides; as the application queues them."""
    with transaction():
        session().add(Person(name_zh="袁洁", name_en="Yuan Jie"))
    for first in range(0, count, 200):
        with transaction():
            for number in range(first, min(first + 200, count)):
                actions.queue_mail(Letter(
                    sender=actions.sender("上座"), recipient=Mailbox(f"来宾{number}", f"guest{number}@client{number % 40}.example"), subject=f"请柬 {number}",
                    text=f"尊敬的来宾{number}：\n.\n..两点开头\n", html=f"<p>尊敬的来宾{number}：</p>", message_id=actions.new_message_id(), written_at=clock.now(),
                ), kind="letter", at=clock.now())


def plan_of_kills(seed, kills, mails):
    """[(connection number, step)]: spread over the sending, each at a step drawn by chance."""
    chance = random.Random(f"{seed}/kills")
    moments = sorted(chance.sample(range(3, max(int(mails * 0.95), kills + 4)), kills))
    return [(moment, chance.choice(smtp_faults.STEPS)) for moment in moments]


class Workers:
    """The worker processes; one that was killed is followed by another at once.

    They are forked by a nursery that has loaded the application already, as it takes seconds and three hundred starts would take most of the time.
    """

    def __init__(self, count, seed):
        self.chance, self.killed, self.ended = random.Random(f"{seed}/workers"), 0, 0
        self.nursery = subprocess.Popen([sys.executable, "-m", "bench.outbox_ledger", "--nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.running = [self._start() for _ in range(count)]

    def _start(self):
        print("start", file=self.nursery.stdin, flush=True)
        return int(self.nursery.stdout.readline())

    def start_all(self):
        self.running = [self._start() for _ in self.running]

    def start_ended(self):
        """One that ended although nobody killed it: counted, for none should."""
        for index, pid in enumerate(self.running):
            if not _is_alive(pid):
                self.ended += 1
                self.running[index] = self._start()

    def kill_one(self):
        """After a random delay; mostly one, now and then all at once."""
        delay, everyone = self.chance.random() * LATEST_DELAY, self.chance.random() < 0.2
        chosen = range(len(self.running)) if everyone else [self.chance.randrange(len(self.running))]
        time.sleep(delay)
        for index in chosen:
            os.kill(self.running[index], signal.SIGKILL)
            self.killed += 1
            self.running[index] = self._start()

    def kill_all(self):
        for pid in self.running:
            os.kill(pid, signal.SIGKILL)
        while any(_is_alive(pid) for pid in self.running):
            time.sleep(0.05)

    def stop(self):
        self.kill_all()
        self.nursery.stdin.close()
        self.nursery.wait()


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def nursery():
    """Load the application once; for each line that comes in, start a worker and say its number. The worker is that of `shangzuo worker`."""
    from planner.documents.render import fonts_missing  # noqa: F401 - as the command does
    from planner.jobs.worker import work
    from planner.outbox.tasks import deliver_due

    app = open_app()
    app.extensions["database"].engine.dispose()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the killed are nobody's to wait for
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.close(0)
            os.dup2(2, 1)
            work(app, deliver=deliver_due)
            os._exit(0)
        print(pid, flush=True)


def states():
    found = dict(session().execute(select(Mail.state, func.count()).group_by(Mail.state)).all())
    close_session()
    return found


def read_ledger(path):
    """{Message-ID: [entries]} of what the server took."""
    found = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        entry = json.loads(line)
        found[entry["message_id"]].append(entry)
    return found


def compare(ledger):
    """What the outbox says against what the server took."""
    rows = session().execute(select(Mail.message_id, Mail.state)).all()
    taken = {message_id: len(ledger.get(message_id, ())) for message_id, _state in rows}
    found = {
        "lost (sent by our word, never taken)": sum(state == "sent" and taken[one] == 0 for one, state in rows),
        "doubled": sum(taken[one] > 1 for one, _state in rows),
        "failed by our word, but taken": sum(state == "failed" and taken[one] > 0 for one, state in rows),
        "neither sent nor listed": sum(state in UNDER_WAY for _one, state in rows),
        "taken but not in the outbox": len(ledger.keys() - taken.keys()),
    }
    unknown = [one for one, state in rows if state == "unknown"]
    listed = {"unknown": len(unknown), "of these arrived": sum(taken[one] for one in unknown)}
    close_session()
    return found, listed


def changed_on_the_way(ledger):
    wrong = 0
    for message_id, content in session().execute(select(Mail.message_id, Mail.content)):
        expected = hashlib.sha256(content.encode("ascii")).hexdigest()
        wrong += any(entry["sha256"] != expected for entry in ledger.get(message_id, ()))
    close_session()
    return wrong


def decide(ledger):
    """What a person does who can ask the receivers: it arrived, or send again. Returns how many of each."""
    done = Counter()
    with transaction():
        person = session().scalar(select(Person))
        for mail in session().scalars(select(Mail).where(Mail.state.in_(("unknown", "held"))).order_by(Mail.id)).all():
            action = actions.confirm_arrived if mail.message_id in ledger else actions.send_again
            action(mail, by=person, at=clock.now())
            done["it arrived" if action is actions.confirm_arrived else "send again"] += 1
    close_session()
    return dict(done)


def kill_until(is_enough, wire, workers, until):
    """Kill when the server says so, until `is_enough` of {state: number of mails}; returns how many kills at which step."""
    kills, looked = Counter(), 0
    while time.monotonic() < until:
        if wire.poll(0.5):
            kills[wire.recv()[1]] += 1
            workers.kill_one()
        if time.monotonic() - looked > 2:
            workers.start_ended()
            looked, found = time.monotonic(), states()
            if is_enough(found):
                return kills
    raise SystemExit(f"not done after {LONGEST_HOURS} hours: {states()}")


def is_drained(found):
    return not any(found.get(state) for state in UNDER_WAY)


def copy_database(source, target):
    """By the backup interface of SQLite, in a process of its own, whatever connections are open."""
    program = "import sys, pysqlite3; source, target = map(pysqlite3.connect, sys.argv[1:]); source.backup(target); target.close()"
    subprocess.run([sys.executable, "-c", program, str(source), str(target)], check=True)


def bring_back(workers, path, copy):
    """The database as it was when the copy was made, with the workers down meanwhile."""
    workers.kill_all()
    copy_database(copy, path)
    workers.start_all()


def environment(folder, port, database):
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a worker starts three times as fast with compiled modules
    found = {"PYTHONPYCACHEPREFIX": str(Path(folder, "compiled")), "SHANGZUO_DATA_DIR": str(folder), "SHANGZUO_SMTP_URL": f"smtp://{smtp_faults.HOST}:{port}", "SHANGZUO_DATABASE_URL": database}
    Path(folder, "pace.toml").write_text("".join(f"{name} = {value}\n" for name, value in PACE.items()))
    return found


def run(asked, folder):
    os.environ.update(environment(folder, asked.port, asked.database))
    app = open_app(upgrade=True)
    context = multiprocessing.get_context("spawn")
    wire, theirs = context.Pipe()
    server = context.Process(target=smtp_faults.serve, args=(asked.seed, folder, asked.port, plan_of_kills(asked.seed, asked.kills, asked.mails), theirs), daemon=True)
    with app.app_context():
        begun = time.monotonic()
        fill(asked.mails)
        filled = time.monotonic() - begun
        close_session()
        server.start()
        assert wire.recv()[0] == "ready"
        path, copy = Path(folder, "shangzuo.sqlite"), Path(folder, "copy.sqlite")
        workers = Workers(asked.workers, asked.seed)
        try:
            begun, until = time.monotonic(), time.monotonic() + 3600 * LONGEST_HOURS
            kills = Counter()
            if asked.restore:
                kills += kill_until(lambda found: found.get("sent", 0) >= asked.mails // 4, wire, workers, until)
                copy_database(path, copy)
                kills += kill_until(lambda found: found.get("sent", 0) >= asked.mails // 2, wire, workers, until)
                bring_back(workers, path, copy)
            kills += kill_until(is_drained, wire, workers, until)
            ledger = read_ledger(Path(folder, "ledger.jsonl"))
            wrong, listed = compare(ledger)
            first = states()
            decided = decide(ledger)
            kills += kill_until(is_drained, wire, workers, until)
            while states().get("unknown"):                      # sent again into another fault, or another kill
                decide(read_ledger(Path(folder, "ledger.jsonl")))
                kills += kill_until(is_drained, wire, workers, until)
            lasted = time.monotonic() - begun
        finally:
            workers.stop()
        wire.send("stop")
        done = wire.recv()
        while done[0] != "done":
            done = wire.recv()
        server.join()
        ledger = read_ledger(Path(folder, "ledger.jsonl"))
        at_last, _none = compare(ledger)
        wrong = {name: max(count, at_last[name]) for name, count in wrong.items()} | {
            "changed on the way": changed_on_the_way(ledger), "rows missing": asked.mails - session().scalar(select(func.count()).select_from(Mail)),
            "log broken at": audit.verify() or 0}
        report = {
            "database": app.extensions["database"].engine.dialect.name, "seed": asked.seed, "mails": asked.mails, "workers": asked.workers, "restored": asked.restore,
            "kills": workers.killed, "kill moments by step": dict(kills), "workers that ended by themselves": workers.ended, "wrong": wrong, "after the kills": first | listed, "a person decided": decided,
            "at the end": states(), "taken": len(ledger), "server": done[1], "queued in s": round(filled, 1), "lasted s": round(lasted),
            "load": [round(n, 1) for n in os.getloadavg()]}
        app.extensions["database"].engine.dispose()
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=8872)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; without it SQLite")
    parser.add_argument("--restore", action="store_true")
    parser.add_argument("--nursery", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.nursery:
        return nursery()
    with tempfile.TemporaryDirectory() as folder:
        report = run(asked, folder)
    print(json.dumps(report, ensure_ascii=False))
    whole = not any(report["wrong"].values()) and not report["server"]["kills left"] and set(report["at the end"]) <= {"sent", "failed"}
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
