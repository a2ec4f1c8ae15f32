"""How the invitations to one banquet look and read, where somebody chose or wrote something."""

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, relationship

from planner.banquets.models import Banquet
from planner.db import PLAIN, TEXT, Record, Versioned, column


class InvitationStyle(Record, Versioned):
    """One for each banquet about which something was chosen. A text that is None is that of the occasion; "" leaves it out.

    `occasion` is an id of occasions.toml, "" for the one the title speaks of; `design` and `mail_design` are ids of
    planner/documents/invitation_designs.toml.
    """

    __tablename__ = "invitation_styles"
    banquet_id: Mapped[int] = column(Integer, PLAIN, ForeignKey("banquets.id"), unique=True)
    occasion: Mapped[str] = column(String(20), PLAIN, default="")
    card_zh: Mapped[str | None] = column(Text, TEXT)
    card_en: Mapped[str | None] = column(Text, TEXT)
    letter_zh: Mapped[str | None] = column(Text, TEXT)
    letter_en: Mapped[str | None] = column(Text, TEXT)
    opening_zh: Mapped[str | None] = column(Text, TEXT)
    opening_en: Mapped[str | None] = column(Text, TEXT)
    dress: Mapped[str] = column(String(20), PLAIN, default="business")
    asks: Mapped[str] = column(String(10), PLAIN, default="reply")  # reply, or regrets: only who cannot come says so
    design: Mapped[str] = column(String(20), PLAIN, default="formal")
    mail_design: Mapped[str] = column(String(20), PLAIN, default="mail_letter")
    is_bilingual: Mapped[bool] = column(Boolean, PLAIN, default=False)
    has_seal: Mapped[bool] = column(Boolean, PLAIN, default=False)
    has_logo: Mapped[bool] = column(Boolean, PLAIN, default=True)
    has_code: Mapped[bool] = column(Boolean, PLAIN, default=True)
    banquet: Mapped[Banquet] = relationship()
