"""Words and figures for the pictures of a settlement."""

from planner.i18n import _, _l
from planner.money import Money
from planner.settlement.matching import SIDES, STAGES

STATE_NAMES = {"draft": _l("Being drawn up"), "submitted": _l("Waits for finance"), "sent_back": _l("Sent back"), "closed": _l("Closed")}
STATE_KINDS = {"draft": "plain", "submitted": "warn", "sent_back": "bad", "closed": "good"}
STAGE_NAMES = {"approved": _l("Approved"), "invited": _l("Invited"), "accepted": _l("Said yes"), "seated": _l("Seated"), "came": _l("Checked in"), "claimed": _l("Claimed")}
KIND_NAMES = {"came": _l("Came"), "substitute": _l("Substitute"), "walk_in": _l("Walk-in"), "no_show": _l("No-show"), "stayed_away": _l("Stayed away")}
KIND_KINDS = {"came": "good", "substitute": "mark", "walk_in": "warn", "no_show": "bad", "stayed_away": "quiet"}
ROW_HEIGHT = 26


def bars(match):
    """The match as a picture: for each stage its name, its heads by side and where their bars begin, in per mille of the widest stage."""
    most = max([match.count(stage) for stage in STAGES] + [1])
    rows = []
    for number, stage in enumerate(STAGES):
        x, parts = 0, []
        for side in SIDES:
            heads = match.count(stage, side)
            parts.append({"side": side, "x": x, "width": 1000 * heads // most, "heads": heads})
            x += 1000 * heads // most
        rows.append({"stage": stage, "name": STAGE_NAMES[stage], "parts": parts, "heads": match.count(stage), "y": number * ROW_HEIGHT, "end": x})
    return rows


def age(reception, today):
    """Days since the reception's end."""
    return max((today - reception.ends_on).days, 0)


def money(minor, currency):
    return Money(minor, currency)


GUEST_NAMES = {"official": _l("Public officials"), "state_firm": _l("State firms"), "foreign": _l("Foreign guests"), "private": _l("Private firms")}
GIFT_STATES = {"planned": _l("Planned"), "given": _l("Given"), "returned": _l("Returned"), "declined": _l("Not accepted")}
GIFT_KINDS = {"planned": "plain", "given": "good", "returned": "warn", "declined": "quiet"}
CLEARANCES = {"asked": _l("waits to be cleared"), "cleared": _l("cleared"), "refused": _l("not cleared")}
CLEARANCE_KINDS = {"asked": "warn", "cleared": "good", "refused": "bad"}


def gift_state(gift):
    """What became of a gift, in words: one that came to us was received, not given."""
    return _("Received") if gift.direction == "received" and gift.state == "given" else GIFT_STATES[gift.state]
