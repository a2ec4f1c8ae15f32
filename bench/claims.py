"""Inflated and mistaken claims planted among honest ones: which are stopped, and by which rule.

    .venv/bin/python bench/claims.py [--claims 3000] [--planted 300] [--seed 7]

On a fresh SQLite file. Every claim is a reception with its approved application, a banquet, seats, presences, receipts and heads, made by the same
actions as the pages use. Honest ones vary: heads, no-shows, foreign receipts, advances, a line overspent with its reason. A
planted one is an honest one with one thing wrong, in turn one of KINDS. It counts as stopped when an action refuses it, when it cannot be submitted, or when
finance cannot close it. Prints one JSON line; exit code 1 when a planted claim passed or an honest one was stopped.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
KINDS = ("absent", "stranger", "twice", "billed", "number used", "file used", "number written otherwise", "receipts short", "total above", "line above", "per head",
         "no letter", "gift not given", "nobody noted", "checked by oneself")


def make_app(folder):
    from planner import create_app
    from planner.settings import Settings

    return create_app(Settings(data_dir=Path(folder), secret_key="k" * 40, data_key=b"d" * 32, database_url=f"sqlite:///{folder}/claims.sqlite", testing=True, limits=False))


class Maker:
    """Makes claims one after the other; `used` is a receipt of the claim before, to be used again."""

    def __init__(self, chance):
        self.chance, self.number, self.used = chance, 0, None

    def claim(self, wrong=""):
        """One claim, whole, up to the closing by finance. Raises RuleBroken or NotAllowed where it is stopped."""
        from planner.settlement import actions
        from tests.factories import settlement as made

        self.number += 1
        over, chance = made.make_over(AT, guests=chance_of(self.chance, 3, 6), client=self.client), self.chance
        absent = over.guests[-1:] if wrong == "absent" or (wrong not in ("per head",) and chance.random() < 0.3) else over.guests[1:3] if wrong == "per head" else []
        if wrong != "nobody noted":
            made.note_all(over, absent)
        came = len(over.guests) + len(over.own) - len(absent)
        meals = chance.randrange(20_000, min(50_000 * came, 300_000)) if wrong != "per head" else 50_001 * came
        meals = min(meals, 300_000) if wrong != "per head" else meals
        transport = chance.randrange(1, 80_000)
        if wrong == "total above":
            meals, transport = 200_000, 181_000
        if wrong == "line above":
            transport = 84_001
        settlement = actions.open_settlement(over.reception, by=over.owner, at=AT)
        self.fill(over, settlement, wrong, absent, meals, transport, came)
        actions.submit(settlement, by=over.owner, at=AT)
        actions.close(settlement, by=over.owner if wrong == "checked by oneself" else self.finance, at=AT)

    def fill(self, over, settlement, wrong, absent, meals, transport, came):
        from planner.errors import RuleBroken
        from planner.settlement import actions, matching, queries
        from tests.factories import settlement as made

        chance, by = self.chance, {"by": over.owner, "at": AT}
        honest_reason = "" if wrong else chance.choice(("", "One course more"))
        lines = {line.id: ({"meals": meals, "transport": transport}[line.category], "") for line in settlement.lines}
        if honest_reason and transport < 70_000:
            line = next(line for line in settlement.lines if line.category == "transport")
            transport = 80_000 + chance.randrange(4_001, 9_000)
            lines[line.id] = (transport, "A second car for the luggage")
            meals = min(meals, 290_000)
            lines[next(line for line in settlement.lines if line.category == "meals").id] = (meals, "")
        if wrong == "no letter":
            over.guests[0].is_official = True
        new = [("gifts", "Scarves", 10_000, "for the guests")] if wrong == "gift not given" else []
        advance = {"advance_minor": 5_000, "advance_to_id": self.other.id, "advance_on": date(2026, 11, 1)} if chance.random() < 0.2 else {}
        actions.set_amounts(settlement, lines, new, reason=honest_reason, **advance, **by)
        number = 10 * self.number
        made.add_receipt(settlement, number, meals - 1 if wrong == "receipts short" else meals, content=made.pdf(f"meals {number}"), **by)
        if new:
            made.add_receipt(settlement, number + 2, 10_000, "gifts", content=made.pdf(f"gifts {number}"), **by)
            actions.add_paper(settlement, "gift_list", made.pdf(f"list {number}"), "list.pdf", **by)
        foreign = {"currency": "JPY", "rate": "0.05", "rate_on": date(2026, 11, 17), "rate_source": "SAFE", "amount_minor": transport, "parts": {"transport": transport}}
        values = foreign if not wrong and chance.random() < 0.15 else {"amount_minor": transport, "parts": {"transport": transport}}
        if "currency" in values:      # 1 yen at 0.05 is 5 fen: enough for what is claimed
            values = values | {"amount_minor": transport // 5 + 1, "parts": {"transport": transport // 5 + 1}}
        values |= {"paid_by_id": self.other.id} if chance.random() < 0.5 else {}
        content, own = made.pdf(f"cars {number}"), {"number": made.fapiao(number + 1)}
        earlier = self.used
        if wrong == "number used":
            own = {"number": earlier["number"]}
        elif wrong == "file used":
            content = earlier["content"]
        elif wrong == "number written otherwise":
            own = {"code": earlier["number"][:12], "number": earlier["number"][12:]}
        made.add_receipt(settlement, number + 1, transport, "transport", content=content, **own, **values, **by)
        if not wrong:
            self.used = {"number": own["number"], "content": content}
        here = [one.id for one in [*over.guests, *over.own] if one not in absent]
        claimed = [*here, absent[0].id] if wrong == "absent" else [*here, here[0]] if wrong == "twice" else here
        if wrong == "stranger":
            _found, unknown = matching.named(["Harry Potter"], queries.spellings(over.reception))
            if unknown:
                raise RuleBroken("nobody of this name was there")
        actions.claim_heads(settlement, over.banquet, claimed, came + 2 if wrong == "billed" else came, **by)


def chance_of(chance, least, most):
    return chance.randrange(least, most + 1)


def run(app, claims, planted, seed):
    from planner import migrate
    from planner.db import close_session, session, transaction
    from planner.errors import PlannerError
    from planner.people.models import Client, Person
    from planner.settlement.actions import Stopped
    from tests import factories

    chance = random.Random(seed)
    bad = set(chance.sample(range(1, claims), planted))
    maker, stopped, passed, false, times = Maker(chance), Counter(), Counter(), [], []
    with app.app_context():
        migrate.upgrade(app.extensions["database"].engine)
        with transaction():
            maker.client_id, maker.other_id = factories.make_client().id, factories.person("tang.lei").id
            maker.finance_id = factories.person("dong.fang").id
        turn = 0
        for number in range(claims):
            wrong = KINDS[turn % len(KINDS)] if number in bad else ""
            turn += bool(wrong)
            begun = time.perf_counter()
            try:
                with transaction():
                    maker.client, maker.other, maker.finance = session().get(Client, maker.client_id), session().get(Person, maker.other_id), session().get(Person, maker.finance_id)
                    maker.claim(wrong)
                    if wrong:
                        passed[wrong] += 1
            except PlannerError as refused:
                rules = sorted({finding.rule for finding in refused.findings}) if isinstance(refused, Stopped) else [str(refused.message)[:40]]
                if wrong:
                    stopped[f"{wrong}: {', '.join(rules)}"] += 1
                else:
                    false.append(rules)
            times.append(time.perf_counter() - begun)
            close_session()
    return {"claims": claims, "planted": planted, "stopped": sum(stopped.values()), "passed though planted": dict(passed), "honest stopped": len(false),
            "honest stopped by": Counter(map(str, false)), "by kind": {key: count for key, count in sorted(stopped.items()) if count},
            "seconds": round(sum(times)), "ms each": round(1000 * sum(times) / claims)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("claims", 3000), ("planted", 300), ("seed", 7)):
        arguments.add_argument(f"--{name}", type=int, default=usual)
    chosen = arguments.parse_args()
    from planner import clock

    with tempfile.TemporaryDirectory() as folder, clock.fixed(AT):
        found = run(make_app(folder), chosen.claims, chosen.planted, chosen.seed)
    print(json.dumps(found, ensure_ascii=False))
    return int(bool(found["passed though planted"] or found["honest stopped"]))


if __name__ == "__main__":
    sys.exit(main())
