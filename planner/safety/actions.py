"""Noting safety on the day: gear, briefing, signatures, badges, custody. Everything is told by whom and when; signatures are sealed."""

import re

from sqlalchemy import func, select

from planner import audit
from planner.db import lock, session
from planner.errors import RuleBroken
from planner.i18n import _, _l, current_language
from planner.safety import queries, rulebook
from planner.safety.models import AGES, MOST_PIECES, CustodyReceipt, SafetyVisitor
from planner.tours import hooks
from planner.tours import queries as tours

PATH = re.compile(r"(?:M\d{1,4} \d{1,4}(?:L\d{1,4} \d{1,4})*){1,200}\Z")
LONGEST_PATH, FEWEST_POINTS = 12_000, 6
NOTES = ("briefed", "signed", "gear", "nda", "badge")


def drawn(path, *, field="path"):
    """A signature as it is kept, {"path"}. Raises RuleBroken for what no hand has drawn."""
    path = (path or "").strip()
    if not path:
        raise RuleBroken(_l("Please sign in the box, or tick “signed on paper”."), field=field)
    if len(path) > LONGEST_PATH or not PATH.match(path):
        raise RuleBroken(_l("This signature cannot be read. Please sign again."), field=field)
    if len(re.findall("[ML]", path)) < FEWEST_POINTS:
        raise RuleBroken(_l("This is too short for a signature. Please sign again."), field=field)
    return {"path": path}


def _row(tour, attendee):
    """The visitor's row, made when the first thing is noted; the tour is locked so that two do not make it at once."""
    lock(tour)
    if tour.ended_at is not None:
        raise RuleBroken(_l("The tour is over; nothing more is noted."))
    found = session().scalar(select(SafetyVisitor).where(SafetyVisitor.tour_id == tour.id, SafetyVisitor.attendee_id == attendee.id))
    if found is None:
        found = SafetyVisitor(tour_id=tour.id, attendee_id=attendee.id)
        session().add(found)
        session().flush()
    return found


def _noted(row, action, *, by, at, **details):
    session().flush()
    audit.append(f"safety.{action}", subject=row, by=by, at=at, details={"tour": row.tour_id, **details})
    return row


def set_facts(tour, attendee, *, sizes, age, by, at):
    """Sizes of gear, {gear: size}, and whether somebody is of age (a tick, no date)."""
    if any(size not in rulebook.sizes().get(code, ()) for code, size in sizes.items()) or age not in ("", *AGES):
        raise ValueError("no such size or age")
    row = _row(tour, attendee)
    row.sizes, row.age = sizes or None, {"is": age} if age else None
    return _noted(row, "facts_set", by=by, at=at)


def brief(tour, attendee, *, by, at):
    row = _row(tour, attendee)
    if row.briefed_at is not None:
        raise RuleBroken(_l("%(name)s has been briefed already.", name=attendee.person.both_names()))
    row.briefed_at, row.briefed_by_id, row.briefing_version = at, by.id, rulebook.briefing()["version"]
    return _noted(row, "briefed", by=by, at=at)


def sign(tour, attendee, *, path=None, by, at):
    """The visitor's signature under the briefing: drawn, or on the sheet of paper where `path` is None. Refused the second time."""
    row = _row(tour, attendee)
    if row.signed_at is not None:
        raise RuleBroken(_l("%(name)s has signed already.", name=attendee.person.both_names()))
    row.signature = drawn(path) if path is not None else None
    if row.briefed_at is None:
        row.briefed_at, row.briefed_by_id, row.briefing_version = at, by.id, rulebook.briefing()["version"]
    row.signed_how, row.signed_at = "phone" if path is not None else "paper", at
    return _noted(row, "signed", by=by, at=at, how=row.signed_how)


def sign_nda(tour, attendee, *, path=None, by, at):
    row = _row(tour, attendee)
    if row.nda_at is not None:
        raise RuleBroken(_l("%(name)s has signed the confidentiality statement already.", name=attendee.person.both_names()))
    row.nda_signature = drawn(path) if path is not None else None
    row.nda_how, row.nda_at = "phone" if path is not None else "paper", at
    return _noted(row, "nda_signed", by=by, at=at, how=row.nda_how, version=rulebook.statement()["version"])


def gear(tour, attendee, *, by, at):
    """Hand the gear out; the second time, take it back."""
    row = _row(tour, attendee)
    return _give_or_take(row, attendee, "gear", by=by, at=at)


def badge(tour, attendee, *, by, at):
    """Give a badge with the next free number; the second time, take it back."""
    row = _row(tour, attendee)
    if row.badge_number is None:
        row.badge_number = next(number for number, one in queries.badges(tour, at) if one.attendee.id == attendee.id)
    return _give_or_take(row, attendee, "badge", by=by, at=at)


def _give_or_take(row, attendee, what, *, by, at):
    if getattr(row, f"{what}_issued_at") is None:
        setattr(row, f"{what}_issued_at", at)
        return _noted(row, f"{what}_issued", by=by, at=at)
    if getattr(row, f"{what}_returned_at") is None:
        setattr(row, f"{what}_returned_at", at)
        return _noted(row, f"{what}_returned", by=by, at=at)
    raise RuleBroken(_l("%(name)s has given this back already.", name=attendee.person.both_names()))


def undo(tour, attendee, what, *, by, at):
    """Take back a tick set by mistake, before the tour starts. A signature taken back is gone."""
    if what not in NOTES:
        raise ValueError(what)
    row = _row(tour, attendee)
    if tour.started_at is not None:
        raise RuleBroken(_l("The tour has started; what is noted stays."))
    empty = {"briefed": {"briefed_at": None, "briefed_by_id": None, "briefing_version": ""}, "signed": {"signature": None, "signed_how": "", "signed_at": None},
             "gear": {"gear_issued_at": None, "gear_returned_at": None}, "nda": {"nda_how": "", "nda_signature": None, "nda_at": None},
             "badge": {"badge_number": None, "badge_issued_at": None, "badge_returned_at": None}}[what]
    if what == "briefed" and row.signed_at is not None:
        raise RuleBroken(_l("%(name)s has signed already. Take the signature back first.", name=attendee.person.both_names()))
    for name, value in empty.items():
        setattr(row, name, value)
    return _noted(row, "undone", by=by, at=at, what=what)


# --- custody -----------------------------------------------------------------------------------------------------------------


def take_into_custody(tour, attendee, things, *, note="", visitor_path=None, keeper_path=None, by, at):
    """A receipt with two signatures, both drawn or both on paper. `things`: {id of rules.toml: how many}."""
    lock(tour)
    if tour.ended_at is not None:
        raise RuleBroken(_l("The tour is over; nothing more is noted."))
    if set(things) - set(rulebook.things()):
        raise ValueError("no such things")
    pieces = sum(things.values()) + bool(note)
    if pieces < 1:
        raise RuleBroken(_l("Say what is taken into custody."), field="note")
    if pieces > MOST_PIECES or any(count < 0 for count in things.values()):
        raise RuleBroken(_l("One receipt holds 1 to %(most)s pieces.", most=MOST_PIECES), field="note")
    on_paper = visitor_path is None and keeper_path is None
    signatures = (None, None) if on_paper else (drawn(visitor_path, field="visitor_path"), drawn(keeper_path, field="keeper_path"))
    number = (session().scalar(select(func.max(CustodyReceipt.number)).where(CustodyReceipt.tour_id == tour.id)) or 0) + 1
    kept = {code: count for code, count in things.items() if count} | ({"note": note} if note else {})
    made = CustodyReceipt(tour_id=tour.id, attendee_id=attendee.id, number=number, things=kept, pieces=pieces, given_at=at, keeper_id=by.id,
                          signed_how="paper" if on_paper else "phone", visitor_signature=signatures[0], keeper_signature=signatures[1])
    session().add(made)
    session().flush()
    audit.append("safety.custody_taken", subject=made, by=by, at=at, details={"tour": tour.id, "number": number, "pieces": pieces})
    return made


def give_back(receipt, *, path=None, by, at):
    """Everything of a receipt goes back to its owner, who signs once more."""
    lock(receipt)
    if receipt.returned_at is not None:
        raise RuleBroken(_l("Receipt %(number)s was returned already.", number=receipt.number))
    receipt.return_signature = drawn(path) if path is not None else None
    receipt.returned_at, receipt.returned_by_id, receipt.returned_how = at, by.id, "phone" if path is not None else "paper"
    session().flush()
    audit.append("safety.custody_returned", subject=receipt, by=by, at=at, details={"tour": receipt.tour_id, "number": receipt.number})


# --- what keeps a tour from starting and ending ------------------------------------------------------------------------------


def _names(found):
    lang = current_language()
    names = [v.attendee.person.name(lang) for v in found]
    shown = ("、" if lang == "zh" else ", ").join(names[:5])
    return shown if len(names) <= 5 else _("%(names)s and %(more)s more", names=shown, more=len(names) - 5)


@hooks.starting
def what_is_missing(tour, at):
    """Sentences for the rules that block: unsigned briefings, somebody under sixteen, confidentiality where it is asked for, a way that somebody must not go."""
    found, said = queries.visitors(tour, at), []
    unsigned = [v for v in found if not v.is_signed]
    if unsigned and rulebook.rule("signature")["level"] == "block":
        said.append(_("Briefing not signed: %(names)s.", names=_names(unsigned)))
    young = [v for v in found if v.age == "under_16"]
    if young and rulebook.rule("under_16")["level"] == "block":
        said.append(_("Under sixteen, and not to enter production: %(names)s.", names=_names(young)))
    application = tours.application_of(tour)
    silent = [v for v in found if not v.has_nda]
    if silent and application is not None and application.confidentiality == "confidential" and rulebook.rule("nda")["level"] == "block":
        said.append(_("Confidentiality statement not signed: %(names)s.", names=_names(silent)))
    return said + (_wrong_ways(found) if rulebook.rule("keeps_off")["level"] == "block" else [])


def _wrong_ways(found):
    """Sentences for groups led where somebody in them keeps off; nobody is named."""
    lang, through = current_language(), {}
    for one in found:
        if one.led_through:
            through.setdefault(one.group.number, {}).update((s.id, s.name(lang)) for s in one.led_through)
    return [_("Group %(number)s is led through %(stops)s, which somebody in it keeps off. Take the plan back and plan again.", number=number,
              stops=("、" if lang == "zh" else ", ").join(names.values())) for number, names in sorted(through.items())]


@hooks.ending
def what_is_open(tour, at):
    """Sentences for receipts not returned."""
    still = [one for one in queries.receipts_of(tour) if one.returned_at is None]
    if still and rulebook.rule("custody")["level"] == "block":
        return [_("Things still in custody, receipts %(numbers)s.", numbers=("、" if current_language() == "zh" else ", ").join(str(one.number) for one in still))]
    return []


def warnings(tour, at):
    """Sentences for what is shown and does not block."""
    found, said = queries.visitors(tour, at), []
    if tour.started_at is None:
        without = [v for v in found if not v.has_gear] if queries.gear_needed(tour) else []
        said += [_("No gear handed out yet: %(names)s.", names=_names(without))] if without else []
    out = [v for v in found if v.has_badge and v.row.badge_returned_at is None]
    if tour.started_at is not None and out:
        said.append(_("Badges still out: %(names)s.", names=_names(out)))
    alone = [v for v in found if v.group is None] if tour.groups else []
    said += [_("In no group of the plan: %(names)s.", names=_names(alone))] if alone else []
    if rulebook.rule("keeps_off")["level"] != "block":
        said += _wrong_ways(found)
    young = [v for v in found if v.age == "under_18"]
    return said + ([_("Under eighteen, never without an adult of their party: %(names)s.", names=_names(young))] if young else [])


@hooks.removing
def _keep_what_is_noted(tour):
    for model in (SafetyVisitor, CustodyReceipt):
        if session().scalar(select(model.id).where(model.tour_id == tour.id).limit(1)) is not None:
            raise RuleBroken(_l("Something is noted for the safety of this tour; it stays."))
