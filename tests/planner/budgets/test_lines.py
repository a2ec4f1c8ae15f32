"""Lines with service charge, tax and tip: through the form, the plan and the policies, and refused beside the field."""

import csv
import io
import re
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from planner.banquets.queries import banquets_of
from planner.budgets.lines import Figures, quantity, whole_hours
from planner.budgets.models import Application
from planner.db import close_session, session, transaction
from planner.errors import RuleBroken
from planner.money import Money
from tests.planner.budgets.test_views import edit_form, stored


@pytest.mark.parametrize(("follows", "count"), [("room_hours", 3), ("car_hours", 44), ("people", 24), ("car_days", 8)])
def test_rooms_cars_and_printing_follow_the_plan(follows, count):
    figures = Figures(guests=20, people=24, talk_hours=3, day_hours=11, days=2)
    assert quantity(follows, figures) == count


def test_hours_are_rounded_up_and_count_as_they_pass(house):
    zone = ZoneInfo("Europe/Berlin")
    def at(day, *clock):
        return datetime(2026, 3, day, *clock, tzinfo=zone)
    assert whole_hours([(at(28, 9), at(28, 10)), (at(28, 9), at(28, 10, 1)), (at(28, 9), at(28, 9))]) == 1 + 2 + 1
    assert whole_hours([(at(29, 1), at(29, 4))]) == 2, "summer time begins between"
    figures = house.case().figures   # meal from 12:50, talks from 13:30, all until 21:00
    assert (figures.talk_hours, figures.day_hours, figures.people) == (8, 9, 23)


def test_rates_follow_the_quantity_and_typed_parts_stay(house):
    banquet = {"kind": "banquet", "category": "meals", "description_zh": "晚宴", "follows": "tables", "unit_price_minor": 320_000,
               "service_rate": "15", "tip_minor": 5_000}
    house.edit(lines=[banquet])
    line = house.application.lines[0]
    assert (line.quantity, line.service_minor, line.tip_minor, line.amount_minor) == (4, 192_000, 5_000, 1_477_000)
    with transaction():
        banquet = banquets_of(house.reception)[0]
        banquet.tables.pop()
    case = house.case()
    assert (case.facts["amount_minor"], case.live_facts["amount_minor"]) == (1_477_000, 1_109_000)
    house.do("follow_plan")
    assert house.application.total_minor == 1_109_000 == house.case().facts["amount_minor"]


def test_what_a_price_holds_never_comes_to_more(house):
    with pytest.raises(RuleBroken, match="Line 1: what the price is said to include comes to more"):
        house.edit(lines=[{"category": "other", "description_zh": "x", "quantity": 2, "unit_price_minor": 100, "included": "all", "tip_minor": 201}])


def test_the_parts_reach_the_policies_in_the_companys_currency_without_a_cent_lost(house):
    house.edit(currency="USD", rate="7.1234", rate_on=house.at.date(), rate_source="SAFE", lines=[
        {"category": "meals", "kind": "banquet", "description_zh": "晚宴", "quantity": 3, "unit_price_minor": 33_333, "note": "x", "service_rate": "12.5",
         "tax_rate": "8.875", "tip_rate": "18"}])
    case = house.case()
    line = case.occasion.lines[0]
    assert line.amount == Money(house.application.total_minor, "USD").converted("7.1234", "CNY")
    assert line.amount_without(("service", "tax", "tip")) == line.amount - line.parts["service"] - line.parts["tax"] - line.parts["tip"]
    net = Money(3 * 33_333, "USD").converted("7.1234", "CNY")
    assert abs(line.amount_without(("service", "tax", "tip")).amount_minor - net.amount_minor) <= 1


# Through the form -------------------------------------------------------------------------------------------------------------

def test_the_form_keeps_parts_as_typed_and_shows_them(app, plain, signed_in):
    browser = signed_in("song.dan")
    fields = edit_form(browser, plain)
    fields |= {"lines-0-service": "10%", "lines-0-tax": "6 %", "lines-0-tip": "12.50", "lines-0-included": "tax", "city": "first_tier"}
    assert browser.post(f"/receptions/{plain.reception_id}/budget/edit", fields).status_code == 303
    with app.app_context():
        application = session().get(Application, plain.application_id)
        line = application.lines[0]
        price = line.quantity * line.unit_price_minor
        assert (line.service_minor, line.tip_minor, line.amount_minor, application.city) == (price // 10, 1_250, price + price // 10 + 1_250, "first_tier")
        assert line.tax_minor == round(price * 6 / 106)
        close_session()
    again = edit_form(browser, plain)
    assert {name: again[f"lines-0-{name}"] for name in ("service", "tax", "tip", "included")} == {"service": "10%", "tax": "6%", "tip": "12.50", "included": "tax"}
    page = browser.get_page(f"/receptions/{plain.reception_id}/budget")
    assert f"Service charge 10% {Money(price // 10, 'CNY').format_number('en')} on top; Taxes 6% " in page and ", in the price; Tip 12.50 on top" in page


BAD = ("0%", "-6%", "６%", "1.2345%", "NaN%", "101%", "-1", "NaN", "1.234", "３２", "1e9", "9" * 20)


def test_bad_parts_are_answered_beside_their_field_and_nothing_moves(app, plain, signed_in):
    browser = signed_in("song.dan")
    fields, before = edit_form(browser, plain), stored(app, plain)
    for texts in (BAD[:6], BAD[6:]):
        typed = {f"lines-{number}-{part}": text for number, text in enumerate(texts) for part in ("service", "tax", "tip")}
        response = browser.post(f"/receptions/{plain.reception_id}/budget/edit", fields | typed)
        html = response.get_data(as_text=True)
        assert response.status_code == 422 and html.count('<details class="line-parts" open>') == len(texts), "the fields are in view"
        for name, text in typed.items():
            field = re.search(rf'<input[^>]*id="{name}"[^>]*>', html)[0]
            assert 'aria-invalid="true"' in field and f'value="{text}"' in field, (name, text)
            assert re.search(rf'id="{name}-error"[^>]*>\s*\S', html), (name, text)
    for name, value in (("lines-0-included", "some"), ("city", "moon"), ("rate", "0.00"), ("rate", "NaN"), ("rate_source", "")):
        more = {"currency": "USD", "rate": "7.1", "rate_on": "2026-11-20", "rate_source": "SAFE"} if "rate" in name else {}
        assert browser.post(f"/receptions/{plain.reception_id}/budget/edit", fields | more | {name: value}).status_code == 422, (name, value)
    assert stored(app, plain) == before


def test_a_line_of_the_price_list_is_added_with_its_price(plain, signed_in):
    browser = signed_in("song.dan")
    fields = edit_form(browser, plain)
    count = len({name.split("-")[1] for name in fields if name.startswith("lines-")})
    for listed, price in (("cars_hours", "120.00"), ("nothing", "")):
        html = browser.post(f"/receptions/{plain.reception_id}/budget/edit/lines", fields | {"add": "1", "listed": listed}).get_data(as_text=True)
        field = re.search(rf'<input[^>]*id="lines-{count}-price"[^>]*>', html)[0]
        assert f'value="{price}"' in field
    html = browser.post(f"/receptions/{plain.reception_id}/budget/edit/lines", fields | {"add": "1", "listed": "cars_hours", "currency": "JPY"}).get_data(as_text=True)
    assert 'value=""' in re.search(rf'<input[^>]*id="lines-{count}-price"[^>]*>', html)[0], "a price in yuan is none in yen"


def test_what_is_typed_is_held_against_the_rules_beside_the_form_and_not_stored(app, plain, signed_in):
    browser = signed_in("song.dan")
    fields, before = edit_form(browser, plain), stored(app, plain)
    path = f"/receptions/{plain.reception_id}/budget/edit/lines"
    number = next(name.split("-")[1] for name, value in fields.items() if name.endswith("-kind") and value == "banquet")
    typed = fields | {"own_diners": "15", "check": "1", f"lines-{number}-price": "10000"}
    html = browser.post(path, typed).get_data(as_text=True)
    assert "As typed, not stored yet. Total: " in html and "5 of us fewer at the table, and it is within the rule." in html
    each = -(-(4 * 1_000_000 + 240_000 - 35 * 50_000) // 35)
    assert f"{Money(each, 'CNY').format('en')} less a head, {Money(each * 35, 'CNY').format('en')} in all, and it is within the rule." in html
    assert stored(app, plain) == before
    refused = browser.post(path, typed | {"own_diners": "NaN"})
    assert refused.status_code == 422 and "As typed" not in refused.get_data(as_text=True)


def test_the_lines_as_files_add_up_to_the_total_and_hold_no_formula(app, plain, signed_in):
    browser = signed_in("song.dan")
    fields = edit_form(browser, plain) | {"lines-0-service": "12.5%", "lines-1-tax": "6%", "lines-1-included": "all", "lines-2-tip": "0.01", "lines-0-description_en": "=1+1"}
    assert browser.post(f"/receptions/{plain.reception_id}/budget/edit", fields).status_code == 303
    with app.app_context():
        total = Money(session().get(Application, plain.application_id).total_minor, "CNY").plain()
        close_session()
    text = signed_in("gao.xiang").get(f"/receptions/{plain.reception_id}/budget/lines.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][1] == "'=1+1" and rows[-1][9] == total
    for row in rows[1:]:
        assert sum(map(Decimal, row[4:8])) == Decimal(row[9])
    for place in (4, 5, 6, 7, 9):
        assert sum(Decimal(row[place]) for row in rows[1:-1]) == Decimal(rows[-1][place])
    book = load_workbook(io.BytesIO(signed_in("gao.xiang").get(f"/receptions/{plain.reception_id}/budget/lines.xlsx").data))
    assert [[str(cell.value) for cell in row if cell.data_type == "f"] for row in book.active.rows] == [[]] * len(rows)
    assert Decimal(str(book.active.cell(len(rows), 10).value)) == Decimal(total)
