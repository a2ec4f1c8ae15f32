"""Debian's Chromium, the application on a port of its own, and a guard on every page.

A page fails its test when it writes an error to the console, throws, or asks any address that is not loopback.
"""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

import pytest
from werkzeug.serving import make_server

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ("--no-sandbox --disable-dev-shm-usage --disable-gpu --disable-quic --no-first-run "
         "--disable-background-networking --disable-component-update --disable-sync")
WIDTHS = {"laptop": (1440, 900), "phone": (360, 760)}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": which("chromium") or which("chromium-browser"), "args": FLAGS.split()}


@dataclass
class Guard:
    """What went wrong on one page; `expected` are answers that a test asks for on purpose (422, 409 …)."""

    expected: set = field(default_factory=set)
    problems: list = field(default_factory=list)

    def watch(self, page):
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("request", self._request)

    def _console(self, message):
        refused = any(f"status of {status}" in message.text for status in self.expected)
        if message.type == "error" and not refused:
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname != "127.0.0.1":
            self.problems.append(f"request outside: {request.url}")


@pytest.fixture
def open_page(browser, live_server):
    """open_page("zh", "phone") gives a guarded page of a browser of that language and width; sessions are apart."""
    opened = []

    def open_(language="en", width="laptop", **options):
        across, down = WIDTHS[width]
        context = browser.new_context(base_url=live_server.url, locale=LOCALES[language], timezone_id="Asia/Shanghai",
                                      viewport={"width": across, "height": down}, **options)
        context.set_default_timeout(10_000)
        page, guard = context.new_page(), Guard()
        guard.watch(page)
        page.guard = guard
        opened.append((context, guard))
        return page

    yield open_
    for context, _ in opened:
        context.close()
    assert [problem for _, guard in opened for problem in guard.problems] == []


def axe_problems(page):
    """Serious and critical findings of axe on the page as it stands: "rule: first element" each."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]
            if v["impact"] in ("serious", "critical")]


def overflow(page):
    """How many pixels the page is wider than its window; 0 when nobody has to scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
