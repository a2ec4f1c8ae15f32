"""From a paper's record to the HTML that render.py prints. Both languages stand side by side in each template, drafted apart.

The environment is the papers' own: autoescaped, strict about missing names, and without the screen's globals, because a paper's
language is the paper's and not the reader's.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from planner.compiled import kept_templates
from planner.documents import briefing, cards, drawing, invitation_designs, wording
from planner.documents.errors import DocumentTooLarge
from planner.documents.packing import joined
from planner.documents.papers import Invitations, PlaceCards
from planner.documents.render import PRESSES, render_pdf

MOST_CARDS = 2_000
CARDS_AT_ONCE = 84
"""Of a set of cards; larger sets go to the presses in parts, so that both work and no part comes near the limit of time."""
INVITATIONS_AT_ONCE = 50
"""Of a set of invitations: less than a second of work, for the limit of time counts on a busy machine as well."""
NAMES = {
    "invitation": "invitation.html", "hall_plan": "hall_plan.html", "table_sheets": "table_sheets.html", "table_list": "table_list.html",
    "seat_list": "seat_list.html", "place_cards": "place_cards.html", "table_cards": "place_cards.html", "escort_cards": "place_cards.html",
    "kitchen": "kitchen.html", "serving": "serving.html", "toasts": "toasts.html", "photo_strip": "photo_strip.html",
    "car_slips": "car_slips.html", "arrangements": "arrangements.html", "finder_sheet": "finder_sheet.html", "name_plates": "place_cards.html", "application": "application.html", "run_sheet": "run_sheet.html",
    "handbook": "handbook.html", "letters": "letters.html", "envelopes": "envelopes.html", "labels": "labels.html",
}  # fmt: skip


def paper_html(name: str, paper, lang: str) -> str:
    """The page of one paper in "zh" or "en". `paper` is the record of papers.py that belongs to `name`."""
    words = Words(lang)
    return environment().get_template(f"documents/papers/{NAMES[name]}").render(paper=paper, lang=lang, t=words.choose, w=words, drawing=drawing, briefing=briefing, cards=cards, designs=invitation_designs)


def paper_pdf(name: str, paper, lang: str) -> bytes:
    """The finished PDF. Raises what render_pdf() raises."""
    if isinstance(paper, PlaceCards):
        return cards_pdf(name, paper, lang)
    if isinstance(paper, Invitations):
        return invitations_pdf(paper, lang)
    return render_pdf(paper_html(name, paper, lang), getattr(paper, "given", None))


def cards_pdf(name, paper, lang):
    """Cards, set in parts and put together. Raises DocumentTooLarge above MOST_CARDS."""
    if len(paper.cards) > MOST_CARDS:
        raise DocumentTooLarge()
    parts = list(_parts(paper))
    if len(parts) == 1:
        return render_pdf(paper_html(name, paper, lang))
    with ThreadPoolExecutor(PRESSES) as workers:
        return joined(workers.map(lambda part: render_pdf(paper_html(name, part, lang)), parts))


def invitations_pdf(paper, lang):
    """Invitations, set in parts by both presses and put together as one file. Raises DocumentTooLarge above MOST_CARDS."""
    if len(paper.cards) > MOST_CARDS:
        raise DocumentTooLarge()
    if len(paper.cards) <= INVITATIONS_AT_ONCE:
        return joined_if_many(in_halves(_one_pdf(lang), paper))
    parts = [replace(paper, cards=paper.cards[first:first + INVITATIONS_AT_ONCE], is_for_press=True)
             for first in range(0, len(paper.cards), INVITATIONS_AT_ONCE)]
    with ThreadPoolExecutor(PRESSES) as workers:
        return joined(pdf for found in workers.map(partial(in_halves, _one_pdf(lang)), parts) for pdf in found)


def _one_pdf(lang):
    return lambda paper: render_pdf(paper_html("invitation", paper, lang), paper.given)


def in_halves(press, paper):
    """[press(paper)], or the same of its halves in order where the clock of the press ended it, as it may on a very busy machine.

    Raises DocumentTooLarge when one invitation alone is too much.
    """
    try:
        return [press(paper)]
    except DocumentTooLarge:
        middle = len(paper.cards) // 2
        if middle == 0:
            raise
        return [made for half in (paper.cards[:middle], paper.cards[middle:]) for made in in_halves(press, replace(paper, cards=half))]


def joined_if_many(pdfs):
    return pdfs[0] if len(pdfs) == 1 else joined(pdfs)


def _parts(paper):
    """The cards in parts of whole sheets."""
    on_a_sheet = cards.sheet_of(paper.style).count
    size = max(CARDS_AT_ONCE // on_a_sheet, 1) * on_a_sheet
    if len(paper.cards) <= size * 1.25:
        yield paper
        return
    for first in range(0, len(paper.cards), size):
        yield replace(paper, cards=paper.cards[first:first + size], sheets_before=first // on_a_sheet, all_sheets=paper.sheets)


@lru_cache
def environment():
    environment = Environment(loader=FileSystemLoader(template_folder()), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                              lstrip_blocks=True, extensions=["jinja2.ext.do"], bytecode_cache=kept_templates("papers"))  # fmt: skip
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
        for function in (wording.date_text, wording.date_with_weekday, wording.short_date, wording.money, wording.amount_in_words,
                         wording.table_words, wording.seat_words, wording.cards_title):
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
