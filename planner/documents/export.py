"""Making papers from a Sheaf: one, or all of them as a zip, for what its reader may see."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from planner.banquets import seating_bridge
from planner.documents import shelf
from planner.documents.errors import TooManyExports
from planner.documents.guest_list import guest_list_xlsx
from planner.documents.packing import zip_papers
from planner.documents.queries import Sheaf
from planner.documents.seat_workbook import seats_xlsx
from planner.documents.render import PRESSES
from planner.documents.typesetting import paper_pdf
from planner.documents.wording import date_text

FOLDERS = {"zh": "中文", "en": "English"}
SECONDS_FOR_ONES_TURN = 8
_turns: dict[int, threading.Lock] = {}
_turns_lock = threading.Lock()


@contextmanager
def ones_turn(person):
    """One paper at a time for each person of this process; a second click waits a little. Raises TooManyExports."""
    with _turns_lock:
        turn = _turns.setdefault(person.id, threading.Lock())
    if not turn.acquire(timeout=SECONDS_FOR_ONES_TURN):
        raise TooManyExports()
    try:
        yield
    finally:
        turn.release()


def make_paper(sheaf, name, lang) -> bytes:
    """The PDF of one paper. Raises NotReady, DocumentTooLarge, RenderFailed, RendererBusy."""
    return paper_pdf(name, sheaf.paper(name, lang), lang)


def make_guest_list(sheaf, lang) -> bytes:
    """The guest list as a workbook. Raises NotReady."""
    if missing := sheaf.missing("guest_list", lang):
        raise missing.error()
    return guest_list_xlsx(sheaf.plain_heading, sheaf.guest_rows(), lang, banquets=[b.item.title(lang) for b in sheaf.banquets], shows_diets=sheaf.may("diet.see"), shows_contacts=sheaf.may("person.see"))


def make_seat_workbook(sheaf, lang) -> bytes:
    """Who sits where as a workbook: by table, by pinyin, A–Z. Raises NotReady."""
    if missing := sheaf.missing("seat_list", lang):
        raise missing.error()
    return seats_xlsx(sheaf.heading, sheaf.banquet_entries, lang)


def make_hall_plan_svg(sheaf, lang) -> bytes:
    """The released hall plan of the first banquet. Raises NotReady."""
    if missing := sheaf.missing("hall_plan", lang):
        raise missing.error()
    banquet = sheaf.seated_banquets[0]
    return seating_bridge.svg_text(seating_bridge.hall_plan(banquet, lang, hall=sheaf.hall(banquet))).encode()


def all_papers(reception, may, progress=lambda done, total, message="": None):
    """(files, left out): [(name, bytes)] of every paper in both languages that is ready and permitted, and the kinds that are not.

    `may` tells which permissions the reader has; `progress` is called before each paper and may raise to stop.
    """
    with AllPapers(reception, may) as papers:
        return papers.files(progress), papers.left_out


class AllPapers:
    """Every paper in both languages, set by the presses while the caller does other things; a context manager.

    Everything is read at once and set afterwards, so that all papers show the same state of the plan.
    """

    def __init__(self, reception, may):
        sheaf = Sheaf(reception, may)
        kinds = [kind for kind in shelf.PAPERS if may(kind.permission)]
        wanted = [(kind, lang) for kind in kinds for lang in ("zh", "en") if not sheaf.missing(kind.name, lang)]
        self.left_out = [kind for kind in kinds if all(kind is not ready for ready, _lang in wanted)]
        self._names = [f"{FOLDERS[lang]}/{shelf.file_name(kind, reception, lang)}" for kind, lang in wanted]
        records = [(kind.name, sheaf.paper(kind.name, lang), lang) for kind, lang in wanted]
        self._lists = _workbooks(sheaf)
        self._workers = ThreadPoolExecutor(PRESSES)
        self._waiting = [self._workers.submit(paper_pdf, *record) for record in records]

    def files(self, progress=lambda done, total, message="": None):
        """[(name, bytes)], once all are there."""
        made, total = [], len(self._names) + len(self._lists)
        for number, (name, future) in enumerate(zip(self._names, self._waiting)):
            progress(number, total, name)
            made.append((name, future.result()))
        return made + self._lists

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._workers.shutdown(cancel_futures=True)


def _workbooks(sheaf):
    if not sheaf.may(shelf.GUEST_LIST.permission):
        return []
    return [(f"{FOLDERS[lang]}/{shelf.file_name(kind, sheaf.reception, lang, 'xlsx')}", make(sheaf, lang))
            for kind, name, make in ((shelf.GUEST_LIST, "guest_list", make_guest_list), (shelf.SEAT_WORKBOOK, "seat_list", make_seat_workbook))
            if not sheaf.missing(name, "zh") for lang in ("zh", "en")]  # fmt: skip


def all_papers_zip(reception, files, issued) -> tuple[str, bytes]:
    """(file name, zip) of these files."""
    return f"{reception.title('zh')} {date_text(issued, 'zh')}.zip", zip_papers(files, issued)
