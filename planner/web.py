"""How a route answers: whole page or fragment, who may ask, sent once, and the headers on everything."""

import hashlib
import hmac
import re
from contextlib import nullcontext
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from urllib.parse import urlsplit

from flask import abort, current_app, g, make_response, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.routing import IntegerConverter, ValidationError

from planner import formats, idempotency
from planner.accounts.permissions import may
from planner.db import transaction
from planner.errors import Conflict, NotAllowed
from planner.i18n import _
from planner.reading import read_once

CSP = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
       "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; manifest-src 'self'")
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


class IdConverter(IntegerConverter):
    """An id in an address: 1 to 2^31 − 1, in plain digits; everything else is an unknown address."""

    def to_python(self, value):
        if not value.isascii() or value.startswith("0") or len(value) > 10 or int(value) > 2**31 - 1:
            raise ValidationError
        return int(value)


def is_htmx():
    """Whether HTMX asked, so that a fragment is wanted. It chooses the look, never a right."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def page(template, *, fragment=None, status=200, **context):
    """The whole page, or its fragment alone for HTMX."""
    chosen = fragment if fragment and is_htmx() else template
    response = make_response(render_template(chosen, **context), status)
    response.vary.add("HX-Request")
    return response


def fragment_or_redirect(fragment, location, **context):
    """After a change: the fragment for HTMX, else 303 to `location`."""
    if is_htmx() and fragment:
        return page(fragment, **context)
    return go_to(location)


def go_to(location):
    """303 to one of our own pages; HTMX is told to load it whole."""
    if is_htmx():
        response = make_response("", 204)
        response.headers["HX-Redirect"] = location
        return response
    return redirect(location, 303)


MOST_FIELDS = 1000


def refuse_malformed():
    """Before each request: 400 for what no browser sends, so that no route has to think of it."""
    arrived = [request.path, *request.args.keys(), *request.args.values()]
    if request.method == "POST":
        if len(request.form) + len(request.files) > MOST_FIELDS:
            abort(400)
        arrived += [*request.form.keys(), *request.form.values(), *(file.filename or "" for file in request.files.values())]
    if any("\x00" in text or "\ufffd" in text for text in arrived):
        abort(400)


def own_path(location, otherwise="/"):
    """`location` if it is a path of this site, else `otherwise`: no open redirects."""
    text = location or ""
    is_path = text.isprintable() and "\\" not in text and text.startswith("/") and not text.startswith("//")
    return text if is_path else otherwise


def current_person():
    """The signed-in Person, or None."""
    account = g.get("account")
    return account.person if account is not None else None


def current_roles():
    account = g.get("account")
    return account.roles if account is not None else frozenset()


def public(view):
    """Mark a route that needs nobody signed in."""
    view.is_public = True
    return view


def unattended(view):
    """Mark a route that a page asks by itself, with nobody at the screen: it does not keep the session alive."""
    view.is_unattended = True
    return view


def for_guests(view):
    """Mark a public route that guests come to: what goes wrong there is told on a page for guests, without the frame of the house."""
    view.is_for_guests = True
    return public(view)


def requires(permission):
    """The route is for signed-in people whose role has `permission`; others get 303/401 or 403. A page reads each thing once: no GET changes anything."""
    def decorate(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            if g.get("account") is None:
                return sign_in_first()
            if not may(current_roles(), permission):
                current_app.logger.warning("denied %s to person %s", permission, current_person().id)
                raise NotAllowed(_("Your role does not include this. Ask the administrator if it should."))
            with nullcontext() if request.method == "POST" else read_once():
                return view(*args, **kwargs)
        guarded.permission = permission
        return guarded
    return decorate


def sign_in_first():
    """To the sign-in page and back; a fragment is told to go there, never drawn with a form inside."""
    back = request.full_path.rstrip("?") if request.method == "GET" and not is_htmx() else ""
    location = url_for("accounts.sign_in", next=back or None)
    if is_htmx():
        response = make_response("", 401)
        response.headers["HX-Redirect"] = location
        return response
    return redirect(location, 303)


def once(view):
    """The work of this form happens once, however often it is sent; the answer is the first one again.

    Opens the transaction around the whole view: a view that answers 4xx leaves nothing behind.
    """
    @wraps(view)
    def guarded(*args, **kwargs):
        key = request.form.get(idempotency.FIELD, "")
        if not KEY.match(key):
            return _stored_unless_refused(view, args, kwargs, None)
        actor = str(current_person().id) if current_person() else "guest"
        where = (actor, request.path[:100], key)
        hashed = idempotency.body_hash(request.form.items(multi=True), request.files.items(multi=True))
        found = idempotency.earlier(*where)
        if found is None:
            try:
                return _stored_unless_refused(view, args, kwargs, (*where, hashed))
            except IntegrityError:
                found = idempotency.earlier(*where)
                if found is None:
                    raise
        if found.body_hash != hashed:
            abort(422, description=_("This form was already sent with other content. Please reload the page and try again."))
        return go_to(found.location or "/")
    return guarded


class _Refused(Exception):
    """Carries a 4xx answer out of the transaction, so that nothing is stored."""

    def __init__(self, response):
        self.response = response


def _stored_unless_refused(view, args, kwargs, key):
    try:
        with transaction():
            row = idempotency.begin(*key) if key else None
            response = make_response(view(*args, **kwargs))
            if response.status_code >= 400:
                raise _Refused(response)
            if row is not None:
                row.status = response.status_code
                row.location = response.headers.get("Location") or response.headers.get("HX-Redirect") or own_path(
                    urlsplit(request.referrer or "").path)
            return response
    except _Refused as refused:
        return refused.response


def check_version(row, form=None, stored=None):
    """Refuse a form drawn from another version of `row`; with the form, both versions stand side by side.

    `stored` gives the values of fields that are no columns of the row, or others than its columns of that name.
    """
    if request.form.get("version", "") == str(row.version):
        return
    if form is None:
        raise Conflict(_("This was changed meanwhile, perhaps by you in another window. Nothing was stored; please open it anew and try again."))
    raise in_conflict(row, form, stored)


def in_conflict(row, form, stored=None):
    """The Conflict between what a form says and what is stored, field by field in the words of the form."""
    mine, theirs = {}, {}
    for field in form:
        if field.name == "csrf_token" or not (field.name in (stored or {}) or hasattr(row, field.name)):
            continue
        there = stored[field.name] if stored and field.name in stored else getattr(row, field.name)
        typed, there = _in_words(field, field.data), _in_words(field, there)
        if typed != there:
            mine[field.label.text], theirs[field.label.text] = typed, there
    return Conflict(_("Somebody changed this while you were editing. Nothing was stored; please compare and decide."), mine=mine, theirs=theirs)


def _in_words(field, value):
    """What a field holds as the reader sees it: the words of a choice, a tick as yes or no, a time as it is written."""
    if field.type == "BooleanField":
        return _("yes") if value else _("no")
    choices = [one if isinstance(one, tuple) else (one.value, one.label) for one in getattr(field, "choices", None) or ()]
    labels = {str(choice[0]): str(choice[1]) for choice in choices}
    if isinstance(value, (list, tuple)):
        return formats.listed(labels.get(str(one), one) for one in value)
    if isinstance(value, datetime):
        return formats.day_and_time(value)
    if isinstance(value, date):
        return formats.day(value)
    text = "" if value is None else str(value)
    return labels.get(text, text)


def set_headers(response):
    """Security headers on every answer, errors and static files included."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin" if request.endpoint not in ("invitations.open_link", "on_the_day.open_finder") else "no-referrer"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    position = "(self)" if request.endpoint == "calls.today" else "()"  # a caller may add where they are, if they want
    camera = "(self)" if request.endpoint == "check_in.desk" else "()"            # reads the code of a card, where the browser can
    headers["Permissions-Policy"] = f"camera={camera}, geolocation={position}, microphone=()"
    if current_app.extensions["settings"].is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static" or response.status_code >= 400:
        headers["Cache-Control"] = "no-store"
    return response


def static_url(name):
    """The address of one of our static files, with a mark that changes when the file does."""
    return _once_per_address(name, lambda: url_for("static", filename=name, v=_mark(name)))


def vendor(name):
    """The address of a third-party file, whatever version set-up put there."""
    def found():
        files = sorted(Path(current_app.static_folder, "vendor").glob(f"**/{name}"))
        return static_url(str(files[-1].relative_to(current_app.static_folder)) if files else f"vendor/{name}")

    return _once_per_address(f"vendor {name}", found)


def _once_per_address(name, make):
    """What `make` gives, made once for each place at which the application is mounted: every page asks for some twenty of these."""
    known = current_app.extensions.setdefault("static_addresses", {})
    key = request.script_root, name
    if key not in known:
        known[key] = make()
    return known[key]


def _mark(name):
    try:
        return hashlib.sha256(Path(current_app.static_folder, name).read_bytes()).hexdigest()[:10]
    except OSError:
        return "missing"


def icon(name):
    """The address of one icon in the sprite."""
    return f"{static_url('vendor/icons.svg')}#{name}"


def signed(text, purpose):
    """A short keyed hash of `text` for `purpose`, to recognise our own values."""
    key = current_app.extensions["settings"].secret_key.encode()
    return hmac.new(key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()[:32]


__all__ = ["abort", "check_version", "current_person", "current_roles", "for_guests", "fragment_or_redirect", "go_to", "icon", "is_htmx", "once", "own_path",
           "page", "public", "refuse_malformed", "requires", "set_headers", "sign_in_first", "static_url", "unattended", "vendor"]
