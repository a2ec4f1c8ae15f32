"""The codes for the door, under which guests find their seat."""

from sqlalchemy import select

from planner.banquets.models import Banquet
from planner.db import session
from planner.documents.papers import ReplyCode, Text
from planner.on_the_day import finder
from planner.on_the_day.models import SeatFinder
from planner.qr import qr_path


def codes(reception, banquet_ids):
    """[(title of the banquet, address, ReplyCode)] of the links that were not ended, of these banquets."""
    rows = session().scalars(select(SeatFinder).join(SeatFinder.banquet).where(
        Banquet.reception_id == reception.id, SeatFinder.banquet_id.in_(banquet_ids), SeatFinder.revoked_at.is_(None)).order_by(SeatFinder.id))
    return [(Text(row.banquet.item.title("zh"), row.banquet.item.title("en")), address, ReplyCode(*qr_path(address)))
            for row in rows if (address := finder.address_of(row))]
