"""Making papers from a Sheaf: one, or all of them as a zip, for what its reader may see."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from planner.documents import shelf
from planner.documents.errors import TooManyExports
from planner.documents.guest_list import guest_list_xlsx
from planner.documents.packing import zip_papers
from planner.documents.queries import Sheaf
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


def all_papers(reception, may, progress=lambda done, total, message="": None):
    """(files, left out): [(name, bytes)] of every paper in both languages that is ready and permitted, and the kinds that are not.

    Everything is read first and set afterwards, so that all papers show the same state of the plan. `may` tells which permissions
    the reader has; `progress` is called before each paper and may raise to stop.
    """
    sheaf = Sheaf(reception, may)
    kinds = [kind for kind in shelf.PAPERS if may(kind.permission)]
    wanted = [(kind, lang) for kind in kinds for lang in ("zh", "en") if not sheaf.missing(kind.name, lang)]
    left_out = [kind for kind in kinds if all(kind is not ready for ready, _lang in wanted)]
    records = [(kind.name, sheaf.paper(kind.name, lang), lang) for kind, lang in wanted]
    names = [f"{FOLDERS[lang]}/{shelf.file_name(kind, reception, lang)}" for kind, lang in wanted]
    lists = _guest_lists(sheaf)
    return list(zip(names, _set(records, names, progress, len(records) + len(lists)))) + lists, left_out


def _set(records, names, progress, total):
    """The PDFs of the records in their order; two presses work side by side."""
    workers = ThreadPoolExecutor(PRESSES)
    try:
        waiting = [workers.submit(paper_pdf, *record) for record in records]
        for number, (name, future) in enumerate(zip(names, waiting)):
            progress(number, total, name)
            yield future.result()
    finally:
        workers.shutdown(cancel_futures=True)


def _guest_lists(sheaf):
    if not sheaf.may(shelf.GUEST_LIST.permission) or sheaf.missing("guest_list", "zh"):
        return []
    return [(f"{FOLDERS[lang]}/{shelf.file_name(shelf.GUEST_LIST, sheaf.reception, lang, 'xlsx')}", make_guest_list(sheaf, lang))
            for lang in ("zh", "en")]  # fmt: skip


def all_papers_zip(reception, files, issued) -> tuple[str, bytes]:
    """(file name, zip) of these files."""
    return f"{reception.title('zh')} {date_text(issued, 'zh')}.zip", zip_papers(files, issued)
