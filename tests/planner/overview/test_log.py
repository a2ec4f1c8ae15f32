"""The log page: every action has words in both languages, names only for who may read them, the same price for one and for fifty."""

import ast
import importlib
from pathlib import Path

import pytest

from planner import audit
from planner.budgets.pictures import ACTION_NAMES
from planner.db import transaction
from planner.i18n import force_language
from planner.overview.log import SENTENCES, page_of_log
from tests import factories

PLANNER = Path(audit.__file__).parent
COMPUTED = {"budget.": ACTION_NAMES}
"""Codes that are put together: what stands before the computed part, and all it can be."""


def _codes(node, module):
    if isinstance(node, (ast.Name, ast.Subscript)):  # a name of the module, or one of its table of kinds
        value = getattr(module, ast.unparse(node).partition("[")[0])
        return set(value.values()) if isinstance(value, dict) else {value}
    if isinstance(node, ast.IfExp):
        return _codes(node.body, module) | _codes(node.orelse, module)
    if isinstance(node, ast.JoinedStr):
        return {node.values[0].value + name for name in COMPUTED[node.values[0].value]}
    return {node.value}


def _calls():
    for path in PLANNER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.append":
                yield node.args[0], importlib.import_module(".".join(path.relative_to(PLANNER.parent).with_suffix("").parts))


def test_every_action_of_the_log_has_words_in_both_languages(app):
    written = set().union(*(_codes(node, module) for node, module in _calls()))
    assert len(written) > 40
    assert written - set(SENTENCES) == set()
    assert set(SENTENCES) - written == set(), "words for what nobody writes"
    with app.test_request_context("/"):
        for code, sentence in SENTENCES.items():
            with force_language("zh"):
                chinese = str(sentence)
            with force_language("en"):
                assert chinese != str(sentence), code


@pytest.fixture
def reception(db):
    with transaction():
        reception = factories.make_reception()
        audit.append("reception.changed", subject=reception, by=reception.owner)
        audit.append("retention.applied", subject="retention")
        audit.append("item.removed", subject="items:999999")
    return reception


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sentence_names_the_row_to_who_may_see_it_and_its_number_to_others(app, reception, lang):
    with app.test_request_context("/"), force_language(lang):
        _entries, (gone, retention, named, *_rest) = page_of_log(1, {"auditor"})
        assert reception.title(lang) in named.sentence and named.page.endswith(f"/receptions/{reception.id}")
        assert named.who == reception.owner and retention.who is None
        assert "999999" in gone.sentence and gone.page == ""
        assert "%" not in retention.sentence and "retention:" not in retention.sentence
        _entries, (_gone, _retention, numbered, *_rest) = page_of_log(1, {"administrator"})
        assert reception.title(lang) not in numbered.sentence and str(reception.id) in numbered.sentence and numbered.page == ""


def test_older_entries_are_reached_page_by_page(app, reception):
    with transaction():
        for _number in range(60):
            audit.append("reception.changed", subject=reception, by=reception.owner)
    with app.test_request_context("/"):
        first, _lines = page_of_log(1, {"auditor"})
        last, lines = page_of_log(first.pages, {"auditor"})
    assert first.pages > 1 and last.rows[-1].id == 1 and len(lines) == len(last)


def test_an_amount_that_was_decided_on_stands_beside_the_sentence(app, reception):
    with transaction():
        audit.append("budget.approve", subject="applications:1", by=reception.owner, details={"amount_minor": 3_089_000, "currency": "CNY"})
    with app.test_request_context("/"), force_language("en"):
        _entries, (line, *_rest) = page_of_log(1, {"auditor"})
    assert "30,890.00" in line.amount.format() and "applications" not in line.sentence


def test_the_page_shows_sentences_and_no_codes(signed_in, reception):
    client = signed_in("auditor")
    html = client.get("/audit").text
    assert "reception.changed" not in html and "receptions:" not in html


def test_who_may_read_the_log_finds_it_in_the_menu(signed_in, db):
    assert 'href="/audit"' in signed_in("auditor").get("/").text
    assert 'href="/audit"' not in signed_in("song.dan").get("/").text


def test_the_administrators_today_leads_to_what_an_administrator_looks_after(signed_in, db):
    main = signed_in("admin").get_page("/").split("<main")[1]
    assert all(f'href="{path}"' in main for path in ("/accounts", "/outbox", "/jobs", "/audit"))
