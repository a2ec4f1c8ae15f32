"""Flight and train numbers: what one may look like, from flights.toml."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def patterns():
    """The rows of flights.toml in the order of the file."""
    return tomllib.loads(Path(__file__).with_name("flights.toml").read_text("utf-8"))["pattern"]


def cleaned(text):
    """The number as it is written everywhere, "lh 728" as "LH728"; None for one that means nothing."""
    number = "".join(text.split()).replace("-", "").upper()
    return number if any(re.fullmatch(row["regex"], number, re.ASCII) for row in patterns()) else None
