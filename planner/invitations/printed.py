"""What goes out on paper beside the cards: letters of change, envelopes and address labels."""

from flask import current_app

from planner import clock
from planner.documents import branding
from planner.documents.papers import Heading, Text
from planner.documents.stationery import Envelopes, Labels, Letters, PrintedLetter, Sender
from planner.documents.wording import date_text
from planner.invitations import addresses


def letters_paper(banquet, texts):
    """wording.LetterText records as letters on the house's paper."""
    today = clock.today(banquet.item.time_zone)
    return Letters(_heading(banquet), tuple(PrintedLetter(
        text.lang, date_text(today, text.lang), text.subject, text.salutation, (*text.before, *text.after), text.signature) for text in texts), branding.logo())


def envelopes_paper(banquet, invitations, size, *, has_frames=True):
    """An envelope for each guest."""
    return Envelopes(_heading(banquet), tuple(addresses.addressed(row) for row in invitations), _sender(banquet), size, has_frames)


def labels_paper(banquet, invitations, size, *, skipped=0):
    """A label for each guest; the first `skipped` of the first sheet stay empty."""
    return Labels(_heading(banquet), tuple(addresses.addressed(row) for row in invitations), size, skipped)


def _sender(banquet):
    settings, owner = current_app.extensions["settings"], banquet.reception.owner
    zh = (settings.company_address_zh, f"{settings.company_zh}　{owner.department_zh}".strip(), )
    en = (settings.company_en or settings.company_zh, settings.company_address_en or settings.company_address_zh)
    return Sender(tuple(filter(None, zh)), tuple(filter(None, (*en, f"{settings.company_postcode} P.R. CHINA 中国".strip()))), settings.company_postcode)


def _heading(banquet):
    settings, reception = current_app.extensions["settings"], banquet.reception
    return Heading(house=Text(settings.company_zh, settings.company_en), reception=Text(reception.title("zh"), reception.title("en")),
                   client=Text(reception.client.name("zh"), reception.client.name("en")), issued=clock.today(banquet.item.time_zone))
