"""Calendar files and private feeds."""

import io

from flask import Blueprint, current_app, flash, g, request, send_file, url_for

from planner import clock
from planner.accounts.permissions import may
from planner.accounts.queries import language_of
from planner.calendar import actions, content, ics, queries
from planner.calendar.forms import ALARM_NAMES, SCOPE_NAMES, FeedForm
from planner.errors import RuleBroken
from planner.i18n import _, current_language, force_language
from planner.invitations.queries import get_invitation
from planner.invitations.reply_views import calendar_download
from planner.limits import limiter
from planner.receptions.queries import get_reception
from planner.resources.queries import resources
from planner.web import current_person, current_roles, go_to, once, page, public, requires

bp = Blueprint("calendar", __name__)


@bp.get("/receptions/<id:reception_id>/calendar.ics")
@requires("reception.see")
def reception(reception_id):
    """Items and deadlines of one reception as a file."""
    found, lang = get_reception(reception_id, current_person()), current_language()
    data = ics.reception_calendar(found.title(lang), content.entries_of(found, lang),
                                  content.deadlines_of(found, current_roles(), lang), stamp=clock.now())
    return _file(data, f"reception-{found.id}.ics")


@bp.get("/receptions/<id:reception_id>/invitations/<id:invitation_id>/calendar.ics")
@requires("invitation.see")
def invitation(reception_id, invitation_id):
    return calendar_download(get_invitation(get_reception(reception_id, current_person()), invitation_id))


@bp.get("/account/feeds")
@requires("calendar.see")
def feeds():
    return _feeds_page(_form(data={"shows": request.args.get("shows", "mine")}))


def _form(**options):
    """The form with what this person may subscribe to."""
    lang = current_language()
    return FeedForm(resources=resources() if may(current_roles(), "resource.see") else None, lang=lang, **options)


def _feeds_page(form, status=200, address=None):
    return page("calendar/feeds.html", status=status, form=form, address=address, feeds=queries.feeds_of(current_person()),
                scope_names=SCOPE_NAMES, alarm_names=ALARM_NAMES)


@bp.post("/account/feeds")
@requires("calendar.see")
@once
def add_feed():
    """Makes an address and shows it, this once."""
    form = _form()
    if not form.validate():
        return _feeds_page(form, 422)
    try:
        feed, token = actions.add_feed(current_person(), **form.values(), at=clock.now())
    except RuleBroken as problem:
        form.add_error(problem)
        return _feeds_page(form, 422)
    return _feeds_page(_form(formdata=None), address=f"{current_app.extensions['settings'].base_url}/feeds/{token}.ics")


@bp.post("/account/feeds/<id:feed_id>/revoke")
@requires("calendar.see")
@once
def revoke_feed(feed_id):
    actions.revoke_feed(queries.own_feed(feed_id, current_person()), by=current_person(), at=clock.now())
    flash(_("The address is revoked. A calendar that used it gets nothing new any more."))
    return go_to(url_for(".feeds"))


@bp.get("/feeds/<token>.ics")
@public
@limiter.limit("60 per hour")
def feed(token):
    """What a calendar program fetches; the address is the only key, so it can be revoked."""
    found = queries.feed_for(token)
    lang, at = language_of(found.person), clock.now()
    g.language = lang
    with force_language(lang):
        items, days = content.of_feed(found, at=at, lang=lang)
        return _file(ics.feed(_name_of(found, lang), items, days, stamp=at, alarm_minutes=found.alarm_minutes), "receptions.ics")


def _name_of(feed, lang):
    """What the calendar is called in the program that shows it."""
    if feed.scope == "resource":
        return feed.resource.name(lang)
    return _("Bookings of the office") if feed.scope == "office" else _("Receptions of %(name)s", name=feed.person.name(lang))


def _file(data, name):
    return send_file(io.BytesIO(data), mimetype=ics.CONTENT_TYPE, as_attachment=True, download_name=name)


from planner.calendar import house_views, import_views  # noqa: E402, F401 - their routes belong to this blueprint
