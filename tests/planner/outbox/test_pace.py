"""How fast mail leaves: the rules as data, what an installation sets instead, and when each mail goes."""

from datetime import UTC, datetime, timedelta

import pytest

from planner.outbox import pace
from planner.settings import BadSettings

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def house(tmp_path, **changes):
    (tmp_path / "pace.toml").write_text("".join(f"{name} = {value}\n" for name, value in changes.items()))
    return pace.read(tmp_path)


def after(seconds):
    return AT + timedelta(seconds=seconds)


def test_every_rule_has_words_and_a_source_in_both_languages(tmp_path):
    for rule in pace.rules():
        assert all(rule[part][lang] for part in ("title", "reason", "source") for lang in ("zh", "en")), rule["id"]
        assert rule["least"] <= rule["value"] <= rule["most"]
    assert pace.read(tmp_path).per_minute == 30


@pytest.mark.parametrize(("text", "said"), [
    ("per_minute = 0", "per_minute must be"), ("per_minute = 1.5", "per_minute must be"), ("per_minute = true", "per_minute must be"),
    ('first_wait = "30"', "first_wait must be"), ("nonsense = 1", "no rule “nonsense”"), ("per_minute =", "cannot be read"),
    ("lease = 60", "lease must be longer"), ("first_wait = nan", "first_wait must be"), ("first_wait = inf", "first_wait must be"),
])
def test_values_that_cannot_be_followed_are_refused_with_a_sentence(tmp_path, text, said):
    (tmp_path / "pace.toml").write_text(text)

    with pytest.raises(BadSettings, match=said):
        pace.read(tmp_path)


def test_limit_of_the_house_spreads_mails_over_minutes(tmp_path):
    gate = pace.Turnstile(house(tmp_path, per_minute=2, per_domain=2), [])
    leaves = gate.departures(AT, [(n, AT, f"{n}.example") for n in range(5)])

    assert leaves == {0: AT, 1: AT, 2: after(60), 3: after(60), 4: after(120)}


def test_a_full_domain_lets_the_others_pass(tmp_path):
    gate = pace.Turnstile(house(tmp_path, per_minute=3, per_domain=1), [])
    leaves = gate.departures(AT, [("a1", AT, "a"), ("a2", AT, "a"), ("b1", AT, "b"), ("c1", AT, "c"), ("d1", AT, "d")])

    assert leaves == {"a1": AT, "b1": AT, "c1": AT, "a2": after(60), "d1": after(60)}


def test_what_left_within_the_minute_counts_and_a_retry_waits_for_its_own_time(tmp_path):
    gate = pace.Turnstile(house(tmp_path, per_minute=2, per_domain=2), [(after(-50), "a"), (after(-10), "a")])

    assert gate.departures(AT, [("now", AT, "b"), ("later", after(300), "b")]) == {"now": after(10), "later": after(300)}
