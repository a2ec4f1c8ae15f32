"""How a value is forgotten: columns emptied, names replaced, words cut out of texts, files removed. Counts what it did."""

from collections import Counter

from flask import current_app
from sqlalchemy import JSON, String, delete, func, null, or_, select, update

from planner.accounts.models import Account
from planner.db import Encrypted, after_commit, session
from planner.outbox.models import Mail
from planner.outbox.transport import file_name
from planner.privacy import queries, register

NAMES = ("name_zh", "name_en", "name_native", "sort_key", "search_text")


class Tally(Counter):
    """{(table, column): rows changed}; an empty column name stands for whole rows deleted."""

    def note(self, table, column, count):
        if count > 0:
            self[table, column] += count

    def as_details(self):
        """For the log: {"table.column": count}."""
        return {f"{table}.{column}".rstrip("."): count for (table, column), count in sorted(self.items())}


def empty(column):
    """What stands in the column once its value is forgotten."""
    if column.nullable:
        return null()
    return [] if isinstance(column.type, JSON) else ""


def _has_value(column):
    """An SQL condition, or None where the database cannot tell (sealed or JSON, and never null)."""
    if column.nullable:
        return column.is_not(None)
    return column != "" if isinstance(column.type, String) and not isinstance(column.type, Encrypted) else None


def must_go_whole(columns):
    """Whether rows are deleted rather than emptied: a sealed sensitive column that may not be null is all the row is for."""
    return any(column.info["privacy"] == "sensitive" and not column.nullable for column in columns)


def empty_rows(table, condition, columns, tally):
    """Empty these columns, and what tells of them (diet → diet_source), where anything stands in them."""
    if not columns:
        return
    if must_go_whole(columns):
        delete_rows(table, condition, tally)
        return
    with_value = [test for column in columns if (test := _has_value(column)) is not None]
    touched = condition & or_(*with_value) if with_value else condition
    for column, test in zip(columns, map(_has_value, columns)):
        tally.note(table.name, column.name, _count(table, condition & test if test is not None else touched))
    beside = [column for column in table.columns if column.nullable and column not in columns
              and any(column.name.startswith(f"{known.name}_") for known in columns)]
    session().execute(update(table).where(touched).values({column.name: empty(column) for column in [*columns, *beside]}))


def _count(table, condition):
    return session().scalar(select(func.count()).select_from(table).where(condition))


def delete_rows(table, condition, tally):
    tally.note(table.name, "", session().execute(delete(table).where(condition)).rowcount)


def rename(person, tally):
    """Put the pseudonym in the place of the name, empty the rest of what names the person, and close the account's login."""
    name_zh, name_en = queries.pseudonym(person)
    if not queries.is_pseudonymous(person):
        person.name_zh, person.name_en, person.name_native = name_zh, name_en, ""
        tally.note("people", "name", 1)
    empty_person(person, "name", tally)
    account = session().scalar(select(Account).where(Account.person_id == person.id))
    code = f"former-{queries.keyed_hash(f'pseudonym:{person.id}', 8)}"
    if account is not None and account.login != code:
        account.login, account.password_hash = code, None
        tally.note("accounts", "login", 1)


def empty_person(person, privacy, tally):
    """Empty one class of the person's columns, the names themselves apart; the row stays, for seats and amounts hang on it."""
    for column in register.columns_of(register.table("people"), privacy):
        if column.name not in NAMES and getattr(person, column.name):
            setattr(person, column.name, None if column.nullable else [] if isinstance(column.type, JSON) else "")
            tally.note("people", column.name, 1)


def empty_mails(condition, privacies, tally):
    """Empty mails; of those whose body goes, the file in the mail folder goes too, once this is stored."""
    table = register.table("mails")
    if "message" in privacies:
        known = session().scalars(select(Mail.message_id).where(condition, Mail.subject != "")).all()
        remove_later([current_app.extensions["settings"].mail_folder / file_name(message_id) for message_id in known])
    empty_rows(table, condition, register.columns_of(table, *privacies), tally)


def cut_words(table, condition, words, by, tally):
    """Replace the person's words in every text of these rows. `by` is (Chinese, English)."""
    columns = [column for column in register.typed_columns(table) if not (table.name == "people" and column.name in NAMES)]
    if not columns:
        return
    for row in queries.rows(table, condition):
        changed = {}
        for column in columns:
            old = row[column.name]
            new = words.replaced(old, by[0] if queries.is_chinese(old) else by[1]) if old else old
            if new != old:
                changed[column.name] = new[:column.type.length] if column.type.length else new
                tally.note(table.name, column.name, 1)
        if changed:
            key = tuple(row[column.name] for column in table.primary_key.columns)
            session().execute(update(table).where(queries.key_condition(table, [key])).values(changed))


def remove_later(paths):
    """Remove these files once the transaction is stored."""
    if paths:
        after_commit(lambda: [path.unlink(missing_ok=True) for path in paths])
