"""What the rules of invitations give as their source is a sentence for a reader."""

import re
import tomllib
from pathlib import Path

import pytest

PLANNER = Path(__file__).resolve().parents[3] / "planner"
FILES = [*sorted((PLANNER / "invitations").glob("*.toml")), PLANNER / "documents" / "invitation_designs.toml"]
SIGN = re.compile(r"\[[A-Z]+\]|[a-z]+_[a-z_]+")
"""A mark or a key of ours, which says nothing to whoever asks why."""


def sources(value, name=""):
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in sources(inner, name if name.startswith("source") else key)]
    if isinstance(value, list):
        return [found for inner in value for found in sources(inner, name)]
    return [value] if name.startswith("source") else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_source_is_a_mark_of_ours(path):
    assert [text for text in sources(tomllib.loads(path.read_text("utf-8"))) if SIGN.search(text)] == []


def test_sources_are_found():
    assert sum(len(sources(tomllib.loads(path.read_text("utf-8")))) for path in FILES) > 60
