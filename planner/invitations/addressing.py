"""How an invitation reaches a guest: in which language, by which way, through whom, under which form of address."""

from planner.outbox.message import is_mail_address
from planner.people.names import form_of_address, is_read_as_chinese

NOT_INVITED = ("driver",)
"""Roles of the guest side that get no card of their own."""


def language_for(attendee):
    """"zh" for who speaks Chinese, else "en"; a person of unknown languages by the script of the name."""
    person = attendee.person
    if person.languages:
        return "zh" if "zh" in person.languages else "en"
    return "zh" if is_read_as_chinese(person.name_zh, person.name_en) else "en"


def has_mail(attendee):
    return is_mail_address(attendee.person.email or "")


def who_answers_for(attendee):
    """The attendee who replies in this one's place: the secretary, the partner's secretary, the partner; or None."""
    partner = attendee.partner
    candidates = [attendee.answered_by, partner and partner.answered_by, partner]
    return next((found for found in candidates if found is not None and has_mail(found)), None)


def channel_for(attendee):
    """"mail" to the guest; "assistant" through who answers for them; "print" when neither has an address."""
    if has_mail(attendee):
        return "mail"
    return "assistant" if who_answers_for(attendee) else "print"


def receiver_of(invitation):
    """The attendee whose mailbox this invitation goes to; None when it goes on paper."""
    if invitation.channel == "mail" and has_mail(invitation.attendee):
        return invitation.attendee
    return who_answers_for(invitation.attendee) if invitation.channel == "assistant" else None


def address_form(person, lang):
    """王董事长 / Chairman Wang, without 尊敬的 or Dear."""
    return form_of_address(person.name_zh or person.name_native, person.name_en, person.title(lang), person.gender or "", lang)
