"""Find-my-seat: the sheet for the door with its code, and the page that a guest's phone opens. GET changes nothing."""

from datetime import timedelta

from flask import current_app, flash, g, redirect, request, url_for

from planner import clock
from planner.accounts.queries import token_hash
from planner.banquets import queries as banquets
from planner.errors import NotFound, RuleBroken
from planner.i18n import LOCALES, _
from planner.limits import limiter
from planner.on_the_day import actions, finder
from planner.on_the_day.views import BASE, _around, bp, changed_at
from planner.people.names import clean_text
from planner.qr import qr_path
from planner.receptions.queries import get_reception
from planner.web import current_person, for_guests, go_to, once, page, requires

PATH = "/seat"
COOKIE_DAYS = 3


# --- the sheet --------------------------------------------------------------------------------------------------------


@bp.get(f"{BASE}/find-my-seat")
@requires("banquet.see")
def finder_sheet(reception_id, banquet_id):
    return _sheet_page(banquets.get_banquet(get_reception(reception_id, current_person()), banquet_id))


def _sheet_page(banquet, status=200, problem=""):
    found, around = finder.open_finder(banquet), _around(banquet)
    address = finder.address_of(found) if found and around["may_change"] else ""
    return page("on_the_day/finder_sheet.html", status=status, finder=found, address=address, code=qr_path(address) if address else None,
                problem=problem, **around)


@bp.post(f"{BASE}/find-my-seat")
@requires("banquet.edit")
@once
def make_finder(reception_id, banquet_id):
    banquet = changed_at(reception_id, banquet_id)
    try:
        actions.make_finder(banquet, by=current_person(), at=clock.now())
    except RuleBroken as error:
        return _sheet_page(banquet, 422, error.message)
    return go_to(url_for("on_the_day.finder_sheet", reception_id=reception_id, banquet_id=banquet_id))


@bp.post(f"{BASE}/find-my-seat/revoke")
@requires("banquet.edit")
@once
def revoke_finder(reception_id, banquet_id):
    actions.revoke_finder(changed_at(reception_id, banquet_id), by=current_person(), at=clock.now())
    flash(_("The link does not work any more. Please take the sheet down."))
    return go_to(url_for("on_the_day.finder_sheet", reception_id=reception_id, banquet_id=banquet_id))


# --- the guest's phone ------------------------------------------------------------------------------------------------


def cookie_name():
    """`__Secure-` where https keeps that promise; `__Host-` would not allow the path."""
    return "__Secure-seat" if current_app.extensions["settings"].is_https else "seat"


def _by_link():
    return "seat:" + token_hash(request.cookies.get(cookie_name(), "") or request.remote_addr or "")


@bp.get("/s/<token>")
@for_guests
@limiter.limit("120 per minute")
def open_finder(token):
    """The code on the sheet: hands over the cookie and leads on, so that no later address carries the link."""
    _require_finder(token)
    response = redirect(url_for("on_the_day.find_seat"), 303)
    response.set_cookie(cookie_name(), token, path=PATH, httponly=True, samesite="Lax", secure=current_app.extensions["settings"].is_https,
                        max_age=int(timedelta(days=COOKIE_DAYS).total_seconds()))
    return response


@bp.get("/seat")
@for_guests
@limiter.limit("60 per minute; 900 per hour")                            # a whole hall may stand behind one address
@limiter.limit("300 per minute; 3000 per hour", key_func=_by_link)       # all guests of a banquet share one link
def find_seat():
    """The page with its one field; with `q`, who bears that name and where they sit."""
    found = _require_finder(request.cookies.get(cookie_name(), ""))
    chosen = request.args.get("lang")
    if chosen in LOCALES:
        g.language = chosen
    typed = clean_text(request.args.get("q", ""))[:60]
    seats, message = _seats(found.banquet, typed)
    return page("on_the_day/find_seat.html", status=422 if message else 200, banquet=found.banquet, typed=typed, seats=seats, message=message,
                picture=finder.picture(found.banquet) if seats else None, chosen=chosen if chosen in LOCALES else "")


def _seats(banquet, typed):
    """(FoundSeats, why there are none)."""
    if not typed:
        return [], ""
    if len(typed.replace(" ", "")) < finder.FEWEST_LETTERS:
        return [], _("Please type at least two letters or characters of the name.")
    try:
        found = finder.find(banquet, typed)
    except finder.TooMany:
        return [], _("Several names begin like this. Please type more of the name.")
    return found, "" if found else _("Nobody is found under this name. Please try another spelling, or ask at the door.")


def _require_finder(token):
    """Unknown, revoked and past links get the same page as any unknown address."""
    found = finder.finder_for(token, clock.now())
    if found is None:
        raise NotFound()
    return found
