"""The command as its users type it: a process of its own with an environment of its own."""

import os
import subprocess
import sys

import pytest

from planner import clock
from planner.accounts import actions as accounts, queries
from planner.cli import main
from planner.db import transaction
from planner.errors import RuleBroken
from planner.settings import BadSettings, Settings
from tests import factories

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))


@pytest.fixture
def shangzuo(tmp_path):
    def run(*arguments, **environment):
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": ROOT, "SHANGZUO_DATA_DIR": str(tmp_path / "var"), **environment}
        return subprocess.run([sys.executable, "-m", "planner.cli", *arguments], env=env, cwd=tmp_path, capture_output=True,
                              text=True, timeout=60)
    return run


@pytest.fixture
def called(tmp_path, monkeypatch, capsys):
    """The same within this process, which has everything imported: (exit code, what was printed, what was complained about)."""
    def run(*arguments):
        monkeypatch.setenv("SHANGZUO_DATA_DIR", str(tmp_path / "var"))
        code = main([*arguments])
        return code, *capsys.readouterr()
    return run


def test_a_fresh_install_has_no_accounts_and_the_first_administrator_gets_a_link(shangzuo, called):
    first = shangzuo("admin", "invite")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("http://127.0.0.1:8000/welcome/")
    assert called("db", "check") == (0, "The database is up to date.\n", "")


def test_an_administrator_who_lost_the_link_gets_another(db):
    with transaction():
        first, second = (accounts.invite_administrator("Administrator", "admin", at=clock.now()) for _time in range(2))
    assert len(queries.accounts()) == 1
    assert queries.open_link(first, at=clock.now()) is None
    assert queries.open_link(second, at=clock.now()).account.login == "admin"


def test_a_login_that_is_somebody_elses_makes_no_administrator(db):
    with pytest.raises(RuleBroken), transaction():
        factories.account("song.dan")
        accounts.invite_administrator("Eve", "song.dan", at=clock.now())


@pytest.mark.parametrize("environment, sentence", [
    ({"SHANGZUO_SECRET_KEY": "changeme", "SHANGZUO_DATA_KEY": "x"}, "must be"),
    ({"SHANGZUO_SECRET_KEY": "k" * 40, "SHANGZUO_DATA_KEY": "c2hvcnQ="}, "32 random bytes"),
    ({"SHANGZUO_BASE_URL": "http://shangzuo.example"}, "https unless"),
    ({"SHANGZUO_BASE_URL": "https://shangzuo.example", "SHANGZUO_DEMONSTRATION": "1"}, "loopback address only"),
    ({"FLASK_DEBUG": "1"}, "Debug mode"),
    ({"SHANGZUO_PROXY_HOPS": "many"}, "whole number"),
])
def test_settings_that_must_not_run_are_refused_in_one_sentence(tmp_path, environment, sentence):
    with pytest.raises(BadSettings) as refused:
        Settings.from_environment({"SHANGZUO_DATA_DIR": str(tmp_path), **environment})
    assert sentence in refused.value.reason
    assert "\n" not in refused.value.reason


def test_a_database_that_is_not_up_to_date_is_refused(called):
    code, _printed, complaint = called("worker")
    assert code == 2
    assert "run `shangzuo db upgrade` first" in complaint
