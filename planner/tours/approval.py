"""The rules of approving a visit, free of database and request: ladder, fingerprint, state from the log, who may decide.

A log entry is anything with `action`, `step`, `person_id`, `fingerprint`, `facts` and `at`. `facts` is what a signature stands for:
route, number of people, day and hours, photography.
"""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from planner.i18n import _l, current_language

PINNED = ("site", "route", "people", "starts_at", "ends_at", "camera", "camera_person", "ladder")
_AFTER = {"submit": "submitted", "send_back": "sent_back", "reject": "rejected", "withdraw": "withdrawn"}
MAY_SUBMIT = ("draft", "sent_back", "withdrawn", "rejected")


@dataclass(frozen=True)
class Step:
    """One signature: by somebody of `role`; where `named`, by the person in that column of the application."""

    id: str
    role: str
    title_zh: str
    title_en: str
    reason_zh: str
    reason_en: str
    named: str = ""
    when: str = ""

    def title(self, lang):
        return self.title_zh if lang == "zh" else self.title_en

    def reason(self, lang):
        return self.reason_zh if lang == "zh" else self.reason_en

    def __str__(self):
        return self.title(current_language())


@dataclass(frozen=True)
class Ladder:
    version: str
    source_zh: str
    source_en: str
    steps: tuple

    def source(self, lang):
        return self.source_zh if lang == "zh" else self.source_en

    def steps_for(self, facts):
        """The signatures asked for: the leaders only for cameras and interviews."""
        return [step for step in self.steps if step.when != "camera" or facts["camera"]]


@cache
def ladder():
    data = tomllib.loads(Path(__file__).with_name("ladder.toml").read_text("utf-8"))
    return Ladder(data["version"], data["source_zh"], data["source_en"], tuple(Step(**step) for step in data["step"]))


def fingerprint(facts):
    """SHA-256 over what is pinned, as 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps({key: facts.get(key) for key in PINNED}, sort_keys=True, ensure_ascii=True).encode("ascii")).hexdigest()


def changes(old, new):
    """[(key, old, new)] of what differs between two sets of facts."""
    return [(key, old.get(key), new.get(key)) for key in PINNED if old.get(key) != new.get(key)]


@dataclass(frozen=True)
class Signature:
    step: Step
    decision: object = None


@dataclass(frozen=True)
class State:
    """Where an application stands; computed, never stored. `lapsed`: approvals given for something else than what it says now."""

    status: str
    signatures: tuple = ()
    lapsed: tuple = ()
    last: object = None

    @property
    def is_approved(self):
        return self.status == "approved"

    @property
    def next_step(self):
        """The step whose turn it is, None unless the application waits for one."""
        if self.status != "submitted":
            return None
        return next((s.step for s in self.signatures if s.decision is None), None)

    @property
    def signed_by(self):
        return {s.decision.person_id for s in self.signatures if s.decision}


def state_of(entries, facts):
    """The state after `entries` (oldest first) for the facts of now. Nothing is approved by waiting."""
    status, approvals, last = "draft", [], None
    for entry in entries:
        last = entry
        if entry.action == "approve":
            approvals.append(entry)
        elif entry.action == "submit":
            status, approvals = "submitted", []
        elif entry.action != "void":
            status = _AFTER[entry.action]
    now = fingerprint(facts)
    holding = [e for e in approvals if e.fingerprint == now]
    signatures = _signatures(holding, facts)
    used = {id(s.decision) for s in signatures if s.decision}
    if status == "submitted" and all(s.decision for s in signatures):
        status = "approved"
    return State(status, tuple(signatures), tuple(e for e in approvals if id(e) not in used), last)


def _signatures(holding, facts):
    """The steps filled in turn; after a gap nothing counts, and nobody signs twice."""
    found, used, is_open = [], set(), False
    for step in ladder().steps_for(facts):
        entry = None if is_open else next((e for e in holding if e.step == step.id and e.person_id not in used), None)
        used |= {entry.person_id} if entry else set()
        is_open = is_open or entry is None
        found.append(Signature(step, entry))
    return found


def refusal(person_id, roles, state, involved, named):
    """Why this person may not decide now, as a lazy sentence; None if they may.

    `involved`: ids of who filed, edited last or submitted it: it is the person that counts, whatever account or role is used.
    `named`: {column: person id} of steps that belong to a named person.
    """
    if state.status == "approved":
        return _l("Everybody on the ladder has signed already; nothing is left to decide.")
    if state.status != "submitted":
        return _l("This application is not waiting for a decision.")
    if person_id in involved:
        return _l("You filed or changed this application, so somebody else decides on it.")
    if person_id in state.signed_by:
        return _l("You have signed this application already. Each signature comes from another person.")
    step = state.next_step
    if step.role not in roles or (step.named and named.get(step.named) not in (None, person_id)):
        return _l("It is the turn of: %(step)s.", step=step)
    return None
