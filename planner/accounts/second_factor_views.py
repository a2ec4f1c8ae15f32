"""Routes of the second factor: setting it up, proving it before a decision, removing it."""

from flask import Blueprint, current_app, flash, g, request, url_for

from planner import clock
from planner.accounts import actions, second_factor, totp
from planner.accounts.forms import CodeForm, OwnPasswordForm
from planner.accounts.models import Account
from planner.db import session, transaction
from planner.errors import NotFound, RuleBroken
from planner.i18n import _
from planner.limits import limiter
from planner.qr import qr_path
from planner.web import go_to, own_path, page, requires

bp = Blueprint("second_factor", __name__)
HOUSE = "Shangzuo"


@bp.get("/second-factor")
@requires("signed_in")
def show():
    return _page()


def _page(status=200, form=None, password=None, problem=""):
    begun = second_factor.being_set_up(g.account, clock.now())
    code = qr_path(totp.address(begun.secret, g.account.login, HOUSE)) if begun else None
    return page("accounts/second_factor.html", status=status, begun=begun, code=code, form=form or CodeForm(formdata=None), problem=problem,
                password=password or OwnPasswordForm(formdata=None), in_use=second_factor.in_use(g.account), left=second_factor.codes_left(g.account),
                demanded=current_app.extensions["settings"].second_factor == "demanded", minutes=second_factor.FRESH_MINUTES)


@bp.post("/second-factor/begin")
@requires("signed_in")
@limiter.limit("10 per minute")
def begin():
    form = OwnPasswordForm()
    valid = form.validate()
    try:
        with transaction():
            if valid:
                second_factor.begin(g.account, form.password.data or "", at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _page(422, password=form)
    return go_to(url_for(".show")) if valid else _page(422, password=form)


@bp.post("/second-factor/confirm")
@requires("signed_in")
@limiter.limit("20 per minute")
def confirm():
    """The first code takes the key into use; the recovery codes are shown now and never again."""
    codes, form = _tried(lambda code, at: second_factor.confirm(g.account, g.login_session, code, at=at))
    return _codes_page(codes) if codes else _page(422, form=form)


def _tried(take):
    """(what `take` made of the code, the form with its message where that is nothing); a wrong code is counted."""
    form, found = CodeForm(), None
    if not form.validate():
        return None, form
    try:
        with transaction():
            found = take(form.code.data or "", clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return None, form
    if not found:
        form.code.errors = [second_factor.WRONG_CODE]
    return found, form


def _codes_page(codes):
    return page("accounts/recovery_codes.html", codes=codes)


@bp.get("/second-factor/prove")
@requires("signed_in")
def ask():
    return _ask_page(CodeForm(formdata=None))


def _ask_page(form, status=200):
    if second_factor.in_use(g.account) is None:
        return go_to(url_for(".show"))
    return page("accounts/prove.html", status=status, form=form, next=own_path(request.values.get("next"), ""))


@bp.post("/second-factor/prove")
@requires("signed_in")
@limiter.limit("20 per minute")
def prove():
    """Let this browser decide for some minutes."""
    proved, form = _tried(lambda code, at: second_factor.prove(g.account, g.login_session, code, at=at))
    if not proved:
        return _ask_page(form, 422)
    return go_to(own_path(request.form.get("next")))


@bp.post("/second-factor/codes")
@requires("signed_in")
def new_codes():
    at = clock.now()
    if second_factor.in_use(g.account) is None:
        return _page(422, problem=_("There is no second factor."))
    if second_factor.needed(at):
        return go_to(url_for(".ask", next=url_for(".show")))
    with transaction():
        codes = second_factor.new_codes(g.account, at=at)
    return _codes_page(codes)


@bp.post("/second-factor/remove")
@requires("signed_in")
def remove():
    """One's own, after a code from it."""
    at = clock.now()
    if second_factor.in_use(g.account) and second_factor.needed(at):
        return go_to(url_for(".ask", next=url_for(".show")))
    try:
        with transaction():
            second_factor.remove(g.account, by=g.account.person, at=at)
    except RuleBroken as error:
        return _page(422, problem=error.message)
    flash(_("The second factor is removed."))
    return go_to(url_for(".show"))


@bp.post("/accounts/<id:account_id>/second-factor/remove")
@requires("account.admin")
def remove_of(account_id):
    """For somebody who lost both the authenticator and the recovery codes; they are signed out everywhere."""
    at = clock.now()
    account = session().get(Account, account_id)
    if account is None:
        raise NotFound()
    try:
        with transaction():
            second_factor.remove(account, by=g.account.person, at=at)
            actions.end_all_sessions(account, by=g.account.person, at=at)
    except RuleBroken as error:
        flash(error.message, "error")
    else:
        flash(_("The second factor is removed."))
    return go_to(url_for("accounts.accounts") if account is g.account else url_for("accounts.edit_account", account_id=account_id))
