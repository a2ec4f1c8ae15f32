"""Inflated and mistaken claims planted among honest ones: which are stopped, and by which rule.

    .venv/bin/python bench/claims.py [--claims 3000] [--planted 300] [--seed 7]

On a fresh SQLite file. Every claim is a reception with its approved application, a banquet, seats, presences, receipts and heads, made by the same
actions as the pages use. Honest ones are of all HONEST sorts, with no-shows, foreign receipts, advances and money laid out among them. A planted one is an
honest one with one thing wrong, in turn one of MISTAKES. It counts as stopped when an action refuses it, when it cannot be submitted, or when finance cannot
close it; and as rightly stopped when that was for the reason MISTAKES names. Prints one JSON line; exit code 1 when a planted claim
passed, was stopped for another reason only, or an honest one was stopped.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
HONEST = ("plain", "plain", "line above", "official", "gift", "walk-in", "substitute", "per head above", "deposit", "attached anew", "more approved")
MISTAKES = {  # what is wrong: the rule that stops it, or words of the refusal
    "absent": "match.absent", "late and never came": "match.absent", "substitute and who sent them": "match.absent", "corrected at the door": "match.absent",
    "stranger": "Nobody of this name", "twice": "match.twice", "typed and ticked": "match.twice", "billed": "match.billed", "walk-in unexplained": "match.beyond",
    "nobody noted": "match.nobody_noted", "not claimed": "match.not_claimed", "number used": "number was used", "file used": "very file was attached",
    "number written otherwise": "number was used", "fapiao as another receipt": "number was used", "receipts short": "receipts.short",
    "receipt of another time": "receipt.day", "total above": "total.over", "line above": "line.over", "per head": "head.cost", "supplement unsigned": "approval.missing",
    "approval withdrawn": "approval.missing", "no letter": "papers.missing", "gift not given": "gift.not_given", "gift returned": "gift.not_given",
    "gift for somebody absent": "gift.absent", "checked by oneself": "had a hand in", "checked by who is paid": "had a hand in"}


def make_app(folder):
    from planner import create_app
    from planner.settings import Settings

    return create_app(Settings(data_dir=Path(folder), secret_key="k" * 40, data_key=b"d" * 32, database_url=f"sqlite:///{folder}/claims.sqlite", testing=True, limits=False))


class Maker:
    """Makes claims one after the other; `used` is a receipt of an honest claim before, to be used again."""

    def __init__(self, chance):
        self.chance, self.serial, self.used = chance, 0, None

    def claim(self, wrong=""):
        """One claim, whole, up to the closing by finance. Raises RuleBroken or NotAllowed where it is stopped."""
        from planner.settlement import actions
        from tests import factories
        from tests.factories import settlement as made

        self.serial += 10
        self.wrong, self.sort = wrong, "" if wrong else self.chance.choice(HONEST)
        self.other, self.finance = factories.person("tang.lei"), factories.person("dong.fang")
        self.over = over = made.make_over(AT, guests=self.chance.randrange(4, 7), client=factories.make_client(f"客户{self.serial}", f"Client {self.serial}"))
        self.by = {"by": over.owner, "at": AT}
        self.door()
        self.settlement = settlement = actions.open_settlement(over.reception, **self.by)
        self.amounts()
        self.gifts()
        self.papers()
        self.heads()
        if self.sort == "more approved" or wrong == "supplement unsigned":
            actions.ask_supplement(settlement, **self.by)
            if not wrong:
                made.approve_all(over.application, over.owner, AT, submit=False)
        if wrong == "approval withdrawn":
            from planner.budgets import actions as budgets
            budgets.withdraw(over.application, **self.by)
        actions.submit(settlement, **self.by)
        if wrong == "corrected at the door":
            self.presence(over.guests[0]).state = "absent"
        checker = {"checked by oneself": over.owner, "checked by who is paid": self.other}.get(wrong, self.finance)
        actions.close(settlement, by=checker, at=AT)

    def presence(self, attendee):
        from planner.banquets.models import Presence
        from planner.db import session

        return session().query(Presence).filter_by(banquet_id=self.over.banquet.id, attendee_id=attendee.id).one()

    def door(self):
        """Who came: all but `absent`; and one more where somebody walked in or came in another's place."""
        from planner.banquets.models import Presence
        from planner.db import session
        from tests import factories
        from tests.factories import settlement as made

        over, missing = self.over, ("absent", "late and never came", "substitute and who sent them", "gift for somebody absent")
        self.absent = over.guests[-1:] if self.wrong in missing or self.sort == "substitute" or not self.wrong and self.chance.random() < 0.3 else []
        if self.sort == "walk-in" or self.wrong == "walk-in unexplained":
            self.absent = []
        if self.wrong == "per head" or self.sort == "per head above":
            self.absent = over.guests[-2:]
        self.came = [one for one in [*over.guests, *over.own] if one not in self.absent]
        if self.wrong == "nobody noted":
            return
        made.note_all(over, self.absent)
        if self.wrong == "late and never came":
            self.presence(self.absent[0]).state = "late"
        if self.sort in ("walk-in", "substitute") or self.wrong in ("walk-in unexplained", "substitute and who sent them"):
            more = factories.make_attendee(over.reception, represents_id=self.absent[0].id if self.absent else None)
            session().add(Presence(banquet_id=over.banquet.id, attendee_id=more.id, state="here", at=AT))
            session().flush()
            self.came = [*self.came, more]

    def amounts(self):
        from planner.settlement import actions

        chance, sort, wrong = self.chance, self.sort, self.wrong
        self.meals = min(chance.randrange(100_000, 290_000), 50_000 * len(self.came))
        self.transport, self.gift, why = chance.randrange(1, 70_000), 0, {}
        if sort == "line above" or wrong == "line above":
            self.transport, self.meals = 80_000 + chance.randrange(4_001, 9_000), min(self.meals, 280_000)
            why = {} if wrong else {"transport": "A second car for the luggage"}
        if sort == "per head above" or wrong == "per head":
            self.meals = 50_001 * len(self.came)          # at most 300,006: within the tolerance of its line
        if wrong == "total above":
            self.meals, self.transport = 305_000, 80_000
        if sort == "more approved" or wrong == "supplement unsigned":
            self.meals, self.transport = 300_000, 80_000 + chance.randrange(4_001, 9_000)
            why = {"transport": "Waiting time at the airport"}
        if sort == "gift" or "gift" in wrong:
            self.gift, self.meals = 10_000, min(self.meals, 280_000)
        lines = {line.id: (getattr(self, line.category), why.get(line.category, "")) for line in self.settlement.lines}
        new = [("gifts", "Scarf", self.gift, "For the guest of honour")] if self.gift else []
        reason = "Explained to the department" if sort in ("walk-in", "substitute", "per head above", "deposit", "more approved") or wrong in ("supplement unsigned", "total above") else ""
        advance = {"advance_minor": 5_000, "advance_to_id": self.other.id, "advance_on": date(2026, 11, 1)} if chance.random() < 0.2 else {}
        actions.set_amounts(self.settlement, lines, new, reason=reason, **advance, **self.by)

    def gifts(self):
        from planner.settlement import gift_actions

        if not self.gift or self.wrong == "gift not given":
            return
        receiver = self.absent[0] if self.wrong == "gift for somebody absent" else self.over.guests[0]
        gift = gift_actions.enter(self.over.reception, receiver.person_id, direction="given", staff_id=self.over.owner.id, occasion="visit", name="Scarf",
                                  given_on=self.over.reception.ends_on, currency="CNY", value_minor=self.gift, **self.by)
        for state in ("given", "returned") if self.wrong == "gift returned" else ("given",):
            gift_actions.note(gift, state, **self.by)

    def papers(self):
        """A receipt for each heading, one in yen now and then; a letter for officials; one receipt used before where that is the mistake."""
        from planner.settlement import actions
        from tests.factories import settlement as made

        settlement, serial, wrong, sort = self.settlement, self.serial, self.wrong, self.sort
        if sort == "official" or wrong == "no letter":
            self.over.guests[0].is_official = True
        if sort == "official":
            actions.add_paper(settlement, "letter", made.pdf(f"letter {serial}"), "公函.pdf", **self.by)
        if self.gift:
            made.add_receipt(settlement, serial + 2, self.gift, "gifts", **self.by)
            actions.add_paper(settlement, "gift_list", made.pdf(f"list {serial}"), "list.pdf", **self.by)
        before = self.over.application.applied_on - timedelta(days=1)
        day = {"issued_on": before} if sort == "deposit" or wrong == "receipt of another time" else {}
        meals = made.add_receipt(settlement, serial, self.meals - 1 if wrong == "receipts short" else self.meals, content=made.pdf(f"meals {serial}"), **day, **self.by)
        if sort == "attached anew":
            actions.remove_paper(meals, **self.by)
            made.add_receipt(settlement, serial, self.meals, content=made.pdf(f"meals {serial}"), **self.by)
        values, content = {"number": made.fapiao(serial + 1)}, made.pdf(f"cars {serial}")
        if not wrong and self.chance.random() < 0.15:      # 1 yen at 0.05 is 5 fen: enough for what is claimed
            yen = self.transport // 5 + 1
            values |= {"currency": "JPY", "rate": "0.05", "rate_on": date(2026, 11, 17), "rate_source": "SAFE", "amount_minor": yen, "parts": {"transport": yen}}
        if wrong == "checked by who is paid" or self.chance.random() < 0.5:
            values["paid_by_id"] = self.other.id
        if wrong == "number used":
            values["number"] = self.used[0]
        elif wrong == "file used":
            content = self.used[1]
        elif wrong == "number written otherwise":
            values |= {"code": self.used[0][:12], "number": f"{self.used[0][12:16]}-{self.used[0][16:]}"}
        elif wrong == "fapiao as another receipt":
            values |= {"kind": "receipt", "number": self.used[0]}
        made.add_receipt(settlement, serial + 1, self.transport, "transport", content=content, **values, **self.by)
        if not wrong:
            self.used = values["number"], content

    def heads(self):
        from planner.settlement import actions

        if self.wrong == "not claimed":
            return
        here, typed = [one.id for one in self.came], []
        if self.wrong in ("absent", "late and never came", "substitute and who sent them"):
            here.append(self.absent[0].id)
        elif self.wrong == "twice":
            here.append(here[0])
        elif self.wrong == "typed and ticked":
            typed = [self.over.guests[0].person.name_en.upper()]
        elif self.wrong == "stranger":
            typed = ["Harry Potter"]
        actions.claim_heads(self.settlement, self.over.banquet, here, len(self.came) + 2 * (self.wrong == "billed"), typed=typed, **self.by)


def reasons_of(refused):
    """Rules or words by which it was stopped, in English."""
    from planner.settlement.actions import Stopped

    return sorted({finding.rule for finding in refused.findings}) if isinstance(refused, Stopped) else [str(refused.message)]


def run(app, claims, planted, seed):
    from planner import migrate
    from planner.db import close_session, transaction
    from planner.errors import PlannerError
    from planner.i18n import force_language

    chance, turn, begun = random.Random(seed), 0, time.perf_counter()
    bad = set(chance.sample(range(5, claims), planted))
    maker, sorts, rightly, otherwise, passed, false = Maker(chance), Counter(), Counter(), Counter(), Counter(), Counter()
    with app.app_context(), force_language("en"):
        migrate.upgrade(app.extensions["database"].engine)
        for number in range(claims):
            wrong = list(MISTAKES)[turn % len(MISTAKES)] if number in bad else ""
            turn += bool(wrong)
            try:
                with transaction():
                    maker.claim(wrong)
                (passed if wrong else sorts)[wrong or maker.sort] += 1
            except PlannerError as refused:
                reasons = reasons_of(refused)
                if not wrong:
                    false[f"{maker.sort}: {', '.join(reasons)}"] += 1
                else:
                    (rightly if any(MISTAKES[wrong] in reason for reason in reasons) else otherwise)[f"{wrong}: {', '.join(reasons)[:80]}" if MISTAKES[wrong] not in
                                                                                                   " ".join(reasons) else wrong] += 1
            close_session()
    seconds = time.perf_counter() - begun
    return {"claims": claims, "planted": planted, "seed": seed, "rightly stopped": sum(rightly.values()), "stopped for another reason": dict(otherwise),
            "passed though planted": dict(passed), "honest": sum(sorts.values()) + sum(false.values()), "honest stopped": dict(false), "honest by sort": dict(sorts),
            "stopped by mistake": dict(rightly), "seconds": round(seconds), "ms each": round(1000 * seconds / claims)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("claims", 3000), ("planted", 300), ("seed", 7)):
        arguments.add_argument(f"--{name}", type=int, default=usual)
    chosen = arguments.parse_args()
    from planner import clock

    with tempfile.TemporaryDirectory() as folder, clock.fixed(AT):
        found = run(make_app(folder), chosen.claims, chosen.planted, chosen.seed)
    print(json.dumps(found, ensure_ascii=False))
    return int(bool(found["passed though planted"] or found["stopped for another reason"] or found["honest stopped"]))


if __name__ == "__main__":
    sys.exit(main())
