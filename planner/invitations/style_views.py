"""Routes of how the invitations to a banquet read and look, with a preview for a real guest and the check before sending."""

from flask import flash, make_response, request, url_for

from planner import clock
from planner.documents import invitation_designs as designs
from planner.documents.typesetting import paper_pdf
from planner.errors import NotFound
from planner.i18n import _, current_language
from planner.invitations import cards, letters, phrases, proofreading, queries, styles
from planner.invitations.style_forms import StyleForm
from planner.invitations.views import bp
from planner.limits import limiter
from planner.receptions.queries import get_reception, own_reception
from planner.web import check_version, current_person, go_to, once, page, requires

PATH = "/receptions/<id:reception_id>/banquets/<id:banquet_id>/invitations/style"


@bp.get(PATH)
@requires("invitation.see")
def style(reception_id, banquet_id):
    """The words and looks as they hold, a preview for the guest of ?guest=, and what to mend before sending."""
    banquet = queries.get_banquet(get_reception(reception_id, current_person()), banquet_id)
    held = styles.style_for(banquet)
    return _style_page(banquet, StyleForm(formdata=None, data=styles.shown(banquet, held)), held)


@bp.post(PATH)
@requires("invitation.send")
@once
def change_style(reception_id, banquet_id):
    """Keep the choices, or with the button “show” only look at them."""
    banquet = queries.get_banquet(own_reception(reception_id, current_person()), banquet_id)
    form, held = StyleForm(), styles.style_for(banquet)
    if not form.validate():
        return _style_page(banquet, form, held, status=422)
    values = styles.written(banquet, held, form.values())
    if "show" in request.form:
        return _style_page(banquet, form, styles.unsaved(banquet, values), is_saved=False)
    check_version(held, form, styles.shown(banquet, held))
    styles.save(banquet, values, by=current_person(), at=clock.now())
    flash(_("The words and looks of the invitations are kept."))
    return go_to(url_for("invitations.style", reception_id=reception_id, banquet_id=banquet_id, guest=request.form.get("guest") or None))


@bp.get(f"{PATH}/card.pdf")
@requires("invitation.see")
@limiter.limit("60 per minute")
def style_card(reception_id, banquet_id):
    """The card of the guest of ?guest= as PDF, in the stored design or that of ?design=, in the language of ?lang= or in both (?lang=both)."""
    banquet = queries.get_banquet(get_reception(reception_id, current_person()), banquet_id)
    held, rows = styles.style_for(banquet), queries.standing(banquet)
    values = {name: getattr(held, name) for name in (*styles.CHOICES, *(f"{piece}_{lang}" for piece in phrases.PIECES for lang in phrases.LANGUAGES))}
    design, lang = request.args.get("design", held.design), request.args.get("lang", current_language())
    if not rows or lang not in ("zh", "en", "both") or design not in {one.id for one in designs.for_paper()}:
        raise NotFound()
    wanted = styles.unsaved(banquet, values | {"design": design} | ({"is_bilingual": True} if lang == "both" else {}))
    look = cards.look_of(banquet, wanted)
    card = cards.card_of(_guest(rows), table_number=None, look=look)
    response = make_response(paper_pdf("invitation", look.paper([card]), "zh" if lang == "both" else lang))
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "inline", filename=f"invitation-{design}-{lang}.pdf")
    return response


def _style_page(banquet, form, held, *, status=200, is_saved=True):
    rows, lang = queries.standing(banquet), current_language()
    guest = _guest(rows) if rows else None
    words = styles.wording_for(banquet, held)
    return page("invitations/style.html", status=status, reception=banquet.reception, banquet=banquet, form=form, style=held, words=words, rows=rows, guest=guest,
                letter=_letter(guest, words) if guest else None, card=cards.card_of(guest, look=cards.look_of(banquet, held)) if guest else None,
                is_saved=is_saved, findings=proofreading.findings(banquet, held), fields=phrases.fields().values(), designs=designs.for_paper(),
                mail_designs=designs.for_mail(), lang=lang, version=(styles.style_of(banquet) or styles.usual_style(banquet)).version,
                is_mine=banquet.reception.owner_id == current_person().id)


def _guest(rows):
    """The invitation of ?guest= (or the form's), else the first; NotFound for one of another banquet."""
    text = request.form.get("guest") or request.args.get("guest", "")
    if not text:
        return rows[0]
    found = next((row for row in rows if str(row.id) == text), None)
    if found is None:
        raise NotFound()
    return found


def _letter(invitation, words):
    return letters.text_of("invitation", letters.Envelope(invitation.attendee, (invitation,)), words=words)
