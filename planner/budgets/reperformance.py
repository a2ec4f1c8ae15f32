"""The approvals done over again from the chained log alone: who could decide what, and where the log says otherwise.

It shares no code with the approvals and reads no other table: roles, limits, delegations, ladders and applications are worked out
entry by entry from the beginning. The words of docs/budgets.md are its only specification.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from planner.audit import AuditEntry
from planner.db import session
from planner.i18n import _l

SPLITTING = timedelta(days=7)
DECISIONS = ("approve", "send_back", "reject", "ask", "confirm")
RULES = {
    "own_case": _l("Decided on an application the person takes part in"),
    "no_role": _l("Decided without the role of the step"),
    "no_delegation": _l("Stood in for somebody without a delegation that counted"),
    "over_limit": _l("Signed more than the limit allowed"),
    "not_waiting": _l("Decided on an application that was not waiting"),
    "wrong_turn": _l("Decided out of turn"),
    "same_person": _l("Signed twice above the amount from which two persons sign"),
    "split": _l("The amount of the event is not what the applications near it add up to"),
    "unknown_ladder": _l("The ladder that was used does not stand in the log"),
    "time_approved": _l("Approved by nobody"),
    "bad_delegation": _l("A delegation to oneself, in a circle, or of a role not held"),
}


@dataclass(frozen=True)
class Deviation:
    """One entry of the log that the rules do not explain."""

    entry_id: int
    at: object
    subject: str
    person_id: int | None
    rule: str


@dataclass
class _Application:
    status: str = "draft"
    signed: dict = field(default_factory=dict)     # step -> persons behind the signature
    handed: set = field(default_factory=set)
    client: int = 0
    dining: str | None = None
    company: int = 0


@dataclass
class _House:
    """Everything known from the log so far."""

    zone: ZoneInfo
    persons: dict = field(default_factory=dict)       # account subject -> person
    roles: dict = field(default_factory=dict)         # account subject -> roles
    disabled: set = field(default_factory=set)
    limits: dict = field(default_factory=dict)
    delegations: dict = field(default_factory=dict)
    ladders: dict = field(default_factory=dict)
    applications: dict = field(default_factory=dict)

    def holds(self, person, role):
        return any(self.persons.get(account) == person and role in roles and account not in self.disabled for account, roles in self.roles.items())


def deviations(zone):
    """[Deviation] over the whole log, oldest first; empty is how it should be. `zone` is the house's time zone."""
    house, found = _House(ZoneInfo(zone)), []
    entries = session().scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000))
    for entry in entries:
        found += [Deviation(entry.id, entry.at, entry.subject, entry.person_id, rule) for rule in _read(house, entry)]
    return found


def _read(house, entry):
    """Take one entry in; the rules it breaks."""
    group, _dot, action = entry.action.partition(".")
    if group == "account":
        return _account(house, entry, action)
    if group == "delegation":
        return _delegation(house, entry, action)
    if entry.action == "budget.ladder_used":
        house.ladders[entry.subject.partition(":")[2]] = entry.details
    elif entry.action == "budget.limit_set":
        house.limits[entry.details["person"]] = entry.details["limit_minor"]
    elif group == "budget" and "ladder" in entry.details:
        return _application(house, entry, action)
    return []


def _account(house, entry, action):
    if "roles" in entry.details and "person" in entry.details:
        house.roles[entry.subject], house.persons[entry.subject] = set(entry.details["roles"]), entry.details["person"]
    if action == "disabled":
        house.disabled.add(entry.subject)
    if action == "enabled":
        house.disabled.discard(entry.subject)
    return []


def _delegation(house, entry, action):
    number = int(entry.subject.partition(":")[2])
    if action == "revoked":
        if number in house.delegations:
            house.delegations[number]["revoked"] = entry.at
        return []
    given = dict(entry.details, revoked=None)
    wrong = given["giver"] != entry.person_id or given["giver"] == given["receiver"] or not house.holds(given["giver"], given["role"])
    wrong = wrong or _reaches(house, given["receiver"], given["giver"], given)
    house.delegations[number] = given
    return ["bad_delegation"] if wrong else []


def _reaches(house, start, target, days):
    """Whether delegations that share a day with `days` lead from start to target."""
    near = [one for one in house.delegations.values() if one["revoked"] is None and one["from"] <= days["to"] and one["to"] >= days["from"]]
    return start == target or any(_reaches(house, one["receiver"], target, days) for one in near if one["giver"] == start)


def _application(house, entry, action):
    details = entry.details
    known = house.applications.setdefault(entry.subject, _Application())
    known.client, known.dining, known.company = details["client"], details["dining"], details["company_minor"]
    broken = _checked(house, known, entry, action) if action in DECISIONS else []
    _move(known, entry, action)
    return broken


def _checked(house, known, entry, action):
    ladder = house.ladders.get(entry.details["ladder"])
    return ["unknown_ladder"] if ladder is None else _decision(house, known, entry, action, ladder)


def _decision(house, known, entry, action, ladder):
    details, person = entry.details, entry.person_id
    behind = {person, details["for"]} - {None}
    broken = []
    if person is None:
        broken.append("time_approved")
    if behind & set(details["involved"]):
        broken.append("own_case")
    if details["event_minor"] != details["company_minor"] + _near(house, entry):
        broken.append("split")
    if action == "confirm":
        return broken + _power(house, entry, None)
    if known.status != "submitted":
        return [*broken, "not_waiting"]
    step = next((one for one in _open(known, details, ladder) if one["id"] == details["step"]), None)
    if step is None:
        return [*broken, "wrong_turn"]
    allowed = {step["role"]} | ({step["hand_over_to"]} if step["id"] in known.handed else set())
    if details["role"] not in allowed:
        broken.append("no_role")
    if (details.get("raised") or details["event_minor"] >= ladder["two_persons_from"]) and behind & set().union(*_holding(known, details).values()):
        broken.append("same_person")
    return broken + _power(house, entry, details["event_minor"])


def _holding(known, details):
    """{step: persons} of the signatures that covered what the application said at this entry."""
    return {step: persons for step, (number, persons) in known.signed.items() if number not in details["lapsed"]}


def _open(known, details, ladder):
    """The steps whose turn it was."""
    needed = [step for step in ladder["steps"] if details["event_minor"] >= step["from"]
              and (not step["guests"] or any(details["guests"].get(kind) for kind in step["guests"]))]
    if details.get("raised") and needed:  # a rule asks for one signature more
        left = [step for step in ladder["steps"] if step not in needed]
        later = [step for step in left if ladder["steps"].index(step) > ladder["steps"].index(needed[-1])]
        more = [*later, *left][:1]
        needed = [step for step in ladder["steps"] if step in needed or step in more]
    waiting = [step for step in needed if step["id"] not in _holding(known, details)]
    return [step for step in waiting if step is waiting[0] or (step["together"] and step["together"] == waiting[0]["together"])]


def _power(house, entry, amount):
    """Whether the person held, or stood in with, the role they decided in."""
    details, person = entry.details, entry.person_id
    holder, limit = person, None
    if details["for"] is not None:
        given = house.delegations.get(details["delegation"])
        day = entry.at.astimezone(house.zone).date()
        if given is None or (given["giver"], given["receiver"], given["role"]) != (details["for"], person, details["role"]) or \
                not date.fromisoformat(given["from"]) <= day <= date.fromisoformat(given["to"]) or \
                (given["revoked"] is not None and given["revoked"] <= entry.at):
            return ["no_delegation"]
        holder, limit = details["for"], given["limit_minor"]
    if not house.holds(holder, details["role"]):
        return ["no_role"]
    limits = [one for one in (limit, house.limits.get(holder)) if one is not None]
    return ["over_limit"] if amount is not None and limits and amount > min(limits) else []


def _near(house, entry):
    """What other applications for the same client within a week came to (A6)."""
    details = entry.details
    if details["dining"] is None:
        return 0
    dining = datetime.fromisoformat(details["dining"])
    return sum(other.company for subject, other in house.applications.items()
               if subject != entry.subject and other.client == details["client"] and other.dining and other.status == "submitted"
               and abs(datetime.fromisoformat(other.dining) - dining) <= SPLITTING)


_AFTER = {"submit": "submitted", "send_back": "sent_back", "reject": "rejected", "withdraw": "withdrawn", "reopen": "draft"}


def _move(known, entry, action):
    """What the application is after this entry; signed up to the top it stays "submitted" here, which is all the rules need."""
    step = entry.details.get("step", "")
    if action == "approve":
        known.signed[step] = (entry.details["entry"], {entry.person_id, entry.details["for"]} - {None})
    elif action == "void":
        known.signed = {} if not step else {one: by for one, by in known.signed.items() if one != step}
    elif action == "hand_over":
        known.handed.add(step)
    elif action in _AFTER:
        known.status, known.signed, known.handed = _AFTER[action], {}, set()


def rows_changed():
    """Ids of entries of the approval log whose row is not what the chained log holds of it, or is gone, or is not held at all."""
    from planner.budgets.chained import digest
    from planner.budgets.models import Decision

    held = {details["entry"]: details["row"] for details in session().scalars(
        select(AuditEntry.details).where(AuditEntry.action.startswith("budget."))) if "row" in details}
    rows = {row.id: digest(row) for row in session().scalars(select(Decision).order_by(Decision.id)).unique()}
    return sorted(number for number in held.keys() | rows.keys() if held.get(number) != rows.get(number))
