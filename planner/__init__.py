"""Shangzuo 上座: plans a client's visit from the first request to the thank-you call."""

import gc
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from flask import Flask, g
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

FEATURES = ("accounts", "people", "places", "receptions", "banquets", "rooms", "arrangements", "on_the_day", "resources", "programme", "sites", "tours", "safety", "funds", "budgets", "outbox", "invitations", "documents", "check_in", "calls", "running", "calendar", "settlement", "reports", "jobs",
            "overview")
TASKS = ("planner.receptions.tasks", "planner.resources.tasks", "planner.tours.tasks", "planner.programme.tasks", "planner.banquets.tasks", "planner.budgets.tasks", "planner.invitations.tasks", "planner.outbox.tasks", "planner.outbox.mailbox", "planner.calendar.answers", "planner.calendar.house",
         "planner.documents.tasks", "planner.invitations.papers", "planner.running.papers", "planner.running.tasks", "planner.jobs.housekeeping", "planner.overview.tasks", "planner.privacy.tasks")
HERE = Path(__file__).parent


def folder_of(name):
    """The folder of templates or static files: inside the installed package, or beside it in a checkout."""
    inside = HERE / name
    return inside if inside.is_dir() else HERE.parent / name


@contextmanager
def _collector_paused():
    """The collector of garbage rests: nothing is thrown away while the features are read in, and looking for it would be a fifth of their time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_collector_paused()
def create_app(settings):
    """The web application for these settings; tests pass their own. Raises BadSettings for what must not run."""
    from planner import db, error_pages, i18n, logs, web  # here, so that importing planner alone stays light
    from planner.compiled import kept_templates
    from planner.limits import OWN_COUNTS, limiter
    from planner.outbox import pace

    settings.check()
    app = Flask(__name__, template_folder=str(folder_of("templates")), static_folder=str(folder_of("static")))
    app.config.update(
        SECRET_KEY=settings.secret_key, TRUSTED_HOSTS=list(settings.hosts), MAX_CONTENT_LENGTH=11 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024, MAX_FORM_PARTS=1000, TESTING=settings.testing,
        SESSION_COOKIE_NAME="__Host-form" if settings.is_https else "form", SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=True,
        RATELIMIT_ENABLED=settings.limits, RATELIMIT_STORAGE_URI=settings.redis_url or OWN_COUNTS,
        RATELIMIT_HEADERS_ENABLED=False, SEND_FILE_MAX_AGE_DEFAULT=31536000, PROPAGATE_EXCEPTIONS=False,
        BABEL_DEFAULT_LOCALE="zh_Hans_CN", PREFERRED_URL_SCHEME="https" if settings.is_https else "http",
    )
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True, "bytecode_cache": kept_templates("pages")}
    if settings.proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxy_hops, x_proto=settings.proxy_hops)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app.extensions["settings"] = settings
    app.extensions["database"] = db.Database(settings.url)
    app.extensions["outbox_pace"] = pace.read(settings.data_dir)
    app.teardown_appcontext(db.close_session)
    if not settings.testing:
        logs.configure(app)
    app.url_map.converters["id"] = web.IdConverter
    CSRFProtect(app)
    i18n.init(app)
    limiter.init_app(app)
    app.after_request(web.set_headers)
    error_pages.register(app)
    _register_features(app)
    _template_globals(app, web)
    return app


def _register_features(app):
    from planner.accounts.views import load_account
    from planner.web import refuse_malformed

    app.before_request_funcs.setdefault(None, [])[:0] = [refuse_malformed, load_account]
    for feature in FEATURES:
        app.register_blueprint(import_module(f"planner.{feature}.views").bp)
    app.register_blueprint(import_module("planner.banquets.studio_views").bp)
    app.register_blueprint(import_module("planner.banquets.decide_views").bp)
    app.register_blueprint(import_module("planner.tours.application_views").bp)
    app.register_blueprint(import_module("planner.documents.visit_views").bp)
    app.register_blueprint(import_module("planner.documents.approval_views").bp)
    app.register_blueprint(import_module("planner.budgets.standin_views").bp)
    app.register_blueprint(import_module("planner.accounts.second_factor_views").bp)
    for module in TASKS:
        import_module(module)
    from planner.cli import flask_commands
    flask_commands(app)


def _template_globals(app, web):
    from planner import formats
    from planner.paging import page_address
    from planner.accounts.permissions import may
    from planner.budgets.queries import waiting_count
    from planner.forms import messages_of

    app.jinja_env.globals.update(
        vendor=web.vendor, icon=web.icon, static_url=web.static_url, current_person=web.current_person,
        may=lambda permission: may(web.current_roles(), permission),
        waiting_approvals=lambda: waiting_count(web.current_person()) if g.get("account") else 0,
        settings=app.extensions["settings"], demonstration=app.extensions["settings"].demonstration,
        messages_of=messages_of, page_address=page_address, **formats.GLOBALS)


__all__ = ["create_app", "folder_of"]
