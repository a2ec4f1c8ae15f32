"""What can happen after a plan was made: cancellations, late arrivals, changed ranks, new locks, broken tables."""
from dataclasses import dataclass, replace

from .errors import InvalidProblem
from .model import Lock, Person


@dataclass(frozen=True)
class Cancel:
    """Somebody does not come."""

    person: str


@dataclass(frozen=True)
class Arrive:
    """Somebody comes who was not expected."""

    person: Person


@dataclass(frozen=True)
class ChangeRank:
    """Somebody's rank is another than was thought; 1 is highest."""

    person: str
    rank: int


@dataclass(frozen=True)
class AddLock:
    """Somebody is to sit exactly here from now on; an earlier lock of the person goes."""

    lock: Lock


@dataclass(frozen=True)
class BreakTable:
    """A table cannot be used."""

    table: str


def changed_problem(problem, changes):
    """The Problem after the changes, in their order.

    Raises InvalidProblem with the path of the change (changes[2].person) when it speaks of somebody or
    something that is not there, or leaves nobody or no table.
    """
    for number, change in enumerate(changes):
        problem = _APPLY[type(change)](problem, change, f"changes[{number}]")
    return problem


def _known(problem, person_id, path):
    if person_id not in {p.id for p in problem.people}:
        raise InvalidProblem(f"{path}.person", f"no person “{person_id}”")


def _cancelled(problem, change, path):
    gone = change.person
    _known(problem, gone, path)
    people = tuple(replace(p, partner=None if p.partner == gone else p.partner,
                           interprets_for=None if p.interprets_for == gone else p.interprets_for)
                   for p in problem.people if p.id != gone)
    if not people:
        raise InvalidProblem(path, "nobody would be left")
    previous = {p: place for p, place in (problem.previous or {}).items() if p != gone}
    return replace(problem, people=people, locks=tuple(lock for lock in problem.locks if lock.person != gone),
                   wishes=tuple(w for w in problem.wishes if gone not in w.people), previous=previous or None)


def _arrived(problem, change, path):
    known = {p.id for p in problem.people}
    if change.person.id in known:
        raise InvalidProblem(f"{path}.person.id", f"“{change.person.id}” is used already")
    for key in ("partner", "interprets_for"):
        other = getattr(change.person, key)
        if other is not None and other not in known:
            raise InvalidProblem(f"{path}.person.{key}", f"no other person “{other}”")
    return replace(problem, people=(*problem.people, change.person))


def _ranked(problem, change, path):
    _known(problem, change.person, path)
    if type(change.rank) is not int or change.rank < 1:
        raise InvalidProblem(f"{path}.rank", "must be an integer of at least 1")
    return replace(problem, people=tuple(replace(p, rank=change.rank) if p.id == change.person else p for p in problem.people))


def _locked(problem, change, path):
    lock = change.lock
    _known(problem, lock.person, f"{path}.lock")
    table = next((t for t in problem.tables if t.id == lock.table), None)
    if table is None or not 0 <= lock.seat < len(table.seats):
        raise InvalidProblem(f"{path}.lock.table", f"no seat {lock.seat} at table “{lock.table}”")
    return replace(problem, locks=(*(old for old in problem.locks if old.person != lock.person), lock))


def _broken(problem, change, path):
    tables = tuple(t for t in problem.tables if t.id != change.table)
    if len(tables) == len(problem.tables):
        raise InvalidProblem(f"{path}.table", f"no table “{change.table}”")
    if not tables:
        raise InvalidProblem(path, "no table would be left")
    return replace(problem, tables=tables, locks=tuple(lock for lock in problem.locks if lock.table != change.table))


_APPLY = {Cancel: _cancelled, Arrive: _arrived, ChangeRank: _ranked, AddLock: _locked, BreakTable: _broken}
