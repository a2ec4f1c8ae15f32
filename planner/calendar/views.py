"""Calendar files and private feeds."""

import io

from flask import Blueprint, current_app, flash, g, send_file, url_for

from planner import clock
from planner.accounts.queries import language_of
from planner.calendar import actions, ics, queries
from planner.calendar.forms import FeedForm
from planner.errors import RuleBroken
from planner.i18n import _, current_language, force_language
from planner.invitations.queries import get_invitation
from planner.invitations.reply_views import calendar_download
from planner.limits import limiter
from planner.receptions.queries import get_reception
from planner.web import current_person, current_roles, go_to, once, page, public, requires

bp = Blueprint("calendar", __name__)


@bp.get("/receptions/<id:reception_id>/calendar.ics")
@requires("reception.see")
def reception(reception_id):
    """Items and deadlines of one reception as a file."""
    found, lang = get_reception(reception_id, current_person()), current_language()
    data = ics.reception_calendar(found.title(lang), queries.entries_of(found, lang),
                                  queries.deadlines_of(found, current_roles(), lang), stamp=clock.now())
    return _file(data, f"reception-{found.id}.ics")


@bp.get("/receptions/<id:reception_id>/invitations/<id:invitation_id>/calendar.ics")
@requires("invitation.see")
def invitation(reception_id, invitation_id):
    return calendar_download(get_invitation(get_reception(reception_id, current_person()), invitation_id))


@bp.get("/account/feeds")
@requires("calendar.see")
def feeds():
    return _feeds_page(FeedForm())


def _feeds_page(form, status=200, address=None):
    return page("calendar/feeds.html", status=status, form=form, address=address, feeds=queries.feeds_of(current_person()))


@bp.post("/account/feeds")
@requires("calendar.see")
@once
def add_feed():
    """Makes an address and shows it, this once."""
    form = FeedForm()
    if not form.validate():
        return _feeds_page(form, 422)
    try:
        feed, token = actions.add_feed(current_person(), name=form.name.data, at=clock.now())
    except RuleBroken as problem:
        form.add_error(problem)
        return _feeds_page(form, 422)
    return _feeds_page(FeedForm(formdata=None), address=f"{current_app.extensions['settings'].base_url}/feeds/{token}.ics")


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
    person = queries.feed_for(token).person
    lang = g.language = language_of(person)
    with force_language(lang):
        items, days = queries.feed_content(person, today=clock.today(current_app.extensions["settings"].time_zone), lang=lang)
        return _file(ics.feed(_("Receptions of %(name)s", name=person.name(lang)), items, days, stamp=clock.now()), "receptions.ics")


def _file(data, name):
    return send_file(io.BytesIO(data), mimetype=ics.CONTENT_TYPE, as_attachment=True, download_name=name)
