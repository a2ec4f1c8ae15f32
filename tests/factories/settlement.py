"""A reception that is over, approved, with everybody noted at the door; and receipts that pass. Call inside transaction()."""

import struct
import zlib
from datetime import datetime, timedelta
from types import SimpleNamespace

from planner.accounts.queries import roles_of
from planner.banquets.models import Banquet, BanquetTable, Presence, Seating
from planner.budgets import actions as budgets
from planner.budgets.queries import case_of
from planner.db import session
from planner.invitations.models import Invitation
from planner.running.models import Menu
from planner.settlement import actions
from tests import factories

LINES = ({"category": "meals", "description_zh": "欢迎宴会", "description_en": "Welcome banquet", "quantity": 1, "unit_price_minor": 300_000},
         {"category": "transport", "description_zh": "用车", "description_en": "Cars", "quantity": 1, "unit_price_minor": 80_000})
SIGNERS = ("gao.xiang", "xu.guoqiang", "dong.fang")


def pdf(words="receipt"):
    """A small PDF that says `words`."""
    return b"%PDF-1.4\n1 0 obj<</Note(" + words.encode() + b")>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def png(words="receipt"):
    """A picture of one pixel that carries `words`."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"tEXt", b"a\0" + words.encode()) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def make_over(at, *, guests=5, hosts=2, lines=LINES, owner=None, client=None, reception=None, approve=True):
    """A reception that is over, with its approved application, a banquet, seats, sent invitations, a menu and nobody noted yet."""
    owner = owner or factories.person("song.dan")
    reception = reception or factories.make_reception(owner=owner, client=client, starts_on=at.date() - timedelta(days=3), ends_on=at.date() - timedelta(days=2))
    dinner = factories.make_item(reception, starts_at=datetime(reception.starts_on.year, reception.starts_on.month, reception.starts_on.day, 18, 30),
                                 ends_at=datetime(reception.starts_on.year, reception.starts_on.month, reception.starts_on.day, 21, 0))
    attendees = [factories.make_attendee(reception, role="guest_of_honour" if i == 0 else "guest",
                                         person=factories.make_person(f"客{reception.id}甲乙丙丁戊己庚辛壬癸"[:-10] + "甲乙丙丁戊己庚辛壬癸"[i % 10] + (str(i // 10) if i > 9 else ""),
                                                                      f"Guest {reception.id}-{i}", client_id=reception.client_id)) for i in range(guests)]
    own = [factories.make_attendee(reception, side="host", role=role, person=factories.make_person(f"主{reception.id}{role}"))
           for role in ("host", "second_host", "companion", "companion", "companion")[:hosts]]
    banquet = Banquet(reception_id=reception.id, item_id=dinner.id, venue_zh="云山酒店", venue_en="Yunshan Hotel", host_id=own[0].id,
                      second_host_id=own[1].id if hosts > 1 else None, guest_of_honour_id=attendees[0].id)
    banquet.tables = [BanquetTable(number=1, x_cm=300, y_cm=300, seats=20)]
    session().add(banquet)
    session().flush()
    for seat, one in enumerate([*own, *attendees]):
        session().add(Seating(banquet_id=banquet.id, attendee_id=one.id, table_id=banquet.tables[0].id, seat=seat))
    for one in attendees:
        factories.make_reply(dinner, one, "accepted")
        session().add(Invitation(banquet_id=banquet.id, attendee_id=one.id, language="zh", reply_by=reception.starts_on, state="sent",
                                 uid=f"{banquet.id}-{one.id}@x", prepared_at=at, sent_at=at))
    session().add(Menu(item_id=dinner.id, dishes=[["cold", "凉拌海蜇", "Jellyfish salad"]]))
    session().flush()
    application = budgets.draft_application(reception, by=owner, at=at - timedelta(days=9), lines=[dict(line) for line in lines], purpose="签约", cost_note="重要客户",
                                            guest_diners=guests, own_diners=hosts)
    application.applied_on = reception.starts_on - timedelta(days=7)
    if approve:
        approve_all(application, owner, at)
    return SimpleNamespace(owner=owner, reception=reception, banquet=banquet, application=application, guests=attendees, own=own, at=at)


def approve_all(application, owner, at, submit=True):
    """Submitted where need be, and signed by everybody on the ladder."""
    if submit:
        budgets.submit(application, by=owner, at=at)
    while (case := case_of(application)).state.next_step is not None:
        signer = next(person for person in map(factories.person, SIGNERS) if case.state.next_step.role in roles_of(person))
        budgets.approve(application, case.fingerprint, by=signer, roles=roles_of(signer), at=at)


def note_all(over, absent=()):
    """Everybody is noted as there at the door but `absent`."""
    for one in [*over.guests, *over.own]:
        session().add(Presence(banquet_id=over.banquet.id, attendee_id=one.id, state="absent" if one in absent else "here", at=over.at))
    session().flush()


def fapiao(number):
    """A number of twenty digits."""
    return f"2631{number:016d}"


def add_receipt(settlement, serial, minor, category="meals", *, by, at, **values):
    values = {"number": fapiao(serial), "seller": "云山酒店", "issued_on": settlement.reception.ends_on, "amount_minor": minor, "parts": {category: minor}} | values
    return actions.add_paper(settlement, values.pop("kind", "fapiao"), values.pop("content", pdf(f"fapiao {serial}")), "发票.pdf", by=by, at=at, **values)


def settle(over, *, meals=300_000, transport=80_000, number=1, claim=None, billed=None):
    """A settlement of `over` that can be submitted: everybody who came is claimed, receipts cover the amounts."""
    settlement = actions.open_settlement(over.reception, by=over.owner, at=over.at)
    amounts = {line.id: ({"meals": meals, "transport": transport}.get(line.category, 0), "") for line in settlement.lines}
    actions.set_amounts(settlement, amounts, by=over.owner, at=over.at)
    add_receipt(settlement, 2 * number, meals, by=over.owner, at=over.at)
    if transport:
        add_receipt(settlement, 2 * number + 1, transport, "transport", by=over.owner, at=over.at)
    came = [one.id for one in [*over.guests, *over.own] if _came(over, one)]
    actions.claim_heads(settlement, over.banquet, came if claim is None else claim, len(came) if billed is None else billed, by=over.owner, at=over.at)
    return settlement


def _came(over, one):
    return session().query(Presence).filter_by(banquet_id=over.banquet.id, attendee_id=one.id, state="here").first() is not None
