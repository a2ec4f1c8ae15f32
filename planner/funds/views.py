"""Routes of the funds: the tree, one of them, a new one, a change, and the files."""

from urllib.parse import quote

from flask import Blueprint, current_app, flash, make_response, request, url_for

from planner import clock, sheets
from planner.accounts.permissions import may
from planner.errors import RuleBroken
from planner.funds import actions, files, pictures, queries, rulebook
from planner.funds.forms import AmountForm, FundForm, NameForm, amount_data
from planner.i18n import _
from planner.limits import limiter
from planner.paging import wanted
from planner.settings import BadSettings
from planner.web import current_person, current_roles, go_to, once, page, requires

bp = Blueprint("funds", __name__)
TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@bp.record_once
def _read_rules(_state):
    """A mistake in the rule file stops the start."""
    try:
        rulebook.check()
    except rulebook.BadRules as error:
        raise BadSettings(str(error)) from None


def _today():
    return clock.today(current_app.extensions["settings"].time_zone)


@bp.get("/funds")
@requires("fund.see")
def index():
    past = request.args.get("past") == "1"
    return page("funds/tree.html", branches=queries.tree(current_person(), None if past else _today()), past=past, pictures=pictures, may_edit=may(current_roles(), "fund.edit"),
                sees_all=may(current_roles(), "fund.company"))


@bp.get("/funds.<any(csv, xlsx):ending>")
@requires("fund.see")
@limiter.limit("20 per minute")
def funds_file(ending):
    """The whole tree, funds of the past with it; the workbook with every move of the ledger besides."""
    branches = queries.tree(current_person())
    head, rows = files.tree_head(), files.tree_rows(branches)
    if ending == "csv":
        content = sheets.csv_bytes(head, rows)
    else:
        ledger = (_("Ledger"), files.ledger_head(), files.ledger_rows(queries.entries(current_person())))
        content = sheets.workbook_bytes([(_("Funds"), head, rows), ledger], _("Funds"), _today())
    response = make_response(content)
    response.mimetype = TYPES[ending]
    shown = f"{_('Funds')} {_today().isoformat()}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=f"funds-{_today().isoformat()}.{ending}", **{"filename*": f"UTF-8''{quote(shown, safe='')}"})
    return response


@bp.get("/funds/<id:fund_id>")
@requires("fund.see")
def show(fund_id):
    return _fund_page(queries.get_fund(fund_id, current_person()))


def _fund_page(fund, form=None, name=None, status=200):
    branch, person = queries.branch_of(fund), current_person()
    may_edit = may(current_roles(), "fund.edit")
    above = [one for one in queries.way_of(fund)[:-1] if may(current_roles(), "fund.company") or queries.sees(person, one)]
    return page("funds/show.html", status=status, fund=fund, branch=branch, below=queries.below(fund), above=above, charges=queries.charges(fund, wanted()), pictures=pictures,
                form=form or (AmountForm(formdata=None, data=amount_data(fund)) if may_edit else None), version=_version(fund),
                name=name or (NameForm(formdata=None, data={"title_zh": fund.title_zh, "title_en": fund.title_en}) if may_edit else None))


def _version(fund):
    """The version the form was drawn from: that which was sent, when its form is shown again."""
    text = request.form.get("version", "") if request.method == "POST" else str(fund.version)
    return text if text.isascii() and text.isdecimal() and len(text) < 10 else ""


@bp.post("/funds/<id:fund_id>")
@requires("fund.edit")
@once
def change(fund_id):
    fund = queries.get_fund(fund_id, current_person())
    form = AmountForm()
    if not form.validate():
        return _fund_page(fund, form, status=422)
    try:
        actions.change_fund(fund, version=request.form.get("version", ""), by=current_person(), at=clock.now(), **form.change_values())
    except RuleBroken as error:
        form.add_error(error)
        return _fund_page(fund, form, status=422)
    flash(_("Stored. It counts from now on; what was stays on record."))
    return go_to(url_for(".show", fund_id=fund.id))


@bp.post("/funds/<id:fund_id>/name")
@requires("fund.edit")
@once
def rename(fund_id):
    fund, name = queries.get_fund(fund_id, current_person()), NameForm()
    if not name.validate():
        return _fund_page(fund, name=name, status=422)
    try:
        actions.rename_fund(fund, version=request.form.get("version", ""), by=current_person(), at=clock.now(), **name.names())
    except RuleBroken as error:
        name.add_error(error)
        return _fund_page(fund, name=name, status=422)
    return go_to(url_for(".show", fund_id=fund.id))


@bp.get("/funds/new")
@requires("fund.edit")
def new():
    parents = _parents()
    below = request.args.get("below", "")
    parent = next((one for one in parents if str(one.id) == below), None)
    start, end = (parent.starts_on, parent.ends_on) if parent else (_today().replace(month=1, day=1), _today().replace(month=12, day=31))
    data = {"parent": parent.id if parent else None, "kind": "department" if parent else "company", "starts_on": start, "ends_on": end, "level": "block"}
    return page("funds/new.html", form=FundForm(parents, formdata=None, data=data))


def _parents():
    return [branch.fund for branch in queries.tree(current_person(), _today()) if len(branch.fund.way) < rulebook.limits()["levels_below"]]


@bp.post("/funds/new")
@requires("fund.edit")
@once
def add():
    form = FundForm(_parents())
    if not form.validate():
        return page("funds/new.html", status=422, form=form)
    try:
        fund = actions.add_fund(form.parents.get(form.parent.data), by=current_person(), at=clock.now(), **form.fund_values())
    except RuleBroken as error:
        form.add_error(error)
        return page("funds/new.html", status=422, form=form)
    flash(_("Added."))
    return go_to(url_for(".show", fund_id=fund.id))
