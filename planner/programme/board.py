"""All that the page of a programme shows, gathered once."""

import hashlib
import json
import unicodedata
from dataclasses import dataclass

from planner.accounts.permissions import may
from planner.formats import clock_time, listed
from planner.i18n import _, current_language
from planner.programme import checks, queries, releases, rulebook, timeline, wording
from planner.programme.moving import Programme, Span
from planner.receptions import queries as receptions

LETTER, WIDE_LETTER = 6.4, 12.0
"""Widths of a letter and of a Chinese character on the timeline."""
NAMED = 2


@dataclass(frozen=True)
class Board:
    """A programme as it is shown: `slack` {item id: minutes}, `waited_for` ids on which something waits, `said` findings by item."""

    reception: object
    by: str
    world: checks.World
    findings: list
    sheets: list
    slack: dict
    waited_for: set
    roles: dict
    groups: dict
    version: object
    is_draft: bool
    mark: str
    tellings: list
    may_edit: bool

    @property
    def blocks(self):
        """{rule id: [Finding]} of what keeps the programme from being released."""
        found = {}
        for one in self.findings:
            if one.level == "block":
                found.setdefault(one.rule, []).append(one)
        return found

    @property
    def told_alike(self):
        """[[Telling]] of those for whom the same has changed, the largest company first."""
        found = {}
        for one in self.tellings:
            found.setdefault(json.dumps(one.changes, sort_keys=True), []).append(one)
        return sorted(found.values(), key=lambda several: -len(several))

    @property
    def engagements(self):
        return {one.item_id: one for one in self.world.own}

    @property
    def links(self):
        """{item id: [Link]} of what an item waits for."""
        found = {}
        for link in self.world.links:
            found.setdefault(link.item, []).append(link)
        return found


def gather(reception, by, person, roles, at):
    """The Board of a reception for this person; `by` is one of timeline.ROWS."""
    world = checks.world(reception, at)
    found, slack = checks.findings(world), slack_of(world)
    levels = {}
    for one in reversed(found):
        levels |= {item: one.level for item in one.items}
    version, content = releases.newest(reception), releases.content_of(reception, at, world.own)
    return Board(reception, by, world, found, timeline.sheets(world.own, by, words(world.own), slack=slack, levels=levels, links=world.links), slack,
                 {link.on for link in world.links if link.kind != "together"}, queries.roles_by_item(reception), queries.groups_by_item(reception), version,
                 version is None or version.content != content, mark_of(content), releases.to_tell(reception),
                 reception.owner_id == person.id and may(roles, "reception.edit"))


def slack_of(world):
    """{item id: minutes it may be late before something fixed has to wait}, of items that something waits for."""
    waited_for = {link.on for link in world.links}
    found = Programme([Span(one.item_id, _minute(one.begin), _minute(one.end), one.is_fixed) for one in world.own], world.links).slack()
    return {item: minutes for item, minutes in found.items() if minutes is not None and item in waited_for}


def _minute(moment):
    return int(moment.timestamp() // 60)


def mark_of(content):
    """A short mark of a content, to see whether what is released is what was looked at."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def words(own):
    """How the timeline writes items, people and what is booked, in the reader's language."""
    lang = current_language()
    people = queries.names_of(person for one in own for person in one.people)

    def some(ids):
        names = [people[one].name(lang) for one in sorted(ids, key=lambda one: people[one].sort_key) if one in people]
        label = listed(names[:NAMED]) if len(names) <= NAMED else _("%(names)s and %(count)s more", names=names[0], count=len(names) - 1)
        return cut(label, 126), listed(names)

    return {"item": lambda one: f"{clock_time(one.starts_at)} {one.called(lang)}", "people": some, "use": lambda use: use.name[lang != "zh"], "width": width, "cut": cut}


def width(text):
    return sum(WIDE_LETTER if unicodedata.east_asian_width(letter) in "WF" else LETTER for letter in text)


def cut(text, room):
    """`text` shortened to so many units; "" where not even two letters have room."""
    if width(text) <= room:
        return text
    while text and width(text) + WIDE_LETTER > room:
        text = text[:-1]
    return f"{text.rstrip()}…" if len(text) > 1 else ""


def why(finding):
    """[reason] for the "Why?" of a finding: the rule, its reason and its source."""
    lang, rule = current_language(), rulebook.rules()[finding.rule]
    return [{"title": f"{finding.rule} {rule['title'][lang]}", "text": rule["reason"][lang], "source": rule["source"][lang]}]


def told_words(telling):
    """What has changed for somebody, as sentences."""
    return [wording.difference(one, telling.programme.content, {}) for one in telling.changes]


def items_by_day(reception):
    return receptions.by_day(reception.items)
