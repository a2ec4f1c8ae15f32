"""Background entry points of documents."""

from planner import audit, clock
from planner.accounts.permissions import may
from planner.accounts.queries import roles_of
from planner.db import transaction
from planner.documents import export
from planner.documents.queries import reader_of
from planner.formats import listed
from planner.i18n import _, force_language
from planner.jobs.actions import store_file, task
from planner.people import access_log
from planner.receptions.queries import get_reception, party


@task("documents.all_papers")
def all_papers(progress, reception_id, language="zh"):
    """Every paper the person may see, in both languages, as a zip of their own. Cancelled between two papers."""
    person = progress.person
    roles = roles_of(person)
    reception = get_reception(reception_id, person)
    shown = party(reception) if may(roles, "diet.see") else []
    files, left_out = export.all_papers(reception, reader_of(reception, person, lambda permission: may(roles, permission)), progress)
    name, content = export.all_papers_zip(reception, files, clock.today(reception.time_zone))
    with force_language(language):
        said = _("Papers made: %(count)s.", count=len(files))
        if left_out:
            said += " " + _("Not ready yet: %(papers)s.", papers=listed(kind.title for kind in left_out))
    with transaction():
        progress(len(files), len(files), said)
        row = store_file(content, name, "application/zip", owner_id=person.id)
        audit.append("papers.exported", subject=reception, by=person, at=clock.now(), details={"papers": len(files)})
    access_log.shown(shown, by=person, page="documents.all_papers")
    return {"file": row.id}
