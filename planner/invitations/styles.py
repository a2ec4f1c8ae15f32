"""The style of a banquet's invitations: what was chosen, and what holds while nothing was."""

from datetime import timedelta
from functools import lru_cache

from sqlalchemy import bindparam, select

from planner import audit
from planner.db import session
from planner.days import special
from planner.documents import invitation_designs as designs
from planner.invitations import phrases
from planner.invitations.style_models import InvitationStyle

FESTIVAL_WITHIN_DAYS = 30
HOME = "CN"
CHOICES = ("occasion", "dress", "asks", "design", "mail_design", "is_bilingual", "has_seal", "has_logo", "has_code")


def style_of(banquet):
    """The stored InvitationStyle, or None while nothing was chosen."""
    return session().scalar(_stored(), {"banquet": banquet.id})


@lru_cache(maxsize=1)
def _stored():
    return select(InvitationStyle).where(InvitationStyle.banquet_id == bindparam("banquet"))


def usual_style(banquet):
    """What holds while nothing was chosen, as a row that belongs to no session."""
    return InvitationStyle(banquet_id=banquet.id, occasion="", dress="business", asks="reply", design=designs.USUAL,
                           mail_design=designs.USUAL_MAIL, is_bilingual=False, has_seal=False, has_logo=True, has_code=True, version=0)


def style_for(banquet):
    """The style that holds: stored or usual."""
    return style_of(banquet) or usual_style(banquet)


def wording_for(banquet, style=None):
    """The Wording of a banquet, by its stored style or the one given."""
    return phrases.wording_of(style or style_of(banquet), banquet.item.title_zh, banquet.item.title_en)


@lru_cache(maxsize=512)
def festival_near(day, lang):
    """The name of the public holiday at home on this day or within thirty days after it; "" for none."""
    for days in range(FESTIVAL_WITHIN_DAYS + 1):
        name = special.holiday(HOME, day + timedelta(days=days), lang)
        if name:
            return name.split("（")[0].split(" (")[0]
    return ""


def shown(banquet, style):
    """What the form shows: the choices, and the words as they hold now with their fields still in them."""
    words = wording_for(banquet, style)
    texts = {f"{piece}_{lang}": words.piece(piece, lang) for piece in phrases.PIECES for lang in phrases.LANGUAGES}
    return texts | {name: getattr(style, name) for name in CHOICES}


def written(banquet, style, values):
    """The values of the form as they are stored: a text that is an occasion's own, the former or the new one's, is None."""
    before = wording_for(banquet, style).occasion
    after = phrases.occasions().get(values["occasion"]) or phrases.occasions()[phrases.guessed(banquet.item.title_zh, banquet.item.title_en)]
    texts = {}
    for piece in phrases.PIECES:
        for lang in phrases.LANGUAGES:
            text = values[f"{piece}_{lang}"]
            texts[f"{piece}_{lang}"] = None if text in (before.pieces[piece, lang], after.pieces[piece, lang]) else text
    return {name: values[name] for name in CHOICES} | texts


def unsaved(banquet, values):
    """A style of these stored values that belongs to no session, for a preview."""
    return InvitationStyle(banquet_id=banquet.id, **values)


def save(banquet, values, *, by, at):
    """Keep these values as the banquet's style."""
    style = style_of(banquet)
    if style is None:
        style = InvitationStyle(banquet_id=banquet.id)
        session().add(style)
    for name, value in values.items():
        setattr(style, name, value)
    session().flush()
    audit.append("invitation_style.changed", subject=banquet, by=by, at=at, details={"occasion": style.occasion, "design": style.design})
    return style
