"""Letters of the house to our own people: a few sentences and one link, in the language of their account."""

from dataclasses import dataclass

from flask import current_app, render_template

from planner.accounts.queries import language_of
from planner.i18n import force_language
from planner.outbox import actions
from planner.outbox.message import Letter, Mailbox, is_mail_address


@dataclass(frozen=True)
class _Text:
    """What templates/mail/letter.html wants."""

    lang: str
    subject: str
    salutation: str
    before: tuple
    link_label: str
    after: tuple
    signature: tuple


def write_to(person, compose, *, kind, subject_id, reception_id, at):
    """Queue one letter to `person`; 0 for somebody without an address, else 1.

    `compose(lang)`, called in the reader's language, gives (subject, sentences, words of the link, path of the link).
    """
    if not is_mail_address(person.email or ""):
        return 0
    settings, lang = current_app.extensions["settings"], language_of(person)
    with force_language(lang):
        house = settings.company_zh if lang == "zh" else settings.company_en
        subject, sentences, label, path = compose(lang)
        url, name = settings.base_url + path, person.name(lang)
        html = render_template("mail/letter.html", letter=_Text(lang, subject, name, tuple(sentences), label, (), (house,)), url=url, house=house, css="")
    letter = Letter(sender=actions.sender(house), recipient=Mailbox(name, person.email), subject=subject, text="\n\n".join((name, *sentences, url, house)),
                    html=html, message_id=actions.new_message_id(), written_at=at)
    actions.queue_mail(letter, kind=kind, subject_id=subject_id, reception_id=reception_id, at=at)
    return 1
