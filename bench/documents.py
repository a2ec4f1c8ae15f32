"""How long papers take to set, on the demonstration party and larger ones.

    .venv/bin/python bench/documents.py [--repeat 3]

Wall time of this process in seconds, the median of the runs, with warm presses; size of the PDF; pages. CPU seconds are those of
the presses. The whole kit is every paper in both languages, as "all papers" makes it, without the database.
"""

import argparse
import io
import os
import re
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from pypdf import PdfReader

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from planner.documents import papers, render
from planner.documents.errors import DocumentTooLarge
from planner.documents.typesetting import NAMES, paper_html
from tests.planner.documents import demo_papers


def seats(tables):
    """A hall with that many full tables of ten."""
    guests, own = demo_papers.people()
    people = (guests + own) * (tables * 10 // len(guests + own) + 1)
    banquet = demo_papers.banquet(tables)
    full = tuple(replace(table, seats=tuple(papers.SeatEntry(i, people[number * 10 + i]) for i in range(10)))
                 for number, table in enumerate(banquet.tables))  # fmt: skip
    return papers.SeatPaper(demo_papers.HEADING, (replace(banquet, tables=full),))


def place_cards(count):
    cards = demo_papers.place_cards().cards
    return papers.PlaceCards(demo_papers.HEADING, (cards * (count // len(cards) + 1))[:count])


def invitations(count):
    return papers.Invitations((demo_papers.invitation(),) * count)


def cases():
    """(title, what to do) of everything that is measured."""
    for name, paper in demo_papers.all_papers().items():
        yield f"{name}, demonstration, zh", [paper_html(name, paper, "zh")]
    for title, name, paper in (
        ("hall plan, 60 seats", "hall_plan", seats(6)), ("hall plan, 300 seats", "hall_plan", seats(30)), ("table list, 300 seats", "table_list", seats(30)),
        ("place cards, 200", "place_cards", place_cards(200)), ("invitations, 40 in one", "invitation", invitations(40)),
    ):  # fmt: skip
        yield title, [paper_html(name, paper, "zh")]
    demo = demo_papers.all_papers()
    yield "whole kit, 8 papers, zh and en", [paper_html(name, demo[name], lang) for name in NAMES for lang in ("zh", "en")]


HOSTILE = {
    "4,000 nested div": "<div>" * 4000, "60 nested tables": "<table><tr><td>" * 60, "a word of 1 MB": "a" * 1_000_000,
    "20,000 table rows": "<table>" + "<tr><td>x</td></tr>" * 20_000, "20,000 floats": '<div style="float:left;width:3px">x</div>' * 20_000,
    "5,000 pages": '<p style="break-after:page">x</p>' * 5000,
}  # fmt: skip


def hostile():
    """Print how long each hostile document holds its caller, and that the press answers again."""
    print("\n| hostile document | s until the answer | answer |\n| --- | --- | --- |")
    for title, html in HOSTILE.items():
        start = time.perf_counter()
        try:
            render.render_pdf(html)
            answer = "set"
        except DocumentTooLarge:
            answer = "too large"
        print(f"| {title} | {time.perf_counter() - start:.1f} | {answer} |")
    assert render.render_pdf("<p>王建国</p>").startswith(b"%PDF")


def peak_memory():
    """The largest resident size of the living presses in MB."""
    peaks = [re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{press.process.pid}/status").read_text())[1] for press in render._free]
    return max(map(int, peaks)) // 1024


def cpu_of_presses():
    """CPU seconds of the living presses."""
    ticks = 0
    for press in render._free:
        fields = Path(f"/proc/{press.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(pages):
    """(wall seconds, CPU seconds, PDFs)."""
    cpu, start = cpu_of_presses(), time.perf_counter()
    with ThreadPoolExecutor(render.PRESSES) as workers:
        pdfs = list(workers.map(render.render_pdf, pages))
    return time.perf_counter() - start, cpu_of_presses() - cpu, pdfs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    limit, render.SECONDS_PER_DOCUMENT = render.SECONDS_PER_DOCUMENT, 120  # on a busy machine the limit would cut what is measured
    start = time.perf_counter()
    render.render_pdf("<p>王建国</p>")
    print(f"first press ready and first page: {time.perf_counter() - start:.2f} s\n")
    measure(["<p>王建国</p>"] * 8)
    print("| what | wall s | CPU s | pages | KB |\n| --- | --- | --- | --- | --- |")
    for title, pages in cases():
        runs = [measure(pages) for _ in range(repeat)]
        pdfs = runs[0][2]
        counted = sum(len(PdfReader(io.BytesIO(pdf)).pages) for pdf in pdfs)
        wall, cpu = (statistics.median(run[i] for run in runs) for i in (0, 1))
        print(f"| {title} | {wall:.2f} | {cpu:.2f} | {counted} | {sum(map(len, pdfs)) // 1024} |")
    print(f"\nlargest press: {peak_memory()} MB; load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    render.SECONDS_PER_DOCUMENT = limit
    hostile()
    render.close_presses()


if __name__ == "__main__":
    main()
