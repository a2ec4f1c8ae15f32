"""Every address is opened by each role, in each language, with HTMX and without; what each answer owes is asserted here.

The words that people stored carry a piece of markup, and what only some may read carries a word of its own: one visit shows whether
a page keeps the page rules, speaks one language, shows words as words, tells nobody more than the role allows, and changes nothing.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from planner.accounts.permissions import PERMISSIONS
from planner.budgets.models import Application
from planner.db import session, transaction
from planner.outbox.models import Mail
from planner.receptions.models import Attendee
from tests.page_reader import read
from tests.page_rules import broken_words, faults_of, foreign_words, parse, parse_strictly
from tests.planner.sweep_world import CANARY, ROLES, STRANGER, checksum, plant_canaries, stored_texts, world  # noqa: F401  (a fixture)
from tests.planner.test_page_reader import plain
from tests.planner.test_sweeps import addresses, send, wrong_headers

LOGINS = {STRANGER: "", **{login: role for role, login in ROLES.items()}, "tang.lei": "account_manager"}
FIRST = ROLES["account_manager"]
SECRETS = {"diet.see": "DIET-7391", "budget.see": "MONEY-7391", "outbox.see": "OUTBOX-7391"}
SHOWN = re.compile(r"""(?:&\#34;|&quot;|")(?:&\#39;|&\#x27;|')&gt;&lt;x(?:\ y=1&gt;(?:\{\{7\*7\}\}|\{*7?))?…?|y=1&gt;\{\{7\*7\}\}|y=&gt;\{\{\*\}\}1""",
                   re.X)  # whole, cut short, broken into two lines, or as pinyin


@dataclass
class Findings:
    """What is wrong with the answers, by what is asked of them; `shown`, `seen` and `looked_at` prove that the sweep could find something."""

    rules: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)
    markup: list = field(default_factory=list)
    leaks: list = field(default_factory=list)
    failed: dict = field(default_factory=dict)
    changed: list = field(default_factory=list)
    planted: int = 0
    shown: int = 0
    seen: set = field(default_factory=set)
    looked_at: dict = field(default_factory=dict)


@pytest.fixture(scope="module")
def found(world, thorough):  # noqa: F811
    """The findings of all visits."""
    findings = Findings()
    plant_secrets(world.app)
    data = stored_texts(world.app)
    findings.planted = plant_canaries(world.app)
    before, opened = checksum(world.app), set()
    for number, login in enumerate(LOGINS):
        refused = {}
        one, other = ("en", "zh") if number % 2 else ("zh", "en")
        for place, (language, htmx) in enumerate(((one, False), (other, False), (one, True), (other, True))):
            skipped = () if thorough else skipped_of(opened, login, number, place)
            seen = visit_all(findings, world, login, language, htmx=htmx, first=place == 0, refused=refused, data=data, skipped=skipped)
            if login == FIRST and place == 0:
                opened = seen
        if checksum(world.app) != before:
            findings.changed.append(login)
            before = checksum(world.app)
    return findings


def skipped_of(opened, login, number, place):
    """What this person need not open in this round of what Song Dan `opened`: she looks at each as a page in both languages and at each second one as a fragment,
    the others at each third one as a page (or a file) in one language, and at each fourth one as a fragment in the other."""
    if login == FIRST:
        return opened - set(sorted(opened)[place % 2::4]) if place in (2, 3) else ()
    if place in (1, 2):
        return opened
    every = 3 if place == 0 else 4
    return opened - set(sorted(opened)[number % every::every])


def visit_all(findings, world, login, language, *, htmx, first, refused, data, skipped):  # noqa: F811
    """One person's round; the paths that opened. `refused` addresses of the first round are not asked again, but for one of each kind of
    refusal; nor are files.
    """
    browser, statuses, errors, opened = world.browser(login, language), set(), set(), set()
    for _method, rule, path in [*addresses(world, "GET"), ("GET", None, "/nothing/here")]:
        is_file = rule is not None and re.search(r"\.(pdf|xlsx|zip|ics|eml)", rule.rule)
        if path in skipped or not first and (is_file or refused.get(path) in statuses):
            continue
        headers = {"Origin": "https://elsewhere.example"} | ({"HX-Request": "true"} if htmx else {})
        response = send(browser, "GET", path, headers=headers)
        if response.status_code >= 300 and first:
            refused[path] = response.status_code
        elif first:
            opened.add(path)
        if path in refused:
            statuses.add(refused[path])
        look_at(findings, response, f"{login or 'nobody'} {language}{' htmx' if htmx else ''} {path} {response.status_code}", LOGINS[login])
        if response.mimetype == "text/html" and response.data and response.status_code not in (301, 302, 303, 308, *errors):
            if response.status_code >= 400:
                errors.add(response.status_code)  # the same short page for every address
            html = SHOWN.sub("", response.get_data(as_text=True))
            fragment = "<!doctype" not in html[:200].lower()
            findings.looked_at[login, language, fragment] = findings.looked_at.get((login, language, fragment), 0) + 1
            if wrong := faults_of(html, language, data, fragment=fragment) + faults_of_reader(html, fragment, sum(findings.looked_at.values())):
                findings.rules[f"{login} {language} {path} {response.status_code}"] = wrong
    return opened


def faults_of_reader(html, fragment, number):
    """One page in thirty is read by both readers of pages, which must agree."""
    quick = read(html, fragment=fragment) if number % 30 == 0 else None
    return [] if quick is None or plain(quick) == plain(parse_strictly(html, fragment=fragment)) else ["the quick reader of pages reads something else"]


def look_at(findings, response, where, role):
    """What every answer owes, page, fragment or file."""
    body = readable(response)
    if response.status_code >= 500:
        findings.failed[where] = response.status_code
    if wrong := wrong_headers(response):
        findings.headers[where] = wrong
    if response.mimetype == "text/html":
        findings.shown += body.count("&lt;x y=1&gt;{{7*7}}")
        if "<x y=1" in body or "'>49" in body:
            findings.markup.append(where)
    for permission, word in SECRETS.items():
        if word in body:
            findings.seen.add(permission)
            if role not in PERMISSIONS[permission]:
                findings.leaks.append(f"{where} shows {word}")


def readable(response):
    """The text of an answer, the sheets of a workbook included."""
    if not response.mimetype.endswith("spreadsheetml.sheet"):
        return response.get_data(as_text=True) if "svg" in response.mimetype or response.mimetype.startswith("text/") else ""
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if name.endswith(".xml"))


def plant_secrets(app):
    """A word of its own in every column that only some roles may read."""
    with app.app_context(), transaction():
        for attendee in session().scalars(select(Attendee)):
            attendee.diet = {"codes": ["vegetarian"], "note": SECRETS["diet.see"]}
            attendee.health = {"codes": ["pacemaker"], "note": SECRETS["diet.see"]}
        for application in session().scalars(select(Application)):
            application.cost_note = application.purpose = application.cautions_zh = application.cautions_en = SECRETS["budget.see"]
            for line in application.lines:
                line.note = line.description_zh = line.description_en = SECRETS["budget.see"]
        for mail in session().scalars(select(Mail)):
            mail.subject = mail.to_name = SECRETS["outbox.see"]


def test_every_page_and_fragment_keeps_the_page_rules(found):
    assert found.rules == {}
    assert {(login, language) for login, language, fragment in found.looked_at if not fragment} == {(x, y) for x in LOGINS for y in ("zh", "en")}
    assert sum(count for (_login, _language, fragment), count in found.looked_at.items() if fragment) > 50


def test_every_answer_carries_the_security_headers(found):
    assert found.headers == {}


def test_no_get_changes_the_database(found):
    assert (found.changed, found.failed) == ([], {})


def test_stored_words_never_become_markup(found):
    assert found.markup == []
    assert found.planted > 20 and found.shown > 100, "the canary was not shown anywhere: the sweep proves nothing"


def test_what_only_some_may_read_reaches_nobody_else(found):
    assert found.leaks == []
    assert found.seen == set(SECRETS), "a word that nobody sees proves nothing"


def test_the_canary_is_found_where_escaping_is_missing(app):
    raw = app.jinja_env.overlay(autoescape=False).from_string("<p>{{ text }}</p>").render(text=CANARY)
    escaped = app.jinja_env.from_string("<p>{{ text }}</p>").render(text=CANARY)

    assert ("<x y=1" in raw, "<x y=1" in escaped, "&lt;x y=1&gt;{{7*7}}" in escaped) == (True, False, True)


GOOD = ('<!doctype html><html lang="zh-CN"><head><title>接待 · 上座</title></head><body><h1>接待</h1>'
        '<form method="post" action="/x"><input type="hidden" name="csrf_token" value="t">'
        '<label for="a">标题</label><input id="a" name="a"></form></body></html>')


@pytest.mark.parametrize(("old", "new", "complaint"), [
    ("<h1>接待</h1>", "", "0 h1"), ("<h1>接待</h1>", "<h1>客户</h1>", "does not open"), ('id="a"', 'id="b"', "no label"),
    ('<label for="a">', '<label for="a" id="a">', "id twice"), ('name="csrf_token"', 'name="x"', "no form token"),
    ('action="/x"', 'action=""', "without its address"), ("</form>", '</form><a href="#none">去</a>', "points nowhere"),
    ("</form>", '</form><p hx-get="/y" hx-target="#gone">x</p>', "points nowhere"), ("</form>", '</form><img src="/x">', "no alt"),
    ("</form>", '</form><a href="/y"></a>', "nothing to read"), ('lang="zh-CN"', 'lang="de"', "language"),
    ("<h1>", '<h1 style="color:red">', "inline style")])
def test_page_rules_find_each_fault(old, new, complaint):
    assert faults_of(GOOD, "zh") == []
    assert any(complaint in fault for fault in faults_of(GOOD.replace(old, new)))


def test_page_rules_find_the_other_language_and_raw_values():
    english = GOOD.replace("</form>", "</form><p>Please choose one of these</p><p>CZ3101 Wang Jianguo</p>")

    assert foreign_words(parse(english), "zh", []) == ["Please choose one of these"]
    assert foreign_words(parse(english), "zh", ["Please choose one of these"]) == []
    assert foreign_words(parse(GOOD.replace("zh-CN", "en")), "en", []) == ["接待", "标题"]
    assert broken_words(parse(GOOD.replace("标题", "None"))) == ["None"]
    assert "end-tag" in faults_of(GOOD.replace("</h1>", "</h1></section>"))[0]
