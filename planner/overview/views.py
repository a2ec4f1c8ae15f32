"""Today, and the overview of a reception: pages that read from every feature."""

from datetime import timedelta

from flask import Blueprint, current_app, url_for

from planner import audit, clock, paging
from planner.banquets.queries import banquets_of
from planner.receptions import queries as receptions
from planner.db import is_ready
from planner.accounts.permissions import may
from planner.budgets import queries as budgets
from planner.budgets import chained, reperformance
from planner.budgets.pictures import overview as budget_overview
from planner.budgets.rulebook import house_rules
from planner.invitations import chain
from planner.invitations import queries as invitations
from planner.jobs.heartbeat import worker_is_alive
from planner.outbox import queries as outbox
from planner.outbox.hooks import topic_of
from planner.outbox.stops import all_in_force
from planner.overview import log, pictures, queries
from planner.overview.attention import attention, days_ending, hold_ending, late_things, next_deadlines
from planner.programme import queries as programme
from planner.receptions.actions import as_moment
from planner.resources.queries import holds_ending
from planner.running.queries import overdue_counts
from planner.web import current_person, current_roles, page, public, requires

bp = Blueprint("overview", __name__)


@bp.get("/")
@requires("today.see")
def today():
    """My week: what is on, what is late, who replied, what waits for me."""
    person, at = current_person(), clock.now()
    first = clock.today(current_app.extensions["settings"].time_zone)
    sees = may(current_roles(), "reception.see")
    upcoming = receptions.receptions(person, upcoming_from=first, limit=12) if sees else []
    items = receptions.items_between(person, first, first + timedelta(days=6)) if sees else []
    replies = queries.replies_since(person, queries.yesterday(at)) if may(current_roles(), "invitation.see") else []
    banquets = queries.banquets_ahead(person, first) if may(current_roles(), "banquet.see") else []
    standings = invitations.standings_of(banquets, at)
    stops = outbox.stops_for(person, current_roles())[0] if may(current_roles(), "outbox.see") else []
    return page("overview/today.html", today=first, stops=[(one, topic_of(one.topic)) for one in stops], days_of_items=pictures.timeline_days(items, _to_reception), upcoming=upcoming,
                counts=receptions.counts([r.id for r in upcoming]), replies=replies,
                late=late_things(banquets, standings), overdue=overdue_counts(person, at) if sees else [], holds=[*((b.reception, hold_ending(b)) for b in holds_ending(person, at)), *((d.reception, days_ending(d)) for d in programme.holds_ending(person, at))], due_next=next_deadlines(banquets, standings))


def _to_reception(item):
    return url_for(".reception", reception_id=item.reception_id)


@bp.get("/receptions/<id:reception_id>")
@requires("reception.see")
def reception(reception_id):
    """One reception at a glance: what is next, late, undecided, and what would embarrass us."""
    found, at = receptions.get_reception(reception_id, current_person()), clock.now()
    people = receptions.party(found)
    application = budgets.application_of(found) if may(current_roles(), "budget.see") else None
    banquets = banquets_of(found) if may(current_roles(), "banquet.see") else []
    chains = [chain.picture(b, at) for b in banquets]
    off = {b.item_id for b in banquets if b.called_off}
    standings = {banquet.id: drawn.standings for banquet, drawn in zip(banquets, chains)}
    stops = all_in_force(reception_ids=[found.id]) if may(current_roles(), "invitation.see") else []
    return page("overview/reception.html", reception=found, stops=[(one, topic_of(one.topic)) for one in stops],
                attention=attention(found, at, sees_budget=may(current_roles(), "budget.see"), standings=standings),
                days_of_items=pictures.timeline_days(found.items, off=off), next_item=next_item([item for item in found.items if item.id not in off], at),
                guests=sum(a.side == "guest" for a in people), own=sum(a.side == "host" for a in people),
                accepted=sum(any(r.state == "accepted" for r in found_replies) for found_replies in receptions.replies_of(found).values()), honour=next((a for a in people if a.role == "guest_of_honour"), None),
                host=next((a for a in people if a.role == "host"), None), banquets=banquets,
                chains=chains,
                budget=budget_overview(budgets.case_of(application) if application else None),
                may_edit=found.owner_id == current_person().id)


def next_item(items, at):
    """The first item that has not begun, or None."""
    return next((i for i in items if as_moment(i.starts_at, i.time_zone) > at), None)


@bp.get("/health")
@public
def health():
    """Whether this process answers and its database does too, and whether a worker was heard of; for whoever watches over it."""
    is_ready()
    return {"status": "ok", "worker": "alive" if worker_is_alive() else "silent"}


@bp.get("/audit")
@requires("audit.see")
def audit_log():
    """The log, newest first, in words; and whether the chain is whole."""
    entries, lines = log.page_of_log(paging.wanted(), current_roles())
    return page("overview/audit.html", entries=entries, lines=lines, broken=audit.verify(), head=audit.newest_hash())


@bp.get("/audit/approvals")
@requires("audit.see")
def audit_approvals():
    """The approvals done over again from the log alone: every deviation, and every row that is not what the log holds of it."""
    zone = current_app.extensions["settings"].time_zone
    return page("overview/reperformance.html", deviations=reperformance.deviations(zone), changed=reperformance.rows_changed(), edited=chained.editions_edited(house_rules().policies), rules=reperformance.RULES,
                broken=audit.verify(), subject_of=log.subject_in_words)
