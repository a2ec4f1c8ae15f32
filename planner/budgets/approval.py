"""The rules of approval, free of database and request: fingerprint, state from the log, who may decide.

A log entry is anything with `action`, `step`, `person_id`, `fingerprint`, `facts` and `at`; the rows of `decisions` are.
`facts` is the dictionary that `planner.budgets.queries` makes of an application; A1 to A9 are the rules of docs/budgets.md.
"""

import hashlib
import json
from dataclasses import dataclass

from planner.formats import listed
from planner.i18n import _l, current_language

# What a signature stands for (A2), in the order in which people read it.
PINNED = ("amount_minor", "currency", "rate", "cost_centre", "fund", "event", "days", "client", "guests", "guest_diners", "own_diners",
          "gifts", "venue", "breaches", "policies_version", "ladder", "ladder_version")
FROM = {
    "submit": ("draft", "sent_back", "withdrawn"),
    "approve": ("submitted",),
    "send_back": ("submitted",),
    "reject": ("submitted",),
    "withdraw": ("submitted", "approved", "conditional"),
    "reopen": ("rejected",),
    "edit": ("draft", "submitted", "approved", "conditional", "sent_back", "withdrawn"),
}
_AFTER = {"submit": "submitted", "send_back": "sent_back", "reject": "rejected", "withdraw": "withdrawn", "reopen": "draft"}
_TALK = ("ask", "answer", "hand_over", "meet", "confirm")  # entries that neither give nor take a signature
SIGNED = ("approved", "conditional")


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
class Condition:
    """What an approval was given on: the entry that says it is met, and the one that confirms so."""

    decision: object
    met: object = None
    confirmed: object = None


@dataclass(frozen=True)
class Power:
    """One way in which a person may sign: holding a role, or standing in for somebody who holds it (A7). `limit` None: no limit."""

    role: str
    limit: object = None
    for_id: int | None = None
    delegation_id: int | None = None


@dataclass(frozen=True)
class State:
    """Where an application stands; computed, never stored (A11)."""

    status: str
    signatures: tuple = ()
    lapsed: tuple = ()        # approvals that were given but do not hold now; they would again if the change were undone
    voided: tuple = ()        # approvals since the submission that an entry of the log has voided
    lost: tuple = ()          # approvals that count although their signer could not give them any more (A8)
    needs_two_persons: bool = False
    submission: object = None
    last: object = None
    conditions: tuple = ()    # of the approvals that count
    question: object = None   # asked and not answered
    handed_over: frozenset = frozenset()  # ids of the steps that others may sign as well by now (A9)
    turn_since: object = None             # when the present turn began, or was last told

    @property
    def is_approved(self):
        """Signed by everybody, and every condition met and confirmed."""
        return self.status == "approved"

    @property
    def open_steps(self):
        """The steps whose turn it is: the first open one, and those asked together with it."""
        waiting = [signature.step for signature in self.signatures if signature.decision is None] if self.status == "submitted" else []
        return tuple(step for step in waiting if step is waiting[0] or (step.together and step.together == waiting[0].together))

    @property
    def next_step(self):
        """The first step whose turn it is, None unless the application waits for one."""
        return next(iter(self.open_steps), None)

    @property
    def signed_by(self):
        """Everybody whose name stands under it: who signed, and for whom."""
        return set().union(*(persons_of(signature.decision) for signature in self.signatures if signature.decision))

    @property
    def open_conditions(self):
        return tuple(condition for condition in self.conditions if condition.confirmed is None)

    def roles_for(self, step):
        """Who may sign the step: its role, and after a hand-over the one it was handed to."""
        return (step.role, step.hand_over_to) if step.id in self.handed_over and step.hand_over_to else (step.role,)

    def waiting_roles(self):
        return tuple(dict.fromkeys(role for step in self.open_steps for role in self.roles_for(step)))


def persons_of(entry):
    """The persons behind an approval: who signed, and whom they stood in for."""
    return {person_id for person_id in (entry.person_id, getattr(entry, "for_id", None)) if person_id is not None}


def always(_entry):
    return True


def state_of(entries, facts, ladder, amount, involved, able=always):
    """The state after `entries` (oldest first) for the facts of now.

    `amount` is the event's total in the company's currency: the ladder is looked up now, not when somebody filed (A5).
    `involved` maps the parts of A1 to person ids. `able(entry)` says whether the signer could sign it today: until everybody has
    signed that is needed, afterwards what is done stays (A8). Time plays no part in it: nothing is approved by waiting (A9).
    """
    status, approvals, voided, talk, asked, submission, last, since = "draft", [], [], [], None, None, None, None
    for entry in entries:
        last = entry
        if entry.action in _TALK:
            talk.append(entry)
            since = entry.at if entry.action == "hand_over" else since
            asked = entry if entry.action == "ask" else None if entry.action == "answer" else asked
            continue
        since = entry.at
        if entry.action == "approve":
            approvals.append(entry)
            talk = [one for one in talk if one.action not in ("meet", "confirm") or one.step != entry.step]
            asked = None if asked and asked.step == entry.step else asked
            continue
        gone = [one for one in approvals if entry.action != "void" or entry.step in ("", one.step)]
        voided, approvals = voided + gone, [one for one in approvals if one not in gone]
        status = _AFTER.get(entry.action, status)
        if entry.action != "void":
            talk, asked = [], None
        if entry.action == "submit":
            submission, voided = entry, []
    raised = facts.get("raised", False)
    steps = ladder.steps_for(amount, facts["guests"], raised)
    two = ladder.needs_two_persons(amount, raised)
    holding = [entry for entry in approvals if _holds(entry, facts, ladder, involved)]
    signatures = _signatures(holding, steps, two)
    complete = all(signature.decision for signature in signatures)
    if not (complete and _was_completed(signatures, approvals)):
        signatures = _signatures([entry for entry in holding if able(entry)], steps, two)
        complete = all(signature.decision for signature in signatures)
    counting = [signature.decision for signature in signatures if signature.decision]
    conditions = tuple(_condition(entry, talk) for entry in counting if entry.condition)
    if status == "submitted" and complete:
        status = "conditional" if any(one.confirmed is None for one in conditions) else "approved"
    return State(status, tuple(signatures), lapsed=_lapsed(approvals, counting), voided=tuple(voided),
                 lost=tuple(entry for entry in counting if not able(entry)), needs_two_persons=two, submission=submission, last=last,
                 conditions=conditions, question=asked if status == "submitted" else None,
                 handed_over=frozenset(entry.step for entry in talk if entry.action == "hand_over"), turn_since=since)


def _holds(entry, facts, ladder, involved):
    """Whether an approval covers what the application says now, and was given by somebody apart from it."""
    if persons_of(entry) & set(involved.values()) or entry.fingerprint != fingerprint(entry.facts):
        return False
    step = ladder.step(entry.step)
    unconcerned = step.unconcerned if step else ()
    return all(change.key in unconcerned for change in voiding_changes(entry.facts, facts, ladder.tolerance_percent))


def _signatures(holding, steps, two_persons):
    """The steps, each with the last approval that fills it; with two_persons nobody fills two."""
    signatures, used = [], set()
    for step in steps:
        fits = [entry for entry in holding if entry.step == step.id and not (two_persons and persons_of(entry) & used)]
        found = fits[-1] if fits else None
        used |= persons_of(found) if found else set()
        signatures.append(Signature(step, found))
    return signatures


def _was_completed(signatures, approvals):
    """Whether the last of these signatures was the one with which nothing was left to sign."""
    counting = [signature.decision for signature in signatures]
    return [entry for entry in approvals if entry in counting][-1].completes


def _lapsed(approvals, counting):
    """The last approval of each step that none of the counting ones fills."""
    filled = {entry.step for entry in counting}
    return tuple({entry.step: entry for entry in approvals if entry.step not in filled}.values())


def _condition(decision, talk):
    """How far the condition of an approval is: said to be met, and confirmed after that. `talk` begins anew with each approval."""
    met = confirmed = None
    for entry in talk:
        if entry.step == decision.step:
            met = entry if entry.action == "meet" else met
            confirmed = entry if entry.action == "confirm" else confirmed
    return Condition(decision, met, confirmed)


_PARTS = {
    "applicant": _l("You filed this application, so somebody else decides on it."),
    "creator": _l("You created this application, so somebody else decides on it."),
    "last_editor": _l("You edited this application last, so somebody else decides on it."),
    "beneficiary": _l("This application benefits you, so somebody else decides on it."),
    "submitter": _l("You submitted this application, so somebody else decides on it."),
    "same_person": _l("Your record and that of somebody who takes part in this application carry the same mail address: one person does not decide on their own case under a second account."),
}


_DECIDED = {
    "conditional": _l("Everybody on the ladder has signed; what is left is the condition."),
    "approved": _l("Approved: everybody on the ladder has signed, and nothing is left to decide."),
    "sent_back": _l("Sent back: the applicant revises it and submits it again before anybody decides."),
    "rejected": _l("Rejected: nothing is left to decide."),
    "withdrawn": _l("Withdrawn by the applicant: it is not waiting for a decision."),
}


def own_part(person_id, involved):
    """Why this person is too close to the application to decide on it (A1), as a lazy sentence; None if they are not.

    It looks at persons only: another account, another role or being administrator changes nothing.
    """
    part = next((part for part in involved if involved[part] == person_id), None)
    return None if part is None else _PARTS.get(part, _PARTS["same_person"])


def refusal(person_id, powers, state, involved, amount=None):
    """Why this person may not decide now, as a lazy sentence; None if they may. See choose()."""
    return choose(person_id, powers, state, involved, amount)[2]


def choose(person_id, powers, state, involved, amount=None, step_id=None):
    """(step, power, None) with which this person may decide now, or (None, None, why not as a lazy sentence).

    `powers` are the person's own first. With `step_id`, that step alone. A limit counts against `amount`, the event's total.
    """
    if state.status in _DECIDED:
        return None, None, _DECIDED[state.status]
    if own := own_part(person_id, involved):
        return None, None, own
    if state.status != "submitted":
        return None, None, _l("This application is not waiting for a decision.")
    why = None
    for step in state.open_steps:
        for power in powers:
            if power.role not in state.roles_for(step) or step_id not in (None, step.id):
                continue
            refused = _refused(person_id, power, state, involved, amount)
            if refused is None:
                return step, power, None
            why = why or refused
    return None, None, why or _l("It is the turn of %(step)s.", step=_Titles(state.open_steps))


def _refused(person_id, power, state, involved, amount):
    if power.for_id is not None and power.for_id in involved.values():
        return _l("You stand in for somebody who takes part in this application, so somebody else decides on it.")
    if state.needs_two_persons and {person_id, power.for_id} & state.signed_by:
        return _l("You have signed this application already. From this amount on, each signature comes from another person.")
    if power.limit is not None and amount is not None and power.limit < amount:
        return _l("You sign up to %(limit)s; this comes to %(amount)s.", limit=_Amount(power.limit), amount=_Amount(amount))
    return None


class _Amount:
    """An amount in the language of the moment, inside a lazy sentence."""

    def __init__(self, money):
        self.money = money

    def __str__(self):
        return self.money.format()


class _Titles:
    """The titles of steps in the language of the moment, for use inside a lazy sentence."""

    def __init__(self, steps):
        self.steps = steps

    def __str__(self):
        return listed(step.title(current_language()) for step in self.steps)
