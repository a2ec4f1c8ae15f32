"""Bad input in every field of every form that can be found by looking at the pages: never an error of ours, never stored by halves."""

import io
import random
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from planner.accounts.permissions import PERMISSIONS
from tests.page_rules import faults_of, parse
from tests.planner.naughty import TEXTS, classes_for, files
from tests.planner.sweep_world import CANARY, ROLES, STRANGER, checksum, own_world, permission_of, world  # noqa: F401  (fixtures)
from tests.planner.test_sweeps import BASE, addresses, send

SEED = 20261208
TURNS = 2  # how often all fields of a form get a bad value at once; thorough: twice as often
ALONE = {"version"}           # a stale form is refused whatever else it says
SHARED = {"idempotency_key"}  # read by one and the same code for every form: only together with the rest
REFUSED, NAME = re.compile(r'<[^>]*aria-invalid="true"[^>]*>'), re.compile(r'\bname="([^"]*)"')
LEAVE_ALONE = {"/sign-out"}  # ends the session that asks
GUARDS = {"csrf_token"}


@dataclass(frozen=True)
class FoundForm:
    """A form as a page draws it: who sees it, where it goes, and its fields with the values drawn."""

    login: str
    action: str
    method: str
    fields: tuple  # (name, kind, value)

    def key(self, addresses):
        """Forms of one view with the same fields are one form, whatever object they stand at."""
        try:
            view = addresses.match(self.action, method=self.method)[0]
        except HTTPException:
            view = self.action
        return view, self.method, tuple(name for name, _, _ in self.fields)


def forms_of(html, login, page):
    for form in (e for e in parse(html).iter() if e.tag == "form"):
        action = urlsplit(form.get("action") or page)
        method = form.get("method", "get").upper()
        if action.path in LEAVE_ALONE or method not in ("GET", "POST"):
            continue
        yield FoundForm(login, action.path, method, tuple(_fields(form)))


def _fields(form):
    for e in form.iter():
        name = e.get("name") if isinstance(e.tag, str) else None
        if not name or e.tag not in ("input", "select", "textarea", "button"):
            continue
        kind = e.get("type", "text") if e.tag == "input" else e.tag
        if e.tag == "select":
            chosen = [o.get("value", "") for o in e.iter() if o.tag == "option" and o.get("selected") is not None]
            yield name, kind, (chosen or [o.get("value", "") for o in e.iter() if o.tag == "option"] or [""])[0]
        elif e.tag == "textarea":
            yield name, kind, e.text or ""
        elif kind not in ("checkbox", "radio") or e.get("checked") is not None:
            yield name, kind, e.get("value") or ""


def all_forms(world):
    """Every form on every page of every role, each once, as the first who sees it finds it; pages that the role may not open hold none (test_access_matrix.py).

    Who may do nothing that somebody before may not do sees no other form.
    """
    found, known, done = {}, world.app.url_map.bind("127.0.0.1"), set()
    for role, login in (*ROLES.items(), ("nobody", STRANGER)):
        may = {permission for permission, roles in PERMISSIONS.items() if role in roles}
        if may and may <= done:
            continue
        done |= may
        browser = world.browser(login)
        for _method, rule, path in addresses(world, "GET"):
            needed = permission_of(world.app, rule)
            if ".pdf" in rule.rule or ".xlsx" in rule.rule or needed != "public" and role not in PERMISSIONS[needed]:
                continue
            response = send(browser, "GET", path)
            if response.status_code == 200 and response.mimetype == "text/html":
                for form in forms_of(response.get_data(as_text=True), login, path):
                    found.setdefault(form.key(known), form)
    return list(found.values())


@pytest.fixture(scope="module")
def forms(world):  # noqa: F811
    return all_forms(world)


def attempts(forms, thorough):
    """(form, {field: bad value}), the same in each run. All fields of a form at once, each with its own value; thorough: and each field alone
    with a value of every class. A field of ALONE by itself, with a value of TURNS classes or of every class.
    """
    chance = random.Random(SEED)
    for form in forms:
        classes = {name: classes_for(kind, name) for name, kind, _value in form.fields if name not in GUARDS and kind != "file"}
        turns = [{name: chance.choice(chance.choice(values) if turn else values[0]) for name, values in classes.items() if name not in ALONE}
                 for turn in range(2 * TURNS if thorough else TURNS)]                   # the first with values that fit the field
        yield from ((form, turn) for turn in turns if turn)
        for name, values in classes.items():
            if name in ALONE or thorough and name not in SHARED:
                yield from ((form, {name: chance.choice(one)}) for one in (values if thorough else values[:TURNS]))


def test_thoroughly_each_field_meets_every_class_alone():
    form = FoundForm("song.dan", "/x", "POST", (("csrf_token", "hidden", "t"), ("title", "text", ""), ("starts_on", "date", ""), ("version", "hidden", "1")))
    classes = {name: classes_for(kind, name) for name, kind, _ in form.fields[1:]}
    alone = {name: [] for name in classes}
    for _form, changes in attempts([form], thorough=True):
        if len(changes) == 1:
            alone[next(iter(changes))].extend(changes.values())
    usual = [set(changes) for _form, changes in attempts([form], thorough=False)]

    assert all(len(alone[name]) == len(classes[name]) and all(value in one for value, one in zip(alone[name], classes[name])) for name in classes)
    assert usual == [{"title", "starts_on"}] * TURNS + [{"version"}] * TURNS


def accepted(html, changes):
    """What is left of `changes` without the fields at which the refusal says something; half of them where it names none."""
    named = {found[1] for tag in REFUSED.findall(html) if (found := NAME.search(tag))}
    rest = {name: value for name, value in changes.items() if name not in named}
    return rest if len(rest) < len(changes) else dict(list(changes.items())[::2])


def encode(text):
    """As a browser cannot, but an attacker can: lone surrogates become their three bytes."""
    return text.encode("utf-8", "surrogatepass")


def submit(world, browser, form, changes, token):
    """Send the form as drawn but for `changes`; bytes go as they are."""
    from urllib.parse import urlencode

    drawn = [(name, value) for name, kind, value in form.fields if name not in changes and name not in GUARDS and kind not in ("file", "button")]
    pairs = [*drawn, *changes.items()] + ([("csrf_token", token)] if form.method == "POST" else [])
    body = urlencode([(encode(n), encode(v)) for n, v in pairs])
    if form.method == "GET":
        return browser.client.get(f"{form.action}?{body}", base_url=BASE, buffered=True)
    return browser.client.post(form.action, data=body, base_url=BASE, content_type="application/x-www-form-urlencoded", buffered=True)


@pytest.fixture
def unchanging(world, monkeypatch):  # noqa: F811
    """The world with every change taken back when its request ends."""
    monkeypatch.setattr(Session, "commit", Session.flush)
    return world


FRAME = re.compile(r'<header class="masthead.*?</header>|<dialog id="shortcuts.*?</dialog>|<footer class="foot.*?</footer>', re.S)


@pytest.fixture
def frameless(unchanging, monkeypatch):
    """The unchanging world without the frame around each page: it has nothing of a form."""
    pages = unchanging.app.jinja_env
    find, frame = pages.get_template, pages.loader.get_source(pages, "base.html")[0]
    bare, cut = FRAME.subn("", frame)
    assert cut == 3
    bare = pages.from_string(bare)
    monkeypatch.setattr(pages, "get_template", lambda name, *rest: bare if name == "base.html" else find(name, *rest))
    return unchanging


def test_no_bad_value_in_any_field_is_an_error_of_ours(frameless, forms, thorough):
    """Of fields sent together those that are refused are left out and the others sent again, so that what a form accepts comes to be stored."""
    before, wrong, tried = checksum(frameless.app), {}, 0
    browsers = {form.login: frameless.browser(form.login) for form in forms}
    tokens = {login: browser.token() for login, browser in browsers.items()}
    for form, changes in attempts(forms, thorough):
        tried += len(changes)
        response = submit(frameless, browsers[form.login], form, changes, tokens[form.login])
        problem = fault_of(response, form, changes)
        if response.status_code == 422 and len(changes) > 1 and not problem:
            changes = accepted(response.get_data(as_text=True), changes)
            problem = fault_of(submit(frameless, browsers[form.login], form, changes, tokens[form.login]), form, changes)
        if problem:
            wrong[f"{form.method} {form.action}: {problem}"] = {name: value[:60] for name, value in changes.items()}

    assert wrong == {}
    assert tried >= 2000 and len(forms) >= 20
    assert checksum(frameless.app) == before


def fault_of(response, form, changes):
    """What is wrong with the answer to bad values; "" when nothing is."""
    if response.status_code >= 500 or response.status_code == 403 and form.method == "POST" and "version" not in changes:
        return f"{response.status_code}"
    return "markup" if CANARY in changes.values() and b"<x y=1" in response.data else ""


def test_a_refused_form_is_a_page_like_any_other_and_keeps_what_was_typed(unchanging, forms):
    wrong, refused = {}, 0
    for form in [f for f in forms if f.method == "POST" and any(k in ("text", "textarea") for _, k, _ in f.fields)]:
        browser = unchanging.browser(form.login, "en")
        names = [n for n, k, _ in form.fields if k in ("text", "textarea")]
        response = submit(unchanging, browser, form, {name: "kept words \u202e" for name in names}, browser.token())
        html = response.get_data(as_text=True)
        if response.status_code == 422:
            refused += 1
            found = faults_of(html)
            if "kept words" not in html:
                found.append("what was typed is lost")
            if 'aria-invalid="true"' not in html and 'role="alert"' not in html:
                found.append("no message at a field")
            if found:
                wrong[f"{form.action}"] = found
        elif response.status_code not in (303, 404, 409):
            wrong[form.action] = response.status_code

    assert wrong == {}
    assert refused >= 5


def test_no_file_is_an_error_of_ours(unchanging, forms):
    taking_files = [f for f in forms if any(kind == "file" for _, kind, _ in f.fields)]
    before, wrong, bad = checksum(unchanging.app), {}, files()
    for form in taking_files:
        browser = unchanging.browser(form.login)
        token = browser.token()
        field = next(name for name, kind, _ in form.fields if kind == "file")
        for name, content in bad:
            data = {n: v for n, k, v in form.fields if k not in ("file", "button")} | {"csrf_token": token, field: (io.BytesIO(content), name)}
            response = browser.client.post(form.action, data=data, base_url=BASE, content_type="multipart/form-data", buffered=True)
            if response.status_code not in (303, 400, 413, 415, 422):
                wrong[f"{form.action} {name[:40]!r}"] = response.status_code

    assert taking_files, "the guest list is dropped somewhere"
    assert wrong == {}
    assert checksum(unchanging.app) == before


STRANGE_BODIES = {
    "json": (b'{"title_en": ["x"]}', "application/json"), "no type": (b"a=b", ""), "broken utf-8": (b"title_en=%ff%fe&csrf_token=%ff", "application/x-www-form-urlencoded"),
    "broken multipart": (b"--x\r\nContent-Disposition: form-data; name=\"a", "multipart/form-data; boundary=x"),
    "no boundary": (b"--x\r\n", "multipart/form-data"), "2,000 fields": (b"&".join(b"f%d=1" % n for n in range(2000)), "application/x-www-form-urlencoded"),
    "nothing": (b"", "application/x-www-form-urlencoded"), "xml": (b"<a/>", "text/xml"),
    "2,000 parts": (b"".join(b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % n for n in range(2000)) + b"--x--", "multipart/form-data; boundary=x"),
}


@pytest.mark.parametrize("body", STRANGE_BODIES)
def test_strange_bodies_are_no_error_of_ours(unchanging, thorough, body):
    """Every address gets one of them by turns (thorough: each): they are taken apart before any route sees them, and test_access_matrix.py sends no fields."""
    wrong, turn = {}, list(STRANGE_BODIES).index(body)
    content, kind = STRANGE_BODIES[body]
    browser = unchanging.browser("song.dan")
    token = browser.token()
    for number, (_method, rule, path) in enumerate(addresses(unchanging, "POST")):
        if rule.endpoint == "accounts.sign_out" or not thorough and turn != number % len(STRANGE_BODIES):
            continue
        status = browser.client.post(path, data=content, content_type=kind, headers={"X-CSRFToken": token}, base_url=BASE, buffered=True).status_code
        if status >= 500:
            wrong[path] = status

    assert wrong == {}


QUERIES = ["q=" + "x" * 4000 + "&page=1e9&day=2026-02-30", "q=%ff%fe&page=-1&lang=xx&q[]=1&q[]=2", "q=%25%27%22&page=%EF%BC%91&state=nothing&lang=&day=",
           "&".join(f"a{n}=1" for n in range(1500))]
UNREADABLE = ["q=%00", "page=-1&lang=%00", "lang=xx&next=%00"]  # refused before any route sees them


@pytest.mark.parametrize("query", [*QUERIES, *UNREADABLE], ids=range(len(QUERIES) + len(UNREADABLE)))
def test_strange_queries_are_no_error_of_ours(world, thorough, query):  # noqa: F811
    """Every address gets one of those it reads, by turns, and each fifth one those it never sees; thorough: each gets all of them."""
    browser = world.browser("song.dan")
    first, every = (0, 1) if thorough else (0, 5) if query in UNREADABLE else (QUERIES.index(query), len(QUERIES))
    places = [path for _m, rule, path in addresses(world, "GET") if ".pdf" not in rule.rule][first::every]

    statuses = {path: browser.client.get(f"{path}?{query}", base_url=BASE, buffered=True).status_code for path in places}

    assert {path: status for path, status in statuses.items() if status >= 500 or query in UNREADABLE and status != 400} == {}


def test_pages_still_open_after_storing_what_forms_accept(own_world, forms, thorough):  # noqa: F811
    chance, stored = random.Random(SEED), 0
    for form in [f for f in forms if f.method == "POST" and any(k in ("text", "textarea", "email", "tel") for _, k, _ in f.fields)]:
        browser = own_world.browser(form.login)
        names = [n for n, k, _ in form.fields if k in ("text", "textarea")]
        for value in [CANARY, *(map(chance.choice, TEXTS.values()) if thorough else ())]:
            answer = submit(own_world, browser, form, {name: value[:90] for name in names}, browser.token())
            stored += answer.status_code == 303 and "/sign-in" not in answer.headers["Location"]
            assert answer.status_code < 500, (form.action, value)

    wrong, opened = {}, set()
    for login, language in (("song.dan", "zh"), ("gao.xiang", "en"), ("admin", "zh")):  # a page is opened by the first of them who may
        browser = own_world.browser(login, language)
        for path in [path for _method, _rule, path in addresses(own_world, "GET")][::1 if thorough else 3]:
            if path in opened:
                continue
            response = send(browser, "GET", path)
            if response.status_code == 200:
                opened.add(path)
            if response.status_code >= 500 or "text/html" in response.mimetype and "<x y=1" in response.get_data(as_text=True):
                wrong[f"{login} {path}"] = response.status_code

    assert wrong == {}
    assert stored >= 5 and len(opened) >= 40
