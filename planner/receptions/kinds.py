"""The kinds of items in words, and the kinds of visit of visit_kinds.toml."""

import tomllib
from functools import lru_cache
from pathlib import Path

from planner.i18n import _l
from planner.receptions.models import ITEM_KINDS

KIND_NAMES = {
    "arrival": _l("Arrival"), "transfer": _l("Transfer"), "welcome": _l("Welcome"), "talks": _l("Talks"), "tour": _l("Tour"),
    "meal": _l("Meal"), "banquet": _l("Banquet"), "signing": _l("Signing"), "photo": _l("Group photo"), "tea": _l("Tea"),
    "gift": _l("Gift"), "rest": _l("Rest"), "send_off": _l("Send-off"), "follow_up": _l("Follow-up call"), "other": _l("Other"),
}
assert set(KIND_NAMES) == set(ITEM_KINDS)


@lru_cache(maxsize=1)
def visit_kinds():
    """Kinds of visit as in the file, {id: row}, in its order."""
    rows = tomllib.loads(Path(__file__).with_name("visit_kinds.toml").read_text("utf-8"))["visit_kind"]
    return {row["id"]: row for row in rows}
