"""How long 1,000 invitations take as one file for the printer.

    .venv/bin/python bench/invitations.py [COUNT] [DESIGN] [MODE]     MODE: zh, en or both

Prints the count, the pages, the size, wall and processor seconds (of this process and its presses).
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from planner.documents import papers, render  # noqa: E402
from planner.documents.papers import Text  # noqa: E402
from planner.documents.typesetting import invitations_pdf  # noqa: E402
from planner.qr import qr_path  # noqa: E402
from tests.planner.documents import demo_papers  # noqa: E402

SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "建国志远晓敏丽华海涛文静俊杰雪梅国强"


def cards(count):
    """`count` cards to different guests, each with its own code."""
    for number in range(count):
        name = SURNAMES[number % len(SURNAMES)] + GIVEN[number % 17] + GIVEN[number * 7 % 19 % 18]
        yield demo_papers.invitation(salutation=Text(f"尊敬的{name}先生", f"Mr. Guest Number {number}"), table_number=number // 10 + 1,
                                     reply_code=papers.ReplyCode(*qr_path(f"https://visits.shangzuo.example/r/{number:032d}", mask=3)))


def main(count=1000, design="formal", mode="zh"):
    lang = "zh" if mode == "both" else mode
    render.warm_presses()
    began, spent = time.perf_counter(), _processor_seconds()
    paper = papers.Invitations(tuple(cards(count)), design, mode == "both", has_seal=True)
    pdf = invitations_pdf(paper, lang)
    wall = time.perf_counter() - began
    render.close_presses()
    print(f"{count} invitations, {design}, {mode}: {len(pdf) / 1e6:.1f} MB, {wall:.1f} s wall, {_processor_seconds() - spent:.1f} s processor")


def _processor_seconds():
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(int(arguments[0]) if arguments else 1000, *arguments[1:])
