"""What the chained log keeps of an approval: enough to work out from it alone who could decide what.

Ids, amounts and hashes only. The row of the approval log is held by its hash, so that a changed row shows; words that people typed are
not in the hash, they can be erased without breaking anything.
"""

import hashlib
import json

from sqlalchemy import select

from planner import audit
from planner.db import session


def append(entry, case, *, by, at):
    """The chained entry of one row of the approval log."""
    _keep_ladder(case.ladder, at)
    _keep_policies(case, at)
    audit.append(f"budget.{entry.action}", subject=case.application, by=by, at=at, details=standing(case) | {
        "entry": entry.id, "row": digest(entry), "step": entry.step, "role": entry.role, "for": entry.for_id,
        "delegation": entry.delegation_id, "on_condition": bool(entry.condition)})


def standing(case):
    """What an application was at the moment of an entry."""
    application = case.application
    return {"amount_minor": application.total_minor, "currency": application.currency, "company_minor": case.own_total.amount_minor,
            "event_minor": case.event_total.amount_minor, "fingerprint": case.fingerprint, "client": application.client_id,
            "dining": case.place.dining_at.isoformat() if case.place.dining_at else None, "guests": case.facts["guests"],
            "ladder": ladder_key(case.ladder), "raised": case.facts["raised"], "involved": sorted(set(case.involved.values())),
            "lapsed": sorted(entry.id for entry in case.state.lapsed)}


def digest(entry):
    """SHA-256 over a row of the approval log, without the words people typed."""
    content = [entry.id, entry.application_id, entry.action, entry.step, entry.role, entry.person_id, entry.for_id, entry.delegation_id,
               bool(entry.completes), entry.at.isoformat(), entry.fingerprint, entry.facts]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def ladder_key(ladder):
    """The ladder with its edition and a hash of what it says: the same only while nothing in it changed."""
    return f"{ladder.id}@{ladder.version}#{hashlib.sha256(json.dumps(_content(ladder), sort_keys=True).encode()).hexdigest()[:12]}"


def _content(ladder):
    return {"id": ladder.id, "version": ladder.version, "two_persons_from": ladder.two_persons_from.amount_minor, "steps": [
        {"id": step.id, "role": step.role, "from": step.from_amount.amount_minor, "together": step.together, "guests": list(step.guests),
         "hand_over_to": step.hand_over_to} for step in ladder.steps]}


def _keep_ladder(ladder, at):
    """The ladder itself stands in the log once, before the first entry that used it."""
    subject = f"ladder:{ladder_key(ladder)}"
    if not _is_known(subject):
        audit.append("budget.ladder_used", subject=subject, at=at, details=_content(ladder))


def _keep_policies(case, at):
    """So do the tables of an edition, before the first entry whose event they counted for."""
    subject = f"policies:{case.facts['policies_version']}"
    if not _is_known(subject):
        audit.append("budget.policies_used", subject=subject, at=at, details={"tables": [policy.content() for policy in case.policies]})


def _is_known(subject):
    return session().scalar(select(audit.AuditEntry.id).where(audit.AuditEntry.subject == subject).limit(1)) is not None


def editions_edited(policies):
    """Editions of the policies that were used and that the file no longer has: somebody edited a table's past."""
    used = session().scalars(select(audit.AuditEntry.subject).where(audit.AuditEntry.action == "budget.policies_used").order_by(audit.AuditEntry.id))
    editions = [subject.partition(":")[2] for subject in used]
    return [edition for edition in editions if not policies.still_says(edition)]
