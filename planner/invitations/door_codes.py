"""How a guest is found by what they show at the door: the code on their reply page, and the QR of a card, which is the reply link.

The page of the check-in carries marks alone: codes, and the beginnings of the hashes of reply links. From neither can a link be made.
"""

import base64
import hmac
import re

from flask import current_app
from sqlalchemy import select

from planner.accounts.queries import token_hash
from planner.db import session
from planner.invitations import queries
from planner.invitations.models import ReplyLink
from planner.qr import qr_path

CODE_BYTES = 5          # eight letters and digits, without 0, 1, 8 and 9, that look like others
SPOKEN = re.compile(r"(?:SZ[ -]?)?([A-Z2-7]{4})[ -]?([A-Z2-7]{4})\Z")
LINK = re.compile(r"/r/([A-Za-z0-9_-]{16,64})/?\Z")
MARK_LENGTH = 16        # of a link's hash: 64 bits
LONGEST_TYPED = 300


def code_of(invitation):
    """The code a guest shows at the door, "K7MP-2QXA": the same as long as the invitation stands, and of no use anywhere else."""
    sealed = hmac.digest(current_app.extensions["settings"].data_key, f"check-in:{invitation.uid}:{invitation.banquet_id}".encode(), "sha256")
    letters = base64.b32encode(sealed[:CODE_BYTES]).decode()
    return f"{letters[:4]}-{letters[4:]}"


def code_picture(code):
    """(SVG path, modules on a side) of the code as a QR, to be held before a camera at the door."""
    return qr_path(f"SZ-{code}", mask=0)


def mark_in(typed):
    """The mark that a typed or scanned text stands for: a code without its hyphen, the beginning of a link's hash; "" for other texts."""
    text = (typed or "")[:LONGEST_TYPED].strip()
    if link := LINK.search(text):
        return token_hash(link[1])[:MARK_LENGTH]
    code = SPOKEN.match(text.upper())
    return code[1] + code[2] if code else ""


def marks(banquet):
    """{attendee id: its marks} of everybody whose invitation stands: the own code, and the links behind which the invitation is."""
    rows = queries.standing(banquet)
    found = {row.attendee_id: [code_of(row).replace("-", "")] for row in rows}
    links = session().scalars(select(ReplyLink).where(ReplyLink.banquet_id == banquet.id, ReplyLink.revoked_at.is_(None)).order_by(ReplyLink.id)).all()
    answered = {row.attendee_id: {row.attendee_id, row.attendee.answered_by_id, row.attendee.partner_id,
                                  row.attendee.partner.answered_by_id if row.attendee.partner else None} for row in rows}
    for link in links:
        mine = [link.holder_id] if link.holder_id in found else [guest for guest, holders in answered.items() if link.holder_id in holders]
        for attendee_id in mine:
            found[attendee_id].append(link.token_hash[:MARK_LENGTH])
    return found


def found_by(banquet, typed):
    """Ids of the attendees whom a typed code or a scanned link stands for; [] for anything else."""
    mark = mark_in(typed)
    return [attendee_id for attendee_id, known in marks(banquet).items() if mark in known] if mark else []
