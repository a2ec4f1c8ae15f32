"""The host briefing cards and the readiness self-check, read from briefing.toml, and the cards by country of briefing_countries.toml."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class BriefingCard:
    """One card: a title and its points in the language asked for."""

    id: str
    title: str
    points: tuple[str, ...]


@lru_cache
def _data():
    return tomllib.loads((Path(__file__).parent / "briefing.toml").read_text("utf-8"))


def cards(lang: str) -> tuple[BriefingCard, ...]:
    """The briefing cards in "zh" or "en", in the order of the file."""
    return tuple(BriefingCard(card["id"], card[f"title_{lang}"], tuple(card[f"points_{lang}"])) for card in _data()["cards"])


def questions(lang: str) -> tuple[str, ...]:
    """The ten questions of the self-check, each scored 1 to 10."""
    return tuple(_data()["self_check"][f"questions_{lang}"])


SUBJECTS = {"dress": ("着装", "Dress"), "address": ("称呼", "Forms of address"), "gestures": ("举止", "Gestures"), "topics": ("话题", "Topics"), "donts": ("不宜", "Avoid")}


@dataclass(frozen=True)
class Source:
    """A page that was read: its title, its address and the day."""

    title: str
    address: str
    accessed: date

    @property
    def site(self):
        """The name of the site, as a reader looks for it."""
        return urlsplit(self.address).netloc.removeprefix("www.")


@dataclass(frozen=True)
class CountryCard:
    """What to mind with guests of a country: (subject, words) pairs in the language asked for, and where that is from."""

    id: str
    title: str
    points: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]


@lru_cache
def _countries():
    return tomllib.loads((Path(__file__).parent / "briefing_countries.toml").read_text("utf-8"))["card"]


def country_cards(codes, lang: str) -> tuple[CountryCard, ...]:
    """The cards for these country codes, in the order of the file; countries without a card, and subjects of which a card says nothing, are left out."""
    wanted, number = set(codes), 0 if lang == "zh" else 1
    return tuple(CountryCard(card["id"], card["title"][lang], tuple((names[number], card[subject][lang]) for subject, names in SUBJECTS.items() if subject in card),
                             tuple(Source(**source) for source in card["sources"]))
                 for card in _countries() if wanted.intersection(card["codes"]))
