"""Background entry points of receptions."""

from planner import clock
from planner.db import session, transaction
from planner.errors import NotFound
from planner.i18n import _l
from planner.jobs.actions import task
from planner.receptions import importing, queries
from planner.receptions.models import ImportDraft


@task("receptions.import_list")
def import_list(progress, reception_id, draft_id, with_sensitive):
    """Store a long guest list. Reading and comparing show progress and can be cancelled; storing is all or nothing."""
    person = progress.person
    reception, draft = queries.own_reception(reception_id, person), session().get(ImportDraft, draft_id)
    if draft is None or draft.reception_id != reception.id or draft.person_id != person.id:
        raise NotFound()
    progress(0, 1, _l("Reading the list"))
    proposal = importing.proposal_of(draft)
    total = len(proposal.rows)
    importing.compare(reception, proposal, with_sensitive=with_sensitive,
                      progress=lambda done, rows: progress(done, rows, _l("Comparing with what is known")))
    with transaction():
        progress(total, total, _l("Storing"))
        stored = importing.store(reception, proposal, by=person, at=clock.now(), with_sensitive=with_sensitive)
        session().delete(session().get(ImportDraft, draft_id))
    return {"new": stored.new, "changed": stored.changed, "same": stored.same, "clients": stored.clients}


@task("receptions.forget_drafts")
def forget_drafts(progress):
    """Delete guest lists that were read but not stored within a day."""
    with transaction():
        importing.forget_old_drafts(clock.now())
