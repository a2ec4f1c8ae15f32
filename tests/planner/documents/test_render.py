"""The press: what it refuses to fetch, what it survives, what it repeats."""

import io
import json
import re
import struct
import subprocess
import sys
import threading
import zlib

import pytest
from pypdf import PdfReader

from planner.documents import render
from planner.documents.errors import DocumentTooLarge, RenderFailed, RendererBusy

PAGE = '<html lang="zh-CN"><head><title>请柬</title><meta name="author" content="上座电气"></head><body><h1>王建国 Wang Jianguo</h1></body></html>'
SVG = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'%3E%3Cimage xlink:href='file:///etc/passwd'/%3E%3C/svg%3E"
OUTSIDE = "http://127.0.0.1:9/x"
REFERENCES = f"""<html><head>
<link rel="stylesheet" href="{OUTSIDE}/1.css"><link rel="attachment" href="file:///etc/passwd"><link rel="icon" href="{OUTSIDE}/2">
<style>@import url("{OUTSIDE}/3.css"); @font-face {{ font-family: x; src: url("{OUTSIDE}/4.ttf") }} @font-face {{ font-family: y; src: local("DejaVu Sans"), url("file:///5.ttf") }}
p {{ font-family: x, y; background: url("{OUTSIDE}/6.png") }} li {{ list-style-image: url("file:///7.png") }} b::before {{ content: url("{OUTSIDE}/8.png") }}
div {{ border-image: url("{OUTSIDE}/9.png") 1 }}</style></head><body>
<p>text</p><ul><li>item</li></ul><b>b</b><div>d</div><img src="{OUTSIDE}/10.png"><object data="{OUTSIDE}/11.svg"></object><embed src="file:///etc/hostname">
<a rel="attachment" href="file:///etc/hosts">a</a><img src="{SVG}"><img src="asset:../../etc/hostname"><img src="asset:/etc/passwd.png">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="{OUTSIDE}/14.png" width="9" height="9"/></svg>
</body></html>"""


@pytest.fixture
def fresh_presses():
    """Presses of this test alone, so that changed limits reach them."""
    render.close_presses()
    yield
    render.close_presses()


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def test_same_html_gives_the_same_bytes_in_another_process():
    first = render.render_pdf(PAGE)
    render.close_presses()

    assert render.render_pdf(PAGE) == first


def test_pdf_is_tagged_and_names_the_house_not_the_tools():
    pdf = read(render.render_pdf(PAGE))

    assert (pdf.metadata.title, pdf.metadata.author, pdf.metadata.producer, pdf.metadata.creator) == ("请柬", "上座电气", "Shangzuo", None)
    assert pdf.trailer["/Root"]["/Lang"] == "zh-CN" and pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_no_reference_leaves_the_press_and_nothing_is_attached():
    head, bodies = render._ask({"html": REFERENCES})

    kinds = {re.sub(r"^data:.*", "data", url) for url in head["refused"]}
    wanted = {f"{OUTSIDE}/{name}" for name in ("1.css", "3.css", "4.ttf", "6.png", "8.png", "9.png", "10.png", "11.svg", "14.png")}
    wanted |= {"file:///etc/passwd", "file:///7.png", "file:///etc/hostname", "file:///etc/hosts", "data", "asset:../../etc/hostname", "asset:/etc/passwd.png"}
    assert wanted - kinds == set()
    assert list(read(bodies[0]).attachments) == []


def test_strace_sees_no_connection_and_no_foreign_file(tmp_path):
    log = tmp_path / "trace"
    command = ["strace", "-f", "-qq", "-e", "trace=connect,openat,open,socket", "-o", str(log), sys.executable, "-I", str(render.HERE / "press.py"),
               str(render.asset_folder()), str(render.MEMORY_BYTES), "60"]  # fmt: skip
    payload = json.dumps({"html": REFERENCES}).encode()
    done = subprocess.run(command, input=struct.pack(">I", len(payload)) + payload, capture_output=True, timeout=120)

    assert b"%PDF" in done.stdout
    trace = log.read_text()
    assert "openat" in trace
    assert [line for line in trace.splitlines() if re.search(r"connect\(|socket\(|/etc/(passwd|hosts|hostname)\"|127\.0\.0\.1", line)] == []


@pytest.mark.parametrize("deed", [
    "import socket; socket.socket()", "import subprocess; subprocess.run(['true'])", "import os; os.system('true')", "open('/etc/passwd')",
    "open('/tmp/press-was-here', 'w')", "import os; os.fork()",
])  # fmt: skip
def test_audit_hook_refuses(deed):
    code = f"import sys; sys.path.insert(0, {str(render.HERE)!r}); import press; press.refuse_the_world('/nowhere')\n{deed}"

    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True)

    assert "PermissionError: the press does not" in done.stderr


@pytest.mark.parametrize("html", ["<div>" * 1200, "<table><tr><td>" * 60, "a" * 1_000_000, "<table>" + "<tr><td>x</td></tr>" * 20_000],
                         ids=["divs", "tables", "word", "rows"])  # fmt: skip
def test_hostile_document_is_too_large_and_the_next_one_is_set(html):
    with pytest.raises(DocumentTooLarge):
        render.render_pdf(html)

    assert len(read(render.render_pdf(PAGE)).pages) == 1


def test_slow_document_costs_its_press_and_nothing_else(monkeypatch):
    render.render_pdf(PAGE)
    before = render._free[-1].process  # the next document's
    monkeypatch.setattr(render, "SECONDS_PER_DOCUMENT", 0.2)

    with pytest.raises(DocumentTooLarge):
        render.render_pdf('<div style="float:left;width:3px">x</div>' * 20_000)

    assert before.poll() is not None
    monkeypatch.undo()
    assert len(read(render.render_pdf(PAGE)).pages) == 1


def white(pixels):
    """A square PNG of some kilobytes that opens to three bytes a pixel."""
    def part(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = zlib.compress((b"\0" + b"\xff" * 3 * pixels) * pixels, 1)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", pixels, pixels, 8, 2, 0, 0, 0)) + part(b"IDAT", rows) + part(b"IEND", b"")


def test_document_that_eats_memory_is_too_large(fresh_presses, monkeypatch):
    monkeypatch.setattr(render, "MEMORY_BYTES", 300 * 1024 * 1024)
    request = {"html": '<img src="asset:given/large.png" width="10">', "given": render._packed({"large.png": white(6000)})}

    assert render._ask(request) == ({"error": "too_large", "detail": "MemoryError"}, [])
    with pytest.raises(DocumentTooLarge):
        render._ask_for_documents(request)
    assert len(read(render.render_pdf(PAGE)).pages) == 1


def test_press_is_replaced_after_its_share(fresh_presses, monkeypatch):
    monkeypatch.setattr(render, "DOCUMENTS_PER_PRESS", 2)

    pids = []
    for _ in range(3):
        render.render_pdf(PAGE)
        pids.append(render._free[-1].process.pid if render._free else None)

    assert pids[0] is not None and pids[1] is None and pids[2] not in (None, pids[0])


def test_third_document_waits_and_gives_up(monkeypatch):
    monkeypatch.setattr(render, "_places", threading.BoundedSemaphore(2))
    monkeypatch.setattr(render, "SECONDS_IN_QUEUE", 0)
    render._places.acquire()
    render._places.acquire()

    with pytest.raises(RendererBusy):
        render.render_pdf(PAGE)


def test_pages_come_apart_in_order():
    pages = render.render_pages('<style>p { break-after: page } p:last-child { break-after: auto }</style><p>甲</p><p>乙</p><p>丙</p>')

    assert ["".join(page.extract_text() for page in read(pdf).pages).strip() for pdf in pages] == ["甲", "乙", "丙"]


def test_failure_inside_the_press_is_an_error_with_a_sentence(app):
    with pytest.raises(RenderFailed) as caught, app.app_context():
        render._ask_for_documents({"html": "x", "split": True, "families": 3})

    assert caught.value.status == 422


def test_missing_font_is_named_with_its_package(monkeypatch):
    assert render.fonts_missing() is None

    monkeypatch.setattr(render, "NEEDED_FAMILIES", {render.KAI: "fonts-lxgw-wenkai", "No Such Song": "fonts-no-such"})
    assert render.fonts_missing() == "Fonts are missing (No Such Song): papers would show empty boxes. Install fonts-no-such."
