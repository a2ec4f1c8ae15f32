"""Entering gifts, clearing them first, and noting what became of them. Nobody clears a gift of their own."""

from zoneinfo import ZoneInfo

from planner import audit, rates
from planner.budgets.queries import application_of, case_of
from planner.budgets.rulebook import house_rules
from planner.db import lock, session
from planner.errors import NotAllowed, RuleBroken
from planner.i18n import _l, in_language
from planner.money import Money
from planner.settlement.gift_queries import Wanted, findings, findings_of, other_side
from planner.settlement.models import Gift
from planner.settlement.queries import approved_of

NEXT = {"given": ("planned",), "declined": ("planned",), "returned": ("given",)}


def enter(reception, person_id, *, direction, staff_id, occasion, name, given_on, currency, value_minor, rate="", rate_on=None, rate_source="", reason="", by, at):
    """Enter one gift: planned where we give it, there where we received it. What needs clearance waits for it. Raises RuleBroken."""
    person, guest_kind = other_side(reception)[person_id]
    company, today = house_rules().ladder.currency, _today(reception, at)
    if direction == "received":
        _refuse_to_come(given_on, today)
    kept = rates.checked_rate(currency, company, rate=rate, rate_on=rate_on, rate_source=rate_source, today=today)
    own = Money(value_minor, currency).converted(kept["rate"] or 1, company)
    found = findings(Wanted(direction, person, guest_kind, name, given_on, reception.id, own))
    _refuse_stopped(found)
    needs = any(one.level == "clear" for one in found)
    if needs and not reason.strip():
        raise RuleBroken(_l("%(finding)s Give the reason; somebody else clears it.", finding=in_language(found[0].text)), field="reason")
    gift = Gift(reception_id=reception.id, direction=direction, person_id=person_id, staff_id=staff_id, guest_kind=guest_kind, occasion=occasion, name=name,
                given_on=given_on, currency=currency, value_minor=value_minor, **kept,
                own_minor=own.amount_minor, state="planned" if direction == "given" else "given",
                clearance="asked" if needs else "", reason=reason, created_by_id=by.id, created_at=at)
    session().add(gift)
    session().flush()
    audit.append("gift.entered", subject=gift, by=by, at=at, details={"value_minor": value_minor, "currency": currency, "direction": direction, "clearance": gift.clearance})
    return gift


def _today(reception, at):
    return at.astimezone(ZoneInfo(reception.time_zone)).date()


def _refuse_to_come(day, today):
    if day > today:
        raise RuleBroken(_l("This day has not come yet."), field="given_on")


def _refuse_stopped(found):
    if found and found[0].level == "stop":
        raise RuleBroken(_l("It cannot be given: %(finding)s", finding=in_language(found[0].text)), field="name")


def note(gift, state, *, by, at):
    """What became of it: given, declined (not accepted), or returned. Given only after approval and clearance, and within the limits of that moment."""
    lock(gift)
    if gift.direction != "given" or gift.state not in NEXT[state]:
        raise RuleBroken(_l("This cannot be noted of a gift as it stands."))
    if state == "given":
        _refuse_to_come(gift.given_on, _today(gift.reception, at))
        if gift.clearance not in ("", "cleared"):
            raise RuleBroken(_l("It has to be cleared before it is given."))
        found = findings_of(gift)
        _refuse_stopped(found)
        if any(one.level == "clear" for one in found) and gift.clearance != "cleared":
            gift_needs = next(one for one in found if one.level == "clear")
            raise RuleBroken(_l("%(finding)s Enter it again with its reason.", finding=in_language(gift_needs.text)))
        application = application_of(gift.reception)
        case = case_of(application) if application is not None else None
        if case is None or approved_of(case) is None or any(condition.confirmed is None for condition in case.state.conditions):
            raise RuleBroken(_l("Gifts leave the house once the hospitality application is approved."))
    gift.state = state
    session().flush()
    audit.append(f"gift.{state}", subject=gift, by=by, at=at)
    return gift


def decide(gift, is_cleared, *, note, by, at):
    """Clear a gift, or not. Who entered it and whose gift it is decide nothing."""
    lock(gift)
    if gift.clearance != "asked":
        raise RuleBroken(_l("This gift does not wait to be cleared."))
    if by.id in (gift.created_by_id, gift.staff_id):
        raise NotAllowed(_l("This gift is yours, so somebody else clears it."))
    if not is_cleared and not note.strip():
        raise RuleBroken(_l("Say why it is not cleared."), field="note")
    gift.clearance, gift.cleared_by_id, gift.cleared_at, gift.clearance_note = "cleared" if is_cleared else "refused", by.id, at, note.strip()
    session().flush()
    audit.append("gift.cleared" if is_cleared else "gift.refused", subject=gift, by=by, at=at)
    return gift
