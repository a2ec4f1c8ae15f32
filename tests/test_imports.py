"""Imports go one way, and the seating library stays free of web and database."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
WIRING = {"planner", "planner.cli", "planner.tables", "planner.migrate"}  # these put everything together

# Which features a feature may use. Who is not named here knows no feature at all.
MAY_USE = {
    "people": {"accounts"},  # a person's page says who signs in; an account belongs to a person
    "accounts": {"people"},
    "jobs": {"people", "accounts"},
    "outbox": {"people", "accounts", "jobs"},
    "places": {"people", "accounts"},
    "days": set(),  # which days are worked and which are better avoided: knows nobody
    "receptions": {"people", "accounts", "jobs", "outbox", "places", "days"},
    "banquets": {"people", "accounts", "jobs", "outbox", "places", "receptions", "programme"},  # programme: what it says about a day
    "arrangements": {"people", "accounts", "jobs", "outbox", "places", "receptions", "banquets"},
    "rooms": {"people", "accounts", "jobs", "outbox", "places", "receptions", "banquets"},
    "on_the_day": {"people", "accounts", "jobs", "outbox", "places", "receptions", "banquets"},
    "resources": {"people", "accounts", "jobs", "outbox", "places", "receptions"},
    "programme": {"people", "accounts", "jobs", "outbox", "places", "days", "receptions", "resources"},
    "sites": {"people", "accounts", "places"},
    "tours": {"people", "accounts", "jobs", "outbox", "places", "receptions", "resources", "programme", "sites"},
    "safety": {"people", "accounts", "jobs", "outbox", "places", "receptions", "resources", "programme", "sites", "tours"},
    "funds": {"people", "accounts", "receptions"},
    "budgets": {"people", "accounts", "jobs", "outbox", "places", "receptions", "banquets", "funds"},
    "documents": {"people", "accounts", "jobs", "outbox", "places", "receptions", "banquets", "arrangements", "rooms", "on_the_day", "resources", "programme", "sites", "tours", "safety", "budgets"},
    "calls": {"people", "accounts", "places", "receptions", "documents"},  # documents: its press prints the forms
    "running": {"people", "accounts", "jobs", "outbox", "places", "receptions", "banquets", "resources", "programme", "documents", "calls"},
    "invitations": {"people", "accounts", "jobs", "outbox", "places", "days", "receptions", "banquets", "arrangements", "rooms", "on_the_day", "resources", "programme", "sites", "tours", "safety", "budgets", "documents"},
    "check_in": {"people", "accounts", "jobs", "outbox", "places", "receptions", "banquets", "on_the_day", "safety", "documents", "invitations"},  # safety: what a drawn signature is
    "calendar": {"people", "accounts", "jobs", "outbox", "places", "receptions", "banquets", "arrangements", "rooms", "on_the_day", "resources", "programme", "sites", "tours", "safety", "budgets", "documents", "invitations"},
    "settlement": {"people", "accounts", "jobs", "outbox", "places", "receptions", "banquets", "on_the_day", "budgets", "documents", "running", "invitations", "funds"},
    "reports": {"funds", "people", "accounts", "receptions", "banquets", "budgets", "documents", "settlement"},
    "overview": {"reports", "funds", "settlement", "running", "calls", "people", "accounts", "jobs", "outbox", "places", "receptions", "banquets", "arrangements", "rooms", "on_the_day", "resources", "programme", "sites", "tours", "safety", "budgets", "documents", "invitations", "calendar"},
    "plan": {"running", "funds", "calls", "people", "accounts", "jobs", "outbox", "places", "receptions", "banquets", "arrangements", "rooms", "on_the_day", "resources", "programme", "sites", "tours", "safety", "budgets", "documents", "invitations", "calendar"},
    "privacy": {"reports", "funds", "settlement", "running", "calls", "people", "accounts", "jobs", "outbox", "places", "receptions", "banquets", "arrangements", "rooms", "on_the_day", "resources", "programme", "sites", "tours", "safety", "budgets", "documents", "invitations", "check_in", "calendar", "plan"},
}
# What a file of a feature may use of its own feature.
WITHIN = {
    "models": set(),
    "queries": {"models"},
    "forms": {"models", "queries"},
    "actions": {"models", "queries"},
    "tasks": {"models", "queries", "actions"},
    "views": {"models", "queries", "actions", "forms", "tasks"},
}
LIBRARIES = {"planner.calendar.ics"}  # writes calendar files, knows no feature: invitations attach one to each mail
MODULES = sorted(p for p in (PROJECT / "planner").rglob("*.py") if "migrations" not in p.parts)


def module_of(path):
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path):
    """Full names of everything a file imports, also inside its functions."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def place_of(name):
    """("receptions", "queries") of planner.receptions.queries.x; ("", "web") of planner.web.x; None of anything else."""
    parts = name.split(".")
    if parts[0] != "planner" or len(parts) < 2:
        return None
    if parts[1] in MAY_USE:
        return parts[1], parts[2] if len(parts) > 2 else ""
    return "", parts[1]


def wrong_imports(path):
    own = place_of(module_of(path)) or ("", "")
    for name in sorted(imports_of(path)):
        used = place_of(name)
        if used is None or not used[0] or name.rpartition(".")[0] in LIBRARIES:
            continue
        if own[0] == used[0]:
            if own[1] in WITHIN and used[1] in WITHIN and used[1] not in WITHIN[own[1]] | {own[1]}:
                yield f"{own[1]} uses {used[1]}: {name}"
        elif not own[0]:
            if used[0] not in ("accounts", "people"):
                yield f"shared ground uses a feature: {name}"
        elif used[0] not in MAY_USE[own[0]]:
            yield f"{own[0]} uses {used[0]}: {name}"
        elif used[1] in ("views", "forms"):
            yield f"another feature's {used[1]}: {name}"


def test_imports_follow_the_arrows():
    wrong = {module_of(path): list(wrong_imports(path)) for path in MODULES if module_of(path) not in WIRING}

    assert len(wrong) > 300
    assert {module: found for module, found in wrong.items() if found} == {}


def test_every_feature_stands_in_the_table():
    folders = {p.parent.name for p in (PROJECT / "planner").glob("*/__init__.py")} - {"migrations"}

    assert folders == set(MAY_USE)


@pytest.mark.parametrize("name", sorted(LIBRARIES))
def test_a_library_inside_a_feature_knows_no_feature(name):
    path = PROJECT.joinpath(*name.split(".")).with_suffix(".py")

    assert [used for used in sorted(imports_of(path)) if place_of(used)] == []


def test_only_the_bridge_imports_seating():
    users = {module_of(p) for p in MODULES if any(name.split(".")[0] == "seating" for name in imports_of(p))}

    assert users == {"planner.banquets.seating_bridge"}


def test_a_wrong_arrow_would_be_found(tmp_path):
    wrong = PROJECT / "planner" / "people" / "queries.py"

    assert [place_of(n) for n in ("planner.receptions.queries.get", "planner.web.page", "flask.g")] == [("receptions", "queries"), ("", "web"), None]
    assert "receptions" not in MAY_USE[place_of(module_of(wrong))[0]]


def test_seating_needs_neither_web_nor_database():
    program = ("import pkgutil, sys, seating, importlib\n"
               "for m in pkgutil.walk_packages(seating.__path__, 'seating.'):\n"
               "    if not m.name.endswith('__main__'): importlib.import_module(m.name)\n"
               "print(sorted({'flask', 'sqlalchemy', 'jinja2', 'planner', 'babel'} & {n.split('.')[0] for n in sys.modules}))")

    answer = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, timeout=60, check=True)

    assert answer.stdout.strip() == "[]"
