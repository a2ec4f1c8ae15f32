"""What a letter of change says, from what the invitations keep of what was told before: it can be written again without asking anybody."""

from dataclasses import replace

from planner.db import session
from planner.invitations import changes, queries, styles
from planner.invitations.addressing import address_form
from planner.invitations.delivery_models import ChangeNotice
from planner.invitations.phrases import Both


def remember(one, *, notice=None):
    """The told of an invitation once this change has been told: what holds now, and what was told before."""
    row = one.invitation
    was = {name: value for name, value in row.told.items() if name != "was"}  # one step back is enough
    table = one.table if one.change.has_card and (one.change.id == "table" or "table" in row.told) else row.told.get("table", "")
    return {**queries.details(row.banquet), "was": was, "change": one.change.id,
            **({"table": table} if table else {}), **({"notice": notice.id} if notice is not None else {})}


def news_of(invitations, replies, *, note=None):
    """The News of invitations that were told (remember()); the strongest change among them is the one that is written."""
    told = [row for row in invitations if row.told.get("change")]
    order = list(changes.changes())
    first = min(told, key=lambda row: order.index(row.told["change"]))
    change = changes.changes()[first.told["change"]]
    if note is None:
        notice = session().get(ChangeNotice, first.told["notice"]) if first.told.get("notice") else None
        note = Both(notice.note_zh, notice.note_en) if notice is not None else Both("", "")
    tables = tuple((row, row.told["was"].get("table", ""), row.told.get("table", "")) for row in told) if change.id == "table" else ()
    style = styles.wording_for(first.banquet)
    return changes.News(change, first.told["was"], note, any(replies.get(row.id) in changes.REPLIED for row in invitations), tables, style.occasion.id)


def with_news(envelope, replies, *, note=None):
    """The envelope with what its letter of change says; `replies` are {invitation id: state}."""
    news = news_of(envelope.carried or envelope.also_for, replies, note=note)
    lang = envelope.lang
    tables = tuple(("" if row.attendee_id == envelope.holder.id else address_form(row.attendee.person, lang), former, table) for row, former, table in news.tables)
    return replace(envelope, news=replace(news, tables=tables), replies=replies)


def reply_states(banquet):
    """{invitation id: state of the reply that counts}"""
    return {row_id: reply.state for row_id, reply in queries.newest_replies(banquet).items()}
