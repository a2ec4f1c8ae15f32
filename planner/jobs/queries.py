"""Reading jobs and the files they made."""

from flask import current_app
from sqlalchemy import select

from planner.db import session
from planner.errors import NotFound
from planner.i18n import _l
from planner.jobs.models import Job, StoredFile
from planner.paging import page_of

TASK_NAMES = {
    "documents.all_papers": _l("All papers"), "invitations.send": _l("Sending invitations"), "invitations.test": _l("Sending a test invitation to oneself"),
    "banquets.seat_everyone": _l("Seating everyone"), "banquets.choices": _l("Finding plans to choose from"),
    "banquets.other_pack": _l("Seating by another rule pack"), "receptions.import_list": _l("Reading a guest list"),
    "jobs.housekeeping": _l("Tidying up"), "budgets.compare_states": _l("Comparing approvals with their log"), "budgets.turns": _l("Telling whose turn it is"), "overview.keep_head": _l("Keeping the head of the log outside"),
    "receptions.forget_drafts": _l("Forgetting guest lists that were not stored"),
    "tours.plan": _l("Planning the tours of the day"),
    "resources.holds": _l("Looking after holds"), "running.overdue": _l("Looking for what is overdue on the day"),
    "programme.date_holds": _l("Looking after days held"),
    "outbox.read_mailbox": _l("Reading the mailbox"), "calendar.push": _l("Writing the calendar of the house"),
    "privacy.retention": _l("Forgetting what was kept long enough"),
}
LETTER_NAMES = {"reminder": _l("Sending reminders"), "update": _l("Sending letters of change"), "table": _l("Sending letters of change"),
                "off": _l("Sending letters of change")}
"""Of sendings that are about another letter than the invitation."""


def name_of(job):
    """What a job does, for its page; a sending is named by its letter."""
    name = TASK_NAMES.get(job.task, job.task)
    return LETTER_NAMES.get(job.arguments.get("kind"), name) if job.task == "invitations.send" else name


def page_of_jobs(person, *, everyones=False, number=1):
    """One Page of the jobs, the newest first: the person's own, or everybody's for the administrator."""
    query = select(Job).order_by(Job.id.desc())
    return page_of(query if everyones else query.where(Job.created_by_id == person.id), number)


def get_job(job_id, person, *, everyones=False):
    """A job the person may see; NotFound otherwise."""
    job = session().get(Job, job_id)
    if job is None or not (everyones or job.created_by_id == person.id):
        raise NotFound()
    return job


def get_file(file_id, person):
    """(StoredFile, its bytes) for its owner; NotFound otherwise."""
    row = session().get(StoredFile, file_id)
    if row is None or row.owner_id != person.id:
        raise NotFound()
    try:
        return row, (current_app.extensions["settings"].files_folder / row.stored_as).read_bytes()
    except FileNotFoundError:
        raise NotFound() from None
