"""Exchange rates as people give them: exact digits, the day they are of, and where they are from."""

import re

from planner.errors import RuleBroken
from planner.i18n import _l
from planner.money import decimals_of

RATE = re.compile(r"(?!0+(\.0+)?\Z)[0-9]{1,9}(\.[0-9]{1,12})?\Z")
NONE = {"rate": "", "rate_on": None, "rate_source": ""}


def checked_rate(currency, own, *, rate, rate_on, rate_source, today):
    """{rate, rate_on, rate_source} to keep with an amount in `currency`: NONE where that is `own`, the currency it is counted in.

    Raises RuleBroken beside the first of the three that is missing or wrong; ValueError for an unknown currency.
    """
    decimals_of(currency)
    if currency == own:
        return dict(NONE)
    rate, rate_source = (rate or "").strip(), (rate_source or "").strip()
    if not rate:
        raise RuleBroken(_l("A currency other than %(own)s needs its rate: what one unit costs, for example 7.8512.", own=own), field="rate")
    if not RATE.match(rate):
        raise RuleBroken(_l("A rate is a number above 0 such as 7.8512: plain digits, at most 9 before and 12 after the point."), field="rate")
    if rate_on is None:
        raise RuleBroken(_l("Say of which day this rate is."), field="rate_on")
    if rate_on > today:
        raise RuleBroken(_l("This day has not come yet."), field="rate_on")
    if not rate_source:
        raise RuleBroken(_l("Say where this rate is from, for example the central parity of that day."), field="rate_source")
    return {"rate": rate, "rate_on": rate_on, "rate_source": rate_source}
