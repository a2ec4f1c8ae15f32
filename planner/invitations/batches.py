"""Batches: who is put together, who releases them, what is said by telephone, and the letter that somebody sends to themselves first."""

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy import delete, select

from planner import audit
from planner.accounts.queries import roles_of
from planner.db import lock, session
from planner.documents.wording import date_with_weekday
from planner.errors import NotAllowed, NotFound, RuleBroken
from planner.formats import listed
from planner.i18n import _l
from planner.invitations import actions, changes, letters, phrases, queries, wording
from planner.invitations.addressing import address_form, receiver_of
from planner.invitations.batch_state import fingerprint, is_released, members_of
from planner.invitations.cards import printed_token
from planner.invitations.delivery_models import Batch, BatchMember, Delivery
from planner.invitations.models import CHANNELS, Invitation
from planner.invitations.phrases import Both
from planner.outbox import actions as outbox
from planner.outbox.message import Mailbox, is_mail_address

FILE = Path(__file__).with_name("batches.toml")
MOST_NAMED = 5


@dataclass(frozen=True)
class Rule:
    """When a second person has to release a batch."""

    id: str
    title: Both
    source: Both
    reason: Both
    conditions: dict

    def holds_for(self, rows):
        """Whether the rule holds for these invitations."""
        if len(rows) < self.conditions.get("guests", 0):
            return False
        return any(self._fits(row) for row in rows)

    def _fits(self, row):
        client = row.attendee.person.client
        found = {"ranks": row.attendee.rank, "kinds": client.kind if client else "", "grades": client.grade if client else ""}
        return all(found[name] in self.conditions[name] for name in found if name in self.conditions)


@lru_cache(maxsize=1)
def _data():
    return tomllib.loads(FILE.read_text("utf-8"))


def rules():
    """Every Rule of batches.toml."""
    return [Rule(row["id"], Both(**row["title"]), Both(**row["source"]), Both(**row["reason"]),
                 {name: row[name] for name in ("ranks", "kinds", "grades", "guests") if name in row}) for row in _data()["rule"]]


def reasons_for_another(rows):
    """The Rules by which somebody else than the maker releases these invitations; empty when the maker may."""
    return [rule for rule in rules() if rule.holds_for(rows)]


# --- who -----------------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Wanted:
    """Which invitations somebody looks for; "" and None leave a question open."""

    round: str = ""
    client: str = ""
    rank: int | None = None
    language: str = ""
    channel: str = ""

    def fits(self, row):
        person = row.attendee.person
        return ((not self.round or ("later" if row.is_waiting else "first") == self.round) and (not self.client or str(person.client_id) == self.client)
                and (self.rank is None or (row.attendee.rank or 99) <= self.rank) and (not self.language or row.language == self.language)
                and (not self.channel or row.channel == self.channel))


def candidates(banquet, wanted=Wanted()):
    """Prepared invitations that are in no batch yet and are looked for, the highest rank first."""
    taken = set(session().scalars(select(BatchMember.invitation_id).join(Batch).where(Batch.banquet_id == banquet.id)))
    return [row for row in queries.invitations_of(banquet) if row.state == "draft" and row.id not in taken and wanted.fits(row)]


def clients_of(rows):
    """The clients whose guests these are, by name."""
    found = {row.attendee.person.client_id: row.attendee.person.client for row in rows if row.attendee.person.client is not None}
    return sorted(found.values(), key=lambda client: (client.sort_key, client.id))


def get_batch(reception, batch_id):
    """A batch of this reception; NotFound otherwise."""
    batch = session().get(Batch, batch_id)
    if batch is None or batch.banquet.reception_id != reception.id:
        raise NotFound()
    return batch


# --- making and releasing --------------------------------------------------------------------------------------------------

def make(banquet, rows, *, title, note="", language="", channel="", by, at):
    """A batch of these invitations, in this language and by this way where one is given. RuleBroken, naming the guests, where a way is not open."""
    lock(banquet)
    if not rows or {row.id for row in rows} - {row.id for row in candidates(banquet)}:
        raise RuleBroken(_l("Please tick guests who are in no batch yet and whose invitations have not left."), field="guests")
    if channel and channel not in CHANNELS or language not in ("", "zh", "en"):
        raise RuleBroken(_l("Please choose one of the options."), field="channel")
    _choose_way(rows, language, channel, by=by, at=at)
    batch = Batch(banquet_id=banquet.id, title=title, note=note, made_by_id=by.id, made_at=at)
    session().add(batch)
    session().flush()
    session().add_all(BatchMember(batch_id=batch.id, invitation_id=row.id) for row in rows)
    session().flush()
    audit.append("batch.made", subject=batch, by=by, at=at, details={"guests": len(rows)})
    return batch


def _choose_way(rows, language, channel, *, by, at):
    closed = []
    for row in rows:
        try:
            if language or channel:
                actions.change_way(row, language=language or row.language, channel=channel or row.channel, by=by, at=at)
        except RuleBroken:
            closed.append(row.attendee.person.both_names())
    if closed:
        names = listed(closed[:MOST_NAMED]) + (" …" if len(closed) > MOST_NAMED else "")
        raise RuleBroken(_l("This way is not open for: %(names)s. Choose another, or leave them out.", names=names), field="channel")


def release(batch, *, by, at):
    """Let the batch leave, as it stands now. NotAllowed for the maker where a rule wants somebody else."""
    lock(batch)
    members = members_of(batch)
    if is_released(batch, members):
        raise RuleBroken(_l("This batch is released already."))
    if not may_release(batch, by, members):
        raise NotAllowed(_l("This batch is released by somebody else than its maker: a department manager or the general manager."))
    batch.released_by_id, batch.released_at, batch.released_as = by.id, at, fingerprint(batch, members)
    session().flush()
    audit.append("batch.released", subject=batch, by=by, at=at, details={"rules": [rule.id for rule in reasons_for_another(members)]})


def may_release(batch, person, members=None):
    """Whether this person may release the batch: the account manager where no rule holds, else a releaser who did not make it."""
    is_releaser = bool(set(_data()["releasers"]) & set(roles_of(person)))
    if reasons_for_another(members_of(batch) if members is None else members):
        return is_releaser and person.id != batch.made_by_id
    return is_releaser or person.id == batch.banquet.reception.owner_id


def dissolve(batch, *, by, at):
    """The batch is no more; its invitations stay as they are."""
    lock(batch)
    audit.append("batch.dissolved", subject=batch, by=by, at=at)
    session().execute(delete(BatchMember).where(BatchMember.batch_id == batch.id))
    session().delete(batch)
    session().flush()


# --- telephone, message, marks ----------------------------------------------------------------------------------------------

def call_script(invitation):
    """What is said by telephone to invite this guest."""
    lang, banquet = invitation.language, invitation.banquet
    told = letters.occasion(banquet, lang, holder=invitation.attendee)
    said = wording.values(lang, told, guest=address_form(invitation.attendee.person, lang)) | {
        "contact": told.contact[0] if told.contact else "", "reply_by": date_with_weekday(invitation.reply_by, lang)}
    return changes.fill(_data()["script"][lang], said | {"host": said["host"].rstrip(",")})


def text_to_copy(invitation):
    """The invitation for a messenger, with the guest's reply link; it works once the text is noted as sent."""
    envelope = letters.Envelope(invitation.attendee, (invitation,))
    text = replace(letters.text_of("invitation", envelope), after=())
    return text.plain(letters.reply_url(printed_token(invitation)))


def words_of(invitation):
    """What is said or copied for an invitation that a person delivers; "" for one by mail or on paper."""
    return {"phone": call_script, "text": text_to_copy}.get(invitation.channel, lambda row: "")(invitation)


def deliveries_of(banquet):
    """{invitation id: [Delivery]} in the order they were noted."""
    found = {}
    for row in session().scalars(select(Delivery).join(Invitation, Delivery.invitation_id == Invitation.id).where(Invitation.banquet_id == banquet.id).order_by(Delivery.id)):
        found.setdefault(row.invitation_id, []).append(row)
    return found


# --- test ------------------------------------------------------------------------------------------------------------------

TEST_WORDS = {
    "zh": ("[测试] ", "此为测试信，仅发给您本人；正式收件人：{names}。正式信中附有回复链接与日历。"),
    "en": ("[test] ", "This is a test, sent to you alone; the letter itself goes to {names}. It will carry the link for replying and the calendar entry."),
}


def require_own_address(person):
    """RuleBroken when a test could not be sent to this person."""
    if not is_mail_address(person.email or ""):
        raise RuleBroken(_l("You have no mail address yourself, so no test can be sent to you."))


def queue_test(invitation, cards, *, by, at):
    """The letter as this guest would get it, to whoever asks. It carries no link and no calendar entry, and changes nothing."""
    require_own_address(by)
    row = invitation
    envelope = letters.Envelope(receiver_of(row) or row.attendee, (row,))
    mark, head = TEST_WORDS[envelope.lang]
    letter = letters.letter_of("invitation", envelope, token="", cards=cards, at=at, head=head.format(names=wording.unlinked(envelope.holder.person.name(envelope.lang))))
    letter = replace(letter, recipient=Mailbox(by.name(envelope.lang), by.email), subject=mark + letter.subject, calendar=None)
    return outbox.queue_mail(letter, kind="test", reception_id=row.banquet.reception_id, by=by, at=at)


assert phrases.LANGUAGES == tuple(TEST_WORDS)
