"""What every route owes: headers, a permission, and honest status codes. Grows with the URL map. test_sweeps_pages.py opens every GET."""

import re
from itertools import cycle
from urllib.parse import unquote

import pytest
from werkzeug.exceptions import HTTPException

from planner.accounts.permissions import PERMISSIONS
from tests.planner.sweep_world import STRANGER, address, checksum, permission_of, routes, world  # noqa: F401  (a fixture)

BASE = "http://127.0.0.1:8000"
NAMES = {"ending": "csv", "gift_step": "declined", "gift_decision": "clear", "settle_step": "submit", "check_decision": "close", "number": 1, "token": "x" * 43, "step": "withdraw", "decision": "approve", "name": "table_list", "role": "driver", "stage": "answer", "tour_step": "release", "tick_name": "gear", "paper_name": "briefing", "deadline_name": "proof_read", "standing": "postponed", "way": "phone", "what": "answer"}  # parts of addresses that are no ids of the world
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")

# Who opens these has no account; nothing else may be public.
PUBLIC = {
    "accounts.sign_in", "accounts.sign_in_now", "accounts.enter_demonstration", "accounts.choose_language", "accounts.open_link",
    "accounts.use_link", "invitations.open_link", "invitations.reply", "invitations.answer", "invitations.reply_card", "invitations.reply_calendar",
    "calendar.feed", "overview.health", "on_the_day.open_finder", "on_the_day.find_seat",
}


def send(browser, method, path, **options):
    return browser.client.open(path, method=method, base_url=BASE, buffered=True, **options)


def addresses(world, *methods):
    """(method, rule, address) of every route, with Song's objects."""
    return [(method, rule, address(rule, {**NAMES, **world.own})) for method, rule in routes(world.app, *methods)]


# --- every route -----------------------------------------------------------------------------------------------------

def test_every_route_says_who_may_use_it(world):
    silent = sorted({rule.endpoint for _, rule in routes(world.app) if permission_of(world.app, rule) is None})
    unknown = sorted({permission_of(world.app, rule) for _, rule in routes(world.app)} - {None, "public", *PERMISSIONS})
    public = {rule.endpoint for _, rule in routes(world.app) if permission_of(world.app, rule) == "public"}

    assert (silent, unknown, sorted(public - PUBLIC)) == ([], [], [])


def test_every_permission_is_used_by_a_route_or_a_template(world):
    used = {permission_of(world.app, rule) for _, rule in routes(world.app)}
    source = "\n".join(p.read_text() for folder in ("planner", "templates") for p in _files(folder))

    assert [p for p in PERMISSIONS if p not in used and source.count(f'"{p}"') < 2] == []


def _files(folder):
    from tests.test_imports import PROJECT

    return [p for p in (PROJECT / folder).rglob("*") if p.suffix in (".py", ".html")]


def test_every_object_in_an_address_exists_in_the_sweeps(world):
    known = {*world.own, *world.foreign, *NAMES}
    unknown = {f"{name} in {rule.rule}" for _, rule, path in addresses(world) if path is None for name in rule.arguments if name not in known}

    assert unknown == set(), "teach tests/planner/sweep_world.py these objects"


def test_ids_use_the_converter_with_a_range(world):
    assert [rule.rule for _, rule in routes(world.app) if re.search(r"<int:|<string\(|<float:|<(?:string:)?\w+_id>", rule.rule)] == []


# --- headers ---------------------------------------------------------------------------------------------------------

def wrong_headers(response, *, https=False, static=False):
    """Names of headers that are missing or weak on one answer."""
    headers = response.headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers.get("Content-Security-Policy", "").split(";"))
    wanted = {"object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'", "form-action": "'self'"}
    found = [name for name, value in wanted.items() if policy.get(name) not in (value, "'none'")]
    if policy.get("default-src") not in ("'none'", "'self'") or "unsafe" in headers.get("Content-Security-Policy", ""):
        found.append("Content-Security-Policy")
    if headers.get("X-Content-Type-Options") != "nosniff":
        found.append("X-Content-Type-Options")
    if headers.get("X-Frame-Options") != "DENY":
        found.append("X-Frame-Options")
    if headers.get("Referrer-Policy") not in ("no-referrer", "same-origin"):
        found.append("Referrer-Policy")
    if not static and headers.get("Cache-Control") != "no-store":
        found.append("Cache-Control")
    if https and "max-age=31536000" not in headers.get("Strict-Transport-Security", ""):
        found.append("Strict-Transport-Security")
    if any(name.startswith("Access-Control-") for name in headers.keys()):
        found.append("Access-Control")
    kind = headers.get("Content-Type", "")
    if response.status_code not in (204, 304) and (not kind or kind.startswith("text/") and "charset=utf-8" not in kind.lower()):
        found.append(f"Content-Type {kind}")
    return found + [f"Set-Cookie {c}" for c in headers.getlist("Set-Cookie") if not _is_safe_cookie(c, https)]


def _is_safe_cookie(text, https):
    parts = {p.strip().lower() for p in text.split(";")}
    name = text.partition("=")[0]
    return {"httponly", "samesite=lax"} <= parts and ("secure" in parts or not https) and not any(p.startswith("domain") for p in parts) \
        and (not https or name == "language" or name.startswith("__Host-"))


def test_static_files_and_errors_carry_them_too(world):
    browser = world.browser("song.dan")
    fresh = send(browser, "GET", "/static/app.css")
    answers = {
        "static": (fresh, True), "304": (send(browser, "GET", "/static/app.css", headers={"If-None-Match": fresh.headers["ETag"]}), True),
        "404": (send(browser, "GET", "/nothing/here"), False), "405": (send(browser, "DELETE", "/receptions"), False),
        "403": (send(browser, "POST", "/receptions/new"), False), "traversal": (send(browser, "GET", "/static/../planner/db.py"), False),
        "413": (send(browser, "POST", "/language", data={"language": "x" * 12_000_000}), False),
        "bad host": (browser.client.get("/", base_url="http://evil.example"), False),
    }

    assert {name: found for name, (r, static) in answers.items() if (found := wrong_headers(r, static=static and r.status_code < 400))} == {}
    assert {name: r.status_code for name, (r, _) in answers.items()} == {
        "static": 200, "304": 304, "404": 404, "405": 405, "403": 403, "traversal": 404, "413": 413, "bad host": 400}


def test_https_adds_strict_transport_and_host_cookies(tmp_path, database_url, clock):
    from planner import create_app
    from planner.settings import Settings

    app = create_app(Settings(data_dir=tmp_path / "var", secret_key="k" * 40, data_key=b"d" * 32, database_url=database_url, testing=True,
                              base_url="https://plan.example", limits=False))
    browser = app.test_client()
    answers = [browser.get(path, base_url="https://plan.example", buffered=True) for path in ("/sign-in", "/", "/none", "/static/app.css")]
    app.extensions["database"].engine.dispose()

    assert [wrong_headers(r, https=True, static="app.css" in r.request.path) for r in answers] == [[], [], [], []]
    assert answers[0].headers.getlist("Set-Cookie"), "the sign-in page sets the cookie of its form token"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "", "a b", "evil.example:8000"])
def test_another_host_name_is_refused(world, host):
    response = world.browser().client.get("/sign-in", base_url=BASE, headers={"Host": host})

    assert response.status_code == 400
    assert "evil" not in response.get_data(as_text=True)


def test_forwarded_headers_change_nothing_without_a_proxy(world):
    plain = world.browser("song.dan").get("/receptions/new")
    forged = world.browser("song.dan").get("/receptions/new", headers={
        "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "1.2.3.4", "X-Forwarded-Prefix": "/evil"})

    assert "evil" not in forged.get_data(as_text=True)
    assert forged.status_code == plain.status_code == 200


# --- methods and ids -------------------------------------------------------------------------------------------------

def routed(app, method, path):
    """What the map of addresses alone says to a request: 404, 405, or 200 when a route would take it."""
    try:
        app.url_map.bind("127.0.0.1:8000").match(unquote(path), method)
    except HTTPException as refused:
        return refused.code
    return 200


def test_a_wrong_method_is_refused_and_changes_nothing(world):
    """Every method is asked of the map of addresses; of each address one safe and one unsafe method are sent as well."""
    before, wrong = checksum(world.app), {}
    browser = world.browser("song.dan")
    allowed = {}
    for method, rule in routes(world.app):
        allowed.setdefault(rule.rule, (rule, set()))[1].add(method)
    for number, (rule, methods) in enumerate(allowed.values()):
        path = address(rule, {**NAMES, **world.own})
        safe, unsafe = sorted({"GET", "TRACE", "PROPFIND"} - methods), sorted(set(UNSAFE) - methods)
        answers = {method: routed(world.app, method, path) for method in (*safe, *unsafe)}
        for method in (safe[number % len(safe)], unsafe[number % len(unsafe)]):
            answers[f"{method} sent"] = send(browser, method, path).status_code
            if method in UNSAFE and answers[f"{method} sent"] == 403:  # without its token an unsafe request is not even looked at
                del answers[f"{method} sent"]
        wrong |= {f"{method} {path}": status for method, status in answers.items() if status != 405}

    assert wrong == {}
    assert checksum(world.app) == before


IMPOSSIBLE = ("0", "-1", "2147483648", "9223372036854775808", "1%20", "%EF%BC%91", "1.0", "0x1", "+1", "00000000001", "%00", "a")


def test_impossible_ids_are_unknown_addresses(world):
    """Every address with every impossible id is asked of the map of addresses; each address is sent with one of them as well, in turn."""
    wrong = {}
    browser = world.browser("song.dan")
    token, turn = browser.token(), cycle(IMPOSSIBLE)
    for method, rule, _path in addresses(world):
        for name in [a for a in rule.arguments if a.endswith("_id")]:
            for number in IMPOSSIBLE:
                path = address(rule, {**NAMES, **world.own, name: number})
                if (status := routed(world.app, method, path)) not in (404, 405):
                    wrong[f"{method} {path}"] = status
            number = next(turn)
            path = address(rule, {**NAMES, **world.own, name: number})
            status = send(browser, method, path, data={"csrf_token": token} if method == "POST" else None).status_code
            if status not in (404, 405) and not (number == "%00" and status == 400):
                wrong[f"{method} {path} sent"] = status

    assert wrong == {}


# --- forms need their token ------------------------------------------------------------------------------------------

def test_no_unsafe_request_works_without_its_own_token(world, thorough):
    """Every address with two wrong tokens, from two people by turns (thorough: with each from everybody), with HTMX or without. The refusals carry the security headers."""
    before, wrong, weak = checksum(world.app, leave_out=()), {}, {}
    stolen = world.browser("tang.lei").token()
    tokens = [("none", {}), ("another browser's", {"csrf_token": stolen}), ("nonsense", {"csrf_token": "x"})]
    people = ("song.dan", "gao.xiang", "admin", STRANGER)
    browsers = {login: world.browser(login) for login in people}
    for round_, (method, rule, path) in enumerate(addresses(world, *UNSAFE)):
        tries = [(login, token) for login in people for token in tokens] if thorough else list(zip(people[round_ % 2::2], tokens[round_ % 3:] + tokens))
        for number, (login, (name, data)) in enumerate(tries):                      # by turns, twelve addresses see every token from everybody, with HTMX and without
            headers = {"HX-Request": "true"} if (round_ // 6 + number) % 2 else {}
            response = send(browsers[login], method, path, data=data, headers={**headers, "Origin": "https://elsewhere.example"})
            if response.status_code != 403:
                wrong[f"{login} {method} {path}, token: {name}"] = response.status_code
            if found := wrong_headers(response):
                weak[f"{login} {method} {path}"] = found

    assert (wrong, weak) == ({}, {})
    assert checksum(world.app, leave_out=()) == before


# --- redirects -------------------------------------------------------------------------------------------------------

ELSEWHERE = ["http://evil.example", "https://evil.example/x", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
             "/\t/evil.example", "\t//evil.example", " //evil.example", "http:evil.example", "http:/evil.example", "javascript:alert(1)",
             "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "//127.0.0.1@evil.example", "http://127.0.0.1:8000@evil.example",
             "https://127.0.0.1.evil.example", "/%09/evil.example", "/%5cevil.example", "%2f%2fevil.example", "//evil%2eexample",
             "http://[::1]@evil.example", "/../..//evil.example", "evil.example", "?next=//evil.example", "#//evil.example", "/\r\nX: y",
             "/\n//evil.example", "//\u3002evil.example", "\x00//evil.example", "/x\x00", "ftp://evil.example", "//evil.example/%2f..",
             "http:///evil.example", ":evil.example", "//[evil.example]", "http://evil.example:80/\\", "/\u2028//evil.example", "x" * 9000]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_redirect_leads_elsewhere(world, target):
    browser = world.browser("song.dan")
    token = {"csrf_token": browser.token()}
    answers = [browser.post("/language", {"language": "en", name: target, **token}) for name in ("back", "next")]
    answers += [browser.post("/sign-in", {"login": "song.dan", "password": "x", "next": target, **token}),
                browser.client.get("/sign-in", base_url=BASE, query_string={"next": target})]

    for response in answers:
        location = response.headers.get("Location", "/")
        assert response.status_code < 500
        assert re.fullmatch(r"/(?![/\\])[^\\\x00-\x20]*", location), location
        assert not re.search(r'(?:href|action|value)="(?:https?:)?//[^"]*evil', response.get_data(as_text=True))
