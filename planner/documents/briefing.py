"""The host briefing cards and the readiness self-check, read from briefing.toml."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


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
