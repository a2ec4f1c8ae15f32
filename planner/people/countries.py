"""Countries and regions: names for reading, and the one a phone number belongs to."""
import tomllib
from functools import lru_cache
from pathlib import Path


@lru_cache
def _countries():
    return tomllib.loads((Path(__file__).parent / "countries.toml").read_text("utf-8"))["country"]


def country_choices(language="zh"):
    """[(code, name)] for a choice list, in the order of the data file."""
    return [(row["code"], row["zh" if language == "zh" else "en"]) for row in _countries()]


def country_name(code, language="zh"):
    """"德国" or "Germany"; an unknown code comes back as it is."""
    return dict(country_choices(language)).get(code, code)


def country_of_phone(number):
    """The code of the country a number with + belongs to ("+49 170 …" → "DE"), or "" for others."""
    digits = number.replace(" ", "").removeprefix("+") if number.startswith("+") else ""
    fitting = [row for row in _countries() if row["calling"] and digits.startswith(row["calling"])]
    return max(fitting, key=lambda row: len(row["calling"]))["code"] if fitting else ""
