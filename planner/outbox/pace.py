"""How fast mail leaves the house and how long a mail waits: rules as data (pace.toml), and what an installation set instead."""

import heapq
import tomllib
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from flask import current_app

from planner.i18n import current_language
from planner.settings import BadSettings

RULES_FILE = Path(__file__).with_name("pace.toml")
WINDOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Pace:
    """The numbers in force; seconds and counts."""

    per_minute: int
    per_domain: int
    first_wait: float
    longest_wait: float
    tries: int
    answer_within: float
    whole_within: float
    lease: float

    def wait_after(self, attempts):
        """How long to wait after that many tries: the first wait, doubled each time, up to the longest."""
        return timedelta(seconds=min(self.first_wait * 2 ** (attempts - 1), self.longest_wait))


@lru_cache
def rules():
    """The rules as they stand in the file: id, value, least, most, title, reason, source."""
    return tuple(tomllib.loads(RULES_FILE.read_text("utf-8"))["rule"])


def read(data_dir):
    """The Pace of an installation. Raises BadSettings, with one plain sentence, for a file that cannot be followed."""
    path = data_dir / "pace.toml"
    try:
        own = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        own = {}
    except (OSError, ValueError) as problem:
        raise BadSettings(f"{path} cannot be read: {problem}.") from problem
    if unknown := own.keys() - {rule["id"] for rule in rules()}:
        raise BadSettings(f"{path}: there is no rule “{min(unknown)}”.")
    found = Pace(**{rule["id"]: _value(rule, own.get(rule["id"], rule["value"]), path) for rule in rules()})
    if found.lease <= found.whole_within:
        raise BadSettings(f"{path}: lease must be longer than whole_within.")
    return found


def _value(rule, value, path):
    kinds = (int,) if isinstance(rule["value"], int) and isinstance(rule["least"], int) else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not rule["least"] <= value <= rule["most"]:
        raise BadSettings(f"{path}: {rule['id']} must be a number from {rule['least']} to {rule['most']}.")
    return value


def of_the_house():
    """The Pace of this installation, read when the application was made."""
    return current_app.extensions["outbox_pace"]


def in_words():
    """The two limits in force as lines for why(): title, text, source, in the language of the moment."""
    lang, house = current_language(), of_the_house()
    return [{"title": rule["title"][lang], "text": f"{getattr(house, rule['id'])}{'。' if lang == 'zh' else '. '}{rule['reason'][lang]}", "source": rule["source"][lang]}
            for rule in rules() if rule["id"] in ("per_minute", "per_domain")]


def is_limited():
    """Whether mail leaves over a mail server; files in a folder need no limit."""
    return bool(current_app.extensions["settings"].smtp_url)


class Turnstile:
    """Lets through so many a minute, and so many a minute to one domain; told what left, it says when the others may."""

    def __init__(self, pace, left):
        """`left` are (moment, domain) of the mails that left within the last minute, in order."""
        self.pace, self._all, self._by_domain = pace, deque(maxlen=pace.per_minute), defaultdict(lambda: deque(maxlen=pace.per_domain))
        for at, domain in left:
            self._note(at, domain)

    def opens(self, at, domain):
        """The earliest moment, not before `at`, at which a mail to this domain may leave."""
        return max([at, *(left[0] + WINDOW for left in (self._all, self._by_domain[domain]) if len(left) == left.maxlen)])

    def departures(self, at, waiting):
        """{key: the moment at which it leaves} of mails that wait as (key, moment due, domain), in their order, when nothing else comes between."""
        ahead = [(max(at, due), number, key, domain) for number, (key, due, domain) in enumerate(waiting)]
        heapq.heapify(ahead)
        leaves = {}
        while ahead:
            moment, number, key, domain = heapq.heappop(ahead)
            if (later := self.opens(moment, domain)) > moment:
                heapq.heappush(ahead, (later, number, key, domain))
                continue
            self._note(moment, domain)
            leaves[key] = moment
        return leaves

    def _note(self, at, domain):
        self._all.append(at)
        self._by_domain[domain].append(at)
