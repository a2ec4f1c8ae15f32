"""No dependency is older than the first version without its known flaws: not the installed one, not the locked one."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from planner.db import refuse_old_sqlite
from planner.floors import FLOORS, parts, refuse_old_packages
from planner.settings import BadSettings

ROOT = Path(__file__).resolve().parent.parent


def locked_versions(name):
    """{package: [versions]} of a requirements lock; a package may be there twice, for different Pythons."""
    found = {}
    for package, version in re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==(\S+)", (ROOT / name).read_text("utf-8"), re.M):
        found.setdefault(package, []).append(version)
    return found


def test_installed_packages_are_new_enough():
    refuse_old_packages()


@pytest.mark.parametrize("package", FLOORS)
def test_locked_packages_are_new_enough(package):
    versions = locked_versions("requirements.lock")[package]
    assert [v for v in versions if Version(v) < Version(".".join(map(str, FLOORS[package][0])))] == []


@pytest.mark.parametrize("package", FLOORS)
def test_one_version_below_the_floor_is_refused(package):
    *head, last = FLOORS[package][0]
    older = [*head, last - 1] if last else [head[0] - 1, 99]
    with pytest.raises(BadSettings) as refusal:
        refuse_old_packages(lambda name: ".".join(map(str, older)) if name == package else "999.0")
    assert refusal.value.reason.startswith(f"{package} {'.'.join(map(str, older))} is too old")


def test_version_parts_stop_at_the_first_that_is_no_number():
    assert [parts(text) for text in ("3.1.8", "70.0", "2.9.0.post0", "3.1.8rc1")] == [
        (3, 1, 8), (70, 0), (2, 9, 0), (3, 1, 8)]


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 44, 5), (3, 49, 1), (3, 50, 6), (3, 51, 2)])
def test_sqlite_with_the_wal_reset_bug_is_refused(version):
    with pytest.raises(BadSettings):
        refuse_old_sqlite(version)


@pytest.mark.parametrize("version", [(3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 4)])
def test_sqlite_without_the_wal_reset_bug_is_taken(version):
    refuse_old_sqlite(version)


def test_every_dependency_is_in_the_lock_at_an_allowed_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *sum(project["optional-dependencies"].values(), [])]
    locked = locked_versions("requirements.lock")
    for requirement in map(Requirement, wanted):
        versions = locked.get(requirement.name.lower().replace("_", "-"), [])
        assert versions and all(v in requirement.specifier for v in versions), f"lock again: {requirement}"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-uv.lock", "requirements-node.lock", "package-lock.json"])
def test_locks_name_no_registry(name):
    text = re.sub(r'"funding": [\[{].*?\n      [\]}]', "", (ROOT / name).read_text("utf-8"), flags=re.S)
    assert re.findall(r"(?i)(?:https?|file|git)[:+]\S*|--(?:extra-)?index-url|--find-links", text) == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-uv.lock", "requirements-node.lock"])
def test_every_locked_package_has_hashes(name):
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text("utf-8").partition("\n")[2])[1:]
    assert entries and [e.partition(" ")[0] for e in entries if "--hash=sha256:" not in e] == []
