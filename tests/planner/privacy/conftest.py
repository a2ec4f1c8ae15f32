"""A guest of two receptions about whom something stands in every place the register knows."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from planner.banquets.models import Banquet
from planner.check_in.models import DoorSignature
from planner.db import close_session, session
from planner.invitations.models import Invitation, Reply, ReplyLink
from planner.jobs.actions import store_file
from planner.jobs.models import Job
from planner.outbox.message import Letter, Mailbox, build_message
from planner.outbox.models import Mail
from planner.outbox.transport import FolderTransport
from planner.people.models import Client, Person
from planner.privacy import register
from planner.programme.models import ItemRole
from planner.receptions.models import Attendee, ImportDraft, Reception, Wish
from planner.safety.models import CustodyReceipt, SafetyVisitor
from tests import factories
from tests.conftest import NOW
from tests.planner.sweep_world import _everything

NAME_ZH, NAME_EN, NAME_NATIVE = "鸢金雀", "Kestrel Canary", "Кестрел"
EMAIL, PHONE = "kestrel@canary.example", "13955667788"


@dataclass
class Guest:
    """The person, with every text that is about them alone."""

    person_id: int
    receptions: list
    canaries: list = field(default_factory=lambda: [NAME_ZH, NAME_EN, NAME_NATIVE, EMAIL, PHONE])
    files: dict = field(default_factory=dict)

    @property
    def person(self):
        return session().get(Person, self.person_id)

    def canary(self):
        self.canaries.append(f"canary{len(self.canaries):02d}q")
        return self.canaries[-1]


@pytest.fixture
def guest(db, prepared):
    """The guest, planted; the receptions end on 9 December 2026."""
    made = Guest(**prepared("guest of two receptions", lambda: vars(_made())))
    folder = session_settings().files_folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.files.items():
        (folder / name).write_bytes(content)
    for mail in session().scalars(select(Mail).where(Mail.to_address == EMAIL)):
        FolderTransport(session_settings().mail_folder).send(mail.content.encode("ascii"), sender="noreply@shangzuo.example", recipient=EMAIL,
                                                             message_id=mail.message_id)
    close_session()
    return made


def _made():
    worlds = [_everything("song.dan", "华信", "Huaxin"), _everything("tang.lei", "远东", "Yuandong")]
    made = Guest(worlds[0]["person_id"], [world["reception_id"] for world in worlds])
    person = made.person
    person.name_zh, person.name_en, person.name_native, person.email, person.phone = NAME_ZH, NAME_EN, NAME_NATIVE, EMAIL, PHONE
    person.title_zh, person.title_en, person.note, person.gender, person.languages = made.canary(), made.canary(), made.canary(), "f", ["zh", "en"]
    person.postal_address, person.postcode = f"{made.canary()}\nHangzhou", "310051"
    session().flush()
    for world in worlds:
        _plant(made, world)
    _name_in_texts_of_others(made)
    return made


def _plant(made, world):
    reception, banquet = session().get(Reception, world["reception_id"]), session().get(Banquet, world["banquet_id"])
    attendee = session().scalar(select(Attendee).where(Attendee.reception_id == reception.id, Attendee.person_id == made.person_id))
    attendee = attendee or factories.make_attendee(reception, person=made.person)
    attendee.diet = {"codes": [], "note": made.canary()}
    attendee.health = {"codes": ["pacemaker"], "note": made.canary()}
    attendee.remark, attendee.diet_source, attendee.diet_consent_at = made.canary(), "guest", NOW
    _plant_in_the_visit(made, world, attendee)
    other = session().scalar(select(Attendee).where(Attendee.reception_id == reception.id, Attendee.id != attendee.id).limit(1))
    session().add(Wish(reception_id=reception.id, kind="apart", scope="table", first_attendee_id=other.id, second_attendee_id=attendee.id,
                       reason_zh=made.canary(), reason_en=made.canary(), asked_by=made.canary()))
    invitation = session().scalar(select(Invitation).where(Invitation.attendee_id == attendee.id)) or Invitation(
        banquet_id=banquet.id, attendee_id=attendee.id, reply_by=reception.starts_on, uid=f"second-{banquet.id}@x", prepared_at=NOW)
    session().add(invitation)
    session().flush()
    link = ReplyLink(banquet_id=banquet.id, holder_id=attendee.id, token_hash=f"{made.canary():0<64}", created_at=NOW,
                     expires_at=NOW + timedelta(days=30))
    session().add_all([Reply(invitation_id=invitation.id, answer="accepted", note=made.canary(), source="guest", at=NOW,
                             starts_at=banquet.item.starts_at), link])
    session().flush()
    _mail(made, link, reception)
    session().add(ImportDraft(reception_id=reception.id, person_id=reception.owner_id, file_name=f"{made.canary()}.xlsx", created_at=NOW, content={
        "sheets": [{"name": "来宾", "rows": [["姓名"], [NAME_ZH, made.canary()]], "formulas": []}], "columns": [], "sure": True, "decisions": {}}))
    content = f"{NAME_ZH} {made.canary()}".encode()
    file = store_file(content, f"{made.canary()}.zip", "application/zip", owner_id=reception.owner_id)
    made.files[file.stored_as] = content
    session().add(Job(task="documents.all_papers", arguments={"reception_id": reception.id}, state="done", result={"file": file.id}, created_at=NOW,
                      created_by_id=reception.owner_id))


def _plant_in_the_visit(made, world, attendee):
    """A part in the programme, and a signature wherever a visitor to the works gives one."""
    session().add(ItemRole(item_id=world["item_id"], person_id=made.person_id, role="interpreter", note_zh=made.canary(), note_en=made.canary()))
    for row in session().scalars(select(SafetyVisitor).where(SafetyVisitor.attendee_id == attendee.id)).unique():
        row.signature, row.nda_signature = {"path": made.canary()}, {"path": made.canary()}
    for row in session().scalars(select(CustodyReceipt).where(CustodyReceipt.attendee_id == attendee.id)).unique():
        row.visitor_signature, row.keeper_signature, row.return_signature = {"path": made.canary()}, {"path": made.canary()}, {"path": made.canary()}
    for row in session().scalars(select(DoorSignature).where(DoorSignature.attendee_id == attendee.id)).unique():
        row.drawn = {"path": made.canary()}


def _mail(made, link, reception):
    """A mail to the guest that has left; its file is written by the fixture."""
    words = f"Dear {NAME_EN}, {made.canary()} https://shangzuo.example/r/secret-token-{link.id}"
    letter = Letter(message_id=f"<{link.id}@shangzuo.example>", sender=Mailbox("Shangzuo", "noreply@shangzuo.example"), recipient=Mailbox(NAME_EN, EMAIL),
                    subject=made.canary(), text=words, html=f"<p>{words}</p>", written_at=NOW)
    content = build_message(letter).as_bytes()
    session().add(Mail(message_id=letter.message_id, kind="invitation", subject_id=link.id, reception_id=reception.id, to_name=NAME_EN, to_address=EMAIL, to_domain=EMAIL.rpartition("@")[2],
                       subject=letter.subject, content=content.decode("ascii"), state="sent", queued_at=NOW, next_try_at=NOW, sent_at=NOW))


def session_settings():
    from flask import current_app
    return current_app.extensions["settings"]


def _name_in_texts_of_others(made):
    """Everywhere else where words are kept, somebody wrote about the guest."""
    for table in register.all_tables():
        columns = [column for column in register.columns_of(table) if column.info["export"] and column in register.typed_columns(table)]
        if table.name in register.OWNED or table.name in register.SEARCHED or not columns:
            continue
        session().execute(update(table).values({column.name: f"about {NAME_EN} in {table.name}.{column.name}" for column in columns}))
    session().execute(update(Client).where(Client.id.not_in(select(Reception.client_id))).values(note="never came"))
    session().expire_all()
