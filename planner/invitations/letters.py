"""From an invitation to the letter that leaves: words, calendar entry, card, reply link."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_string
from email.policy import default
from functools import lru_cache
from pathlib import Path

from flask import current_app, render_template

from planner.calendar.ics import Address, Entry, invitation_event
from planner.invitations import changes, phrases, queries, styles, wording
from planner.invitations.addressing import address_form, language_for
from planner.outbox.actions import new_message_id, sender, sender_address
from planner.outbox.message import Attachment, Letter, Mailbox, is_mail_address
from planner.people.models import either
from planner.people.names import script_of

PDF = "application/pdf"


@lru_cache(maxsize=1)
def _style_sheet():
    """The letter's style sheet; mail programs load none, so it stands in the letter."""
    return Path(current_app.static_folder, "mail.css").read_text("utf-8")


@dataclass(frozen=True)
class Envelope:
    """One mail: to whom, about which invitations, and for whom else the receiver may answer."""

    holder: object
    """The attendee whose mailbox it goes to."""
    carried: tuple
    """Invitations this mail delivers: the holder's own, and those that come through the holder."""
    also_for: tuple = ()
    """Invitations delivered elsewhere that the holder may answer as well."""
    asks_again: bool = False
    """Whether an earlier acceptance among them was for another day or time."""
    news: changes.News | None = None
    """What a letter of change says."""
    replies: dict = field(default_factory=dict)
    """{invitation id: state of the reply} that the calendar entry of a change keeps."""

    @property
    def own(self):
        """The holder's own invitation, or None when the mail only brings those of others."""
        return next((row for row in self.carried if row.attendee_id == self.holder.id), None)

    @property
    def banquet(self):
        return (self.carried or self.also_for)[0].banquet

    @property
    def lang(self):
        return self.own.language if self.own else language_for(self.holder)

    @property
    def reply_by(self):
        return min(row.reply_by for row in (*self.carried, *self.also_for))


def occasion(banquet, lang, *, holder=None):
    """The banquet in the words of a letter in `lang`."""
    settings = current_app.extensions["settings"]
    host, owner, honoured = banquet.host.person, banquet.reception.owner, banquet.guest_of_honour
    contact = (owner.name(lang), readable(owner.department(lang), lang), owner.phone, owner.email)
    return wording.Occasion(
        title=banquet.item.title(lang), starts_at=banquet.item.starts_at, place=place(banquet, lang),
        house=either(lang, settings.company_zh, settings.company_en), host=_host_name(host, lang), host_post=readable(host.title(lang), lang),
        honouring=wording.unlinked(address_form(honoured.person, lang)),
        is_guest_of_honour=holder is not None and holder.id == honoured.id, contact=tuple(filter(None, contact)),
        venue=banquet.venue(lang), hall=banquet.hall(lang), client=banquet.reception.client.name(lang),
        festival=styles.festival_near(banquet.item.starts_at.date(), lang))


def place(banquet, lang):
    """云山饭店牡丹厅 / Peony Hall, Yunshan Hotel; the item's place where the banquet names none."""
    hall, venue = banquet.hall(lang), banquet.venue(lang)
    if lang == "zh":
        return f"{venue}{hall}" or banquet.item.place(lang)
    return ", ".join(filter(None, [hall, venue])) or banquet.item.place(lang)


def readable(text, lang):
    """A post or department for a letter in `lang`; left out of an English letter while it is known in Chinese alone."""
    return "" if lang == "en" and script_of(text) == "han" else text


def _host_name(host, lang):
    if lang == "zh":
        return host.name("zh")
    courtesy = {"m": "Mr. ", "f": "Ms. "}.get(host.gender or "", "")
    return courtesy + host.name("en")


def text_of(kind, envelope, *, words=None, on_paper=False):
    """The words of this envelope, in the receiver's language; `words` in place of those stored for the banquet, for a preview. A letter
    `on_paper` brings no calendar entry."""
    lang, only_for = envelope.lang, on_paper or envelope.own is None
    others = sorted((row for row in (*envelope.carried, *envelope.also_for) if row.attendee_id != envelope.holder.id), key=queries.by_rank)
    is_change = kind in changes.MAILS
    options = {"asks_again": envelope.asks_again} if is_change or kind == "reminder" else {}
    if is_change or kind == "invitation":
        options["cards"] = len(envelope.carried)
    if is_change:
        options |= {"news": envelope.news, "on_paper": on_paper}
    if kind == "invitation":
        options["words"] = words or styles.wording_for(envelope.banquet)
    write = changes.letter if is_change else wording.LETTERS[kind]
    return write(
        lang, occasion(envelope.banquet, lang, holder=envelope.holder), addressed=address_form(envelope.holder.person, lang),
        reply_by=envelope.reply_by, also_for=[address_form(row.attendee.person, lang) for row in others], only_for=only_for, **options)


def letter_of(kind, envelope, *, token, cards, at, head=""):
    """The whole letter. `head` is a paragraph put before the others. `cards` maps invitation ids to PDF bytes; `token` opens the reply page, "" for none."""
    text = text_of(kind, envelope)
    if head:
        text = replace(text, before=(head, *text.before))
    url = reply_url(token) if token else ""
    owner = envelope.banquet.reception.owner
    own = envelope.own
    method = "CANCEL" if kind == "withdrawal" or kind in changes.OFF else "REQUEST"
    has_entry = own is not None and kind not in ("reminder", "table")
    house = occasion(envelope.banquet, text.lang).house
    return Letter(
        sender=sender(house), recipient=Mailbox(envelope.holder.person.name(text.lang), envelope.holder.person.email),
        subject=text.subject, text=text.plain(url),
        html=render_template("mail/letter.html", letter=text, url=url, house=house, css=_style_sheet(),
                             card=card_in_words(own) if kind == "invitation" and own else None),
        message_id=new_message_id(), written_at=at, calendar_method=method,
        calendar=calendar_entry(own, method=method, at=at, reply=_kept_reply(envelope, own), is_as_told=method == "CANCEL") if has_entry else None,
        reply_to=Mailbox(owner.name(text.lang), owner.email) if is_mail_address(owner.email or "") else None,
        attachments=tuple(Attachment(card_name(row), PDF, cards[row.id]) for row in envelope.carried if row.id in cards))


def _kept_reply(envelope, invitation):
    """The reply that still counts in the calendar; who accepted another day or time is asked again."""
    state = envelope.replies.get(invitation.id, "waiting")
    return "waiting" if state == "to_confirm" else state


def card_in_words(invitation):
    """(lines, host) of the card, for a mail that is designed as one; None for one designed as a letter."""
    style = styles.style_for(invitation.banquet)
    if style.mail_design != "mail_card":
        return None
    lang, banquet = invitation.language, invitation.banquet
    told = occasion(banquet, lang, holder=invitation.attendee)
    guest = wording.unlinked(address_form(invitation.attendee.person, lang))
    said = wording.values(lang, told, guest=guest) | {"host": told.host}
    return phrases.lines(styles.wording_for(banquet, style).piece("card", lang), said), f"{told.host_post}　{told.host}　谨启"


def cards_in(mail):
    """{file name: PDF} of the cards that go with a mail of ours."""
    return {part.get_filename(): part.get_content() for part in _message_of(mail).iter_attachments() if part.get_content_type() == PDF}


def token_in(mail):
    """The reply token of a mail of ours; "" when it carries none. Only the mail itself knows it."""
    found = re.search(re.escape(reply_url("")) + r"([\w-]+)", _message_of(mail).get_body(("plain",)).get_content())
    return found[1] if found else ""


def _message_of(mail):
    return message_from_string(mail.content, policy=default)


def calendar_entry(invitation, *, method, at, with_method=True, reply="waiting", is_as_told=False):
    """The invitation as a calendar file, at the time planned now or (`is_as_told`) the one the guest was told before. Its organiser gets the replies of calendars: the account manager, or the house's mailbox where that is read."""
    lang, banquet = invitation.language, invitation.banquet
    owner = banquet.reception.owner
    has_mail = is_mail_address(owner.email or "")
    own_address = owner.email if has_mail and not current_app.extensions["settings"].imap_url else sender_address()
    house = occasion(banquet, lang).house
    return invitation_event(
        entry_of(invitation, is_as_told=is_as_told), method=method, sequence=invitation.sequence, reply=reply, stamp=at, with_method=with_method,
        organizer=Address(f"{owner.name(lang)} ({house})" if has_mail else house, own_address),
        attendee=Address(invitation.attendee.person.name(lang), _attendee_mail(invitation)))


def _attendee_mail(invitation):
    """The guest's own address; an address of ours that nobody reads where the guest has none."""
    own = invitation.attendee.person.email or ""
    return own if is_mail_address(own) else sender_address()


def entry_of(invitation, *, is_as_told=False):
    """Title, time and place of the invitation for a calendar; a cancelled one keeps the time the guest was told."""
    lang, banquet = invitation.language, invitation.banquet
    told = occasion(banquet, lang)
    title = f"{told.title}（{told.house}）" if lang == "zh" else f"{told.title} ({told.house})"
    start, end, zone = banquet.item.starts_at, queries.ends_at_wall(banquet), banquet.item.time_zone
    was = invitation.told.get("was") or {}
    if is_as_told and was.get("starts_at"):
        start, end, zone = datetime.fromisoformat(was["starts_at"]), datetime.fromisoformat(was["ends_at"]), was["zone"]
    return Entry(uid=invitation.uid, title=title, start=start, end=end, zone=zone, place=told.place, notes="\n".join(told.contact))


def reply_url(token):
    """The reply link, on the configured address, whatever host was asked for."""
    return f"{current_app.extensions['settings'].base_url}/r/{token}"


def card_name(invitation):
    """invitation-12.pdf: plain letters, so that every mail program shows it."""
    return f"invitation-{invitation.id}.pdf"
