"""The visit application: what of it the plan knows, what its signatures stand for, and its way up the ladder."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from planner import audit
from planner.accounts.queries import roles_of
from planner.db import lock, session
from planner.errors import Conflict, NotAllowed, RuleBroken
from planner.i18n import _l
from planner.programme.models import ItemRole
from planner.receptions.models import Item
from planner.resources.models import Booking
from planner.tours import approval, asking, queries
from planner.tours.models import CAMERA_USES, CONFIDENTIALITY, VisitApplication, VisitDecision

FIELDS = ("responsible_id", "safety_officer_id", "department", "purpose", "checks_identity", "confidentiality", "camera", "camera_for", "camera_person_id",
          "leaders", "vehicle", "meals", "needs", "custody", "gifts")
HOST_ROLES = ("host", "companion_in_chief", "receptionist_in_chief")


def facts_of(application, at):
    """What a signature stands for, as JSON can keep it."""
    tour, item = application.tour, application.tour.item
    return {"site": tour.site_id, "route": [[s.id, s.name("zh"), s.name("en")] for s in asking.stops_of(tour)], "people": len(queries.visitors_of(tour, at)),
            "starts_at": item.starts_at.isoformat(timespec="minutes"), "ends_at": item.ends_at.isoformat(timespec="minutes") if item.ends_at else "",
            "camera": sorted(application.camera), "camera_person": application.camera_person_id if application.camera else None,
            "ladder": approval.ladder().version}


@dataclass(frozen=True)
class Case:
    """An application with the facts of now and where it stands."""

    application: VisitApplication
    facts: dict
    state: approval.State

    @property
    def fingerprint(self):
        return approval.fingerprint(self.facts)

    def refusal(self, person):
        """Why this person may not decide now; None if they may."""
        a = self.application
        submitted = {d.person_id for d in a.decisions if d.action == "submit"}
        return approval.refusal(person.id, roles_of(person), self.state, {a.applicant_id, a.last_edited_by_id, *submitted},
                                {"safety_officer_id": a.safety_officer_id})

    @property
    def voided(self):
        """[(key, old, new)]: how the newest approval that does not hold differs from what the application says now."""
        return approval.changes(self.state.lapsed[-1].facts, self.facts) if self.state.lapsed else []


def case_of(application, at):
    facts = facts_of(application, at)
    return Case(application, facts, approval.state_of(application.decisions, facts))


@dataclass(frozen=True)
class Sheet:
    """What the form shows of the plan: nothing of it is kept in the application."""

    client: object
    visitors: tuple
    starts_at: datetime
    ends_at: datetime | None
    stops: tuple
    closed: tuple                 # no-entry areas of the site
    guides: tuple                 # Resources
    interpreters: tuple
    leaders: tuple                # People: named in the programme
    cars: tuple                   # Resources booked that day
    meals: tuple                  # Items
    gifts: tuple                  # Items
    step_free: int                # visitors who need a way without steps
    keeps_off: int                # visitors who keep off the magnetic stops; why is not said
    diets: int                    # visitors whose meals need something; what, only the kitchen reads
    gear: tuple                   # pairs (code, number)
    magnetic: tuple               # stops before which things go into custody


def sheet_of(tour, at):
    """The plan's part of a tour's application."""
    item, visitors, stops = tour.item, queries.visitors_of(tour, at), asking.stops_of(tour)
    known = [asking.visitor_of(a) for a in visitors]
    begin = datetime.combine(item.starts_at.date(), time())
    of_day = session().scalars(select(Item).where(Item.reception_id == item.reception_id, Item.starts_at >= begin, Item.starts_at < begin + timedelta(days=1))
                               .order_by(Item.starts_at, Item.id)).unique().all()
    cars = session().scalars(select(Booking).where(Booking.item_id.in_([i.id for i in of_day])).order_by(Booking.id)).unique()
    roles = session().scalars(select(ItemRole).where(ItemRole.item_id == item.id, ItemRole.role.in_(HOST_ROLES)).order_by(ItemRole.id)).unique().all()
    leaders = dict.fromkeys([r.person for r in roles] or ([item.responsible] if item.responsible else []))
    codes = dict.fromkeys(code for s in stops for code in s.gear)
    return Sheet(
        item.reception.client, tuple(visitors), item.starts_at, item.ends_at, tuple(stops), tuple(s for s in tour.site.stops if s.is_closed),
        tuple(dict.fromkeys(g.guide for g in tour.groups if g.guide)), tuple(dict.fromkeys(g.interpreter for g in tour.groups if g.interpreter)), tuple(leaders),
        tuple(dict.fromkeys(b.resource for b in cars if b.resource.kind == "car")), tuple(i for i in of_day if i.kind in ("meal", "banquet")),
        tuple(i for i in item.reception.items if i.kind == "gift"), sum(v.needs_step_free for v in known), sum(v.keeps_off for v in known),
        sum(bool(a.diet and (a.diet.get("codes") or a.diet.get("note"))) for a in visitors),
        tuple((code, sum(any(code in s.gear and not _keeps_off(v, s) for s in stops) for v in known)) for code in codes), tuple(s for s in stops if s.is_magnetic))


def _keeps_off(visitor, stop):
    return stop.is_magnetic and visitor.keeps_off or not stop.is_step_free and visitor.needs_step_free


# --- writing ---------------------------------------------------------------------------------------------------------------


def draft(tour, *, by, at, **values):
    """A new application for the tour. Raises RuleBroken if there is one."""
    if queries.application_of(tour) is not None:
        raise RuleBroken(_l("This tour has a visit application already."))
    day = at.astimezone(ZoneInfo(tour.item.time_zone)).date()
    reception = tour.item.reception
    made = VisitApplication(tour_id=tour.id, applicant_id=by.id, last_edited_by_id=by.id, applied_on=day, department=by.department_zh or by.department_en,
                            responsible_id=tour.item.responsible_id, purpose=reception.purpose_zh or reception.purpose_en)
    session().add(made)
    _set(made, values)
    session().flush()
    session().refresh(made)
    audit.append("visit.drafted", subject=made, by=by, at=at, details={"tour": tour.id})
    return made


def edit(application, values, *, by, at):
    """Store what the form says; approvals that stood for something else are voided by an entry of the log."""
    before = case_of(_locked(application), at)
    _set(application, values)
    application.last_edited_by_id = by.id
    session().flush()
    audit.append("visit.edited", subject=application, by=by, at=at, details={"tour": application.tour_id})
    _void(application, before, by=by, at=at)


def _set(application, values):
    unknown = set(values) - set(FIELDS)
    if unknown or set(values.get("camera", ())) - set(CAMERA_USES) or values.get("confidentiality", "open") not in CONFIDENTIALITY:
        raise ValueError(f"not fields of a visit application: {values}")
    for name, value in values.items():
        setattr(application, name, value)
    if not application.camera:
        application.camera_for, application.camera_person_id = "", None


def _void(application, before, *, by, at):
    after = case_of(application, at)
    held = {s.decision.id for s in before.state.signatures if s.decision}
    holds = {s.decision.id for s in after.state.signatures if s.decision}
    if held - holds:
        _enter(application, "void", after, by=by, at=at)
        audit.append("visit.approvals_voided", subject=application, by=by, at=at, details={"approvals": sorted(held - holds)})
    _refresh(application, case_of(application, at))


def plan_changed(tour, before, *, by, at):
    """After tour, party or programme changed: void the approvals that stood for something else. `before` is case_of() from before, or None."""
    if before is not None:
        _void(before.application, before, by=by, at=at)


def submit(application, *, by, at, note=""):
    """Hand it to the ladder. Raises RuleBroken for what is missing."""
    case = case_of(_locked(application), at)
    if case.state.status not in approval.MAY_SUBMIT and not case.state.lapsed:
        raise RuleBroken(_l("This application is on its way already."))
    _require_complete(application, case)
    return _decided(application, "submit", case, by=by, at=at, note=note)


def _require_complete(application, case):
    wanted = [
        ("purpose", application.purpose.strip(), _l("Say what the visit is for.")),
        ("responsible_id", application.responsible_id, _l("Name who is responsible for the visit.")),
        ("safety_officer_id", application.safety_officer_id, _l("Name the safety officer who checks route and gear.")),
        ("purpose", case.facts["people"], _l("Nobody takes part in this tour yet.")),
        ("camera_for", not application.camera or application.camera_for.strip(), _l("Say what is to be photographed, filmed or asked, and what for.")),
        ("camera_person_id", not application.camera or application.camera_person_id, _l("Photography, filming and interviews need a person assigned to stay with them.")),
    ]
    for field, value, message in wanted:
        if not value:
            raise RuleBroken(message, field=field)


def withdraw(application, *, by, at):
    case = case_of(_locked(application), at)
    if case.state.status not in ("submitted", "approved"):
        raise RuleBroken(_l("There is nothing to withdraw: the application is not with the ladder."))
    if application.tour.started_at is not None:
        raise RuleBroken(_l("The tour has started; its application stays."))
    return _decided(application, "withdraw", case, by=by, at=at)


def decide(application, decision, *, by, at, shown, note=""):
    """Approve, send back or reject. `shown`: the fingerprint on the page; Conflict when the application says something else by now."""
    case = case_of(_locked(application), at)
    refusal = case.refusal(by)
    if refusal is not None:
        raise NotAllowed(refusal)
    if shown != case.fingerprint:
        raise Conflict(_l("The application changed while you were reading it. Please look at it again."))
    if decision != "approve" and not note.strip():
        raise RuleBroken(_l("Please say why, so that the applicant knows what to change."), field="note")
    return _decided(application, decision, case, by=by, at=at, note=note, step=case.state.next_step.id)


def _decided(application, action, case, *, by, at, note="", step=""):
    entry = _enter(application, action, case, by=by, at=at, note=note, step=step)
    names = {"submit": "visit.submitted", "approve": "visit.approved", "send_back": "visit.sent_back", "reject": "visit.rejected", "withdraw": "visit.withdrawn"}
    audit.append(names[action], subject=application, by=by, at=at, details={"step": step, "fingerprint": case.fingerprint})
    _refresh(application, case_of(application, at))
    return entry


def _enter(application, action, case, *, by, at, note="", step=""):
    entry = VisitDecision(application_id=application.id, action=action, step=step, person_id=by.id, at=at, fingerprint=case.fingerprint, facts=case.facts, note=note.strip())
    session().add(entry)
    session().flush()
    session().expire(application, ["decisions"])
    return entry


def _refresh(application, case):
    """What the inbox is found by."""
    step = case.state.next_step
    application.status, application.waiting_step = case.state.status, step.id if step else ""
    session().flush()


def _locked(application):
    """The application with its row locked, read anew."""
    lock(application)
    session().expire(application, ["decisions"])
    return application
