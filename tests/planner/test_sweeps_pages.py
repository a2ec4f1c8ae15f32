"""Every page that a role can open keeps the page rules, speaks one language, and shows stored words as words."""

import io
import re
import zipfile

import pytest
from sqlalchemy import select

from planner.accounts.permissions import PERMISSIONS
from planner.budgets.models import Application
from planner.db import session, transaction
from planner.outbox.models import Mail
from planner.receptions.models import Attendee
from tests.page_rules import broken_words, faults_of, foreign_words, parse
from tests.planner.sweep_world import (CANARY, ROLES, STRANGER, own_world, plant_canaries, stored_texts,  # noqa: F401
                                       world)
from tests.planner.test_sweeps import addresses, send

LOGINS = (STRANGER, *ROLES.values(), "tang.lei")


def pages(world, login, language, *, htmx=False):
    """(address, answer) of every HTML page of this person, error pages too."""
    browser = world.browser(login, language)
    for _method, rule, path in [*addresses(world, "GET"), ("GET", None, "/nothing/here")]:
        if rule is not None and re.search(r"\.(pdf|xlsx|zip|ics|eml)", rule.rule):
            continue
        response = send(browser, "GET", path, headers={"HX-Request": "true"} if htmx else {})
        if response.mimetype == "text/html" and response.data and response.status_code not in (301, 302, 303, 308):
            yield path, response


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("login", LOGINS)
def test_every_page_keeps_the_page_rules(world, login, language):
    data, wrong, seen = stored_texts(world.app), {}, set()
    for path, response in pages(world, login, language):
        if response.status_code >= 400 and response.status_code in seen:
            continue  # the same short page again
        seen.add(response.status_code)
        if found := faults_of(response.get_data(as_text=True), language, data):
            wrong[f"{path} {response.status_code}"] = found

    assert wrong == {}


@pytest.mark.parametrize("login", ["song.dan", "gao.xiang"])
def test_every_fragment_keeps_the_page_rules(world, login):
    data, wrong = stored_texts(world.app), {}
    for path, response in pages(world, login, "zh", htmx=True):
        html = response.get_data(as_text=True)
        if "<!doctype" not in html[:200].lower():
            if found := faults_of(html, "zh", data, fragment=True):
                wrong[f"{path} {response.status_code}"] = found

    assert wrong == {}


def test_stored_words_never_become_markup(own_world):
    planted = plant_canaries(own_world.app)
    shown, wrong = 0, []
    for login in ROLES.values():
        for language in ("zh", "en"):
            for htmx in (False, True):
                for path, response in pages(own_world, login, language, htmx=htmx):
                    html = response.get_data(as_text=True)
                    shown += html.count("&lt;x y=1&gt;{{7*7}}")
                    if "<x y=1" in html or "'>49" in html or response.status_code >= 500:
                        wrong.append(f"{login} {path} {response.status_code}")

    assert wrong == []
    assert planted > 20 and shown > 100, "the canary was not shown anywhere: the sweep proves nothing"


SECRETS = {"diet.see": "DIET-7391", "budget.see": "MONEY-7391", "outbox.see": "OUTBOX-7391"}


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


def test_what_only_some_may_read_reaches_nobody_else(own_world):
    plant_secrets(own_world.app)
    leaks, seen = [], set()
    for role, login in (*ROLES.items(), ("", STRANGER)):
        browser = own_world.browser(login)
        for headers in ({}, {"HX-Request": "true"}):
            for _method, rule, path in addresses(own_world, "GET"):
                if rule.rule.endswith((".pdf", ".zip")):
                    continue
                body = _readable(send(browser, "GET", path, headers=headers))
                for permission, word in SECRETS.items():
                    if word in body:
                        seen.add(permission)
                        if role not in PERMISSIONS[permission]:
                            leaks.append(f"{role or 'nobody'} reads {word} on {path}")

    assert leaks == []
    assert seen == set(SECRETS), "a word that nobody sees proves nothing"


def _readable(response):
    """The text of an answer, the sheets of a workbook included."""
    if not response.mimetype.endswith("spreadsheetml.sheet"):
        return response.get_data(as_text=True) if "svg" in response.mimetype or response.mimetype.startswith("text/") else ""
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if name.endswith(".xml"))


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
