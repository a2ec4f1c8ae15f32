"""What a reader needs is written down: every setting, every command."""

import re
from pathlib import Path

from planner import cli

ROOT = Path(__file__).parent.parent
OPERATIONS = (ROOT / "docs/operations.md").read_text()


def test_every_setting_is_documented():
    settings = set(re.findall(r"SHANGZUO_[A-Z_]+", (ROOT / "planner/settings.py").read_text()))
    assert len(settings) > 10
    assert settings - set(re.findall(r"SHANGZUO_[A-Z_]+", OPERATIONS)) == set()


def test_every_command_is_documented():
    import argparse

    commands = argparse.ArgumentParser().add_subparsers()
    for add in cli.COMMANDS:
        add(commands)
    assert [name for name in commands.choices if f"`shangzuo {name}" not in OPERATIONS] == []


def test_every_decision_page_is_listed():
    folder = ROOT / "docs/decisions"
    listed = set(re.findall(r"\]\(([a-z-]+\.md)\)", (folder / "README.md").read_text()))
    assert listed == {page.name for page in folder.glob("*.md")} - {"README.md"}
