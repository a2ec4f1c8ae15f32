"""Envelopes and labels: addresses as the receiving country writes them, with the form of address of their language."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from planner.db import transaction
from planner.documents import render, stationery
from planner.documents.stationery import Addressed, Labels
from planner.documents.typesetting import paper_html, paper_pdf
from planner.invitations import addresses, queries
from planner.invitations.printed import envelopes_paper
from planner.people.models import Client, Person

MM = 25.4 / 72


def guest(zh="", en="", *, title_zh="", title_en="", gender="m", rank=1, language="zh", own="", postcode="", **client):
    person = Person(name_zh=zh, name_en=en, title_zh=title_zh, title_en=title_en, gender=gender, postal_address=own, postcode=postcode, name_native="",
                    client=Client(**{"name_zh": "华信集团", "name_en": "Huaxin Group", "country": "CN", "address_zh": "", "address_en": "", "postcode": postcode, **client}))
    return SimpleNamespace(language=language, attendee=SimpleNamespace(person=person, rank=rank))


@pytest.mark.parametrize(("values", "name", "honorific"), [
    ({"zh": "王建国", "title_zh": "董事长"}, "王董事长建国", "钧启"), ({"zh": "欧阳修", "title_zh": "总工程师、副总裁", "rank": 4}, "欧阳总工程师修", "台启"),
    ({"zh": "周丽华", "title_zh": "采购部部长", "gender": "f", "rank": 3}, "周部长丽华", "台启"), ({"zh": "郑晓", "title_zh": "总裁办秘书", "gender": "f", "rank": 6}, "郑晓女士", "台启"),
    ({"zh": "刘慧", "gender": "f", "rank": 3}, "刘慧女士", "台启"), ({"zh": "何局长"}, "何局长", "钧启"), ({"zh": "阿依古丽", "title_zh": "经理", "rank": None}, "阿依古丽经理", "台启")])
def test_chinese_envelope_puts_the_post_between_family_and_given_name(values, name, honorific):
    found = addresses.addressed(guest(address_zh="北京市朝阳区华信路 8 号\n华信大厦", postcode="100020", **values))

    assert (found.form, found.name, found.honorific, found.lines, found.boxes) == (
        "chinese", name, honorific, ("北京市朝阳区华信路 8 号", "华信大厦", "华信集团"), tuple("100020"))


@pytest.mark.parametrize(("country", "address", "postcode", "lines", "name"), [
    ("DE", "Hafenstr. 1\nHamburg", "20457", ("Hafenstr. 1", "20457 Hamburg"), "GERMANY 德国"),
    ("GB", "1 Mall\nLondon", "SW1A 1AA", ("1 Mall", "London", "SW1A 1AA"), "UNITED KINGDOM 英国"),
    ("US", "350 Fifth Ave\nNew York, NY", "10118", ("350 Fifth Ave", "New York, NY 10118"), "UNITED STATES 美国"),
    ("DE", "Hafenstr. 1\n20457 Hamburg", "20457", ("Hafenstr. 1", "20457 Hamburg"), "GERMANY 德国"),
    ("CN", "8 Huaxin Road\nBeijing", "100020", ("8 Huaxin Road", "Beijing"), "P.R. CHINA 中国")])
def test_address_abroad_follows_its_country_with_the_country_in_capitals(country, address, postcode, lines, name):
    found = addresses.addressed(guest(en="Stefan Krause", title_en="Managing Director", language="en", country=country, address_en=address, postcode=postcode))

    assert (found.form, found.name, found.lines, found.country) == ("western", "Mr. Stefan Krause", ("Managing Director", "Huaxin Group", *lines), name)


def test_own_address_goes_before_the_clients_and_none_is_brought_by_hand():
    own = guest(zh="王建国", own="上海市浦东新区世纪大道 100 号", postcode="200120", address_zh="北京", address_en="Beijing")

    assert (addresses.addressed(own).lines[0], addresses.addressed(own).postcode) == ("上海市浦东新区世纪大道 100 号", "200120")
    none = addresses.addressed(guest(zh="王建国"))
    assert (none.form, none.lines, none.boxes, addresses.has_address(guest(zh="王建国"))) == ("chinese", ("华信集团",), ("",) * 6, False)


def test_every_form_and_honorific_has_its_source_and_no_country_is_in_two():
    countries = [code for row in addresses._data()["form"] for code in row["countries"]]

    assert len(countries) == len(set(countries))
    assert all(row["source"]["zh"] and row["source"]["en"] for row in (*addresses._data()["form"], *addresses._data()["honorific"]))


@pytest.mark.parametrize(("size", "skipped", "count", "sheets", "first"), [("3x8", 0, 25, [24, 1], (0, 0.5)), ("3x8", 4, 20, [20], (70, 37.5)), ("2x7", 13, 2, [1, 1], (106.25, 243.75))])
def test_labels_fill_their_sheets_from_the_first_free_place(size, skipped, count, sheets, first):
    paper = Labels(None, tuple(Addressed("western", str(n), ()) for n in range(count)), stationery.labels()[size], skipped)

    assert [len(sheet) for sheet in paper.sheets] == sheets
    assert paper.sheets[0][0][:2] == first


def test_what_somebody_typed_stays_text_on_an_envelope_and_a_line_break_in_a_name_makes_no_line(ready):
    with transaction():
        person = ready.guests["krause"].person
        person.name_en, person.postal_address, person.client.country = "Stefan\r\nKrause", "<b>1</b> {city}\r\n{postcode}", "DE"
        person.postcode = "20457"
    found = addresses.addressed(ready.invitation_of("krause"))
    html = paper_html("envelopes", envelopes_paper(ready.banquet, [ready.invitation_of("krause")], stationery.envelopes()["dl"]), "en")

    assert found.lines[-2:] == ("<b>1</b> {city}", "20457 {postcode}")
    assert "&lt;b&gt;1&lt;/b&gt; {city}" in html and "<b>" not in html


def test_each_envelope_is_a_page_of_its_size(ready):
    rows, made = queries.standing(ready.banquet), stationery.envelopes()["zl"]
    pages = PdfReader(io.BytesIO(paper_pdf("envelopes", envelopes_paper(ready.banquet, rows, made), "zh"))).pages
    sheet = Path(render.asset_folder(), "stationery.css").read_text("utf-8")

    assert [(round(page.mediabox.width * MM), round(page.mediabox.height * MM)) for page in pages] == [made.size] * len(rows)
    for one in stationery.envelopes().values():
        assert f"@page {one.id} {{ size: {one.size[0]}mm {one.size[1]}mm;" in sheet and f".of-{one.id} .envelope {{ width: {one.size[0]}mm; height: {one.size[1]}mm }}" in sheet
    for one in stationery.labels().values():
        assert f".of-{one.id} .label {{ width: {one.size[0]}mm; height: {one.size[1]}mm" in sheet


def test_pages_print_envelopes_and_labels_of_who_is_asked_for(ready, signed_in, monkeypatch):
    monkeypatch.setattr(render, "_ask_for_documents", lambda request: [b"%PDF-"])
    browser, base = signed_in("song.dan"), f"/receptions/{ready.reception.id}/banquets/{ready.banquet.id}/invitations"

    assert [browser.get(f"{base}/{path}").status_code for path in (
        "envelopes.pdf?who=paper", "labels.pdf?from=24", "labels.pdf?from=25", "labels.pdf?from=x", "envelopes.pdf?size=a4", "envelopes.pdf?batch=9", "envelopes.pdf?who=x")] == [
        200, 200, 404, 404, 404, 404, 404]
