"""Everything known about one person, for that person: found through the column register, labelled in both languages."""

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path

from planner import clock
from planner.people import access_log
from planner.privacy import queries, register
from planner.privacy.rules import rules

HIDDEN = ("secret",)


@cache
def _labels():
    return tomllib.loads((Path(__file__).parent / "labels.toml").read_text("utf-8"))


def table_label(name):
    """{"zh", "en"} of a table. KeyError for one without label: a test reads them all."""
    return dict(zip(("zh", "en"), _labels()["tables"][name]))


def column_label(table, column):
    """{"zh", "en"} of a column; one of the same name elsewhere shares it, unless it has its own."""
    labels = _labels()
    found = labels["own"].get(f"{table}.{column}") or labels["columns"][column]
    return dict(zip(("zh", "en"), found))


def about(person):
    """All that is known about the person, as a dictionary for JSON. Notes in the reading log that it was shown to the command line."""
    keys, words = queries.own_keys(person), queries.Words(queries.words_of(person), queries.other_names(person))
    attendees = queries.rows(register.table("attendees"), queries.key_condition(register.table("attendees"), keys["attendees"])) if "attendees" in keys else []
    for field in access_log.FIELDS:
        access_log.read(field, by=None, people=[one["person_id"] for one in attendees if one[field]], page="privacy.export")
    return {
        "person": {"id": person.id, "zh": person.name("zh"), "en": person.name("en")},
        "made_at": clock.now().isoformat(),
        "kept_until": _plain(queries.kept_until(person)),
        "records": [_record(register.table(name), row) for name, found in sorted(keys.items())
                    for row in queries.rows(register.table(name), queries.key_condition(register.table(name), found))],
        "mails": [_record(register.table("mails"), row | {"content": queries.readable(row["content"])})
                  for row in _rows_of("mails", queries.mails_of(person, words))],
        "guest_lists": [{**_where("import_drafts", "content", draft.id), "file_name": draft.file_name, "rows": queries.draft_rows(draft, words)}
                        for draft in queries.drafts_near(person) if queries.draft_rows(draft, words)],
        "named_in": _named_in(person, words, keys),
        "named_as": [_where(table, column, row_id) for table, column, row_id in queries.mentions_by_key(person, keys)],
        "files": [{"name": file.name, "made_at": _plain(file.created_at), "bytes": file.size} for file in queries.files_near(person)],
        "log": [{"at": _plain(entry.at), "action": entry.action, "about": entry.subject, "by_this_person": entry.person_id == person.id,
                 "details": entry.details} for entry in queries.log_entries(person, keys)],
        "diet_or_health_shown": queries.readings_of(person),
        "kept_how_long": {rule.privacy: {"zh": [rule.title_zh, rule.reason_zh], "en": [rule.title_en, rule.reason_en], "source": rule.source,
                                         "period": f"{rule.period} {rule.unit}", "then": rule.then} for rule in rules().values()},
    }


def _rows_of(name, found):
    table = register.table(name)
    return queries.rows(table, table.c.id.in_([one.id for one in found])) if found else []


def _record(table, row):
    """One row: all columns that hold something, but never a secret."""
    values = {column.name: {**column_label(table.name, column.name), "value": _plain(row[column.name])}
              for column in table.columns if column.info["privacy"] not in HIDDEN and row[column.name] not in (None, "", [], {})}
    return {"table": table.name, **table_label(table.name), "values": values}


def _named_in(person, words, keys):
    """Texts of others that name the person."""
    found = []
    for table, condition in queries.text_rows(person):
        columns = [column for column in register.columns_of(table) if column.info["export"] and column in register.typed_columns(table)]
        own = keys.get(table.name, ()) if table.name in register.OWNED else ()
        if columns:
            found += [{**_where(table.name, column.name, row["id"]), "text": row[column.name]} for row in queries.rows(table, condition)
                      for column in columns if (row["id"],) not in own and words.are_in(row[column.name])]
    return found


def _where(table, column, row_id):
    names, label = table_label(table), column_label(table, column)
    return {"table": table, "column": column, "id": row_id, "zh": f"{names['zh']}：{label['zh']}", "en": f"{names['en']}: {label['en']}"}


def _plain(value):
    return value.isoformat() if isinstance(value, datetime | date) else value
