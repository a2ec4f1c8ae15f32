"""The rules of approval, free of database and request: fingerprint, state from the log, who may decide.

A log entry is anything with `action`, `step`, `person_id`, `fingerprint`, `facts` and `at`; the rows of `decisions` are.
`facts` is the dictionary that `planner.budgets.facts` makes of an application; A1 to A9 are the rules of docs/budgets.md.
"""

import hashlib
import json
from dataclasses import dataclass

from planner.i18n import _l, current_language

# What a signature stands for (A2), in the order in which people read it.
PINNED = ("amount_minor", "currency", "rate", "cost_centre", "event", "days", "client", "guests", "guest_diners", "own_diners",
          "gifts", "venue", "breaches", "policies_version", "ladder", "ladder_version")
FROM = {
    "submit": ("draft", "sent_back", "withdrawn"),
    "approve": ("submitted",),
    "send_back": ("submitted",),
    "reject": ("submitted",),
    "withdraw": ("submitted", "approved"),
    "void": ("submitted", "approved"),
    "reopen": ("rejected",),
    "edit": ("draft", "submitted", "approved", "sent_back", "withdrawn"),
}
_AFTER = {"submit": "submitted", "send_back": "sent_back", "reject": "rejected", "withdraw": "withdrawn", "reopen": "draft"}


def fingerprint(facts):
    """SHA-256 over the canonical form of what is pinned, as 64 hexadecimal digits."""
    canonical = json.dumps({key: facts[key] for key in PINNED}, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


@dataclass(frozen=True)
class Change:
    """One pinned fact that differs."""

    key: str
    old: object
    new: object


def changes(old, new):
    """What differs between two sets of facts, in reading order."""
    return [Change(key, old.get(key), new.get(key)) for key in PINNED if old.get(key) != new.get(key)]


def voiding_changes(approved, current, tolerance_percent=0):
    """The changes that void an approval given for `approved` (A3): all but less money, fewer people, fewer of a gift,
    and rules that are no longer broken."""
    return [change for change in changes(approved, current) if not _is_decrease(change, tolerance_percent)]


def _is_decrease(change, tolerance_percent):
    if change.old is None or change.new is None:
        return False
    if change.key == "amount_minor":
        return change.new * 100 <= change.old * (100 + tolerance_percent)
    if change.key in ("guest_diners", "own_diners"):
        return change.new <= change.old
    if change.key == "guests":
        return all(count <= change.old.get(kind, 0) for kind, count in change.new.items())
    if change.key == "gifts":
        return _fewer(change.old, change.new)
    if change.key == "breaches":
        return set(change.new) <= set(change.old)
    return False


def _counted(gifts):
    """How many of each gift; a gift is what it is called and what one costs."""
    counted = {}
    for zh, en, unit_price, quantity in gifts:
        counted[zh, en, unit_price] = counted.get((zh, en, unit_price), 0) + quantity
    return counted


def _fewer(old, new):
    before = _counted(old)
    return all(quantity <= before.get(gift, 0) for gift, quantity in _counted(new).items())


@dataclass(frozen=True)
class Signature:
    """A step of the ladder and the decision that fills it, if any."""

    step: object
    decision: object = None


@dataclass(frozen=True)
class State:
    """Where an application stands; computed, never stored (A11)."""

    status: str
    signatures: tuple = ()
    lapsed: tuple = ()        # approvals that were given but do not hold now; they would again if the change were undone
    voided: tuple = ()        # approvals since the submission that an entry of the log has voided
    needs_two_persons: bool = False
    submission: object = None
    last: object = None

    @property
    def is_approved(self):
        return self.status == "approved"

    @property
    def next_step(self):
        """The step whose turn it is, None unless the application waits for one."""
        if self.status != "submitted":
            return None
        return next(signature.step for signature in self.signatures if signature.decision is None)

    @property
    def signed_by(self):
        return {signature.decision.person_id for signature in self.signatures if signature.decision}


def state_of(entries, facts, ladder, amount, involved):
    """The state after `entries` (oldest first) for the facts of now.

    `amount` is the event's total in the company's currency: the ladder is looked up now, not when somebody filed (A5).
    `involved` maps the parts of A1 to person ids. Time plays no part in it: nothing is approved by waiting (A9).
    """
    status, approvals, voided, submission, last = "draft", [], [], None, None
    for entry in entries:
        last = entry
        if entry.action == "approve":
            approvals.append(entry)
            continue
        voided, approvals = voided + approvals, []
        status = _AFTER.get(entry.action, status)
        if entry.action == "submit":
            submission, voided = entry, []
    holding = [entry for entry in approvals if _holds(entry, facts, ladder, involved)]
    signatures = _signatures(holding, ladder, amount)
    lapsed = [entry for entry in approvals if all(entry is not signature.decision for signature in signatures)]
    if status == "submitted" and all(signature.decision for signature in signatures):
        status = "approved"
    return State(status, tuple(signatures), tuple(lapsed), tuple(voided), ladder.needs_two_persons(amount), submission, last)


def _holds(entry, facts, ladder, involved):
    """Whether an approval covers what the application says now, and was given by somebody apart from it."""
    return (entry.person_id not in involved.values() and entry.fingerprint == fingerprint(entry.facts)
            and not voiding_changes(entry.facts, facts, ladder.tolerance_percent))


def _signatures(holding, ladder, amount):
    """The ladder's steps for this amount, filled in turn; after a gap nothing counts."""
    signatures, used, open_step = [], set(), False
    for step in ladder.steps_for(amount):
        found = None
        for entry in holding:
            is_second = ladder.needs_two_persons(amount) and entry.person_id in used
            if entry.step == step.id and not is_second and not open_step:
                found = entry
        if found:
            used.add(found.person_id)
        open_step = open_step or found is None
        signatures.append(Signature(step, found))
    return signatures


_PARTS = {
    "applicant": _l("You filed this application, so somebody else decides on it."),
    "creator": _l("You created this application, so somebody else decides on it."),
    "last_editor": _l("You edited this application last, so somebody else decides on it."),
    "beneficiary": _l("This application benefits you, so somebody else decides on it."),
    "submitter": _l("You submitted this application, so somebody else decides on it."),
}


_DECIDED = {
    "approved": _l("Approved: everybody on the ladder has signed, and nothing is left to decide."),
    "sent_back": _l("Sent back: the applicant revises it and submits it again before anybody decides."),
    "rejected": _l("Rejected: nothing is left to decide."),
    "withdrawn": _l("Withdrawn by the applicant: it is not waiting for a decision."),
}


def own_part(person_id, involved):
    """Why this person is too close to the application to decide on it (A1), as a lazy sentence; None if they are not.

    It looks at persons only: another account, another role or being administrator changes nothing.
    """
    return next((_PARTS[part] for part in _PARTS if involved.get(part) == person_id), None)


def refusal(person_id, roles, state, involved):
    """Why this person may not decide now, as a lazy sentence; None if they may."""
    if state.status in _DECIDED:
        return _DECIDED[state.status]
    if own := own_part(person_id, involved):
        return own
    if state.status != "submitted":
        return _l("This application is not waiting for a decision.")
    if state.next_step.role not in roles:
        return _l("It is the turn of %(step)s.", step=_Title(state.next_step))
    if state.needs_two_persons and person_id in state.signed_by:
        return _l("You have signed this application already. From this amount on, each signature comes from another person.")
    return None


class _Title:
    """The title of a step in the language of the moment, for use inside a lazy sentence."""

    def __init__(self, step):
        self.step = step

    def __str__(self):
        return self.step.title(current_language())
