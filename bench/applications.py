"""Generated hospitality applications: lines, total, screen, paper, CSV, workbook, database and journal agree to the cent.

    .venv/bin/python bench/applications.py [--applications 10000] [--pdfs 20] [--workbooks 200] [--seed 7]

Each application has 1 to 12 lines in a currency with 0, 2 or 3 decimals, with service charge, tax and tip as amounts or rates, in the price or
on top, made by the same code that stores a form's lines. Of each: the sum of the lines, the table of the page, the form as it is sent to the press,
the CSV, the sum the database gives for the stored rows and the debits and credits of a journal of exactly these amounts. PDF and workbook are made
for a sample only, spread evenly. Prints one JSON line; exit code 1 when anything differs.
"""

import argparse
import csv
import io
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parents[1]))

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CURRENCIES = ("CNY", "CNY", "CNY", "USD", "EUR", "JPY", "KRW", "KWD", "BHD")
RATES = ("6", "9", "13", "8.875", "10", "15", "12.5", "0.001", "33.333", "100")
PARSED = re.compile(r"[\d,]+(?:\.\d+)?")


def generated(random_, decimals):
    """A line as the form gives it."""
    from planner.budgets.models import CATEGORIES, INCLUDED, PARTS

    line = {"category": random_.choice(CATEGORIES), "description_zh": f"项目{random_.randrange(999)}", "description_en": f"Item {random_.randrange(999)}",
            "quantity": random_.choice((0, 1, 1, 2, 3, 7, 22, 33, 1000)), "unit_price_minor": random_.choice((0, 1, random_.randrange(10 ** decimals), random_.randrange(10**6), random_.randrange(10**8))),
            "included": random_.choice(tuple(INCLUDED))}
    for part in PARTS:
        way = random_.choice(("", "", "rate", "amount"))
        if way == "rate":
            line[f"{part}_rate"] = random_.choice(RATES)
        elif way == "amount":
            line[f"{part}_minor"] = random_.randrange(10**5)
    return line


def made(random_):
    """(currency, lines) that would be stored; what a price cannot hold is drawn again, as it is refused."""
    from planner.budgets.actions import checked_lines
    from planner.budgets.lines import Figures
    from planner.errors import RuleBroken
    from planner.money import decimals_of

    currency = random_.choice(CURRENCIES)
    lines, wanted = [], random_.randint(1, 12)
    while len(lines) < wanted:
        try:
            lines += checked_lines([generated(random_, decimals_of(currency))], Figures(), currency)
        except RuleBroken:
            continue
    return currency, checked_lines(lines, Figures(), currency)


def minor(text, currency):
    """The amount in a text, whatever stands around it, by digits alone."""
    from planner.money import decimals_of

    whole, _point, fraction = PARSED.search(text)[0].replace(",", "").partition(".")
    assert len(fraction) == decimals_of(currency), text
    return int(whole + fraction)


def screen(case, template):
    """([amount of each line by category], total) as the page shows them."""
    html = template.render(case=case, category_names=case.names, pictures=case.pictures, current_language=lambda: "en", _=lambda text, **values: text % values if values else text)
    cells = re.findall(r'<td data-label="Amount" class="num">([^<]*)</td>', html)
    total = re.search(r'<tfoot>.*<td class="num">([^<]*)</td></tr></tfoot>', html, re.S)[1]
    return sorted(minor(cell, case.currency) for cell in cells), minor(total, case.currency)


def paper(case, form, template, words):
    """The same of the form that goes to the press."""
    html = template.render(paper=form, lang="en", t=words.choose, w=words)
    table = html[html.index('class="boxed lines"'):html.index("</tbody>", html.index('class="boxed lines"'))]
    rows = [re.findall(r'<td class="number nowrap">([^<]*)</td>', row) for row in table.split("<tr")[2:]]
    return sorted(minor(row[-1], case.currency) for row in rows[:-1]), minor(rows[-1][-1], case.currency), html


def case_of(currency, rows):
    from planner.budgets import pictures, queries
    from planner.money import Money

    application = SimpleNamespace(lines=rows, currency=currency, applied_on=date(2026, 11, 20), id=1)
    case = SimpleNamespace(application=application, currency=currency, total=Money(sum(row.amount_minor for row in rows), currency), names=pictures.CATEGORY_NAMES, pictures=pictures,
                           money=lambda minor_: Money(minor_, currency))
    case.by_category = lambda: queries.Case.by_category(case)
    case.parts_total = lambda: queries.Case.parts_total(case)
    return case


def form_of(case):
    from planner.documents import queries as documents
    from planner.documents.papers import ApplicationForm, Heading, Text

    text = Text("测", "Test")
    lines = tuple(documents._line(SimpleNamespace(application=case.application, **{name: getattr(row, name) for name in (
        "category", "description_zh", "description_en", "quantity", "unit_price_minor", "amount_minor", "note", "parts", "included", "service_rate", "tax_rate", "tip_rate")})) for row in case.application.lines)
    return ApplicationForm(heading=Heading(text, text, text, AT.date()), number="2026-0001", applicant=text, department=text, applied_on=AT.date(), venue=text, dining_at=None,
                           guest_diners=1, own_diners=1, guests=text, own=text, lines=lines, currency=case.currency, total_minor=case.total.amount_minor, per_head_minor=None,
                           organiser=text, actual_minor=None, purpose=text, cost_note="", cautions=text, decisions=(), state=text, fingerprint="")


def run(options):
    from openpyxl import load_workbook

    from planner import create_app, sheets
    from planner.budgets import line_table
    from planner.budgets.models import BudgetLine
    from planner.documents import typesetting
    from planner.documents.render import render_pdf
    from planner.i18n import force_language
    from planner.reports import journal
    from planner.settings import Settings

    folder = tempfile.mkdtemp()
    app = create_app(Settings(data_dir=Path(folder), secret_key="k" * 40, data_key=b"d" * 32, database_url=f"sqlite:///{folder}/bench.sqlite", testing=True, limits=False))
    random_, wrong, counts = random.Random(options.seed), [], dict.fromkeys(("lines", "pdfs", "workbooks"), 0)
    stored = []
    with app.test_request_context(), force_language("en"):
        page = app.jinja_env.get_template("budgets/_lines.html")
        press, words = typesetting.environment().get_template("documents/papers/application.html"), typesetting.Words("en")
        for number in range(options.applications):
            currency, lines = made(random_)
            rows = [BudgetLine(position=place, **line) for place, line in enumerate(lines)]
            case = case_of(currency, rows)
            amounts, total = sorted(row.amount_minor for row in rows), case.total.amount_minor
            counts["lines"] += len(rows)
            said = {"screen": screen(case, page)}
            *said["paper"], html = paper(case, form_of(case), press, words)
            said["paper"] = tuple(said["paper"])
            head, table = line_table.head(), line_table.rows(case.application)
            read = list(csv.reader(io.StringIO(sheets.csv_bytes(head, table).decode("utf-8-sig"))))
            said["csv"] = (sorted(minor(row[9], currency) for row in read[1:-1]), minor(read[-1][9], currency))
            parts = [sum(minor(row[place], currency) for place in range(4, 8)) for row in read[1:-1]]
            said["csv parts"] = (sorted(parts), sum(parts))
            if number % max(options.applications // options.workbooks, 1) == 0:
                counts["workbooks"] += 1
                sheet = load_workbook(io.BytesIO(sheets.workbook_bytes([("x", head, table)], "x", AT.date()))).active
                scale = 10 ** len(case.money(0).plain().partition(".")[2])
                cells = [round(float(sheet.cell(place, 10).value) * scale) for place in range(2, len(table) + 2)]
                said["workbook"] = (sorted(cells[:-1]), cells[-1])
            if number % max(options.applications // options.pdfs, 1) == 0:
                counts["pdfs"] += 1
                text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=render_pdf(html), capture_output=True, check=True).stdout.decode()
                shown = {one for one in PARSED.findall(text)}
                missing = [amount for amount in {*amounts, total} if case.money(amount).format_number("en") not in shown]
                said["pdf"] = (amounts, total) if not missing else (missing, -1)
            settled = journal.Settled(number, AT.date(), currency, "7.1" if currency != "CNY" else "", tuple((row.category, row.kind or "", row.amount_minor) for row in rows))
            entries = journal.entries(settled, "CNY")
            said["journal"] = (amounts, sum(entry.debit for entry in entries)) if journal.is_balanced(entries) else ("unbalanced", -1)
            wrong += [(number, name, found, (amounts, total)) for name, found in said.items() if found != (amounts, total)]
            stored.append((total, lines))
        wrong += database(folder, stored)
    return wrong, counts


def database(folder, stored):
    """What the database adds up for the stored lines, where it differs."""
    from sqlalchemy import create_engine, func, insert, select

    from planner.budgets.models import BudgetLine

    engine = create_engine(f"sqlite:///{folder}/lines.sqlite")
    BudgetLine.__table__.create(engine)
    with engine.begin() as connection:
        connection.execute(insert(BudgetLine.__table__), [line | {"application_id": number, "position": place} for number, (_total, lines) in enumerate(stored, 1) for place, line in enumerate(lines)])
        found = dict(connection.execute(select(BudgetLine.application_id, func.sum(BudgetLine.amount_minor)).group_by(BudgetLine.application_id)).all())
    return [(number, "database", found[number], total) for number, (total, _lines) in enumerate(stored, 1) if found[number] != total]


def main():
    parser = argparse.ArgumentParser()
    for name, usual in (("applications", 10_000), ("pdfs", 20), ("workbooks", 200), ("seed", 7)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    options = parser.parse_args()
    started = time.perf_counter()
    wrong, counts = run(options)
    print(json.dumps({"applications": options.applications, **counts, "wrong": len(wrong), "first": [str(one) for one in wrong[:3]], "seconds": round(time.perf_counter() - started, 1)}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
