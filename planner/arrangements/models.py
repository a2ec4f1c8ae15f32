"""The other arrangements of a reception: talks, sofas, dais, signing, photo, cars, tea."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, JSON, String
from sqlalchemy.orm import Mapped, relationship

from planner.db import LOG, PLAIN, Record, UTCDateTime, Versioned, column
from planner.people.models import either
from planner.receptions.models import Item, Reception


class Arrangement(Record, Versioned):
    """One arrangement of people of the reception, worked out by the rules of a pack whenever it is looked at.

    `kind` is one of planner/arrangements/kinds.toml, `setting` its sizes and particulars (seats, door, vehicle),
    `cast` the attendees who take part with their duty there ([{"attendee", "duty"}]), `options` those of the pack
    set otherwise here, and `placed` what was put elsewhere by hand (place -> attendee id).
    """

    __tablename__ = "arrangements"
    reception_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("receptions.id"), index=True)
    item_id: Mapped[int | None] = column(Integer, PLAIN, ForeignKey("items.id"))
    kind: Mapped[str] = column(String(30), PLAIN)
    title_zh: Mapped[str] = column(String(200), PLAIN, default="")
    title_en: Mapped[str] = column(String(200), PLAIN, default="")
    pack: Mapped[str] = column(String(50), PLAIN, default="cn-corporate")
    setting: Mapped[dict] = column(JSON, PLAIN, default=dict)
    options: Mapped[dict] = column(JSON, PLAIN, default=dict)
    cast: Mapped[list] = column(JSON, PLAIN, default=list)
    placed: Mapped[dict] = column(JSON, PLAIN, default=dict)
    made_at: Mapped[datetime] = column(UTCDateTime, LOG)
    reception: Mapped[Reception] = relationship()
    item: Mapped[Item | None] = relationship()

    def title(self, lang):
        return either(lang, self.title_zh, self.title_en)
