"""A reception (the whole stay of one party), who takes part, its programme, and the wishes about seats."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Integer, JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from planner.db import (NAME, PLAIN, SENSITIVE, TEXT, Encrypted, Record, UTCDateTime, Versioned, WallTime, column)
from planner.people.models import Client, Person, either
from planner.places.models import Place

SIDES = ("guest", "host")
ROLES = ("guest_of_honour", "guest", "spouse", "secretary", "host", "second_host", "companion", "interpreter",
         "organiser", "guide", "driver")
TAKES = ("party", "groups", "named")
ITEM_KINDS = ("arrival", "transfer", "welcome", "talks", "tour", "meal", "banquet", "signing", "photo", "tea", "gift",
              "rest", "send_off", "follow_up", "other")
REPLY_STATES = ("none", "accepted", "to_confirm", "declined", "withdrawn", "waiting")
ABSENT = ("declined", "withdrawn", "waiting")
"""Replies of those who have no place at the item."""
WISH_KINDS = ("apart", "together")
WISH_SCOPES = ("table", "beside")
WISH_STRENGTHS = ("must", "would_like")


class Reception(Record, Versioned):
    """The whole stay of one party."""

    __tablename__ = "receptions"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)
    title_zh: Mapped[str] = column(String(200), PLAIN, default="")
    title_en: Mapped[str] = column(String(200), PLAIN, default="")
    client_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("clients.id"), index=True)
    owner_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    starts_on: Mapped[date] = column(Date, PLAIN, index=True)
    ends_on: Mapped[date] = column(Date, PLAIN)
    time_zone: Mapped[str] = column(String(50), PLAIN, default="Asia/Shanghai")
    purpose_zh: Mapped[str] = column(Text, PLAIN, default="")
    purpose_en: Mapped[str] = column(Text, PLAIN, default="")
    visit_kind: Mapped[str] = column(String(20), PLAIN, default="")  # an id of visit_kinds.toml, or not said
    customs: Mapped[list] = column(JSON, PLAIN, default=list)        # ids of planner/days/special_days.toml to keep in mind; of nobody in particular
    note: Mapped[str] = column(Text, TEXT, default="")
    cancelled_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    created_at: Mapped[datetime] = column(UTCDateTime, PLAIN)
    client: Mapped[Client] = relationship(lazy="joined")
    owner: Mapped[Person] = relationship(lazy="joined")
    items: Mapped[list["Item"]] = relationship(back_populates="reception", order_by="Item.starts_at, Item.id")
    attendees: Mapped[list["Attendee"]] = relationship(back_populates="reception", order_by="Attendee.id",
                                                       foreign_keys="Attendee.reception_id")
    wishes: Mapped[list["Wish"]] = relationship(back_populates="reception", order_by="Wish.id")

    def title(self, lang):
        return either(lang, self.title_zh, self.title_en)

    def purpose(self, lang):
        return either(lang, self.purpose_zh, self.purpose_en)


class Attendee(Record, Versioned):
    """One person in one reception, on the guest side or the host side."""

    __tablename__ = "attendees"
    __table_args__ = (UniqueConstraint("reception_id", "person_id"),
                      CheckConstraint("rank IS NULL OR rank BETWEEN 1 AND 99", name="rank_range"))
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"), index=True)
    side: Mapped[str] = column(String(5), PLAIN)
    role: Mapped[str] = column(String(20), PLAIN, default="guest")
    rank: Mapped[int | None] = column(Integer, PLAIN)          # 1 is the highest; for this occasion
    position: Mapped[int] = column(Integer, PLAIN, default=0)  # order in the list it came from
    partner_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    interprets_for_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    answered_by_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)  # a secretary replies for them
    represents_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("attendees.id"))  # in whose place this one has come
    dines: Mapped[bool] = column(Boolean, PLAIN, default=True)
    tours: Mapped[bool] = column(Boolean, PLAIN, default=True)
    is_official: Mapped[bool] = column(Boolean, PLAIN, default=False)
    diet: Mapped[dict | None] = column(Encrypted("attendees.diet"), SENSITIVE)      # {"codes": [..], "note": ".."}
    diet_source: Mapped[str | None] = column(String(10), PLAIN)  # guest, assistant, host
    diet_consent_at: Mapped[datetime | None] = column(UTCDateTime, PLAIN)
    health: Mapped[dict | None] = column(Encrypted("attendees.health"), SENSITIVE)  # {"codes": ["pacemaker", "pregnant"], "note": ".."}
    remark: Mapped[str] = column(Text, TEXT, default="")
    reception: Mapped[Reception] = relationship(back_populates="attendees", foreign_keys=[reception_id])
    person: Mapped[Person] = relationship(lazy="joined")
    partner: Mapped["Attendee | None"] = relationship(foreign_keys=[partner_id], remote_side="Attendee.id")
    interprets_for: Mapped["Attendee | None"] = relationship(foreign_keys=[interprets_for_id], remote_side="Attendee.id")
    answered_by: Mapped["Attendee | None"] = relationship(foreign_keys=[answered_by_id], remote_side="Attendee.id")
    represents: Mapped["Attendee | None"] = relationship(foreign_keys=[represents_id], remote_side="Attendee.id")

    @property
    def represented_rank(self):
        """The rank of the person represented, which counts where the rule pack says so; None for everybody who stands for nobody."""
        return self.represents.rank if self.represents is not None else None


class Item(Record, Versioned):
    """One item of the programme; times are wall time in `time_zone`."""

    __tablename__ = "items"
    __table_args__ = (CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="ends_after_start"),
                      {"sqlite_autoincrement": True})  # a number stands in calendars: it is never given twice
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    kind: Mapped[str] = column(String(20), PLAIN)
    title_zh: Mapped[str] = column(String(200), PLAIN, default="")
    title_en: Mapped[str] = column(String(200), PLAIN, default="")
    place_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("places.id"))  # one of the kept places; the words stay
    place_zh: Mapped[str] = column(String(200), PLAIN, default="")
    place_en: Mapped[str] = column(String(200), PLAIN, default="")
    starts_at: Mapped[datetime] = column(WallTime, PLAIN, index=True)
    ends_at: Mapped[datetime | None] = column(WallTime, PLAIN)
    time_zone: Mapped[str] = column(String(50), PLAIN, default="Asia/Shanghai")
    responsible_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("people.id"))
    note_zh: Mapped[str] = column(Text, TEXT, default="")
    note_en: Mapped[str] = column(Text, TEXT, default="")
    takes: Mapped[str] = column(String(6), PLAIN, default="party")  # who takes part: party, groups, named
    is_fixed: Mapped[bool] = column(Boolean, PLAIN, default=False)  # others cannot move it: a flight, a table booked elsewhere
    flight: Mapped[str] = column(String(20), PLAIN, default="")     # flight or train of an arrival or a send-off
    sequence: Mapped[int] = column(Integer, PLAIN, default=0)  # of its calendar entry
    reception: Mapped[Reception] = relationship(back_populates="items")
    responsible: Mapped[Person | None] = relationship()
    kept_place: Mapped[Place | None] = relationship()

    def title(self, lang):
        return either(lang, self.title_zh, self.title_en)

    def place(self, lang):
        return either(lang, self.place_zh, self.place_en)

    def note(self, lang):
        return either(lang, self.note_zh, self.note_en)


class ItemReply(Record):
    """Whether one attendee comes to one item (a banquet), as last heard; no row means no reply yet."""

    __tablename__ = "item_replies"
    __table_args__ = (UniqueConstraint("item_id", "attendee_id"),)
    item_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("items.id"))
    attendee_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("attendees.id"), index=True)
    answer: Mapped[str] = column(String(10), PLAIN)          # accepted, declined, withdrawn (no longer invited), waiting (for a place)
    starts_at: Mapped[datetime] = column(WallTime, PLAIN)    # the beginning that was replied to
    at: Mapped[datetime] = column(UTCDateTime, PLAIN)
    item: Mapped[Item] = relationship(lazy="joined")

    @property
    def state(self):
        """The answer; an acceptance of another day or time than is planned now is still to be confirmed."""
        return "to_confirm" if self.answer == "accepted" and self.starts_at != self.item.starts_at else self.answer


class Wish(Record):
    """Two people, or two clients' people, to be kept together or apart at the banquet."""

    __tablename__ = "wishes"
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    kind: Mapped[str] = column(String(10), PLAIN)
    scope: Mapped[str] = column(String(10), PLAIN)
    strength: Mapped[str] = column(String(10), PLAIN, default="must")
    first_attendee_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("attendees.id"))
    first_client_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("clients.id"))
    second_attendee_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("attendees.id"))
    second_client_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("clients.id"))
    reason_zh: Mapped[str] = column(Text, TEXT, default="")
    reason_en: Mapped[str] = column(Text, TEXT, default="")
    asked_by: Mapped[str] = column(String(100), TEXT, default="")  # who asked for it, as noted
    reception: Mapped[Reception] = relationship(back_populates="wishes")
    first_attendee: Mapped[Attendee | None] = relationship(foreign_keys=[first_attendee_id])
    second_attendee: Mapped[Attendee | None] = relationship(foreign_keys=[second_attendee_id])
    first_client: Mapped[Client | None] = relationship(foreign_keys=[first_client_id])
    second_client: Mapped[Client | None] = relationship(foreign_keys=[second_client_id])

    def reason(self, lang):
        return either(lang, self.reason_zh, self.reason_en)


class ImportDraft(Record):
    """A workbook read but not yet stored as guests: what its author still has to decide."""

    __tablename__ = "import_drafts"
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    person_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("people.id"))
    file_name: Mapped[str] = column(String(255), NAME, default="")
    content: Mapped[dict] = column(Encrypted("import_drafts.content"), SENSITIVE)
    created_at: Mapped[datetime] = column(UTCDateTime, PLAIN)
