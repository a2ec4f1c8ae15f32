"""The page of background work: progress, failures, retry, and the files that came out."""

import io

from flask import Blueprint, send_file, url_for

from planner import paging
from planner.db import transaction
from planner.jobs import actions, queries
from planner.web import current_person, current_roles, fragment_or_redirect, go_to, page, requires

bp = Blueprint("jobs", __name__)


def _everyones():
    return "administrator" in current_roles()


@bp.get("/jobs")
@requires("job.see")
def index():
    return page("jobs/index.html", jobs=queries.page_of_jobs(current_person(), everyones=_everyones(), number=paging.wanted()), name_of=queries.name_of)


@bp.get("/jobs/<id:job_id>")
@requires("job.see")
def show(job_id):
    job = queries.get_job(job_id, current_person(), everyones=_everyones())
    return page("jobs/show.html", fragment="jobs/_job.html", job=job, name_of=queries.name_of)


@bp.post("/jobs/<id:job_id>/cancel")
@requires("job.see")
def cancel(job_id):
    with transaction():
        job = queries.get_job(job_id, current_person(), everyones=_everyones())
        actions.cancel(job)
    return fragment_or_redirect("jobs/_job.html", url_for(".show", job_id=job_id), job=job, name_of=queries.name_of)


@bp.post("/jobs/<id:job_id>/retry")
@requires("job.see")
def retry(job_id):
    with transaction():
        actions.retry(queries.get_job(job_id, current_person(), everyones=_everyones()))
    return go_to(url_for(".show", job_id=job_id))


@bp.get("/files/<id:file_id>")
@requires("job.see")
def download(file_id):
    row, content = queries.get_file(file_id, current_person())
    return send_file(io.BytesIO(content), mimetype=row.content_type, as_attachment=True, download_name=row.name)
