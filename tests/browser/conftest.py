"""Debian's Chromium, the application on a port of its own, and a guard on every page.

A page fails its test when it writes an error to the console, throws, or asks any address that is not loopback.
"""

import threading
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright
from sqlalchemy.exc import OperationalError
from werkzeug.serving import WSGIRequestHandler, make_server

from planner import clock, create_app
from planner.db import close_session, transaction
from planner.jobs.actions import run_waiting
from planner.outbox.tasks import deliver_due
from planner.plan.company import load_company
from planner.settings import Settings
from tests.conftest import NOW, quick_database

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ("--no-sandbox --disable-dev-shm-usage --disable-gpu --disable-quic --no-first-run "
         "--disable-background-networking --disable-component-update --disable-sync")
WIDTHS = {"laptop": (1440, 900), "phone": (360, 760)}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
expect.set_options(timeout=30_000)       # as long as a click waits: a busy machine is no fault of the page


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, without a window if it is there: the same pages at half the cost."""
    found = which("chromium-headless-shell") or which("chromium") or which("chromium-browser")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=found, args=FLAGS.split()) as started:
        yield started


class Quiet(WSGIRequestHandler):
    def log(self, type, message, *args):
        """Requests are not written down."""


@dataclass
class LiveServer:
    """The application at `url`, with its worker; its clock stands at NOW."""

    url: str
    app: object
    worker: object


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One server for all tests of a file, on a free port of the loopback address, with its application and worker; they begin on live_server."""
    server = make_server("127.0.0.1", 0, None, threaded=True, request_handler=Quiet)
    folder = tmp_path_factory.mktemp("server")
    app = create_app(_settings(server, folder, f"sqlite:///{folder / 'none.sqlite'}"))
    server.app = at_now(app)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield server, app
    server.shutdown()
    serving.join()
    server.server_close()


def _settings(server, folder, database_url):
    return Settings(data_dir=folder, secret_key="k" * 40, data_key=b"d" * 32, database_url=database_url,
                    base_url=f"http://127.0.0.1:{server.server_port}", demonstration=True, testing=True, limits=False,
                    company_zh="上座电气", company_en="Shangzuo Electric")


@pytest.fixture
def live_server(server, tmp_path, database_url):
    """The demonstration company on a database of its own, served with a worker of its own."""
    serving, app = server
    settings = _settings(serving, tmp_path / "var", database_url)
    settings.data_dir.mkdir()
    app.extensions["database"].engine.dispose()
    app.extensions.update(settings=settings, database=quick_database(database_url))
    app.jinja_env.globals.update(settings=settings)
    with clock.fixed(NOW), app.app_context(), transaction():
        load_company(at=NOW)
    worker = Worker(app)
    worker.thread.start()
    yield LiveServer(settings.base_url, app, worker)
    worker.ended.set()
    worker.thread.join()
    app.extensions["database"].engine.dispose()


def at_now(app):
    """`app` with its clock standing at NOW, in whatever thread a request is answered."""
    def standing(environ, start_response):
        with clock.fixed(NOW), closing(app(environ, start_response)) as answer:
            yield from answer
    return standing


class Worker:
    """The worker's rounds, until `ended`; a database that is busy is asked again in the next round, as the real one does."""

    def __init__(self, app):
        self.app, self.ended, self.round = app, threading.Event(), threading.Condition()
        self.thread = threading.Thread(target=self._work)

    def _work(self):
        with clock.fixed(NOW):
            while not self.ended.wait(0.2):
                with self.app.app_context(), suppress(OperationalError):
                    worked = run_waiting() + deliver_due()
                    close_session()
                    if not worked:
                        with self.round:
                            self.round.notify_all()

    def until_nothing_is_left(self):
        """Wait for a round in which there was nothing to do; False when none came within a minute."""
        with self.round:
            return self.round.wait(60)


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
        page, guard = context.new_page(), Guard()
        guard.watch(page)
        page.guard = guard
        opened.append((context, guard))
        return page

    yield open_
    for context, _ in opened:
        context.close()
    assert [problem for _, guard in opened for problem in guard.problems] == []


# Only rules whose findings count as serious or critical are run.
AXE_RUN = """axe.run({
    runOnly: {type: 'rule', values: axe._audit.rules.filter(rule => rule.enabled && ['serious', 'critical'].includes(rule.impact)).map(rule => rule.id)},
    resultTypes: ['violations'], preload: false, iframes: false, elementRef: false, selectors: false, ancestry: false})"""


def axe_problems(page):
    """Serious and critical findings of axe on the page as it stands: "rule: first element" each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(AXE_RUN)
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]
            if v["impact"] in ("serious", "critical")]


WHAT_STANDS = """without => {
    const copy = document.documentElement.cloneNode(true);
    if (without) for (const element of copy.querySelectorAll(without)) element.remove();
    return copy.outerHTML;
}"""
TAKE_OVER = """html => {
    const read = new DOMParser().parseFromString(html, 'text/html');
    for (const script of read.querySelectorAll('script')) script.remove();
    document.replaceChild(document.adoptNode(read.documentElement), document.documentElement);
    const sheets = [...document.querySelectorAll('link[rel=stylesheet]')].filter(link => !link.sheet);
    return Promise.all(sheets.map(link => new Promise(done => link.onload = link.onerror = done)));
}"""


class Reader:
    """A page in which axe stays loaded, so that it is read and made quick once and not anew for every page it looks at."""

    def __init__(self, context):
        self.page = context.new_page()
        self.page.goto("/health")  # an address of the house, so that its style sheets count

    def problems(self, page, without=""):
        """axe_problems() of `page` as its own scripts left it, without its elements that match a selector."""
        self.page.evaluate(TAKE_OVER, page.evaluate(WHAT_STANDS, without))
        return axe_problems(self.page)


def overflow(page):
    """How many pixels the page is wider than its window; 0 when nobody has to scroll sideways."""
    page.wait_for_load_state("domcontentloaded")  # a page that has only begun has no element to measure
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
