"""Do the two sides match in rank (对等, CN-42)? Findings in words, the weightiest first."""
from dataclasses import dataclass

from . import words
from .model import GUEST
from .rules import load_rules

RULE = "CN-42"


@dataclass(frozen=True)
class Mismatch(words.Spoken):
    """One thing that does not match: `kind` is outranks, host_below, unequal or missing; `people` are the ids."""

    rule: str
    kind: str
    people: tuple
    zh: str
    en: str


def mismatches(precedence):
    """Mismatches between the sides of a Precedence; [] when they match or one side is absent.

    Compared are grades of people with an office of their own; spouses ranked by their partner, interpreters and
    people on duty have no counterpart. Principals should have the same grade, the others may be `grades_apart`
    of rule CN-42 apart.
    """
    guests, hosts = _side(precedence, GUEST, "guest_of_honour"), _side(precedence, "host", "host")
    if not guests or not hosts:
        return []
    apart = load_rules()[RULE].limits["grades_apart"]
    found = [*_principals(precedence, guests[0], hosts[0]), *_companions(precedence, guests[0], hosts[1:])]
    named = {p for f in found for p in f.people[:1]}
    found += _pairs(precedence, list(zip(guests, hosts))[1:], apart, named)
    if len(guests) > len(hosts):
        found.append(_say(precedence, "missing", guests[len(hosts):]))
    return found


def _side(precedence, side, leader):
    """Ids of one side with a grade of their own, its leader first."""
    people = precedence.people
    found = [p for p in precedence.order if people[p].side == side and people[p].holds_rank
             and precedence.grade[p] is not None and people[p].own_office.grade is not None]
    return sorted(found, key=lambda p: people[p].role != leader)


def _principals(precedence, guest, host):
    grade = precedence.grade
    if grade[host] > grade[guest]:
        yield _say(precedence, "host_below", (host,), other=(guest,), count=grade[host] - grade[guest])
    elif grade[host] < grade[guest]:
        yield _say(precedence, "host_above", (host,), other=(guest,), count=grade[guest] - grade[host])


def _companions(precedence, guest, companions):
    """Companions above the guest of honour."""
    for person in companions:
        if precedence.grade[person] < precedence.grade[guest]:
            yield _say(precedence, "outranks", (person,), other=(guest,))


def _pairs(precedence, pairs, apart, named):
    """Guests whose counterpart, the companion at the same place in the order, is too far above or below."""
    for guest, host in pairs:
        difference = precedence.grade[host] - precedence.grade[guest]
        if abs(difference) > apart and host not in named:
            yield _say(precedence, "below" if difference > 0 else "above", (guest,), other=(host,), count=abs(difference))


def _say(precedence, kind, people, *, other=(), count=0):
    texts = []
    for lang in ("zh", "en"):
        named, others = ([precedence.people[p].called(lang) for p in ids] for ids in (people, other))
        levels = f"{count}级" if lang == "zh" else f"{count} grade{'' if count == 1 else 's'}"
        texts.append(words.pick(words.MISMATCH[kind], lang).format(
            name=words.listed(named, lang), other=words.listed(others, lang), levels=levels, count=len(people)))
    return Mismatch(RULE, kind, (*people, *other), *texts)
