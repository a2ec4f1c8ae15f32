"""Reports over years of hospitality: how long each takes, and whether every way to read the money says the same, to the cent.

    .venv/bin/python bench/reports.py make --folder var/reports [--applications 20000] [--years 5]
    .venv/bin/python bench/reports.py time --folder var/reports [--repeat 7]
    .venv/bin/python bench/reports.py agree --folder var/reports

`make` fills a fresh folder: the demonstration company, clients, and for each application a reception, a banquet with its people, lines, signatures and,
where it is over, a settlement with receipts, an advance now and then, and the heads claimed; in four currencies, some without a rate. `time` asks every
report as finance, as a department's manager and as an account manager, and exits with 1 when the slower half of the answers of one takes more than 500 ms on the processor.
`agree` adds up the lines as stored and holds the page, the CSV file, the workbook and the journal against them; it prints one JSON line and exits with 1 for a cent.
"""

import argparse
import csv
import gc
import hashlib
import html
import io
import json
import os
import random
import re
import statistics
import sys
import time
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from sqlalchemy import func, select, text

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.generate import _clients, _contacts, _first_free, _store
from bench.pages import HOST, counted, signed_in
from planner import clock
from planner.banquets.models import Banquet
from planner.budgets.models import Application, BudgetLine, Decision
from planner.cli import open_app
from planner.db import session, transaction
from planner.money import CURRENCY_DECIMALS
from planner.people.models import Person
from planner.plan.commands import demo_environment
from planner.plan.company import load_company, staff_named
from planner.receptions.models import Attendee, Item, Reception
from planner.settlement.models import ClaimedHead, HeadClaim, Settlement, SettlementLine, SettlementPaper

MOST_MS = 500
OWNERS = ("宋丹", "唐磊", "韩冰")
RATES = {"CNY": "", "USD": "7.1234", "JPY": "0.04873", "KWD": "23.17", "EUR": "7.755"}
CURRENCIES = ["CNY"] * 92 + ["USD"] * 4 + ["JPY", "JPY", "KWD", "EUR"]
LINES = [("meeting", "meeting_room", "会议室", "Meeting room", 1, 240_000), ("meals", "lunch", "工作午餐", "Working lunch", 8, 4_500), ("meals", "banquet", "宴会", "Banquet", 1, 320_000),
         ("meals", "drinks", "酒水", "Drinks", 1, 60_000), ("transport", "cars", "车辆", "Cars", 4, 90_000), ("gifts", "gifts", "礼品", "Gifts", 6, 18_000), ("other", "", "=鲜花与印刷", "Flowers and printing", 1, 150_001)]
BREACHES = ["meal.banquet.grade-a", "meal.banquet.grade-b", "gift.private", "companions.private-half"]
DEPARTMENTS = ["大客户部", "大客户部", "Key Account Department", "市场部", ""]


# Making -------------------------------------------------------------------------------------------------------------------

def make(count, years, at):
    """`count` applications over the years before `at`, always the same ones; in parts, so that memory stays small."""
    chance = random.Random(20261122)
    owners = [staff_named(name).id for name in OWNERS]
    staff = session().scalars(select(Person.id).where(Person.client_id.is_(None)).order_by(Person.id)).all()
    clients = _clients(chance, max(count // 40, 5), [staff_named(name) for name in OWNERS])
    contacts = [row["id"] for row in _contacts(chance, clients, max(count // 5, 50))]
    for start in range(0, count, 2000):
        _part(chance, min(2000, count - start), years, at, owners, staff, clients, contacts)


def _part(chance, count, years, at, owners, staff, clients, contacts):
    numbers = {table: _first_free(table) for table in (Reception, Item, Banquet, Attendee, Application, Decision, Settlement, HeadClaim)}
    rows = defaultdict(list)

    def new(table, **values):
        values["id"] = numbers[table]
        numbers[table] += 1
        rows[table].append(values)
        return values

    for _ in range(count):
        _one(chance, new, rows, years, at, chance.choice(owners), staff, chance.choice(clients), contacts)
    for table in (Reception, Item, Attendee, Banquet, Application, BudgetLine, Decision, Settlement, SettlementLine, SettlementPaper, HeadClaim, ClaimedHead):
        _store(table, rows[table])


def _one(chance, new, rows, years, at, owner, staff, client, contacts):
    ended = at.date() - timedelta(days=chance.randint(-40, 365 * years))
    reception = new(Reception, title_zh=f"{client['name_zh']}来访", title_en=f"Visit of {client['name_en']}", client_id=client["id"], owner_id=owner, starts_on=ended - timedelta(days=1),
                    ends_on=ended, created_at=at, version=1)
    dinner = datetime(ended.year, ended.month, ended.day, 18)
    item = new(Item, reception_id=reception["id"], kind="banquet", title_zh="晚宴", title_en="Banquet", starts_at=dinner, ends_at=dinner + timedelta(hours=2), version=1)
    people = [new(Attendee, reception_id=reception["id"], person_id=person, side=side, role=role, version=1)
              for person, side, role in [*((one, "guest", "guest") for one in chance.sample(contacts, chance.randint(3, 8))), (staff[0], "host", "host"), (staff[1], "host", "second_host")]]
    banquet = new(Banquet, reception_id=reception["id"], item_id=item["id"], host_id=people[-2]["id"], second_host_id=people[-1]["id"], guest_of_honour_id=people[0]["id"], venue_zh="云山酒店", venue_en="Yunshan Hotel", version=1)
    currency = chance.choice(CURRENCIES)
    application, lines = _application(chance, new, rows, reception, client, owner, currency, ended, dinner, at)
    if ended < at.date() and chance.random() < 0.985:
        _settlement(chance, new, rows, application, lines, banquet, people, owner, ended, at)


def _application(chance, new, rows, reception, client, owner, currency, ended, dinner, at):
    rate = "" if currency != "CNY" and chance.random() < 0.05 else RATES[currency]
    application = new(Application, reception_id=reception["id"], applicant_id=owner, created_by_id=owner, last_edited_by_id=owner, department=chance.choice(DEPARTMENTS), applied_on=ended - timedelta(days=20),
                      client_id=client["id"], dining_at=dinner, guest_diners=6, own_diners=2, currency=currency, rate=rate, rate_on=ended if rate else None, cost_centre=f"C{chance.randint(1, 9)}",
                      cost_note="客户层级高" if chance.random() < 0.5 else "", status="approved", version=1)
    scale, lines = chance.randint(50, 150), []
    for place, (category, kind, zh, en, quantity, price) in enumerate(chance.sample(LINES, chance.randint(3, 7))):
        price = price * scale // 100 // 10 ** (2 - min(CURRENCY_DECIMALS[currency], 2))
        lines.append((category, kind, zh, en, quantity, price))
        rows[BudgetLine].append({"application_id": application["id"], "position": place, "category": category, "kind": kind, "description_zh": zh, "description_en": en, "quantity": quantity, "unit_price_minor": price})
    broken = sorted(chance.sample(BREACHES, 1)) if chance.random() < 0.15 else []
    facts = {"amount_minor": sum(line[4] * line[5] for line in lines), "currency": currency, "rate": rate, "breaches": broken, "guests": {"private": 6}, "guest_diners": 6, "own_diners": 2,
             "event": reception["id"], "client": client["id"], "days": [ended.isoformat()], "gifts": [], "venue": ["云山酒店"], "lines": [[line[2], line[3], line[4] * line[5]] for line in lines]}
    for action, step in (("submit", ""), ("approve", "department"), ("approve", "general"), ("approve", "finance")):
        new(Decision, application_id=application["id"], action=action, step=step, person_id=owner, at=at, fingerprint="f" * 64, facts=facts, completes=step == "finance")
    return application, lines


def _settlement(chance, new, rows, application, lines, banquet, people, owner, ended, at):
    state = "closed" if chance.random() < 0.98 else chance.choice(("draft", "submitted", "sent_back"))
    holder = owner if chance.random() < 0.2 else None
    settlement = new(Settlement, application_id=application["id"], state=state, currency=application["currency"], opened_by_id=owner, opened_at=at, last_edited_by_id=owner, checked_at=at if state == "closed" else None,
                     advance_minor=chance.randint(1, 300_000) if holder else 0, advance_to_id=holder, advance_on=ended if holder else None, version=1)
    sums = defaultdict(int)
    for place, (category, kind, zh, en, quantity, price) in enumerate(lines):
        approved = quantity * price
        actual = max(approved * chance.randint(80, 100) // 100 + chance.randint(-1, 1), 0) if chance.random() < 0.95 else approved * 112 // 100
        sums[category] += actual
        rows[SettlementLine].append({"settlement_id": settlement["id"], "position": place, "kind": kind, "category": category, "description_zh": zh, "description_en": en, "quantity": quantity,
                                     "approved_minor": approved, "actual_minor": actual, "reason": "菜价上涨" if actual > approved else ""})
    _papers(chance, rows, settlement, sums, owner, ended, at)
    claim = new(HeadClaim, settlement_id=settlement["id"], banquet_id=banquet["id"], billed=len(people))
    rows[ClaimedHead] += [{"claim_id": claim["id"], "attendee_id": one["id"], "times": 1} for one in people]


def _papers(chance, rows, settlement, sums, owner, ended, at):
    """One receipt for each heading, now and then for a little more than is claimed; a third paid by somebody of ours."""
    for category, minor in sums.items():
        key = hashlib.sha256(f"{settlement['id']}-{category}".encode()).hexdigest()
        claimed = minor + chance.choice((0, 0, 0, 1, 100))
        rows[SettlementPaper].append({"settlement_id": settlement["id"], "kind": "fapiao", "number": key[:20], "number_key": key, "currency": settlement["currency"], "amount_minor": claimed, "own_minor": claimed,
                                      "parts": {category: claimed}, "paid_by_id": owner if chance.random() < 0.33 else None, "content_type": "application/pdf", "size": 9, "stored_as": key, "sha256": key, "file_key": key,
                                      "issued_on": ended, "added_by_id": owner, "added_at": at})


# How long -----------------------------------------------------------------------------------------------------------------

def times(app, repeat, years):
    """A row for each report; whether all keep the limit."""
    today = clock.now().date()
    whole = f"first={today.year - years}-{today.month:02}-01&last={today.isoformat()}"
    year = f"first={today.year - 1}-01-01&last={today.year - 1}-12-31"
    pages = {"dong.fang": [f"/reports?{whole}", f"/reports?{whole}&currency=USD", f"/reports/rules?{whole}", "/reports/open", "/reports/tax", "/reports/journal", f"/reports/journal?{year}"],
             "gao.xiang": [f"/reports?{whole}", f"/reports/rules?{whole}"], "song.dan": [f"/reports?{whole}"]}
    kept = True
    print("| who | report | wall p50 ms | wall worst | CPU p50 ms | CPU worst | queries | kB |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for login, paths in pages.items():
        client, _ = signed_in(app, login)
        for path in paths:
            client.get(path, base_url=HOST)
            found = []
            for _ in range(repeat):
                begun, worked = time.perf_counter(), time.process_time()
                answer = client.get(path, base_url=HOST)
                found.append((1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - worked)))
                assert answer.status_code == 200, (path, answer.status_code)
            with counted(app) as statements:
                client.get(path, base_url=HOST)
            wall, cpu = zip(*found)
            print(f"| {login} | `{path}` | {statistics.median(wall):.0f} | {max(wall):.0f} | {statistics.median(cpu):.0f} | {max(cpu):.0f} | {len(statements)} | {len(answer.data) / 1000:.0f} |", flush=True)
            if statistics.median(cpu) > MOST_MS and not path.endswith(year):
                kept = False
    return kept


# Whether they agree -------------------------------------------------------------------------------------------------------

def own(minor, currency, rate):
    """An amount in yuan, rounded half up, by its own reckoning; None without a rate."""
    if currency == "CNY":
        return minor
    if not rate:
        return None
    return int((Decimal(minor) / 10 ** CURRENCY_DECIMALS[currency] * Decimal(rate) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def stored():
    """({year: {currency: minor}}, {year: yuan of all that have a rate}, settlements): straight from the tables."""
    rows = session().execute(text("SELECT s.id, substr(r.ends_on, 1, 4), s.currency, a.rate, SUM(l.actual_minor) FROM settlements s JOIN applications a ON a.id = s.application_id "
                                  "JOIN receptions r ON r.id = a.reception_id JOIN settlement_lines l ON l.settlement_id = s.id WHERE s.state = 'closed' GROUP BY s.id")).all()
    by_currency, yuan = defaultdict(lambda: defaultdict(int)), defaultdict(int)
    for _number, year, currency, rate, minor in rows:
        by_currency[int(year)][currency] += minor
        yuan[int(year)] += own(minor, currency, rate) or 0
    return by_currency, yuan, len(rows)


def minor_of(shown, currency):
    """What a page or a file shows, back in minor units."""
    return int(Decimal(re.sub(r"[^\d.\-]", "", shown) or "0").scaleb(CURRENCY_DECIMALS[currency]))


def agree(app):
    """Differences between what is stored and what each way to read it says: [] when all agree."""
    wrong, checks = [], 0
    with app.app_context():
        by_currency, yuan, count = stored()
    client, _ = signed_in(app, "dong.fang")
    for year in sorted(by_currency):
        period = f"first={year}-01-01&last={year}-12-31"
        found = [("screen", year, "CNY*", yuan[year], _screen(client, period, "")[0])]
        for currency, minor in by_currency[year].items():
            found.append(("screen", year, currency, minor, _screen(client, period, currency)[0]))
        for language in ("en", "zh"):
            client.set_cookie("language", language, domain="127.0.0.1")
            found += _bars(client, period, yuan[year], year, language)
            lines = list(csv.reader(io.StringIO(client.get(f"/reports/spend.csv?{period}", base_url=HOST).get_data().decode("utf-8-sig"), newline="")))[1:]
            found += [(f"csv {language}", year, currency, minor, sum(minor_of(row[11], currency) for row in lines if row[9] == currency)) for currency, minor in by_currency[year].items()]
            found.append((f"csv {language}", year, "CNY*", yuan[year], sum(minor_of(row[14], "CNY") for row in lines)))
            found += [("formula", year, "", 0, sum(cell[:1] in ("=", "+", "-", "@") for row in lines for cell in row))]
        client.set_cookie("language", "en", domain="127.0.0.1")
        entries = list(csv.reader(io.StringIO(client.get(f"/reports/journal.csv?{period}", base_url=HOST).get_data().decode("utf-8-sig"), newline="")))[1:]
        for currency, minor in by_currency[year].items():
            for side in (9, 10):
                found.append(("journal", year, currency, minor, sum(minor_of(row[side], currency) for row in entries if row[8] == currency)))
        for side in (12, 13):
            found.append(("journal", year, "CNY*", yuan[year], sum(minor_of(row[side], "CNY") for row in entries)))
        found += _vouchers(entries)
        found.append(("workbook", year, "CNY*", yuan[year], _workbook(client, period)))
        checks += len(found)
        wrong += [one for one in found if one[3] != one[4]]
    return wrong, checks, count


def _screen(client, period, currency):
    page = client.get(f"/reports?{period}&currency={currency}", base_url=HOST).get_data(as_text=True)
    shown = re.findall(r'<div class="figure"><dt>[^<]*</dt><dd>([^<]*)</dd>', page)
    return minor_of(html.unescape(shown[0]), currency or "CNY"), page


def _bars(client, period, expected, year, language):
    """Each picture's amounts add up to the whole: what the eye sees is the total."""
    page = _screen(client, period, "")[1]
    lists = re.findall(r'<ul class="bar-list" aria-label="[^"]*">(.*?)</ul>', page, re.S)
    found = [(f"bars {number} {language}", year, "CNY*", expected, sum(minor_of(html.unescape(amount), "CNY") for amount in re.findall(r'<b class="num">([^<]*)</b>', one))) for number, one in enumerate(lists)]
    table = re.search(r"<details>.*?<tbody>(.*?)</tbody>", page, re.S).group(1)
    months = sum(minor_of(html.unescape(cells[1]), "CNY") for cells in (re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in table.split("</tr>")) if cells)
    return [*found, (f"months {language}", year, "CNY*", expected, months), (f"pictures {language}", year, "", 4, len(lists))]


def _vouchers(entries):
    """Each voucher by itself: debit less credit, in its currency and in yuan."""
    sums = defaultdict(lambda: [0, 0])
    for row in entries:
        sums[row[0]][0] += minor_of(row[9], row[8]) - minor_of(row[10], row[8])
        sums[row[0]][1] += minor_of(row[12], "CNY") - minor_of(row[13], "CNY")
    return [("voucher", number, "", 0, abs(a) + abs(b)) for number, (a, b) in sums.items() if a or b]


def _workbook(client, period):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(client.get(f"/reports/spend.xlsx?{period}", base_url=HOST).get_data()), read_only=True)
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    return sum(round(Decimal(str(row[2])) * 100) for row in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("make", "time", "agree"))
    parser.add_argument("--folder", type=Path, default=Path("var/reports"))
    parser.add_argument("--applications", type=int, default=20_000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--repeat", type=int, default=7)
    arguments = parser.parse_args()
    os.environ.update(demo_environment(arguments.folder.absolute(), 8000))
    app = open_app(upgrade=True)
    if arguments.what == "make":
        with app.app_context(), transaction():
            if session().scalar(select(func.count(Person.id))) == 0:
                load_company(at=clock.now())
            make(arguments.applications, arguments.years, clock.now())
        return 0
    if arguments.what == "time":
        gc.freeze()  # as the server does once it is loaded
        gc.set_threshold(50_000, 20, 50)
        return 0 if times(app, arguments.repeat, arguments.years) else 1
    app.config["RATELIMIT_ENABLED"] = False
    wrong, checks, count = agree(app)
    print(json.dumps({"settlements": count, "compared": checks, "differences": len(wrong), "first": wrong[:5]}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
