"""The demonstration company: whole, once, and with the accounts of the story."""

import tomllib
from pathlib import Path

import openpyxl
from sqlalchemy import func, select

from planner.accounts.models import Account
from planner.db import session, transaction
from planner.people.models import Client, Person
from planner.plan.company import load_company
from planner.receptions.models import Item, Reception

DEMO = Path(__file__).resolve().parents[3] / "demo"


def test_company_is_loaded_once(db, clock):
    for _ in range(2):
        with transaction():
            load_company(at=clock)
    counts = [session().scalar(select(func.count()).select_from(table)) for table in (Person, Account, Client, Reception, Item)]
    assert counts == [20, 10, 6, 1, 4]


def test_accounts_have_the_roles_of_the_story_and_no_password(db, clock):
    with transaction():
        load_company(at=clock)
    accounts = session().scalars(select(Account).order_by(Account.login)).all()
    assert {a.login: sorted(a.roles) for a in accounts} == {
        "cao.yang": ["safety_officer"], "dong.fang": ["finance"], "gao.xiang": ["department_manager"], "han.bing": ["account_manager"],
        "lu.yuan": ["auditor"], "ren.jing": ["administrator"], "song.dan": ["account_manager"],
        "tang.lei": ["account_manager"], "xu.guoqiang": ["general_manager"], "yuan.jie": ["office"]}
    assert [a.login for a in accounts if a.password_hash] == []


def test_staff_are_those_of_the_workbooks_second_sheet():
    company = tomllib.loads((DEMO / "company.toml").read_text("utf-8"))
    sheet = openpyxl.load_workbook(DEMO / "huaxin-guests.xlsx")["我方人员"]
    rows = [dict(zip(("name_zh", "name_en", "gender", "department_zh", "title_zh", "rank", "languages", "phone", "email"), row))
            for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]]
    for key in ("name_zh", "name_en", "department_zh", "title_zh", "phone", "email"):
        assert [m.get(key) for m in company["staff"]][:14] == [row[key] for row in rows], key
    assert [m["rank"] for m in company["staff"]][:14] == [int(row["rank"]) for row in rows]
