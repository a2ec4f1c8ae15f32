"""The guest's page. The link's token is exchanged for a cookie at once, so no later address carries it; GET changes nothing."""

import io
from datetime import timedelta
from functools import partial

from flask import current_app, flash, g, redirect, request, send_file, url_for

from planner import clock
from planner.accounts.queries import token_hash
from planner.calendar.ics import CONTENT_TYPE
from planner.db import session
from planner.errors import NotFound, RuleBroken
from planner.formats import clock_time, day, day_and_time
from planner.i18n import LOCALES, _, force_language
from planner.invitations import answering, companions, door_codes, letters, queries, replies, styles
from planner.invitations.addressing import address_form, language_for
from planner.invitations.forms import ReplyForm, offered_diets
from planner.invitations.views import bp
from planner.limits import limiter
from planner.people.languages import language_name
from planner.web import for_guests, go_to, once, page

PATH = "/reply"


def cookie_name():
    """`__Secure-` where https keeps that promise; `__Host-` would not allow the path."""
    return "__Secure-reply" if current_app.extensions["settings"].is_https else "reply"


def _by_link():
    return "reply:" + token_hash(request.cookies.get(cookie_name(), "") or request.remote_addr or "")


@bp.get("/r/<token>")
@for_guests
@limiter.limit("60 per minute")
def open_link(token):
    """Mail programs and scanners open links too: this only hands over the cookie and leads on."""
    ends_at = _required(queries.link_ends_at, token)
    response = redirect(url_for("invitations.reply"), 303)
    response.set_cookie(cookie_name(), token, path=PATH, httponly=True, samesite="Lax", secure=current_app.extensions["settings"].is_https,
                        expires=ends_at + timedelta(seconds=1))
    return response


@bp.get("/reply")
@for_guests
@limiter.limit("60 per minute", key_func=_by_link)
def reply():
    return _reply_page(_link(tells_all=True))


@bp.post("/reply/<id:invitation_id>")
@for_guests
@limiter.limit("30 per minute", key_func=_by_link)
@once
def answer(invitation_id):
    link, at = _link(), clock.now()
    invitation = _invitation(link, invitation_id)
    form = ReplyForm(invitation.id)
    if not form.validate():
        return _reply_page(link, {invitation.id: form}, 422)
    try:
        with session().begin_nested():
            reply = _keep(link, invitation, form, at)
    except RuleBroken as problem:
        form.add_error(problem)
        return _reply_page(link, {invitation.id: form}, 422)
    if not reply.is_new and not form.has_more:
        flash(_("This reply had already arrived. Nothing has changed."))
    return go_to(url_for("invitations.reply", lang=_chosen_language(), _anchor=f"invitation-{invitation.id}"))


def _keep(link, invitation, form, at):
    """Reply, companion and diet of one form: all of it, or (with RuleBroken) nothing."""
    source = "guest" if link.holder_id == invitation.attendee_id else "assistant"
    said = form.answer.data
    reply = answering.answer(invitation, answer=said, source=source, holder=link.holder, at=at, decide_by=form.decide_by.data,
                           transport=form.transport.data or "", interpreter=form.interpreter.data or "")
    if said != "declined":
        companions.propose(invitation, name=form.companion.data or "", title=form.companion_title.data or "",
                           is_partner=form.companion_is_partner.data, holder=link.holder, at=at)
    if form.forget.data:
        answering.keep_diet(invitation, [], has_consent=True, source=source, at=at)
    elif form.diet.data and said != "declined":
        if not answering.keep_diet(invitation, form.diet.data, has_consent=form.consent.data, source=source, at=at):
            flash(_("Your reply is stored. The dietary needs are not: we keep them only if you tick the box below them."), "warn")
    return reply


@bp.get("/reply/<id:invitation_id>/invitation.ics")
@for_guests
@limiter.limit("30 per minute", key_func=_by_link)
def reply_calendar(invitation_id):
    return calendar_download(_invitation(_link(), invitation_id))


def calendar_download(invitation):
    """The invitation's calendar entry as a file."""
    newest = queries.newest_reply(invitation)
    data = letters.calendar_entry(invitation, method="REQUEST", at=clock.now(), with_method=False,
                                  reply="waiting" if queries.is_unanswered(newest) else newest.answer)
    return send_file(io.BytesIO(data), mimetype=CONTENT_TYPE, as_attachment=True, download_name=f"invitation-{invitation.id}.ics")


def _link(**options):
    link = _required(partial(queries.link_for, **options), request.cookies.get(cookie_name(), ""))
    g.language = _chosen_language() or language_for(link.holder)
    return link


def _required(read, token):
    """Unknown, expired and revoked links get one and the same page, in the language picked on it or the browser's."""
    if _chosen_language():
        g.language = _chosen_language()
    found = read(token, clock.now())
    if found is None:
        raise NotFound()
    return found


def _invitation(link, invitation_id):
    found = next((row for row in queries.invitations_behind(link) if row.id == invitation_id), None)
    if found is None:
        raise NotFound()
    return found


def _chosen_language():
    """The language picked on the page, in the address or the form; None when the guest's own is meant."""
    chosen = request.values.get("lang")
    return chosen if chosen in LOCALES else None


def _reply_page(link, forms=None, status=200):
    """All invitations of the link, each with its form; `forms` are those sent back with messages."""
    invitations, lang, at = queries.invitations_behind(link), g.language, clock.now()
    if not invitations:
        raise NotFound()
    banquet, histories, forms = link.banquet, queries.histories(invitations), forms or {}
    style = styles.style_for(banquet)
    newest = {row.id: found for row in invitations if (found := replies.that_counts(histories[row.id])) is not None}
    brought = companions.latest_of([row for row in invitations if histories[row.id]])     # a companion comes with an answer
    return page("invitations/reply.html", status=status, link=link, banquet=banquet, lang=lang, told=_told(link, lang, style), dress=styles.wording_for(banquet, style).dress.card,
                invitations=invitations, replies=newest, companions=brought,
                contradictions={row.id: replies.contradiction(histories[row.id]) for row in invitations},
                is_open={row.id: queries.is_reply_open(row, at) for row in invitations}, today=queries.today_there(banquet, at),
                off=queries.off(banquet), off_words=queries.OFF_WORDS,
                forms={row.id: forms.get(row.id) or _form_of(row, newest.get(row.id), brought.get(row.id)) for row in invitations},
                with_interpreter=queries.with_interpreter(invitations), address_form=address_form, diets=offered_diets(), chosen=_chosen_language(),
                language_name=language_name, door_code=door_codes.code_of, door_picture=door_codes.code_picture)


def _told(link, lang, style):
    """{language: (Occasion, its day and time in lines)}: that of the page, then the other one for a bilingual card or a guest who reads both."""
    reads_both = {"zh", "en"} <= set(link.holder.person.languages or ()) or style.is_bilingual
    languages = (lang, "en" if lang == "zh" else "zh") if reads_both else (lang,)
    return {one: (letters.occasion(link.banquet, one, holder=link.holder), _when(link.banquet.item.starts_at, one)) for one in languages}


def _when(starts_at, lang):
    with force_language(lang):
        if lang == "zh":
            return [f"{starts_at.year}年{day_and_time(starts_at, 'weekday')}"]
        return [f"{day(starts_at.date(), 'weekday')} {starts_at.year}", clock_time(starts_at)]


def _form_of(invitation, reply, companion):
    """The form as it was last filled in; a diet is never shown back."""
    stands = companion is not None and companion.state in ("proposed", "accepted")
    return ReplyForm(invitation.id, formdata=None, data={
        "decide_by": reply.decide_by if reply else None, "transport": reply.transport if reply else "", "interpreter": reply.interpreter if reply else "",
        **({"companion": companion.name, "companion_title": companion.title, "companion_is_partner": companion.is_partner} if stands else {})})
