"""Counting how often one sender asks, in this process."""

from planner import limits


def test_counts_end_with_their_time_and_leave_nothing_behind(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    counts = limits.OwnCounts()
    assert [counts.incr("a", 60), counts.incr("a", 60), counts.incr("b", 60)] == [1, 2, 1]
    assert (counts.get("a"), counts.get_expiry("a"), counts.get("unknown"), counts.get_expiry("unknown")) == (2, 1060, 0, 1000)
    now[0] += 61
    assert counts.get("a") == 0 and counts.incr("a", 60) == 1
    assert set(counts.counts) == {"a"}, "b is over and was looked through"
    counts.clear("a")
    assert counts.get("a") == 0 and counts.incr("a", 60) == 1 and counts.reset() == 1 and counts.get("a") == 0
