"""The request file: what the demonstration's says, and where each kind of mistake is said to be."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import g

from planner import clock
from planner.budgets.actions import draft_application
from planner.db import transaction
from planner.plan.carry_out import carry_out
from planner.plan.errors import BadRequest
from planner.plan.request import find_lines, read_request
from tests import factories

DEMO = Path(__file__).resolve().parents[3] / "demo"


@pytest.fixture(autouse=True)
def english(app):
    with app.app_context():
        g.language = "en"
        yield


@pytest.fixture
def changed(tmp_path):
    """changed("old", "new") reads the demonstration's request with that text exchanged once."""
    def read(old, new):
        text = (DEMO / "huaxin.toml").read_text("utf-8")
        assert text.count(old) >= 1
        (tmp_path / "huaxin.toml").write_text(text.replace(old, new, 1), "utf-8")
        for name in ("huaxin-guests.xlsx", "company.toml"):
            shutil.copyfile(DEMO / name, tmp_path / name)
        return read_request(tmp_path / "huaxin.toml")
    return read


def test_an_organisation_nobody_on_the_list_is_of_is_told_with_its_line(changed):
    request = changed('name = "省能源局"', 'name = "市能源局"')
    with pytest.raises(BadRequest, match=r"huaxin.toml, line \d+: nobody on the list is of 市能源局"):
        carry_out(request, at=clock.now())


def test_demonstration_request_is_read_whole():
    request = read_request(DEMO / "huaxin.toml")
    assert request.workbook == DEMO / "huaxin-guests.xlsx"
    assert (request.reception["starts_on"], request.reception["ends_on"]) == (date(2026, 12, 8), date(2026, 12, 9))
    assert [item["kind"] for item in request.items] == [
        "arrival", "arrival", "welcome", "meal", "talks", "tour", "photo", "banquet", "signing", "tea", "gift", "send_off"]
    assert [item["starts_at"] for item in request.items if item["kind"] == "banquet"] == [datetime(2026, 12, 8, 18, 30)]
    assert (request.banquet["tables"], request.banquet["seats"], request.banquet["host"]) == (4, 10, "许国强")
    assert [line["unit_price_minor"] for line in request.budget["lines"]] == [240000, 4500, 320000, 60000, 90000, 18000, 150000]
    assert [approval["role"] for approval in request.approvals] == ["department_manager", "general_manager", "finance"]


def test_a_line_tells_its_service_charge_tax_and_tip(changed, db):
    request = changed('unit_price = "2400"', 'unit_price = "2400"\nservice = "10%"\ntip = "50.00"\ntax = "6%"\nincluded = "tax"')
    told, plain = request.budget["lines"][:2]
    parts = ("included", "service_rate", "service_minor", "tax_rate", "tax_minor", "tip_rate", "tip_minor")
    assert [told[name] for name in parts] == ["tax", "10", 0, "6", 0, "", 5000] and [plain[name] for name in parts] == ["", "", 0, "", 0, "", 0]
    with transaction():
        line = draft_application(factories.make_reception(), by=factories.person("song.dan"), at=clock.now(), lines=[told | {"follows": "", "quantity": 1}]).lines[0]
    assert line.parts == {"service": 24_000, "tax": 13_585, "tip": 5_000} and line.amount_minor == 240_000 + 24_000 + 5_000


@pytest.mark.parametrize("old, new, at, reason", [
    ("format = 1", "format = 2", "format", "format 1"),
    ("tables = 4", "tables = 0", "tables = 0", "from 1 to 300"),
    ("tables = 4", 'tables = "4"', "tables =", "whole number"),
    ("tables = 4", "tabels = 4", "[banquet]", "`tables` is missing"),
    ('pack = "cn-corporate"', 'pack = "cn-corporate"\nchairs = 9', "chairs", "`chairs` is not a word"),
    ('kind = "arrival"', 'kind = "landing"', 'kind = "landing"', "choose one of: arrival"),
    ("starts_at = 2026-12-08T10:25:00", "starts_at = 2026-12-08T10:25:00Z", "starts_at = 2026-12-08T10:25:00Z", "time on the wall"),
    ("starts_at = 2026-12-08T10:25:00", "starts_at = 2026-12-18T10:25:00", "starts_at = 2026-12-18", "not a day of the reception"),
    ("ends_on = 2026-12-09", "ends_on = 2026-12-07", "ends_on", "ends before it starts"),
    ("ends_at = 2026-12-08T12:40:00", "ends_at = 2026-12-08T12:10:00", "ends_at = 2026-12-08T12:10", "ends before it starts"),
    ('unit_price = "2400"', 'unit_price = "NaN"', 'unit_price = "NaN"', ""),
    ('unit_price = "2400"', 'unit_price = "1e400"', 'unit_price = "1e400"', ""),
    ('unit_price = "2400"', 'unit_price = "１２"', 'unit_price = "１２"', ""),
    ('unit_price = "2400"', "unit_price = 2400.0", "unit_price = 2400.0", "text in quotation marks"),
    ('unit_price = "2400"', 'unit_price = "2400"\ntax = "0%"', "tax =", "above 0%"),
    ('unit_price = "2400"', 'unit_price = "2400"\nservice = "1.005"', "service =", ""),
    ('unit_price = "2400"', 'unit_price = "2400"\nincluded = "tip"', "included =", "choose one of"),
    ('workbook = "huaxin-guests.xlsx"', 'workbook = "other.xlsx"', "workbook", "no file other.xlsx"),
    ('staff = "company.toml"', 'staff = "other.toml"', "staff", "no file other.toml"),
    ('workbook = "huaxin-guests.xlsx"', 'workbook = "../huaxin-guests.xlsx"', "workbook", "beside the request"),
    ('kind = "banquet"', 'kind = "meal"', "[[items]]", "there are 0"),
    ('owner = "宋丹"', 'owner = ""', "owner", "must not be empty"),
    ('owner = "宋丹"', 'owner = "宋\\u0000丹"', "owner", "cannot be seen"),
    ("format = 1", "format = ", "format", "not TOML"),
])
def test_mistake_is_named_with_its_line(changed, tmp_path, old, new, at, reason):
    with pytest.raises(BadRequest) as refusal:
        changed(old, new)
    lines = (tmp_path / "huaxin.toml").read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.startswith(at))
    assert refusal.value.place == f"huaxin.toml, line {line}"
    assert reason in str(refusal.value.reason)


def test_missing_table_is_named_for_the_file_as_a_whole(changed):
    with pytest.raises(BadRequest) as refusal:
        changed("\n[banquet]\n", "\n[banquets]\n")
    assert str(refusal.value) == "huaxin.toml: `banquet` is missing"


def test_mistake_is_named_in_chinese_too(changed):
    g.language = "zh"
    with pytest.raises(BadRequest) as refusal:
        changed("format = 1", "format = 0")
    assert str(refusal.value) == "huaxin.toml，第 4 行：应为 1 到 99 之间的整数"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00", b"a" * 1_000_001, b"[" * 5000])
def test_file_that_is_no_request_is_refused(tmp_path, content):
    (tmp_path / "r.toml").write_bytes(content)
    with pytest.raises(BadRequest):
        read_request(tmp_path / "r.toml")


@pytest.mark.parametrize("path", ["missing.toml", "."])
def test_file_that_cannot_be_read_is_refused(tmp_path, path):
    with pytest.raises(BadRequest):
        read_request(tmp_path / path)


def test_lines_of_lists_are_counted_apart():
    assert find_lines("a = 1\n[b]\nc = 2\n[[d]]\ne = 3\n[[d]]\ne = 4\n[d.f]\ng = 5\n") == {
        ("a",): 1, ("b",): 2, ("b", "c"): 3, ("d", 0): 4, ("d", 0, "e"): 5, ("d", 1): 6, ("d", 1, "e"): 7,
        ("d", 1, "f"): 8, ("d", 1, "f", "g"): 9}
