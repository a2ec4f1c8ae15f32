"""The confined process that turns HTML into PDF. Started by render.py as a plain file, never imported by the application.

It knows no database, no settings and no network: it reads requests from standard input, answers on standard output and
ends when its input closes. What it may open is decided here, in three layers: a fetcher that answers `asset:NAME` alone, an
audit hook that refuses sockets, programs and files outside the fonts and the Python installation, and resource limits.

Request:  4 bytes length (big endian), JSON {"html": str, "split": pages of each PDF, "given": {name: base64}} or {"families": [str]}.
Answer:   4 bytes length, JSON {"sizes": [int], "refused": [url], "remarks": [str]} or {"error": word, "detail": str}; then the
          PDF bytes one after the other.
"""

import base64
import ctypes
import gc
import json
import logging
import os
import re
import resource
import signal
import struct
import sys
from pathlib import Path

NEW_NETWORK = 0x40000000  # CLONE_NEWNET of sched.h
NEW_USER = 0x10000000  # CLONE_NEWUSER
NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS of prctl.h
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
FONT_PLACES = ("/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts", "/var/cache/fontconfig")
SHEET = re.compile(r'<link rel="stylesheet" href="asset:([a-z_-]+\.css)">')
LENGTH = re.compile(r"\[\d+\]$")  # of an array in the name of its type
BAR = re.compile("1+")  # of a row of a code
MARGINS = (*(f"@{side}-{place}" for side in ("top", "bottom") for place in ("left-corner", "left", "center", "right", "right-corner")),
           *(f"@{side}-{place}" for side in ("left", "right") for place in ("top", "middle", "bottom")))
NOTHING = {"normal", "inhibit", "none"}  # of the property content
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".ttf": "font/ttf"}


def leave_the_network():
    """Move into a network namespace of its own where the kernel permits it; the audit hook holds where it does not."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if libc.unshare(NEW_NETWORK) != 0:
        libc.unshare(NEW_USER | NEW_NETWORK)


def limit_resources(memory_bytes):
    """Address space as given, no file may be written, no core dump, few files open."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))


def refuse_the_world(assets):
    """Install the audit hook. It cannot be removed again in this process."""
    readable = tuple(str(Path(p).resolve()) for p in (sys.prefix, sys.base_prefix, assets, *sys.path, *FONT_PLACES) if p)
    forbidden = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.spawn", "os.remove", "os.rename")

    def hook(event, arguments):
        if event.startswith(forbidden):
            raise PermissionError(f"the press does not do this: {event}")
        if event == "open":
            check_open(arguments, readable)

    sys.addaudithook(hook)


def check_open(arguments, readable):
    path, _mode, flags = arguments
    if isinstance(path, int):
        return
    name = os.path.abspath(os.fsdecode(path))
    if (flags or 0) & WRITING or not name.startswith(readable):
        raise PermissionError(f"the press does not open {name}")


def read_request(stream):
    """The next request, or None when the other side has gone."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    return json.loads(stream.read(struct.unpack(">I", head)[0]))


def answer(stream, head, bodies=()):
    payload = json.dumps(head).encode()
    stream.write(struct.pack(">I", len(payload)) + payload)
    for body in bodies:
        stream.write(body)
    stream.flush()


class Remarks(logging.Handler):
    """What the PDF library warned about, at most 20 lines; fontTools' chatter is left out."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        if len(self.lines) < 20:
            self.lines.append(record.getMessage()[:300])


def make_fetcher(assets):
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class AssetFetcher(URLFetcher):
        """`asset:NAME` below one folder, `asset:given/NAME` as it came with the request. Everything else is refused and noted, data: too."""

        def __init__(self, root):
            super().__init__(allowed_protocols=set(), allow_redirects=False, timeout=1)
            self.root = Path(root).resolve()
            self.refused, self.given = [], {}

        def fetch(self, url, headers=None):
            if url.removeprefix("asset:given/") in self.given:
                return URLFetcherResponse(url, base64.b64decode(self.given[url.removeprefix("asset:given/")]), {"Content-Type": "image/png"})
            path = (self.root / url.removeprefix("asset:")).resolve()
            if not url.startswith("asset:") or not path.is_relative_to(self.root) or path.suffix not in TYPES:
                self.refused.append(url[:200])
                raise ValueError("only assets of the house are read")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})

    return AssetFetcher(assets)


def sign(document, pdf):
    """The finisher of every PDF: the producer is the product, not the library and its version."""
    import pydyf

    pdf.info["Producer"] = pydyf.String("Shangzuo")


class Twice:
    """What is drawn once and stands on paper twice: the halves of a tent, and the two sides of a flat card.

    `data-again="turned"` draws a box once more, on its head above its upper edge; `data-kept="NAME"` keeps what was drawn for
    `data-copy="NAME"`, a box later in the document that shows it, too. A copy is an artifact to who hears the paper: the name is
    said once. It saves the half of the work of a set of cards.

    A copy in the flow of the text takes the room of what was kept, so what follows it stands where it would have stood.

    `data-modules="SIZE BITS"` fills a box with the dark modules of a code, SIZE on a side, BITS row by row as a hexadecimal number: as a
    picture each of its hundreds of bars would be read anew, which takes as long as the rest of the card.
    """

    def __init__(self):
        from weasyprint import draw
        from weasyprint.layout import block

        self.kept, self.rooms, self.draw, self.lay = {}, {}, draw.draw_stacking_context, block.block_level_layout
        draw.draw_stacking_context, block.block_level_layout = self.drawn, self.laid

    def forget(self):
        """What one document kept is not the next one's."""
        self.kept, self.rooms = {}, {}

    def laid(self, context, box, *arguments, **options):
        found = self.lay(context, box, *arguments, **options)
        made, wish = found[0], wishes_of(box)
        if made and "data-kept" in wish:
            self.rooms[wish["data-kept"]] = made.height
        elif made and wish.get("data-copy") in self.rooms:
            made.height = self.rooms[wish["data-copy"]]
        return found

    def drawn(self, stream, context):
        box, begin = context.box, len(stream.stream)
        self.draw(stream, context)
        wish = wishes_of(box)
        if modules := wish.get("data-modules"):
            stream.stream += dark_modules(modules, box)
        if wish.get("data-again") == "turned":
            self.again(stream, stream.stream[begin:], (-1, 0, 0, -1, 2 * box.position_x + box.margin_width(), 2 * box.position_y))
        if name := wish.get("data-kept"):
            self.kept[name] = stream.stream[begin:], box.position_x, box.position_y
        if wish.get("data-copy") in self.kept:
            made, x, y = self.kept[wish["data-copy"]]
            self.again(stream, made, (1, 0, 0, 1, box.position_x - x, box.position_y - y))

    def again(self, stream, made, matrix):
        stream.stream += [b"q", " ".join(f"{number:.4f}" for number in matrix).encode() + b" cm", *as_artifacts(made), b"Q"]


def wishes_of(box):
    """The attributes of the element of a positioned box; none for the boxes within it, which are of the same element."""
    return box.element.attrib if box.style["position"] != "static" and getattr(box.element, "attrib", None) else {}


def leave_bare_margins_alone():
    """A page that prints nothing in its margins gets no boxes there: sizing sixteen empty ones takes as long as the rest of a short page."""
    from weasyprint import layout

    make = layout.make_margin_boxes

    def made(context, page, state):
        styles = context.style_for.get_computed_styles()
        contents = {styles[page.page_type, place]["content"] for place in MARGINS if (page.page_type, place) in styles}
        return () if contents <= NOTHING else make(context, page, state)

    layout.make_margin_boxes = made


def leave_notes_alone():
    """No paper has footnotes: five boxes that each element might have for one are not styled."""
    from weasyprint import HTML

    for sheet in HTML(string="")._ua_stylesheets():
        rules = sheet.matcher.other_selectors
        rules[:] = [rule for rule in rules if not str(rule[3]).startswith(("note-", "footnote-"))]  # of a rule the fourth is its pseudo-element


def let_arrays_find_their_length():
    """The fonts' glyphs are handed over as an array whose length is part of its type's name, and each name is read as C when it is new: a tenth of a short paper."""
    from weasyprint.pdf import fonts

    class Arrays:
        def __init__(self, ffi):
            self.ffi = ffi

        def __getattr__(self, name):
            return getattr(self.ffi, name)

        def new(self, kind, content=None):
            return self.ffi.new(kind if content is None or isinstance(content, int) else LENGTH.sub("[]", kind), content)

    fonts.ffi = Arrays(fonts.ffi)


def dark_modules(modules, box):
    """Operators that draw the bars of a code over a box; an artifact, for the card says in words how to reply."""
    size, bits = modules.partition(" ")[::2]
    size, unit, left, top = int(size), box.width / int(size), box.content_box_x(), box.content_box_y()
    rows = f"{int(bits, 16):0{size * size}b}"
    bars = (f"{left + bar.start() * unit:.2f} {top + y * unit:.2f} {len(bar[0]) * unit:.2f} {unit:.2f} re"
            for y in range(size) for bar in BAR.finditer(rows[y * size:(y + 1) * size]))
    return [b"/Artifact BMC q 0.067 g", " ".join(bars).encode(), b"f Q EMC"]


def as_artifacts(made):
    """Operators of a page without their places in the order of reading."""
    found = []
    for operator in made:
        if operator == b"BDC":
            found[-2:] = ["/Artifact"]
            operator = b"BMC"
        found.append(operator)
    return found


def sheets_of(html, fetcher, fonts, known):
    """(the page without its links to our sheets, the sheets parsed): each is parsed once in the life of a press, which saves a third
    of a short paper."""
    from weasyprint import CSS

    names = SHEET.findall(html)
    for name in names:
        if name not in known:
            known[name] = CSS(url=f"asset:{name}", url_fetcher=fetcher, font_config=fonts)
    return SHEET.sub("", html), [known[name] for name in names]


def press(request, fetcher, fonts, known):
    """The PDFs of one request as a list: one, or one for every `split` pages. `known` are style sheets parsed before."""
    from weasyprint import HTML

    html, sheets = sheets_of(request["html"], fetcher, fonts, known)
    document = HTML(string=html, base_url=None, url_fetcher=fetcher).render(font_config=fonts, presentational_hints=False, stylesheets=sheets)
    sides = int(request.get("split") or len(document.pages))
    parts = [document.copy(document.pages[first:first + sides]) for first in range(0, len(document.pages), sides)]
    return [part.write_pdf(finisher=sign, pdf_tags=True) for part in parts]


def missing_families(families, fetcher, fonts):
    """Those of `families` that this machine does not have: what is drawn in them comes out in another font."""
    from weasyprint import HTML

    missing = []
    for family in families:
        html = f'<html lang="zh-CN"><p style="font-family:\'{family}\'">A</p></html>'
        document = HTML(string=html, base_url=None, url_fetcher=fetcher).render(font_config=fonts)
        document.write_pdf()
        found = {str(font.family, "utf-8") if isinstance(font.family, bytes) else font.family for font in document.fonts.values()}
        if family not in found:
            missing.append(family)
    return missing


def serve(assets, memory_bytes, seconds):
    """Answer requests until the input closes. `seconds` after a request without an answer the process ends itself."""
    gc.disable()  # nothing is thrown away while it is read in
    from weasyprint.text.fonts import FontConfiguration

    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 50)  # a paper makes a million small objects and drops them together: a quarter less time
    leave_the_network()
    limit_resources(memory_bytes)
    refuse_the_world(assets)
    leave_bare_margins_alone()
    leave_notes_alone()
    let_arrays_find_their_length()
    remarks = Remarks()
    logging.getLogger("weasyprint").handlers = [remarks]
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    fetcher, fonts, known, twice = make_fetcher(assets), FontConfiguration(), {}, Twice()
    reader, writer = sys.stdin.buffer, sys.stdout.buffer
    while (request := read_request(reader)) is not None:
        signal.alarm(seconds)
        fetcher.refused, fetcher.given, remarks.lines = [], request.get("given") or {}, []
        twice.forget()
        try:
            if "families" in request:
                answer(writer, {"missing": missing_families(request["families"], fetcher, fonts)})
            else:
                bodies = press(request, fetcher, fonts, known)
                head = {"sizes": [len(body) for body in bodies], "refused": fetcher.refused, "remarks": remarks.lines}
                answer(writer, head, bodies)
        except (RecursionError, MemoryError, SystemError) as error:  # SystemError: a library in C was refused memory and did not say so
            answer(writer, {"error": "too_large", "detail": type(error).__name__})
        except Exception as error:  # the other side decides what to say; the press must go on answering
            answer(writer, {"error": "failed", "detail": f"{type(error).__name__}: {error}"[:500]})
        signal.alarm(0)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
