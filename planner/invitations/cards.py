"""The printed card of an invitation, one PDF each; many are set in one go and cut apart."""

import base64
import hmac
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain

from flask import current_app

from planner import clock
from planner.documents import branding
from planner.documents import invitation_designs as designs
from planner.documents.papers import Heading, Invitation, Invitations, ReplyCode, Text
from planner.documents.render import PRESSES, render_pages
from planner.documents.typesetting import in_halves, paper_html
from planner.invitations import letters, phrases, queries, styles, wording
from planner.invitations.addressing import address_form
from planner.invitations.letters import reply_url
from planner.qr import qr_path

TOKEN_BYTES = 24
"""192 random bits (ASVS 9.1), a multiple of three: no padding."""
RANDOM_TOKEN_MASK = 3
AT_ONCE = 10
"""Cards set together: progress moves, and cancelling is heard, after each such batch."""


def print_cards(invitations, tokens, *, reply_by=None, tables=None, progress=lambda done, total: None):
    """{invitation id: PDF}. `tokens` maps attendee ids to reply tokens for the code on the card; others get none.
    `reply_by` is printed instead of the invitation's own reply date, for a first sending. All are to one banquet. `tables` maps
    attendee ids to table numbers; left out, a card names the table only when the seat is locked, for a mail leaves weeks before
    the plan is final.
    """
    if tables is None:
        tables = queries.tables_of(invitations[0].banquet, locked_only=True) if invitations else {}
    batches = list(_batches(invitations))
    look = look_of(invitations[0].banquet) if invitations else None
    papers = [(lang, look.paper([card_of(row, token=tokens.get(row.attendee_id), reply_by=reply_by, table_number=tables.get(row.attendee_id),
                                         look=look) for row in batch])) for lang, batch in batches]
    printed, sides = {}, designs.designs()[look.style.design].pages if look else 1
    with ThreadPoolExecutor(PRESSES) as workers:
        waiting = [workers.submit(in_halves, lambda part, lang=lang: render_pages(paper_html("invitation", part, lang), sides, part.given), paper) for lang, paper in papers]
        try:
            for (_lang, batch), pages in zip(batches, waiting):
                progress(len(printed), len(invitations))
                printed |= {row.id: pdf for row, pdf in zip(batch, chain.from_iterable(pages.result()), strict=True)}
        finally:
            workers.shutdown(cancel_futures=True)
    progress(len(printed), len(invitations))
    return printed


def _batches(invitations):
    """(language, invitations in it), at most AT_ONCE together."""
    for lang in ("zh", "en"):
        rows = [row for row in invitations if row.language == lang]
        yield from ((lang, rows[first:first + AT_ONCE]) for first in range(0, len(rows), AT_ONCE))


@dataclass(frozen=True)
class Look:
    """What all invitations to one banquet share: how they look, their words, and the values of fields that name no guest."""

    style: object
    words: phrases.Wording
    occasions: dict
    """{language: wording.Occasion}"""

    def paper(self, cards):
        """The Invitations record of these cards."""
        style = self.style
        return Invitations(tuple(cards), style.design, style.is_bilingual, style.has_seal, style.has_logo, branding.logo())


def look_of(banquet, style=None):
    """The Look of a banquet's invitations, by its stored style or the one given."""
    style = style or styles.style_for(banquet)
    return Look(style, styles.wording_for(banquet, style), {lang: letters.occasion(banquet, lang) for lang in phrases.LANGUAGES})


def card_of(invitation, *, token=None, reply_by=None, table_number=None, is_reminder=False, look=None):
    """What the card shows. `look` of its banquet, for many cards."""
    banquet, settings, look = invitation.banquet, current_app.extensions["settings"], look or look_of(invitation.banquet)
    reception, item, host, guest = banquet.reception, banquet.item, banquet.host.person, invitation.attendee.person
    honoured, words = banquet.guest_of_honour, look.words
    is_honoured = honoured.id == invitation.attendee_id
    honouring = Text() if is_honoured else Text(address_form(honoured.person, "zh"), _named(honoured.person))
    said = {lang: said_on_card(look, lang, guest=_called(guest, lang), honouring=honouring.get(lang)) for lang in phrases.LANGUAGES}
    letter = {lang: wording.values(lang, replace(look.occasions[lang], is_guest_of_honour=is_honoured), guest=address_form(guest, lang))
              for lang in phrases.LANGUAGES}
    return Invitation(
        heading=Heading(house=Text(settings.company_zh, settings.company_en), reception=_both(reception.title),
                        client=_both(reception.client.name), issued=clock.today(item.time_zone)),
        salutation=Text(f"尊敬的{address_form(guest, 'zh')}", f"Dear {address_form(guest, 'en')}"), occasion=_both(item.title), honouring=honouring,
        host_name=Text(host.name("zh"), _named(host)), host_post=_both(host.title), starts_at=item.starts_at,
        venue=_both(banquet.venue) or _both(item.place), hall=_both(banquet.hall), dress=Text(words.dress.card.zh, words.dress.card.en),
        reply_by=reply_by or invitation.reply_by, contact=Text(_contact(reception.owner, "zh"), _contact(reception.owner, "en")),
        table_number=table_number, reply_code=reply_code(reply_url(token)) if token and look.style.has_code else None,
        is_reminder=is_reminder, asks=words.asks,
        lines_zh=phrases.lines(words.piece("card", "zh"), said["zh"]), lines_en=phrases.lines(words.piece("card", "en"), said["en"]),
        opening=_filled(words, "opening", letter), letter=_filled(words, "letter", letter))


def said_on_card(look, lang, *, guest, honouring):
    """What the fields stand for on the card to `guest`; the host and the post stand on lines of their own."""
    occasion = look.occasions[lang]
    said = wording.values(lang, occasion, guest=guest)
    return said | {"honoured": honouring, "host": occasion.host}


def _filled(words, piece, said):
    return Text(*(phrases.fill(words.piece(piece, lang), said[lang]) for lang in phrases.LANGUAGES))


def _called(person, lang):
    """王董事长 / Mr. Stefan Krause"""
    return address_form(person, "zh") if lang == "zh" else _named(person)


def printed_token(invitation):
    """The reply token of a card on paper: the same each time it is printed, another once the guest is invited again.

    It is computed from the installation's key, which is kept outside the database, so printing stores nothing.
    The link works from the moment the card is noted as handed over.
    """
    words = f"printed-card:{invitation.uid}:{invitation.sequence}"
    sealed = hmac.digest(current_app.extensions["settings"].data_key, words.encode(), "sha256")
    return base64.urlsafe_b64encode(sealed[:TOKEN_BYTES]).decode()


def reply_code(url):
    """The reply link as a QR code, one path for the whole of it."""
    path, size = qr_path(url, mask=RANDOM_TOKEN_MASK)
    return ReplyCode(path=path, size=size)


def _both(named):
    return Text(named("zh"), named("en"))


def _named(person):
    """Mr. Stefan Krause: the form of the English card (IV-07)."""
    return f"{ {'m': 'Mr. ', 'f': 'Ms. '}.get(person.gender or '', '') }{person.name('en')}"


def _contact(person, lang):
    return ("　" if lang == "zh" else ", ").join(filter(None, [person.name(lang), person.phone, person.email]))
