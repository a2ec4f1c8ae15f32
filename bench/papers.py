"""How long the papers of a seating take: 200 and 1,000 place cards, and the whole seating kit of the demonstration in both languages.

    .venv/bin/python -m bench.papers [--repeat 3]

Wall seconds of this process with warm presses, CPU seconds of the presses, pages; the median of the runs. Limits: 200 cards 4 s,
1,000 cards 15 s, the kit 8 s.
"""

import argparse
import io
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from pypdf import PdfReader

from bench.documents import cpu_of_presses
from planner.documents import render, shelf
from planner.documents.typesetting import paper_pdf
from tests.planner.documents import demo_papers

LIMITS = {"place cards, 200": 4, "place cards, 1,000": 15, "seating kit, zh and en": 8}


def cases():
    """(title, [(name, record, language)])."""
    cards = demo_papers.place_cards()
    for title, count in (("place cards, 200", 200), ("place cards, 1,000", 1000)):
        yield title, [("place_cards", replace(cards, cards=(cards.cards * (count // len(cards.cards) + 1))[:count]), "zh")]
    demo = demo_papers.all_papers()
    yield "seating kit, zh and en", [(name, demo[name], lang) for name in (*shelf.SEATED, *shelf.ARRANGED) for lang in ("zh", "en")]


def measure(wanted):
    """(wall seconds, CPU seconds of the presses, PDFs)."""
    cpu, start = cpu_of_presses(), time.perf_counter()
    with ThreadPoolExecutor(render.PRESSES) as workers:
        pdfs = list(workers.map(lambda one: paper_pdf(*one), wanted))
    return time.perf_counter() - start, cpu_of_presses() - cpu, pdfs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    render.SECONDS_PER_DOCUMENT = 120  # on a busy machine the limit would cut what is measured
    render.warm_presses()
    measure([("table_cards", demo_papers.table_cards(), "zh")] * 4)
    print("| what | limit s | wall s | CPU s of the presses | pages |\n| --- | --- | --- | --- | --- |")
    for title, wanted in cases():
        runs = [measure(wanted) for _ in range(repeat)]
        wall, cpu = (statistics.median(run[i] for run in runs) for i in (0, 1))
        pages = sum(len(PdfReader(io.BytesIO(pdf)).pages) for pdf in runs[0][2])
        print(f"| {title} | {LIMITS[title]} | {wall:.2f} | {cpu:.2f} | {pages} |", flush=True)
    print(f"\nload of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    render.close_presses()


if __name__ == "__main__":
    main()
