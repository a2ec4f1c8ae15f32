"""Templates and scripts contain nothing that the content policy, the escaping or HTMX's settings forbid."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
TEMPLATES = PROJECT / "templates"
PAGES = sorted(TEMPLATES.glob("**/*.html"))
SCRIPTS = sorted(PROJECT.glob("static/*.js"))
MODULES = sorted(PROJECT.glob("planner/**/*.py"))
PAPERS = TEMPLATES / "documents" / "papers"  # printed, never sent to a browser: they may carry their own style sheet,
MAILS = TEMPLATES / "mail"                   # and so may mails, where no other style arrives
PACK = TEMPLATES / "running" / "pack.html"      # and the pocket pack, a file of its own that loads nothing
COMMENT = re.compile(r"\{#.*?#\}", re.S)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)

FORBIDDEN = {
    "unescaped output": r"\|\s*safe\b|\bMarkup\s*\(|autoescape\s+false",
    "inline style": r"(?<![\w-])style\s*=",
    "inline handler": r"\s(?:on[a-z]+|hx-on[\w:-]*|data-hx-on[\w:-]*)\s*=",
    "script address": r"javascript:|(?:\"|')\s*js:",
    "evaluated values": r"\bhx-vars\b",
    "trigger filter": r"hx-trigger\s*=\s*(?:\"[^\"]*\[|'[^']*\[)",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "third-party address": r"(?:src|href)\s*=\s*[\"'](?:https?:)?//",
    "inherited target": r"\bhx-boost\b",
}
UNQUOTED = re.compile(r"\s[a-zA-Z][\w:-]*=(?![\"'])\S")


def name(path):
    return str(path.relative_to(PROJECT))


def test_there_are_only_html_templates():
    others = [name(p) for p in TEMPLATES.rglob("*") if p.is_file() and p.suffix not in (".html", ".css")]
    styles = [name(p) for p in TEMPLATES.rglob("*.css") if not p.is_relative_to(PAPERS)]

    assert others + styles == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_template_has_nothing_forbidden(path):
    text = COMMENT.sub("", path.read_text())

    found = {rule: match.group() for rule, pattern in FORBIDDEN.items() if (match := re.search(pattern, text))}
    if "<style" in text and not (path.is_relative_to(PAPERS) or path.is_relative_to(MAILS) or path == PACK):
        found["inline style sheet"] = "<style"

    assert found == {}


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_attributes_are_quoted(path):
    text = COMMENT.sub("", path.read_text())
    plain = JINJA.sub(lambda match: "X" if match.group().startswith("{{") else " ", text)
    tags = re.findall(r"<[a-zA-Z][^<>]*>", plain)

    assert [tag for tag in tags if UNQUOTED.search(re.sub(r"\"[^\"]*\"|'[^']*'", '""', tag))] == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_json_in_attributes_is_made_by_tojson(path):
    text = COMMENT.sub("", path.read_text())

    written_by_hand = re.findall(r"(?:hx-vals|hx-headers)\s*=\s*(?:'\{\"[^']*'|\"\{[^{%][^\"]*\")", text)

    assert written_by_hand == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_write_text_only(path):
    forbidden = re.compile(r"\binnerHTML\b|\bouterHTML\s*=|insertAdjacentHTML|document\.write|\beval\s*\(|new Function|"
                           r"localStorage|sessionStorage|setAttribute\(\s*[\"'](?:style|on\w+)")

    found = forbidden.findall(path.read_text())
    if path.name == "check_in.js":  # keeps what waits to be sent: docs/decisions/entries-on-the-device.md
        found = [one for one in found if one != "localStorage"]
    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_python_never_builds_markup_templates_or_sql_from_text(path):
    forbidden = re.compile(r"\bMarkup\s*\(|render_template_string|\bfrom_string\s*\(|(?<![\w.])text\s*\(\s*f[\"']|shell\s*=\s*True|"
                           r"os\.system\s*\(|\bimport pickle\b|yaml\.load|\beval\s*\(|(?<!\.)\bexec\s*\(")

    assert forbidden.findall(path.read_text()) == []
