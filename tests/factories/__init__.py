"""Rows for tests, with no surprises: everything not given is plain and valid. Call inside transaction()."""

from datetime import date, datetime

from sqlalchemy import select

from planner import clock
from planner.accounts.models import Account, RoleGrant
from planner.db import session
from planner.people import names
from planner.people.models import Client, Person
from planner.receptions.models import Attendee, Item, ItemReply, Reception

STAFF = {
    "song.dan": ("宋丹", "Song Dan", "account_manager"), "tang.lei": ("唐磊", "Tang Lei", "account_manager"),
    "gao.xiang": ("高翔", "Gao Xiang", "department_manager"), "xu.guoqiang": ("许国强", "Xu Guoqiang", "general_manager"),
    "dong.fang": ("董芳", "Dong Fang", "finance"), "yuan.jie": ("袁洁", "Yuan Jie", "office"),
    "cao.yang": ("曹阳", "Cao Yang", "safety_officer"),
    "admin": ("系统管理员", "Administrator", "administrator"), "auditor": ("审计员", "Auditor", "auditor"),
}


def _stored(row):
    session().add(row)
    session().flush()
    return row


def account(login, roles=None):
    """The account of this login with its person; made when missing."""
    found = session().scalar(select(Account).where(Account.login == login))
    if found:
        return found
    name_zh, name_en, role = STAFF.get(login, ("", login, "account_manager"))
    made = Account(person=Person(name_zh=name_zh, name_en=name_en, sort_key=names.sort_key(name_zh, name_en)), login=login)
    made.grants = [RoleGrant(role=r, granted_at=clock.now()) for r in (roles or [role])]
    return _stored(made)


def person(login):
    """The person behind a login."""
    return account(login).person


def make_person(name_zh="张三", name_en="", **fields):
    return _stored(Person(name_zh=name_zh, name_en=name_en, sort_key=names.sort_key(name_zh, name_en), **fields))


def make_client(name_zh="华信电力设备集团", name_en="Huaxin Power Equipment", **fields):
    owners = fields.pop("owners", None)
    made = _stored(Client(name_zh=name_zh, name_en=name_en, sort_key=names.sort_key(name_zh, name_en), **fields))
    if owners:
        made.owners = list(owners)
        session().flush()
    return made


def make_reception(owner=None, client=None, **fields):
    """A reception of 8 and 9 December 2026, owned by Song Dan."""
    values = {"title_zh": "华信考察团", "title_en": "Huaxin delegation", "starts_on": date(2026, 12, 8), "ends_on": date(2026, 12, 9),
              "created_at": clock.now(), **fields}
    owner, client = owner or person("song.dan"), client or make_client()
    return _stored(Reception(owner_id=owner.id, client_id=client.id, **values))


def make_attendee(reception, side="guest", role="guest", person=None, **fields):
    person = person or make_person(f"客{session().query(Attendee).count()}", client_id=reception.client_id if side == "guest" else None)
    return _stored(Attendee(reception_id=reception.id, person_id=person.id, side=side, role=role, **fields))


def make_item(reception, kind="banquet", starts_at=datetime(2026, 12, 8, 18, 30), ends_at=datetime(2026, 12, 8, 21, 0), **fields):
    values = {"title_zh": "欢迎晚宴", "title_en": "Welcome banquet", **fields}
    return _stored(Item(reception_id=reception.id, kind=kind, starts_at=starts_at, ends_at=ends_at, **values))


def make_reply(item, attendee, answer="declined", **fields):
    """What the attendee replied about the item, for the time planned now."""
    return _stored(ItemReply(item_id=item.id, attendee_id=attendee.id, answer=answer, **{"starts_at": item.starts_at, "at": clock.now(), **fields}))
