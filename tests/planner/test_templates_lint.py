"""Templates and scripts contain nothing that the content policy, the escaping or HTMX's settings forbid."""

import re
from pathlib import Path

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


def faulty(paths, faults_of):
    """{file: its faults} of the files that have any."""
    assert len(paths) > 5
    return {name(path): found for path in paths if (found := faults_of(path, path.read_text()))}


def without_comments(text):
    return COMMENT.sub("", text)


def test_there_are_only_html_templates():
    others = [name(p) for p in TEMPLATES.rglob("*") if p.is_file() and p.suffix not in (".html", ".css")]
    styles = [name(p) for p in TEMPLATES.rglob("*.css") if not p.is_relative_to(PAPERS)]

    assert others + styles == []


def test_templates_have_nothing_forbidden():
    def forbidden(path, text):
        text = without_comments(text)
        found = {rule: match.group() for rule, pattern in FORBIDDEN.items() if (match := re.search(pattern, text))}
        may_style = path.is_relative_to(PAPERS) or path.is_relative_to(MAILS) or path == PACK
        return found | ({"inline style sheet": "<style"} if "<style" in text and not may_style else {})

    assert faulty(PAGES, forbidden) == {}


def test_attributes_are_quoted():
    def unquoted(_path, text):
        plain = JINJA.sub(lambda match: "X" if match.group().startswith("{{") else " ", without_comments(text))
        tags = re.findall(r"<[a-zA-Z][^<>]*>", plain)
        return [tag for tag in tags if UNQUOTED.search(re.sub(r"\"[^\"]*\"|'[^']*'", '""', tag))]

    assert faulty(PAGES, unquoted) == {}


def test_json_in_attributes_is_made_by_tojson():
    written_by_hand = re.compile(r"(?:hx-vals|hx-headers)\s*=\s*(?:'\{\"[^']*'|\"\{[^{%][^\"]*\")")

    assert faulty(PAGES, lambda _path, text: written_by_hand.findall(without_comments(text))) == {}


def test_scripts_write_text_only():
    forbidden = re.compile(r"\binnerHTML\b|\bouterHTML\s*=|insertAdjacentHTML|document\.write|\beval\s*\(|new Function|"
                           r"localStorage|sessionStorage|setAttribute\(\s*[\"'](?:style|on\w+)")

    def found(path, text):
        keeps = {"localStorage"} if path.name == "check_in.js" else set()  # what waits to be sent: docs/decisions/entries-on-the-device.md
        return [one for one in forbidden.findall(text) if one not in keeps]

    assert faulty(SCRIPTS, found) == {}


def test_python_never_builds_markup_templates_or_sql_from_text():
    forbidden = re.compile(r"\bMarkup\s*\(|render_template_string|\bfrom_string\s*\(|(?<![\w.])text\s*\(\s*f[\"']|shell\s*=\s*True|"
                           r"os\.system\s*\(|\bimport pickle\b|yaml\.load|\beval\s*\(|(?<!\.)\bexec\s*\(")

    assert faulty(MODULES, lambda _path, text: forbidden.findall(text)) == {}
