"""The log page: every action has words in both languages, names only for who may read them, the same price for one and for fifty."""

import ast
import importlib
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from planner import audit
from planner.budgets.pictures import ACTION_NAMES
from planner.db import transaction
from planner.funds.ledger import EVENTS
from planner.i18n import force_language
from planner.overview.log import SENTENCES, page_of_log
from planner.settlement.models import GIFT_STATES
from tests import factories

PLANNER = Path(audit.__file__).parent
COMPUTED = {"budget.": ACTION_NAMES, "fund.": EVENTS, "gift.": GIFT_STATES[1:]}
"""Codes that are put together: what stands before the computed part, and all it can be."""


@dataclass(frozen=True)
class Source:
    """One module as written and as imported, for finding out what an expression in it can be."""

    tree: ast.Module
    module: object

    def around(self, node):
        """The innermost function this node stands in."""
        inside = [f for f in ast.walk(self.tree) if isinstance(f, ast.FunctionDef) and any(one is node for one in ast.walk(f))]
        return inside[-1]

    def codes(self, node):
        """All texts the expression can be: a constant, a choice, a table of kinds, or what its function is called with."""
        if isinstance(node, ast.IfExp):
            return self.codes(node.body) | self.codes(node.orelse)
        if isinstance(node, ast.Subscript):
            return self.codes(node.value)
        if isinstance(node, ast.Name):
            return self._named(node)
        if isinstance(node, ast.Dict):
            return set().union(*(self.codes(value) for value in node.values))
        if isinstance(node, ast.JoinedStr):
            if node.values[0].value in COMPUTED:
                return {node.values[0].value + name for name in COMPUTED[node.values[0].value]}
            parts = [self.codes(part.value if isinstance(part, ast.FormattedValue) else part) for part in node.values]
            return {"".join(words) for words in product(*parts)}
        return {node.value}

    def _named(self, node):
        function = self.around(node)
        kept = [one.value for one in ast.walk(function) if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == node.id]
        if kept:
            return self.codes(kept[-1])
        names = [one.arg for one in function.args.args]
        if node.id in names:
            calls = [one for one in ast.walk(self.tree) if isinstance(one, ast.Call) and ast.unparse(one.func) == function.name]
            return set().union(*(self.codes(call.args[names.index(node.id)]) for call in calls))
        value = getattr(self.module, node.id)
        return set(value.values()) if isinstance(value, dict) else {value}


def _written():
    """Every code some part of the program writes into the log."""
    found = set()
    for path in PLANNER.rglob("*.py"):
        text = path.read_text("utf-8")
        if "audit.append" in text:
            source = Source(ast.parse(text), importlib.import_module(".".join(path.relative_to(PLANNER.parent).with_suffix("").parts)))
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.append":
                    found |= source.codes(node.args[0])
    return found


def test_every_action_of_the_log_has_words_in_both_languages(app):
    written = _written()
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
