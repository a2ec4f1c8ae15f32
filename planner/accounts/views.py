"""Signing in and out, the demonstration's door, the language, and the administrator's page of accounts."""

from flask import Blueprint, current_app, g, redirect, request, session as cookie, url_for

from planner import clock, paging
from planner.accounts import actions, queries, second_factor
from planner.accounts.forms import ROLE_NAMES, AccountForm, PasswordForm, SignInForm
from planner.accounts.models import Account
from planner.db import session, transaction
from planner.errors import NotFound, RuleBroken
from planner.i18n import _, _l, COOKIE, LOCALES
from planner.limits import limiter
from planner.people.actions import add_staff
from planner.web import check_version, current_person, go_to, once, own_path, page, public, requires

bp = Blueprint("accounts", __name__)
USED_LINK = _l("This one-time link does not work: it was used, replaced by a newer one, or is older than three days. Ask the administrator for a new one.")


def cookie_name():
    """`__Host-` where https keeps that promise; the demonstration on loopback has no https."""
    return "__Host-shangzuo" if current_app.extensions["settings"].is_https else "shangzuo"


def load_account():
    """Before each request: who is this? Writes at most once a minute, to keep the idle time."""
    settings = current_app.extensions["settings"]
    g.account = g.login_session = None
    token = request.cookies.get(cookie_name())
    if not token or request.endpoint == "static":
        return
    at = clock.now()
    found = queries.account_for_cookie(token, at=at, idle_minutes=settings.session_idle_minutes, hours=settings.session_hours)
    if found is None:
        return
    is_unattended = getattr(current_app.view_functions.get(request.endpoint), "is_unattended", False)
    if not is_unattended and (at - found.last_seen_at).total_seconds() > 60:
        with transaction():
            found.last_seen_at = at
    g.account, g.login_session = found.account, found


def _enter(account, location):
    """Start a session and lead on; what the browser held before is forgotten."""
    with transaction():
        token = actions.start_session(account, at=clock.now())
    cookie.clear()
    settings = current_app.extensions["settings"]
    response = go_to(location)
    response.set_cookie(cookie_name(), token, httponly=True, samesite="Lax", secure=settings.is_https, path="/")
    if account.language in LOCALES:
        response.set_cookie(COOKIE, account.language, max_age=31536000, samesite="Lax", secure=settings.is_https, httponly=True)
    return response


@bp.get("/sign-in")
@public
def sign_in():
    return _sign_in_page(SignInForm())


def _sign_in_page(form, status=200):
    demonstration = current_app.extensions["settings"].demonstration
    people = queries.demonstration_accounts() if demonstration else []
    return page("accounts/sign_in.html", form=form, demonstration=people, role_names=ROLE_NAMES, status=status,
                next=own_path(request.values.get("next"), ""), is_new=not demonstration and not queries.accounts())


@bp.post("/sign-in")
@public
@limiter.limit("20 per minute")
@limiter.limit("5 per minute", key_func=lambda: "login:" + request.form.get("login", "").strip().lower()[:100])
def sign_in_now():
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form, 422)
    account = actions.check_password(form.login.data, form.password.data or "")
    if account is None:
        current_app.logger.warning("sign-in refused")
        form.form_errors.append(_("Login and password do not fit together."))
        return _sign_in_page(form, 422)
    return _enter(account, own_path(request.form.get("next")))


@bp.post("/demonstration/<id:account_id>")
@public
def enter_demonstration(account_id):
    """Enter as one of the demonstration people: on loopback, in demonstration mode, and nowhere else."""
    if not current_app.extensions["settings"].demonstration or not request.remote_addr or not _is_loopback(request.remote_addr):
        raise NotFound()
    account = session().get(Account, account_id)
    if account is None or account.disabled_at is not None:
        raise NotFound()
    return _enter(account, own_path(request.form.get("next")))


def _is_loopback(address):
    return address == "::1" or address.startswith("127.")


@bp.post("/sign-out")
@requires("signed_in")
def sign_out():
    with transaction():
        actions.end_session(request.cookies[cookie_name()], by=current_person(), at=clock.now())
    cookie.clear()
    response = go_to(url_for("accounts.sign_in"))
    response.delete_cookie(cookie_name(), path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.post("/language")
@public
def choose_language():
    """Keep the chosen language in the browser, and in the account of who is signed in."""
    chosen = request.form.get("language")
    if chosen not in LOCALES:
        raise NotFound()
    if g.account is not None and g.account.language != chosen:
        with transaction():
            g.account.language = chosen
    response = redirect(own_path(request.form.get("next")), 303)
    response.set_cookie(COOKIE, chosen, max_age=31536000, samesite="Lax", httponly=True,
                        secure=current_app.extensions["settings"].is_https)
    return response


@bp.get("/welcome/<token>")
@public
def open_link(token):
    link = queries.open_link(token, at=clock.now())
    if link is None:
        raise NotFound(USED_LINK)
    return page("accounts/set_password.html", form=PasswordForm(), token=token)


@bp.post("/welcome/<token>")
@public
@limiter.limit("10 per minute")
def use_link(token):
    form = PasswordForm()
    with transaction():
        link = queries.open_link(token, at=clock.now())
        if link is None:
            raise NotFound(USED_LINK)
        valid = form.validate()
        try:
            if valid:
                actions.use_link(link, form.password.data or "", at=clock.now())
        except RuleBroken as error:
            form.add_error(error)
            valid = False
    if not valid:
        return page("accounts/set_password.html", form=form, token=token, status=422)
    return _enter(link.account, "/")


@bp.get("/accounts")
@requires("account.admin")
def accounts():
    return page("accounts/index.html", accounts=queries.page_of_accounts(paging.wanted()), role_names=ROLE_NAMES)


def _edit_page(form, account, status=200):
    """Somebody's account, or the form for a new one."""
    return page("accounts/edit.html", form=form, account=account, has_second_factor=account is not None and second_factor.in_use(account) is not None, status=status)


@bp.get("/accounts/new")
@requires("account.admin")
def new_account():
    return _edit_page(form=AccountForm(), account=None)


@bp.post("/accounts/new")
@requires("account.admin")
def add_account():
    form = AccountForm()
    if not form.validate():
        return _edit_page(form=form, account=None, status=422)
    try:
        with transaction():
            person = add_staff(name_zh=form.name_zh.data, name_en=form.name_en.data, by=current_person(), at=clock.now())
            account = actions.create_account(person, form.login.data, form.roles.data, by=current_person(), at=clock.now())
            token = actions.make_link(account, by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _edit_page(form=form, account=None, status=422)
    return _link_page(account, token)


def _link_page(account, token):
    base = current_app.extensions["settings"].base_url
    return page("accounts/link.html", account=account, link=base + url_for("accounts.open_link", token=token))


def _get(account_id):
    account = session().get(Account, account_id)
    if account is None:
        raise NotFound()
    return account


@bp.get("/accounts/<id:account_id>")
@requires("account.admin")
def edit_account(account_id):
    account = _get(account_id)
    return _edit_page(form=_as_stored(account), account=account)


def _as_stored(account):
    return AccountForm(formdata=None, data={"login": account.login, "roles": list(account.roles)})


@bp.post("/accounts/<id:account_id>")
@requires("account.admin")
@once
def change_account(account_id):
    account, form = _get(account_id), AccountForm()
    if not form.validate():
        return _edit_page(form=form, account=account, status=422)
    check_version(account)
    try:
        actions.set_roles(account, form.roles.data, by=current_person(), at=clock.now())
    except RuleBroken as error:
        form.add_error(error)
        return _edit_page(form=form, account=account, status=422)
    return go_to(url_for("accounts.accounts"))


@bp.post("/accounts/<id:account_id>/link")
@requires("account.admin")
def new_link(account_id):
    with transaction():
        account = _get(account_id)
        token = actions.make_link(account, by=current_person(), at=clock.now())
    return _link_page(account, token)


@bp.post("/accounts/<id:account_id>/disable")
@requires("account.admin")
@once
def disable_account(account_id):
    return _change_state(account_id, actions.disable, lambda account: url_for("accounts.accounts"))


@bp.post("/accounts/<id:account_id>/enable")
@requires("account.admin")
@once
def enable_account(account_id):
    return _change_state(account_id, actions.enable, lambda account: url_for("accounts.edit_account", account_id=account.id))


def _change_state(account_id, action, then):
    account = _get(account_id)
    check_version(account)
    try:
        action(account, by=current_person(), at=clock.now())
    except RuleBroken as error:
        form = _as_stored(account)
        form.add_error(error)
        return _edit_page(form=form, account=account, status=422)
    return go_to(then(account))


@bp.get("/settings")
@requires("settings.see")
def settings():
    """What this installation has chosen, and where its rules come from."""
    return page("accounts/settings.html")
