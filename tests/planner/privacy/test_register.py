"""No personal column stands outside retention, export and erasure."""

import pytest
from sqlalchemy import Column, Integer, String, Table

from planner.db import CONTACT, PLAIN, Base
from planner.privacy import export, register
from planner.privacy.rules import rules

PEOPLE = ("people", "attendees", "accounts", "invitations")


def unreached(table):
    """Why a personal column of this table would be forgotten by nobody; [] when all is well."""
    faults = []
    owned, searched = table.name in register.OWNED, table.name in register.SEARCHED
    for column in register.columns_of(table):
        privacy, known = column.info["privacy"], table.name in ("people", "clients")
        if privacy not in rules():
            faults.append(f"{column}: no rule for {privacy}")
        if not known and register.way_to_reception(table.name) is None and register.way_to_day(table.name) is None:
            faults.append(f"{column}: nothing says when its time begins")
        if privacy in ("name", "contact", "sensitive", "whereabouts") and not (owned or searched):
            faults.append(f"{column}: nothing says whose it is")
        if not (owned or searched or known or column in register.typed_columns(table)):
            faults.append(f"{column}: erasing does not reach it")
    return faults


def test_every_personal_column_is_reached():
    assert [fault for table in register.personal_tables() for fault in unreached(table)] == []


def test_a_column_that_is_not_reached_would_be_found():
    table = Table("gifts_wished", Base.metadata, Column("id", Integer, primary_key=True, info=PLAIN), Column("phone", String(40), info=CONTACT))
    try:
        found = unreached(table)
    finally:
        Base.metadata.remove(table)
        register.way_to_reception.cache_clear()
    assert found == ["gifts_wished.phone: nothing says when its time begins", "gifts_wished.phone: nothing says whose it is",
                     "gifts_wished.phone: erasing does not reach it"]


def test_every_class_of_the_register_has_a_rule_in_the_same_words():
    wording = {(column.info["privacy"], column.info["retention"]) for table in register.all_tables() for column in table.columns}
    assert {(privacy, rules()[privacy].register) for privacy, _words in wording} == wording


@pytest.mark.parametrize("name", sorted(register.OWNED))
def test_the_keys_of_a_person_s_rows_lead_to_the_person(name):
    columns, end = register.OWNED[name]
    targets = {key.column.table.name for column in columns for key in register.table(name).c[column].foreign_keys}
    assert targets <= set(register.OWNED) and end in ("keep", "delete")
    assert bool(columns) is (name != "people")


def test_a_table_whose_rows_hang_on_one_person_is_listed():
    """Any table with a key called person_id or attendee_id is about that person, unless it is a log or an upload."""
    about = {table.name for table in register.all_tables() for column in table.columns
             if column.name in ("person_id", "attendee_id") and column.foreign_keys}
    assert about - set(register.OWNED) - set(register.SEARCHED) == {"decisions", "visit_decisions", "plan_steps", "print_runs", "call_reports"}


def test_every_table_and_column_an_export_or_erasure_names_has_a_label_in_both_languages():
    for table in register.all_tables():
        listed = table.name in register.OWNED or table.name in register.SEARCHED
        named = [column for column in table.columns if listed or column in register.columns_of(table) or column in register.typed_columns(table)
                 or any(key.column.table.name in PEOPLE for key in column.foreign_keys)]
        if table.name in ("audit_entries", "audit_head", "sent_forms"):
            continue
        for column in named:
            assert all(export.table_label(table.name).values()) and all(export.column_label(table.name, column.name).values())
