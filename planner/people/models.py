"""Persons (contacts of clients and our own staff, in one table) and clients."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, JSON, String, Text, event
from sqlalchemy.orm import Mapped, relationship

from planner import clock
from planner.db import CONTACT, NAME, PLAIN, TEXT, Base, Record, UTCDateTime, Versioned, column
from planner.people import names

CLIENT_KINDS = ("private", "state_firm", "official", "foreign")
CLIENT_GRADES = ("A", "B", "C")


def either(lang, zh, en):
    """The text in `lang`, or the one there is."""
    return (zh or en) if lang == "zh" else (en or zh)


class Client(Record, Versioned):
    """An organisation that visits us."""

    __tablename__ = "clients"
    name_zh: Mapped[str] = column(String(200), PLAIN, default="")
    name_en: Mapped[str] = column(String(200), PLAIN, default="")
    sort_key: Mapped[str] = column(String(400), PLAIN, default="", index=True)
    search_text: Mapped[str] = column(String(1000), PLAIN, default="")
    kind: Mapped[str] = column(String(20), PLAIN, default="private")
    grade: Mapped[str] = column(String(1), PLAIN, default="B")
    country: Mapped[str] = column(String(2), PLAIN, default="CN")
    postcode: Mapped[str] = column(String(20), PLAIN, default="")
    address_zh: Mapped[str] = column(String(300), PLAIN, default="")  # lines without country and postcode, the city in the last
    address_en: Mapped[str] = column(String(300), PLAIN, default="")
    note: Mapped[str] = column(Text, TEXT, default="")
    owners: Mapped[list["Person"]] = relationship(secondary="client_owners")

    def name(self, lang):
        return either(lang, self.name_zh, self.name_en)


class ClientOwner(Base):
    """Which account managers look after a client."""

    __tablename__ = "client_owners"
    client_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("clients.id"), primary_key=True)
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), primary_key=True)


class ClientRival(Base):
    """Two clients who must not meet on our premises; the smaller id comes first."""

    __tablename__ = "client_rivals"
    __table_args__ = (CheckConstraint("first_id < second_id", name="smaller_first"),)
    first_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("clients.id"), primary_key=True)
    second_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("clients.id"), primary_key=True)


class Person(Record, Versioned):
    """A contact (has a client) or a member of staff (has none)."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint("name_zh <> '' OR name_en <> ''", name="has_a_name"),)
    name_zh: Mapped[str] = column(String(100), NAME, default="")
    name_en: Mapped[str] = column(String(100), NAME, default="")
    name_native: Mapped[str] = column(String(100), NAME, default="")
    sort_key: Mapped[str] = column(String(300), NAME, default="", index=True)
    search_text: Mapped[str] = column(String(600), NAME, default="")
    gender: Mapped[str | None] = column(String(1), NAME)
    title_zh: Mapped[str] = column(String(200), NAME, default="")
    title_en: Mapped[str] = column(String(200), NAME, default="")
    department_zh: Mapped[str] = column(String(200), PLAIN, default="")
    department_en: Mapped[str] = column(String(200), PLAIN, default="")
    client_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("clients.id"), index=True)
    phone: Mapped[str] = column(String(40), CONTACT, default="")
    email: Mapped[str] = column(String(254), CONTACT, default="", index=True)
    postal_address: Mapped[str] = column(String(300), CONTACT, default="")  # where it is not the client's
    postcode: Mapped[str] = column(String(20), CONTACT, default="")
    languages: Mapped[list] = column(JSON, CONTACT, default=list)
    rank: Mapped[int | None] = column(Integer, PLAIN)
    note: Mapped[str] = column(Text, TEXT, default="")
    is_active: Mapped[bool] = column(Boolean, PLAIN, default=True)
    created_at: Mapped[datetime] = column(UTCDateTime, PLAIN, default=clock.now)  # from here on who never takes part is kept
    client: Mapped[Client | None] = relationship(lazy="joined")

    @property
    def is_staff(self):
        return self.client_id is None

    def name(self, lang):
        """The name in `lang`; a person known in one script only is shown in that one."""
        return either(lang, self.name_zh or self.name_native, self.name_en)

    def both_names(self):
        """王建国 Wang Jianguo; one of them where there is only one."""
        local = self.name_zh or self.name_native
        return " ".join(dict.fromkeys(n for n in (local, self.name_en) if n))

    def title(self, lang):
        return either(lang, self.title_zh, self.title_en)

    def department(self, lang):
        return either(lang, self.department_zh, self.department_en)

    def organisation(self, lang):
        """The client's name, or the own department."""
        return self.client.name(lang) if self.client else self.department(lang)


@event.listens_for(Client, "before_insert")
@event.listens_for(Client, "before_update")
@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _keep_keys(_mapper, _connection, row):
    """Sorting and search follow the names, whoever changed them."""
    native = getattr(row, "name_native", "")
    key = names.sort_key if isinstance(row, Person) else names.organisation_sort_key
    row.sort_key = key(row.name_zh or native or "", row.name_en or "")
    row.search_text = names.search_text(row.name_zh or "", row.name_en or "", native or "")
