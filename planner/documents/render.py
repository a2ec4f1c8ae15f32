"""render_pdf(): the one way this application makes a PDF.

The work is done by `press.py` in a confined child process; here are the queue in front of it, the limits and the clock. A
document that is too large or too slow costs the child its life and the caller an exception with a sentence, never a request.
"""

import atexit
import base64
import json
import logging
import os
import re
import struct
import subprocess
import sys
import threading
from pathlib import Path

from planner.documents.errors import DocumentTooLarge, RenderFailed, RendererBusy
from planner.turns import away

log = logging.getLogger(__name__)
HERE = Path(__file__).resolve().parent
SECONDS_PER_DOCUMENT = 14
SECONDS_IN_QUEUE = 20
MEMORY_BYTES = 1536 * 1024 * 1024
PRESSES = 2
DOCUMENTS_PER_PRESS = 300
LONGEST_HTML = 4_000_000
LONGEST_WORD = 2_000
MOST_ROWS = 3_000
SERIF, SANS, KAI, ARABIC, SIGNS = "Noto Serif CJK SC", "Noto Sans CJK SC", "LXGW WenKai", "Amiri", "Symbola"
NEEDED_FAMILIES = {SERIF: "fonts-noto-cjk", SANS: "fonts-noto-cjk", KAI: "fonts-lxgw-wenkai", ARABIC: "fonts-hosny-amiri", SIGNS: "fonts-symbola"}
LONG_WORD = re.compile(r"[^\s<>]{%d}" % (LONGEST_WORD + 1))


def render_pdf(html: str, given: dict | None = None) -> bytes:
    """One PDF of `html`. Only `asset:NAME` of static/print is read, and `asset:given/NAME` of `given`; the same gives the same bytes.

    Raises DocumentTooLarge (too many rows or characters, too deep, more than 14 s), RenderFailed, RendererBusy.
    """
    return _ask_for_documents({"html": html, "given": _packed(given)})[0]


def render_pages(html: str, sides: int = 1, given: dict | None = None) -> list[bytes]:
    """One PDF for every `sides` pages of `html`: many invitations are set once and cut apart, about nine times cheaper than one by one."""
    return _ask_for_documents({"html": html, "split": sides, "given": _packed(given)})


def _packed(given):
    return {name: base64.b64encode(content).decode() for name, content in (given or {}).items()}


def fonts_missing() -> str | None:
    """A sentence for the log and the start-up check when a font of the papers is not installed; None when all is well."""
    missing = _ask({"families": list(NEEDED_FAMILIES)})[0]["missing"]
    if not missing:
        return None
    packages = " ".join(sorted({NEEDED_FAMILIES[family] for family in missing}))
    return f"Fonts are missing ({', '.join(missing)}): papers would show empty boxes. Install {packages}."


def check_size(html: str) -> None:
    """Refuse before rendering what is known to take longer than the limit. Raises DocumentTooLarge."""
    if len(html) > LONGEST_HTML or html.count("<tr") > MOST_ROWS or LONG_WORD.search(html):
        raise DocumentTooLarge()


def asset_folder() -> Path:
    """static/print, beside the package in a checkout and inside it when installed."""
    inside = HERE.parent / "static" / "print"
    return inside if inside.is_dir() else HERE.parents[1] / "static" / "print"


def warm_presses() -> None:
    """Start the child processes now, so that they make ready while the caller gathers what is to be printed."""
    with _free_lock:
        _free.extend(Press() for _ in range(PRESSES - len(_free)))


def close_presses() -> None:
    """End the child processes of this process; the next document starts new ones. A fork's copies are the parent's to end."""
    with _free_lock:
        while _free:
            press = _free.pop()
            if press.owner == os.getpid():
                press.end()


def _ask_for_documents(request):
    check_size(request["html"])
    with away():
        head, bodies = _ask(request)
    if head.get("error") == "too_large":
        raise DocumentTooLarge()
    if "error" in head:
        log.error("a paper could not be set: %s", head["detail"])
        raise RenderFailed(head["detail"])
    if head["refused"]:
        log.warning("a paper asked for what the press does not fetch: %s", head["refused"])
    return bodies


def _ask(request):
    """The answer of a free press; waits in the queue when all are busy. Raises RendererBusy after 20 s."""
    if not _places.acquire(timeout=SECONDS_IN_QUEUE):
        raise RendererBusy()
    try:
        press = _take_press()
        reply = press.ask(request)
        if press.documents < DOCUMENTS_PER_PRESS:
            with _free_lock:
                _free.append(press)
        else:
            press.end()
        return reply
    finally:
        _places.release()


def _take_press():
    """A living press of this very process: after a fork the parent's presses are left to the parent."""
    with _free_lock:
        while _free:
            press = _free.pop()
            if press.owner != os.getpid():
                continue
            if press.process.poll() is None:
                return press
            press.end()
    return Press()


class Press:
    """One child process with its pipes."""

    def __init__(self):
        self.owner = os.getpid()
        self.documents = 0
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(HERE / "press.py"), str(asset_folder()), str(MEMORY_BYTES), str(SECONDS_PER_DOCUMENT + 5)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", start_new_session=True,
            env={"SOURCE_DATE_EPOCH": "1780272000", "LANG": "C.UTF-8", "HOME": "/nonexistent", "MALLOC_ARENA_MAX": "2"},
        )  # fmt: skip

    def ask(self, request):
        """(head, bodies). Raises DocumentTooLarge when the clock or the memory ends it first."""
        self.documents += 1
        clock = threading.Timer(SECONDS_PER_DOCUMENT, self.process.kill)
        clock.daemon = True
        clock.start()
        try:
            payload = json.dumps(request).encode()
            self.process.stdin.write(struct.pack(">I", len(payload)) + payload)
            self.process.stdin.flush()
            head = json.loads(self._read(struct.unpack(">I", self._read(4))[0]))
            return head, [self._read(size) for size in head.get("sizes", ())]
        except (EOFError, BrokenPipeError):
            self.end()
            raise DocumentTooLarge() from None
        except BaseException:
            self.end()
            raise
        finally:
            clock.cancel()

    def _read(self, size):
        data = self.process.stdout.read(size)
        if len(data) < size:
            raise EOFError
        return data

    def end(self):
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except BrokenPipeError:  # what was still in the buffer has no reader any more
                continue


_places = threading.BoundedSemaphore(PRESSES)
_free: list[Press] = []
_free_lock = threading.Lock()
atexit.register(close_presses)
