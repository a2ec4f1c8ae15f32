"""Two editors at one plan in random order, again and again: no accepted move may be lost, and every loser must be told.

    .venv/bin/python -m bench.editors [--interleavings 500] [--first 1] [--concurrent 60] [--database postgresql+psycopg://…]

Two clients, signed in as two people with two windows each, send moves, locks, seats taken away, "take back" and "do again" to the routes
of the studio, each from the window before it, which may be older than the plan. A ledger outside of the application (Ledger) knows by the rules of
docs/studio.md what must come of each: after every interleaving the history, the seats in the database and the seats on both pages must
be those of the ledger, and every refusal must be a 409 that says what was wanted and who did what instead. An interleaving is known by
its number: `--first 17 --interleavings 1` plays that one again. With `--concurrent` two processes send at the same moment; there
the history decides the order, and the ledger replays it.
"""

import argparse
import copy
import gc
import html as entities
import multiprocessing
import os
import random
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select

from planner import clock
from planner.accounts.actions import start_session
from planner.accounts.queries import account_by_login
from planner.banquets.models import Banquet, PlanStep, Seating
from planner.banquets.queries import seatings
from planner.cli import open_app
from planner.db import session, transaction
from planner.plan.commands import demo_environment
from planner.plan.company import load_company

HOST = "http://127.0.0.1:8000"
EDITORS = ("song.dan", "yuan.jie")
DEEDS = ("move",) * 10 + ("unseat", "lock", "unlock", "undo", "undo", "redo")
LOOKS = 0.1                  # how often a page asks for news before a deed
ELSEWHERE = 0.2              # how often somebody is moved to any seat of the hall, instead of that of another the two are busy with
PEOPLE, SEATS, BUSY_WITH = 20, 8, 8
SEAT = re.compile(r'<g id="seat-(\d+)-(\d+)"([^>]*)>')
SCORE = re.compile(r'id="studio-score"[^>]* data-version="(\d+)" data-mark="(\w+)"')


class Broken(Exception):
    """Something was lost, or somebody was not told."""


# --- the ledger -------------------------------------------------------------------------------------------------------


@dataclass
class Entry:
    """One accepted step; `changes` are attendee id -> (place before, place after), a place being (table, seat from 1, is locked)."""

    editor: str
    kind: str
    changes: dict
    version: int
    undoes: object = None
    is_undone: bool = False

    def touches(self, people, places):
        return any(a in people or {p[:2] for p in change if p} & places for a, change in self.changes.items())


@dataclass
class Due:
    """What must come of a deed: made (with `changes`), nothing (it is so already), lost (409) or refused (422)."""

    answer: str
    changes: dict
    undoes: object = None


class Ledger:
    """Where everybody sits, and every accepted step."""

    def __init__(self, places, entries=()):
        self.places, self.entries = dict(places), list(entries)

    def due(self, editor, deed, seen):
        """The Due of a deed sent from a page of version `seen`."""
        kind, *rest = deed
        if kind in ("undo", "redo"):
            return self._back(editor, kind)
        person, mine = rest[0], self.places.get(rest[0])
        if kind == "move":
            return self._move(person, mine, rest[1], seen)
        if mine is None:
            return self._lost_or("refused", {}, {person}, set(), seen)
        after = None if kind == "unseat" else (*mine[:2], kind == "lock")
        return self._lost_or("made", {person: (mine, after)}, {person}, {mine[:2]}, seen) if after != mine else Due("nothing", {})

    def _move(self, person, mine, place, seen):
        if mine and mine[:2] == place:
            return Due("nothing", {})
        other = next((a for a, held in self.places.items() if held[:2] == place), None)
        changes = {person: (mine, (*place, bool(mine and mine[2])))}
        if other is not None:
            changes[other] = (self.places[other], (*mine[:2], False) if mine else None)
        answer = "refused" if other is not None and self.places[other][2] else "made"
        return self._lost_or(answer, changes, set(changes), {place} | ({mine[:2]} if mine else set()), seen)

    def _lost_or(self, answer, changes, people, places, seen):
        if any(entry.version > seen and entry.touches(people, places) for entry in self.entries):
            return Due("lost", changes)
        return Due(answer, changes if answer == "made" else {})

    def _back(self, editor, kind):
        own = [e for e in reversed(self.entries) if e.editor == editor and not e.is_undone]
        if kind == "undo":
            found = next((e for e in own if e.kind not in ("undo", "redo")), None)
        else:
            found = next((e for e in own if e.kind != "redo"), None)
            found = found if found is not None and found.kind == "undo" else None
        if found is None:
            return Due("refused", {})
        changes = {a: (self.places.get(a), old) for a, (old, new) in found.changes.items() if self.places.get(a) != old}
        if any(now != found.changes[a][1] for a, (now, _old) in changes.items()):
            return Due("lost", {}, found)
        stay = {held[:2] for a, held in self.places.items() if a not in changes}
        if any(old and old[:2] in stay for _now, old in changes.values()):
            return Due("lost", {}, found)
        return Due("made" if changes else "nothing", changes, found)

    def enter(self, editor, kind, due, version):
        """Write down what was accepted."""
        if due.undoes is not None:
            due.undoes.is_undone = True
            if kind == "redo":
                due.undoes.undoes.is_undone = False
        if due.answer == "made":
            self.entries.append(Entry(editor, kind, due.changes, version, due.undoes))
            for attendee_id, (_before, after) in due.changes.items():
                self.places.pop(attendee_id, None)
                if after:
                    self.places[attendee_id] = after


# --- an editor and the page before them ---------------------------------------------------------------------------------


class Client:
    """A signed-in client of the application's routes; no network."""

    def __init__(self, app, login):
        self.app, self.client = app, app.test_client()
        with app.app_context(), transaction():
            token = start_session(account_by_login(login), at=clock.now())
        for name, value in (("shangzuo", token), ("language", "en")):
            self.client.set_cookie(name, value, domain="127.0.0.1")
        self.token = re.search(r'X-CSRFToken[^:]*:\s*[^A-Za-z]*([\w.-]{40,})', entities.unescape(self.get("/").get_data(as_text=True)))[1]

    def get(self, path, *, htmx=False, **options):
        return self.client.get(path, base_url=HOST, headers={"HX-Request": "true"} if htmx else {}, **options)

    def post(self, path, data, *, htmx=True):
        return self.client.post(path, data={**data, "csrf_token": self.token}, base_url=HOST, headers={"HX-Request": "true"})


class Editor:
    """One person with the studio open: takes patches in as static/studio.js does."""

    def __init__(self, client, base, login, chance, chosen=""):
        self.client, self.base, self.login, self.chance = client, base, login, chance
        self.chosen = chosen                   # on the page, which says why they sit there, instead of looking for what could be better
        self.open()

    def open(self):
        answer = self.client.get(f"{self.base}?person={self.chosen}")
        if answer.status_code != 200:
            raise Broken(f"the page answered {answer.status_code}")
        self.seats, self.mark = {}, None
        self._take_in(answer.get_data(as_text=True))

    def look(self):
        """Ask what others have done."""
        answer = self.client.get(f"{self.base}/changes", htmx=True, query_string={"since": self.version, "mark": self.mark, "person": self.chosen})
        if answer.status_code == 200:
            self.take_in(answer.get_data(as_text=True))
        elif answer.status_code != 204:
            raise Broken(f"a look was answered {answer.status_code}")

    def take_in(self, html):
        mark = self.mark
        self._take_in(html)
        if mark != self.mark or 'id="studio-anew"' in html:
            self.open()

    def _take_in(self, html):
        self.version, self.mark = int(SCORE.search(html)[1]), SCORE.search(html)[2]
        for table, seat, attributes in SEAT.findall(html):
            known = dict(re.findall(r'data-(\w+)="([^"]*)"', attributes))
            self.seats[int(table), int(seat)] = (int(known["person"]), known["locked"] == "1") if known["person"] else None

    @property
    def places(self):
        """attendee id -> (table, seat, is locked) as the page shows them."""
        return {held[0]: (*place, held[1]) for place, held in self.seats.items() if held}

    def choose(self, people):
        """A deed as somebody before this page would do it."""
        kind, at = self.chance.choice(DEEDS), self.places
        if kind == "move":
            person, other = self.chance.sample(people, 2)
            is_elsewhere = self.chance.random() < ELSEWHERE or other not in at
            return kind, person, self.chance.choice(list(self.seats)) if is_elsewhere else at[other][:2]
        if kind in ("undo", "redo"):
            return (kind,)
        able = [a for a in people if a in at and (kind != "lock" or not at[a][2]) and (kind != "unlock" or at[a][2])]
        return (kind, self.chance.choice(able)) if able else ("undo",)

    def send(self, deed):
        """(status, html) of a deed sent from this page, which takes in the answer."""
        kind, *rest = deed
        data = {"version": self.version, "idempotency_key": f"{self.chance.getrandbits(64):016x}"}
        if rest:
            data["person"] = self.chosen = rest[0]
        else:
            data["chosen"] = self.chosen
        if kind == "move":
            data["to"] = "{}-{}".format(*rest[1])
        if kind in ("lock", "unlock"):
            data["locked"] = "1" if kind == "lock" else "0"
        answer = self.client.post(f"{self.base}/{'lock' if kind == 'unlock' else kind}", data, htmx=True)
        html = answer.get_data(as_text=True)
        if answer.status_code in (200, 409, 422) and SCORE.search(html):
            self.take_in(html)
        return answer.status_code, html


def both_shown(html, names, deed):
    """Whether a refusal says what was wanted and who did what instead."""
    found = re.search(r'id="studio-notice".*?<dt>[^<]*</dt><dd>(.*?)</dd><dt>[^<]*</dt><dd>(.*?)</dd>', html, re.S)
    if found is None:
        return False
    wanted, now = (entities.unescape(text) for text in found.groups())
    return (names[deed[1]] in wanted if len(deed) > 1 else bool(wanted.strip())) and any(editor in now for editor in names["editors"])


# --- one after the other, in random order -------------------------------------------------------------------------------


STATUS = {"made": 200, "nothing": 200, "lost": 409, "refused": 422}


def play(editors, ledger, names, chance, deeds):
    """Let the editors act in random order; a Counter of what came of it. Raises Broken at the first fault."""
    found = Counter()
    for number in range(deeds):
        editor = chance.choice(editors)
        if chance.random() < LOOKS:
            editor.look()
        deed = editor.choose(names["people"])
        due = ledger.due(editor.login, deed, editor.version)
        status, html = editor.send(deed)
        if status != STATUS[due.answer]:
            raise Broken(f"deed {number}, {editor.login} {deed}: {status}, due was {due.answer} {due.changes}")
        if status == 409 and not both_shown(html, names, deed):
            raise Broken(f"deed {number}, {editor.login} {deed}: refused without both shown")
        if status == 200:
            ledger.enter(editor.login, deed[0], due, editor.version)
        found[due.answer] += 1
        found[deed[0] if due.answer == "made" else f"{deed[0]} {due.answer}"] += 1
    return found


def check(stored, history, editors, ledger):
    """Raise Broken unless history, seats and pages are those of the ledger."""
    kept = [(e.editor, e.kind, e.changes, e.version) for e in ledger.entries]
    if history != kept:
        place = next((n for n, pair in enumerate(zip(history, kept)) if pair[0] != pair[1]), min(len(history), len(kept)))
        raise Broken(f"the history differs at step {place}: {history[place:place + 1]}, the ledger has {kept[place:place + 1]}")
    if stored != ledger.places:
        raise Broken(f"seats differ: {dict(set(stored.items()) ^ set(ledger.places.items()))}")
    for editor in editors:
        editor.look()
        if editor.places != ledger.places:
            raise Broken(f"the page of {editor.login} shows other seats")


def stored_places(banquet_id):
    """attendee id -> (table, seat from 1, is locked) as stored."""
    return {r.attendee_id: (r.table.number, r.seat + 1, r.is_locked) for r in seatings(session().get(Banquet, banquet_id))}


def stored_history(banquet_id, logins):
    """[(login, kind, changes, version)] of all steps, as Entry has them; `logins` by person id."""
    numbers = {t.id: t.number for t in session().get(Banquet, banquet_id).tables}

    def place(found):
        return (numbers[found[0]], found[1] + 1, found[2]) if found else None

    rows = session().scalars(select(PlanStep).where(PlanStep.banquet_id == banquet_id).order_by(PlanStep.number))
    return [(logins[r.person_id], r.kind, {a: (place(old), place(new)) for a, old, new in r.changes}, r.banquet_version) for r in rows]


class World:
    """A banquet in a database of its own, and putting it back to where every interleaving begins."""

    def __init__(self, app):
        from bench.big_banquet import big_banquet

        self.app = app
        with app.app_context(), transaction():
            load_company(at=clock.now())
            banquet = big_banquet(PEOPLE, at=clock.now(), seats=SEATS)
            session().flush()
            self.banquet_id, self.base = banquet.id, f"/receptions/{banquet.reception_id}/banquets/{banquet.id}"
            self.seats = [(r.attendee_id, r.table_id, r.seat) for r in seatings(banquet)]
            accounts = {login: account_by_login(login) for login in EDITORS}
            self.logins = {account.person_id: login for login, account in accounts.items()}
            self.names = {r.attendee_id: r.attendee.person.name("en") for r in seatings(banquet)}
            self.names |= {"people": sorted(self.names), "editors": [a.person.name("en") for a in accounts.values()] + ["You, in another window"]}

    def begin(self):
        """Everybody back to their first seat, no history; what the Ledger begins with."""
        with self.app.app_context(), transaction():
            banquet = session().get(Banquet, self.banquet_id)
            session().execute(delete(PlanStep).where(PlanStep.banquet_id == banquet.id))
            session().execute(delete(Seating).where(Seating.banquet_id == banquet.id))
            session().add_all(Seating(banquet_id=banquet.id, attendee_id=a, table_id=t, seat=s) for a, t, s in self.seats)
            banquet.step_count, banquet.plan_number = 0, banquet.plan_number + 1
        return self.stored()[0]

    def stored(self):
        """(places, history) as the database has them."""
        with self.app.app_context():
            return stored_places(self.banquet_id), stored_history(self.banquet_id, self.logins)


def one_interleaving(world, clients, number, deeds):
    """Play the interleaving of this number; a Counter of what came of its deeds."""
    chance = random.Random(number)
    ledger = Ledger(world.begin())
    editors = [Editor(client, world.base, login, chance, world.names["people"][0]) for login, client in clients.items() for _window in range(2)]
    found = play(editors, ledger, world.names | {"people": chance.sample(world.names["people"], BUSY_WITH)}, chance, deeds)
    check(*world.stored(), editors, ledger)
    return found


# --- at the same moment, from two processes ------------------------------------------------------------------------------


@dataclass
class Sent:
    """One deed of one process, from a page of version `seen`, and its answer."""

    deed: tuple
    seen: int
    status: int
    is_told: bool


def work(login, folder, database, base, names, barrier, line):
    """One process: plays its half of each interleaving whose number comes down the line, and sends back what it sent and sees."""
    app = application(folder, database)
    client = Client(app, login)
    while (number := line.recv()[0]) is not None:
        editor, sent = Editor(client, base, login, random.Random(f"{number} {login}"), names["people"][0]), []
        people = random.Random(number).sample(names["people"], BUSY_WITH)
        for _ in range(names["deeds"]):
            deed, seen = editor.choose(people), editor.version
            barrier.wait()
            status, html = editor.send(deed)
            sent.append(Sent(deed, seen, status, both_shown(html, names, deed)))
        barrier.wait()
        editor.look()
        line.send((sent, editor.places))


def replay(places, history, sent):
    """Replay the history by the ledger's rules against what was answered; (the Ledger at the end, Counter). Raises Broken."""
    moments, found = [Ledger(places)], Counter()
    since, waiting = dict.fromkeys(sent, 0), {login: list(one) for login, one in sent.items()}
    for step in history:
        login = step[0]
        while waiting[login]:
            one = waiting[login].pop(0)
            due = moments[-1].due(login, one.deed, one.seen)
            if one.status == 200 and one.deed[0] == step[1] and (due.answer, due.changes) == ("made", step[2]):
                break
            _without_step(moments[since[login]:], login, one, found)
        else:
            raise Broken(f"a step in the history that nobody sent, or that silently undid another's: {step}")
        moments.append(copy.deepcopy(moments[-1]))
        moments[-1].enter(login, step[1], moments[-1].due(login, one.deed, one.seen), step[3])
        since[login] = len(moments) - 1
        found["made"] += 1
    for login, rest in waiting.items():
        for one in rest:
            _without_step(moments[since[login]:], login, one, found)
    return moments[-1], found


def _without_step(moments, login, one, found):
    """A deed that left no step: at one of these moments nothing, or a refusal, must have been due."""
    dues = [(moment, moment.due(login, one.deed, one.seen)) for moment in moments]
    answer = next((due.answer for _moment, due in dues if due.answer != "made" and STATUS[due.answer] == one.status), None)
    if answer is None:
        raise Broken(f"{login} sent {one.deed} and was answered {one.status}, but there is no step of it: lost")
    if answer == "lost" and not one.is_told:
        raise Broken(f"{login} sent {one.deed} and was refused without both shown")
    if answer == "nothing":
        for moment, due in dues:
            if due.answer == "nothing":
                moment.enter(login, one.deed[0], due, 0)
    found[answer] += 1


def at_once(world, folder, database, numbers, deeds):
    """Play interleavings with two processes that send at the same moment; a Counter."""
    fresh, found, lines = multiprocessing.get_context("spawn"), Counter(), {}
    barrier = fresh.Barrier(len(EDITORS), timeout=120)
    for login in EDITORS:
        lines[login], theirs = fresh.Pipe()
        fresh.Process(target=work, args=(login, folder, database, world.base, world.names | {"deeds": deeds}, barrier, theirs), daemon=True).start()
    for number in numbers:
        places = world.begin()
        for line in lines.values():
            line.send((number,))
        answers = {login: line.recv() for login, line in lines.items()}
        stored, history = world.stored()
        try:
            ledger, came = replay(places, history, {login: sent for login, (sent, _places) in answers.items()})
            if stored != ledger.places or any(seen != stored for _sent, seen in answers.values()):
                raise Broken("seats or pages are not those of the replayed history")
        except Broken as fault:
            raise Broken(f"at the same moment, number {number}: {fault}") from fault
        found += came
    for line in lines.values():
        line.send((None,))
    return found


# ------------------------------------------------------------------------------------------------------------------------


def application(folder, database):
    os.environ.update(demo_environment(folder, 8000))
    if database:
        os.environ["SHANGZUO_DATABASE_URL"] = database
    app = open_app(upgrade=True, limits=False)
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    return app


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interleavings", type=int, default=500)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--deeds", type=int, default=12, help="of both editors together in one interleaving")
    parser.add_argument("--concurrent", type=int, default=0, help="interleavings sent by two processes at the same moment")
    parser.add_argument("--database", default="", help="an empty database; without it SQLite in a temporary folder")
    arguments = parser.parse_args()
    total = Counter()
    with tempfile.TemporaryDirectory() as folder:
        app = application(Path(folder), arguments.database)
        world, clients = World(app), {login: Client(app, login) for login in EDITORS}
        for number in range(arguments.first, arguments.first + arguments.interleavings):
            try:
                total += one_interleaving(world, clients, number, arguments.deeds)
            except Broken as fault:
                sys.exit(f"interleaving {number}: {fault}")
        tell(f"{arguments.interleavings} interleavings, one deed after the other", total)
        if arguments.concurrent:
            numbers = range(arguments.first, arguments.first + arguments.concurrent)
            tell(f"{arguments.concurrent} interleavings, two processes at the same moment",
                 at_once(world, Path(folder), arguments.database, numbers, arguments.deeds // 2))


def tell(words, found):
    print(f"{words}: {sum(found[answer] for answer in STATUS)} deeds, {found['made']} accepted and in the history, {found['nothing']} needless, "
          f"{found['lost']} refused with both shown, {found['refused']} refused as impossible, 0 lost", flush=True)
    kinds = sorted(key for key in found if key not in STATUS)
    if kinds:
        print("    " + ", ".join(f"{kind} {found[kind]}" for kind in kinds), flush=True)


if __name__ == "__main__":
    main()
