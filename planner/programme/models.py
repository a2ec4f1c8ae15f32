"""The programme of a reception beyond its items: who takes part, who does what, what depends on what, what was released."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.db import LOG, PLAIN, TEXT, Base, Record, UTCDateTime, Versioned, column
from planner.people.models import Person, either
from planner.receptions.models import Attendee, Item, Reception

LINK_KINDS = ("after", "together", "not_before")
"""after: begins `minutes` after the other ends, or later. together: keeps its distance to the other's beginning. not_before: begins
`minutes` after the other begins, or later."""
LEVELS = ("block", "warn", "ignore")


class PartyGroup(Record):
    """Some of the party who do things of their own: the technicians, the spouses."""

    __tablename__ = "party_groups"
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    name_zh: Mapped[str] = column(String(100), PLAIN, default="")
    name_en: Mapped[str] = column(String(100), PLAIN, default="")
    reception: Mapped[Reception] = relationship()
    members: Mapped[list[Attendee]] = relationship(secondary="party_group_members", order_by=Attendee.id, lazy="selectin")

    def name(self, lang):
        return either(lang, self.name_zh, self.name_en)


class PartyGroupMember(Base):
    """Who belongs to a group."""

    __tablename__ = "party_group_members"
    group_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("party_groups.id"), primary_key=True)
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), primary_key=True)


class ItemGroup(Base):
    """A group that takes part in an item whose `takes` is "groups"."""

    __tablename__ = "item_groups"
    item_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("items.id"), primary_key=True)
    group_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("party_groups.id"), primary_key=True)


class ItemPerson(Base):
    """Somebody of either side who takes part in an item whose `takes` is "named"."""

    __tablename__ = "item_people"
    item_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("items.id"), primary_key=True)
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), primary_key=True)


class ItemRole(Record):
    """What one of our staff does at an item, with a note for that role."""

    __tablename__ = "item_roles"
    __table_args__ = (UniqueConstraint("item_id", "role", "person_id"),)
    item_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("items.id"), index=True)
    role: Mapped[str] = column(String(30), PLAIN)           # an id of roles.toml
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    note_zh: Mapped[str] = column(Text, TEXT, default="")
    note_en: Mapped[str] = column(Text, TEXT, default="")
    item: Mapped[Item] = relationship()
    person: Mapped[Person] = relationship(lazy="joined")

    def note(self, lang):
        return either(lang, self.note_zh, self.note_en)


class ItemLink(Record):
    """`item` depends on `on`, both of one reception."""

    __tablename__ = "item_links"
    __table_args__ = (UniqueConstraint("item_id", "on_id"), CheckConstraint("item_id <> on_id", name="two_items"),
                      CheckConstraint("minutes BETWEEN 0 AND 1440", name="minutes_range"))
    item_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("items.id"), index=True)
    on_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("items.id"), index=True)
    kind: Mapped[str] = column(String(12), PLAIN, default="after")
    minutes: Mapped[int] = column(Integer, PLAIN, default=0)
    item: Mapped[Item] = relationship(foreign_keys=[item_id])
    on: Mapped[Item] = relationship(foreign_keys=[on_id])


class ProgrammeVersion(Record):
    """The programme as it was released; the newest is in force, what differs from it is a draft."""

    __tablename__ = "programme_versions"
    __table_args__ = (UniqueConstraint("reception_id", "number"),)
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    number: Mapped[int] = column(Integer, PLAIN)
    content: Mapped[dict] = column(JSON, PLAIN, default=dict)  # ids and times only, no names: {"items": {id: {...}}}
    note: Mapped[str] = column(Text, TEXT, default="")
    released_at: Mapped[datetime] = column(UTCDateTime, LOG)
    released_by_id: Mapped[int] = column(Integer, LOG, ForeignKey("people.id"))
    reception: Mapped[Reception] = relationship()
    released_by: Mapped[Person] = relationship(lazy="joined")


class Telling(Record):
    """Somebody concerned by what a released version changed: told once, by whom and how."""

    __tablename__ = "tellings"
    __table_args__ = (UniqueConstraint("version_id", "person_id"),)
    version_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("programme_versions.id"), index=True)
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    changes: Mapped[list] = column(JSON, PLAIN, default=list)  # [{"item": id, "what": "moved", "from": .., "to": ..}]
    told_at: Mapped[datetime | None] = column(UTCDateTime, LOG)
    told_by_id: Mapped[int | None] = column(Integer, LOG, ForeignKey("people.id"))
    how: Mapped[str] = column(String(20), PLAIN, default="")   # mail, phone, in_person
    programme: Mapped[ProgrammeVersion] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined")
    told_by: Mapped[Person | None] = relationship(foreign_keys=[told_by_id])


class DateHold(Record, Versioned):
    """Days asked for and not yet settled; several may be held for one reception until they expire or one is taken."""

    __tablename__ = "date_holds"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    starts_on: Mapped[date] = column(Date, PLAIN)
    ends_on: Mapped[date] = column(Date, PLAIN)
    expires_at: Mapped[datetime] = column(UTCDateTime, PLAIN, index=True)
    state: Mapped[str] = column(String(10), PLAIN, default="held")  # held, taken, given_up, expired
    note: Mapped[str] = column(Text, TEXT, default="")
    made_by_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"))
    made_at: Mapped[datetime] = column(UTCDateTime, PLAIN)
    warned_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    reception: Mapped[Reception] = relationship()
    made_by: Mapped[Person] = relationship()


class RuleLevel(Record, Versioned):
    """How seriously this house takes a rule of the programme, where it differs from rules.toml."""

    __tablename__ = "programme_rule_levels"
    rule: Mapped[str] = column(String(20), PLAIN, unique=True)
    level: Mapped[str] = column(String(6), PLAIN)
