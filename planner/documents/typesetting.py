"""From a paper's record to the HTML that render.py prints. Both languages stand side by side in each template, drafted apart.

The environment is the papers' own: autoescaped, strict about missing names, and without the screen's globals, because a paper's
language is the paper's and not the reader's.
"""

from functools import lru_cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from planner.documents import briefing, drawing, wording
from planner.documents.errors import DocumentTooLarge
from planner.documents.render import render_pdf

MOST_CARDS = 600
NAMES = {
    "invitation": "invitation.html", "hall_plan": "hall_plan.html", "table_list": "table_list.html", "place_cards": "place_cards.html",
    "application": "application.html", "run_sheet": "run_sheet.html", "handbook": "handbook.html", "kitchen": "kitchen.html",
}  # fmt: skip


def paper_html(name: str, paper, lang: str) -> str:
    """The page of one paper in "zh" or "en". `paper` is the record of papers.py that belongs to `name`."""
    words = Words(lang)
    return environment().get_template(f"documents/papers/{NAMES[name]}").render(paper=paper, lang=lang, t=words.choose, w=words, drawing=drawing, briefing=briefing)


def paper_pdf(name: str, paper, lang: str) -> bytes:
    """The finished PDF. Raises what render_pdf() raises."""
    if name == "place_cards" and len(paper.cards) > MOST_CARDS:
        raise DocumentTooLarge()
    return render_pdf(paper_html(name, paper, lang))


@lru_cache
def environment():
    environment = Environment(loader=FileSystemLoader(template_folder()), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                              lstrip_blocks=True, extensions=["jinja2.ext.do"])  # fmt: skip
    environment.globals.update(zip=zip)
    return environment


def template_folder() -> Path:
    """templates/, beside the package in a checkout and inside it when installed."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


class Words:
    """The wording of one language, handed to the templates as `w`; `w.choose(zh, en)` is their `t`."""

    def __init__(self, lang):
        self.lang = lang
        for function in (wording.date_text, wording.date_with_weekday, wording.short_date, wording.money, wording.amount_in_words):
            setattr(self, function.__name__, partial(function, lang=lang))
        self.span, self.moment = wording.span, wording.moment
        self.with_article = wording.with_article
        self.date_in_words, self.time_in_words = wording.date_in_words, wording.time_in_words

    def choose(self, zh, en):
        return zh if self.lang == "zh" else en

    def when(self, at):
        """2026年12月8日（星期二）18:30 / Tuesday, 8 December 2026, 18:30"""
        return f"{self.date_with_weekday(at.date())}{self.choose('', ', ')}{at:%H:%M}"

    def place(self, venue, hall):
        """云山大酒店牡丹厅 / Yunshan Hotel, Peony Hall"""
        return self.choose("", ", ").join(part for part in (venue.get(self.lang), hall.get(self.lang)) if part)

    def script(self, text):
        return drawing.script_of(text)
