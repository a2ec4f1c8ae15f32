"""Routes of receptions. The overview of a reception is in planner/overview/, its programme in planner/programme/."""

from flask import Blueprint, request, url_for
from sqlalchemy import select

from planner import clock, paging
from planner.days import special
from planner.db import session
from planner.errors import NotFound, RuleBroken
from planner.i18n import current_language
from planner.people.models import Client
from planner.receptions import actions, queries
from planner.receptions.forms import ReceptionForm
from planner.web import check_version, current_person, go_to, once, page, requires

bp = Blueprint("receptions", __name__)


@bp.get("/receptions")
@requires("reception.see")
def index():
    search = request.args.get("q", "").strip()[:100]
    found = queries.page_of_receptions(current_person(), search=search, number=paging.wanted())
    return page("receptions/index.html", fragment="receptions/_list.html", receptions=found, search=search,
                counts=queries.counts([r.id for r in found]))


def _clients():
    language = current_language()
    found = session().scalars(select(Client).order_by(Client.sort_key, Client.id)).all()
    return [(str(client.id), client.name(language)) for client in found]


@bp.get("/receptions/new")
@requires("reception.edit")
def new():
    chosen = request.args.get("client") or request.args.get("client_id", "")
    client = session().get(Client, int(chosen)) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else None
    form = ReceptionForm(_clients(), formdata=None, data={"client_id": chosen, "customs": special.customs_of(client.country) if client else []})
    return page("receptions/edit.html", fragment="receptions/_customs.html", form=form, reception=None)


@bp.post("/receptions/new")
@requires("reception.edit")
@once
def add():
    form = ReceptionForm(_clients())
    if not form.validate():
        return page("receptions/edit.html", form=form, reception=None, status=422)
    values = form.values()
    client = session().get(Client, int(values.pop("client_id")))
    try:
        reception = actions.add_reception(owner=current_person(), client=client, by=current_person(), at=clock.now(), **values)
    except RuleBroken as error:
        form.add_error(error)
        return page("receptions/edit.html", form=form, reception=None, status=422)
    return go_to(url_for("overview.reception", reception_id=reception.id))


@bp.get("/receptions/<id:reception_id>/edit")
@requires("reception.edit")
def edit(reception_id):
    reception = queries.own_reception(reception_id, current_person())
    form = ReceptionForm(_clients(), obj=reception, data={"client_id": str(reception.client_id)})
    form.client_id.data = str(reception.client_id)
    return page("receptions/edit.html", form=form, reception=reception)


@bp.post("/receptions/<id:reception_id>/edit")
@requires("reception.edit")
@once
def change(reception_id):
    reception = queries.own_reception(reception_id, current_person())
    form = ReceptionForm(_clients())
    if not form.validate():
        return page("receptions/edit.html", form=form, reception=reception, status=422)
    check_version(reception, form)
    values = form.values()
    values["client_id"] = int(values["client_id"])
    try:
        actions.change_reception(reception, by=current_person(), at=clock.now(), **values)
    except RuleBroken as error:
        form.add_error(error)
        return page("receptions/edit.html", form=form, reception=reception, status=422)
    return go_to(url_for("overview.reception", reception_id=reception.id))


@bp.post("/receptions/<id:reception_id>/cancel")
@requires("reception.edit")
@once
def cancel(reception_id):
    reception = queries.own_reception(reception_id, current_person())
    if reception.cancelled_at is not None:
        raise NotFound()
    actions.cancel_reception(reception, by=current_person(), at=clock.now())
    return go_to(url_for("overview.reception", reception_id=reception.id))


from planner.receptions import importing_views, party_views  # noqa: E402,F401  they add their routes to bp, which must exist first
