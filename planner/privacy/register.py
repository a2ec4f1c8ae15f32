"""The column register read as a map: whose rows these are, to which reception they belong, which columns are personal.

A new table or column is covered by what stands in its register entry; tests/planner/privacy fails for one that no rule reaches.
"""

from functools import cache

from sqlalchemy import JSON, String, Text, false, select

from planner import tables  # noqa: F401  (every model, so that the register is whole)
from planner.db import Base, Encrypted, session

PERSONAL = ("name", "contact", "sensitive", "whereabouts", "free text", "message", "evidence")

# Tables whose rows are about one person: the foreign keys that lead to them, and what erasing does with the row.
OWNED = {
    "people": ((), "keep"),
    "attendees": (("person_id",), "keep"),
    "wishes": (("first_attendee_id", "second_attendee_id"), "keep"),
    "invitations": (("attendee_id",), "keep"),
    "item_replies": (("attendee_id",), "keep"),
    "date_agreements": (("guest_of_honour_id", "given_by_id"), "keep"),
    "deadline_notes": (("owner_id",), "keep"),
    "replies": (("invitation_id",), "keep"),
    "companions": (("invitation_id", "attendee_id"), "keep"),
    "invitation_batch_members": (("invitation_id",), "keep"),
    "invitation_deliveries": (("invitation_id",), "keep"),
    "seatings": (("attendee_id",), "keep"),
    "presences": (("attendee_id",), "delete"),
    "door_entries": (("attendee_id",), "delete"),
    "walk_ins": (("attendee_id", "word_of_id"), "keep"),
    "door_signatures": (("attendee_id",), "delete"),
    "rank_changes": (("attendee_id",), "keep"),
    "reply_links": (("holder_id",), "delete"),
    "accounts": (("person_id",), "keep"),
    "role_grants": (("account_id",), "delete"),
    "login_sessions": (("account_id",), "delete"),
    "one_time_links": (("account_id",), "delete"),
    "second_factors": (("account_id",), "delete"),
    "recovery_codes": (("account_id",), "delete"),
    "calendar_feeds": (("person_id",), "delete"),
    "client_owners": (("person_id",), "delete"),
    "stored_files": (("owner_id",), "delete"),
    "jobs": (("created_by_id",), "keep"),
    "resources": (("person_id",), "keep"),
    "item_people": (("attendee_id",), "keep"),
    "party_group_members": (("attendee_id",), "keep"),
    "item_roles": (("person_id",), "keep"),
    "tellings": (("person_id",), "delete"),
    "tour_guests": (("attendee_id",), "keep"),
    "tour_members": (("attendee_id",), "keep"),
    "tour_wishes": (("first_id", "second_id"), "keep"),
    "safety_visitors": (("attendee_id",), "keep"),
    "custody_receipts": (("attendee_id",), "keep"),
    "call_people": (("person_id",), "delete"),
    "call_sign_ins": (("person_id",), "delete"),
    "call_tasks": (("person_id",), "keep"),
    "host_readiness": (("person_id",), "delete"),
    "claimed_heads": (("attendee_id",), "keep"),
    "gifts": (("person_id",), "keep"),
    "delegations": (("giver_id", "receiver_id"), "keep"),
    "signing_limits": (("person_id",), "keep"),
}
# Found by what they say and to whom they went, not by a key; see queries.
SEARCHED = ("mails", "import_drafts")
# Words that an approval's fingerprint stands for: changing one would void the approval.
PINNED_WORDS = ("budget_lines.description_zh", "budget_lines.description_en", "applications.venue")
# Tables that belong to no reception: the column by which the time of their rows, and of the rows below them, begins; a day of the row's own zone, or a moment.
OWN_DAY = {"calls": "day", "call_reports": "day", "outbox_stops": "stopped_at", "revenues": "entered_at", "fund_changes": "changed_at"}
SHORTEST_TYPED = 100  # narrower columns hold codes, not sentences


def table(name):
    return Base.metadata.tables[name]


def all_tables():
    return Base.metadata.sorted_tables


def columns_of(one, *classes):
    """The table's columns of these privacy classes; without classes, all personal ones."""
    wanted = classes or PERSONAL
    return [column for column in one.columns if column.info["privacy"] in wanted]


def personal_tables():
    return [one for one in all_tables() if columns_of(one)]


def typed_columns(one):
    """Columns in which somebody may have written a person's name, apart from what an approval stands for."""
    return [column for column in one.columns
            if column.info["privacy"] not in ("contact", "log", "money", "secret") and _is_typed(column.type)
            and str(column) not in PINNED_WORDS and not column.unique]


def _is_typed(type_):
    return not isinstance(type_, Encrypted | JSON) and (isinstance(type_, Text) or isinstance(type_, String) and (type_.length or 0) >= SHORTEST_TYPED)


def pinned_columns():
    """The columns of PINNED_WORDS."""
    return [table(name.partition(".")[0]).columns[name.partition(".")[2]] for name in PINNED_WORDS]


@cache
def way_to_reception(name):
    """Names of the columns that lead from this table to its reception, such as ("application_id", "reception_id"); None without."""
    if name == "receptions":
        return ()
    found = []
    for column in table(name).columns:
        for key in column.foreign_keys:
            target = key.column.table.name
            if target != name and (not column.nullable or column.name == "reception_id"):
                further = way_to_reception(target)
                if further is not None:
                    found.append((column.name, *further))
    return min(found, key=lambda way: (len(way), way), default=None)


def of_receptions(name, reception_ids):
    """An SQL condition: the row belongs to one of these receptions."""
    way, one = way_to_reception(name), table(name)
    if not reception_ids or way is None:
        return false()
    if not way:
        return one.c.id.in_(reception_ids)
    column = one.c[way[0]]
    if len(way) == 1:
        return column.in_(reception_ids)
    parent = next(iter(column.foreign_keys)).column.table
    return column.in_(select(parent.c.id).where(of_receptions(parent.name, reception_ids)))


def own_days(name):
    """[(id, day, zone)] of the rows of a table of OWN_DAY."""
    one, begins = table(name), OWN_DAY[name]
    if begins == "day":
        return [tuple(row) for row in session().execute(select(one.c.id, one.c.day, one.c.time_zone))]
    return [(number, at.date(), "UTC") for number, at in session().execute(select(one.c.id, one.c[begins]))]


@cache
def way_to_day(name):
    """(table of OWN_DAY, names of the columns that lead there), such as ("calls", ("call_id",)); None without."""
    if name in OWN_DAY:
        return name, ()
    found = []
    for column in table(name).columns:
        for key in column.foreign_keys:
            further = way_to_day(key.column.table.name) if not column.nullable and key.column.table.name != name else None
            if further is not None:
                found.append((further[0], (column.name, *further[1])))
    return min(found, key=lambda way: (len(way[1]), way), default=None)


def of_days(name, ids):
    """An SQL condition: the row belongs to one of these rows of its table of OWN_DAY."""
    way, one = way_to_day(name), table(name)
    if not ids or way is None:
        return false()
    if not way[1]:
        return one.c.id.in_(ids)
    column = one.c[way[1][0]]
    parent = next(iter(column.foreign_keys)).column.table
    return column.in_(select(parent.c.id).where(of_days(parent.name, ids)))
