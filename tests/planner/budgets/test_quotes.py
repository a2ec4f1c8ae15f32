"""Vendors' quotes: attached to a line with what they say, kept with it, shown to who decides, refused beside the field."""

import io
import re
from datetime import date

import pytest

from planner import kept_files
from planner.budgets import quotes
from planner.budgets.models import Application
from planner.db import close_session, session, transaction
from planner.errors import NotFound, RuleBroken
from planner.money import Money
from tests.factories.settlement import pdf
from tests.planner.budgets.test_views import form_fields

SAID = {"vendor": "Yunshan Hotel", "quoted_on": date(2026, 11, 18), "amount": Money(1_190_000, "CNY")}


def attach(house, line=0, content=b"", **said):
    with transaction():
        application = house.application
        return quotes.add_quote(application, application.lines[line].id, content or pdf("offer"), "offer.pdf", by=house.people["song.dan"], at=house.at, **SAID | said).id


def listed(house):
    session().rollback()
    return [(line.kind if line else None, [quote.amount_minor for quote in found]) for line, found in quotes.by_line(house.application)]


def test_quotes_stay_with_their_line_cheapest_first(house):
    attach(house, 2)
    attach(house, 2, pdf("cheaper"), amount=Money(1_000_000, "CNY"))
    attach(house, 0)
    version = house.application.version
    assert listed(house) == [("meeting_room", [1_190_000]), ("banquet", [1_000_000, 1_190_000])]
    house.edit(lines=list(reversed(house.lines(banquet=333_300))))        # moved and dearer: the same lines
    assert listed(house) == [("banquet", [1_000_000, 1_190_000]), ("meeting_room", [1_190_000])]
    house.edit(lines=[line for line in house.lines() if line["kind"] != "banquet"])
    assert listed(house) == [("meeting_room", [1_190_000]), (None, [1_000_000, 1_190_000])]
    assert house.application.version > version


def test_a_renamed_line_keeps_its_quotes_by_its_id(house):
    attach(house, 2)
    renamed = [line | {"id": row.id} for line, row in zip(house.lines(), house.application.lines)]
    renamed[2]["description_zh"] = renamed[2]["description_en"] = "答谢宴"
    house.edit(lines=renamed)
    assert listed(house) == [("banquet", [1_190_000])] and house.application.lines[2].description_zh == "答谢宴"


def test_a_quote_moves_the_version_and_no_signature(house):
    house.do("submit")
    house.decide("approve", "gao.xiang")
    shown = house.application.version
    attach(house)
    assert house.application.version > shown and len([one for one in house.case().state.signatures if one.decision]) == 1
    with pytest.raises(RuleBroken, match="What was submitted stays"), transaction():
        quotes.remove_quote(house.application.quotes[0], by=house.people["song.dan"], at=house.at)
    house.do("withdraw")
    name = house.application.quotes[0].stored_as
    with transaction():
        quotes.remove_quote(house.application.quotes[0], by=house.people["song.dan"], at=house.at)
    assert listed(house) == []
    with pytest.raises(NotFound):
        kept_files.read(name)


@pytest.mark.parametrize(("said", "content", "field"), [
    ({"vendor": "  "}, b"", "vendor"), ({"amount": Money(0, "CNY")}, b"", "amount"), ({"quoted_on": date(2026, 11, 21)}, b"", "quoted_on"),
    ({}, b"<html>", "file"), ({}, b"%PDF-1.4 cut", "file"), ({}, b"", "file"),
])
def test_what_is_refused(house, said, content, field):
    if not said and not content:
        attach(house)       # the same file for the same line
    before = listed(house)
    with pytest.raises(RuleBroken) as refused:
        attach(house, content=content, **said)
    assert refused.value.field == field and listed(house) == before


def test_from_the_form_to_the_approvers_page_and_the_file(app, plain, signed_in):
    song, path = signed_in("song.dan"), f"/receptions/{plain.reception_id}/budget"
    fields = form_fields(song.get_page(f"{path}/quotes/new"), 'enctype="multipart/form-data"')
    line = re.search(r'<option value="(\d+)">3\. ', song.get_page(f"{path}/quotes/new"))[1]
    fields |= {"line": line, "vendor": "云山酒店", "quoted_on": "2026-11-18", "amount": "11,900.00", "currency": "CNY"}

    def send(**changes):
        return song.post(f"{path}/quotes/new", fields | {"file": (io.BytesIO(pdf("offer")), "../报价.pdf")} | changes)
    for name, text in (("amount", "NaN"), ("amount", "-1"), ("amount", "１１"), ("amount", "1.234"), ("amount", "9" * 20), ("vendor", ""), ("quoted_on", "31.11.2026"), ("line", "999"), ("currency", "XXX")):
        html = send(**{name: text}).get_data(as_text=True)
        assert re.search(rf'id="{name}-error"[^>]*>\s*\S', html), (name, text)
    assert send(file=(io.BytesIO(b"x"), "x.pdf")).status_code == 422
    assert send().status_code == 303
    with app.app_context():
        quote = session().get(Application, plain.application_id).quotes[0]
        assert (quote.line.kind, quote.amount_minor, quote.file_name) == ("banquet", 1_190_000, "报价.pdf")
        number = quote.id
        close_session()
    gao = signed_in("gao.xiang")
    page = gao.get_page(f"/approvals/{plain.application_id}")
    assert "云山酒店" in page and "CN¥11,900.00" in page and f"{path}/quotes/{number}/file" in page
    answer = gao.get(f"{path}/quotes/{number}/file")
    assert answer.data == pdf("offer") and answer.headers["Content-Disposition"].startswith("attachment") and "sandbox" in answer.headers["Content-Security-Policy"]
    assert signed_in("tang.lei").get(f"{path}/quotes/{number}/file").status_code == 404
