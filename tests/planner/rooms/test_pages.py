"""The editor by forms alone: drawing, storing, templates, bad input, and everything as typed after a refusal."""

import re

import pytest

from planner.banquets import queries as banquets, seats, steps
from planner.banquets.models import Banquet, VenueRoom
from planner.db import session, transaction
from tests import factories
from tests.conftest import NOW
from tests.page_rules import parse
from tests.planner.banquets.conftest import banquet, party  # noqa: F401  (fixtures)


@pytest.fixture
def hall(banquet, signed_in):  # noqa: F811
    """(browser of Song Dan, address of the room, banquet id); everybody seated."""
    with transaction():
        found = session().get(Banquet, banquet)
        found.venue_en = "Garden Hotel"
        people = [a.id for a in banquets.diners(found)]
        seats.put_plan(found, {a: (1 + i % 2, i // 2) for i, a in enumerate(people)}, kind="solve", by=factories.person("song.dan"), at=NOW)
        address = f"/receptions/{found.reception_id}/banquets/{found.id}/room"
    return signed_in("song.dan"), address, banquet


def fields(html, form_id="room-form"):
    """name -> texts of a form, as a browser would send it (a checkbox only when ticked)."""
    found = {}
    form = next(e for e in parse(html).iter("form") if form_id in (e.get("id"), e.get("action")))
    for e in form.iter():
        if e.tag not in ("input", "select") or (e.get("type") == "checkbox" and e.get("checked") is None):
            continue
        options = [o for o in e.iter("option")]
        chosen = next((o for o in options if o.get("selected") is not None), options[0] if options else None)
        found.setdefault(e.get("name"), []).append(chosen.get("value", chosen.text) if options else e.get("value", ""))
    return found


def text(answer):
    return answer.get_data(as_text=True)


def test_a_room_is_drawn_by_its_form_alone(hall):
    browser, address, banquet_id = hall
    page = browser.get_page(address)
    assert f'action="{address}"' in page and f'data-draft="{address}/draft"' in page and f'formaction="{address}/draft"' in page
    drawn = browser.post(address + "/draft", fields(page) | {"do": "template", "count": "5", "new_kind": "round", "new_seats": "10"})
    sent = fields(text(drawn))
    assert drawn.status_code == 200 and len(sent["t_x"]) == 5 and "do not fit inside the walls" in text(drawn)
    assert len(session().get(Banquet, banquet_id).tables) == 2                       # nothing is stored by looking
    sent |= {"width_cm": ["1600"], "depth_cm": ["1700"]}
    drawn = browser.post(address + "/draft", sent | {"do": "template", "count": "5", "new_kind": "round", "new_seats": "10"})
    drawn = browser.post(address + "/draft", fields(text(drawn)) | {"do": "add_pillar"})
    sent = fields(text(drawn)) | {"numbering": "no_four"}
    sent["o_x"][-1], sent["o_y"][-1] = "100", "100"
    answer = browser.post(address, sent)
    assert answer.status_code == 303, re.findall(r'notice is-bad".*?<p>(.*?)</p>', text(answer), re.S)
    session().rollback()
    stored = session().get(Banquet, banquet_id)
    assert [t.called for t in stored.tables] == ["1", "2", "3", "5", "6"] and len(banquets.seatings(stored)) == 11
    assert [o["kind"] for o in stored.room["objects"]] == ["door", "pillar"]
    page = browser.get_page(address)
    assert "CN-51" in page and "nearer is higher" in page


def test_the_door_goes_with_its_wall_and_a_length_that_is_none_changes_nothing(hall):
    browser, address, _banquet_id = hall
    sent = fields(browser.get_page(address))
    depth, door = int(sent["depth_cm"][0]), int(sent["o_y"][0])
    larger = fields(text(browser.post(address + "/draft", sent | {"depth_cm": [str(depth + 300)]})))
    assert door == depth and larger["o_y"] == [str(depth + 300)] == larger["was_depth_cm"]
    wrong = fields(text(browser.post(address + "/draft", larger | {"depth_cm": ["x"], "was_depth_cm": ["-1", "9"]})))
    again = fields(text(browser.post(address + "/draft", larger | {"depth_cm": ["x"]})))
    assert wrong["o_y"] == again["o_y"] == larger["o_y"] and again["was_depth_cm"] == larger["was_depth_cm"]


def test_who_loses_a_seat_must_be_agreed_to(hall):
    browser, address, banquet_id = hall
    sent = fields(browser.get_page(address)) | {"t_remove": [fields(browser.get_page(address))["t_key"][1]]}
    sent["t_seats"] = ["20", "8"]
    answer = browser.post(address, sent)
    assert answer.status_code == 422 and "These people lose their seats" in text(answer)
    agreed = re.search(r'name="agreed" value="([\d,]+)"', text(answer))[1]
    answer = browser.post(address, fields(text(answer)) | {"agreed": agreed})
    assert answer.status_code == 303
    session().rollback()
    assert len(session().get(Banquet, banquet_id).tables) == 1
    with transaction():
        steps.undo(session().get(Banquet, banquet_id), by=factories.person("song.dan"), at=NOW)
    assert len(banquets.seatings(session().get(Banquet, banquet_id))) == 11


@pytest.mark.parametrize("name, values, said", [
    ("t_seats", ["31", "8"], "from 2 to 30"), ("t_seats", ["1", "8"], "from 2 to 30"), ("t_x", ["NaN", "700"], "whole number in digits"),
    ("t_x", ["1e3", "700"], "whole number in digits"), ("t_kind", ["star", "round"], "choose from the list"), ("t_kind", ["u", "round"], "two arms"),
    ("t_turn", ["99999", "0"], "from -720 to 720"), ("t_name", ["x" * 60, ""], "at most 50 characters"), ("width_cm", ["-5"], "from 300 to 10000"),
    ("depth_cm", ["Infinity"], "whole number in digits"), ("numbering", ["odd"], "choose from the list"), ("t_across_cm", ["9999", ""], "from 60 to 800"),
    ("t_x", ["50", "700"], "do not fit inside the walls: 1"), ("t_x", ["300", "320"], "Tables 1, 2 overlap"), ("o_kind", ["dragon"], "choose from the list"),
    ("t_id", ["999999999", "x"], "lose their seats"), ("t_x", ["700"], "whole number in digits"), ("t_y", [], "whole number in digits")])
def test_bad_input_gets_a_sentence_and_stays(hall, name, values, said):
    browser, address, banquet_id = hall
    sent = fields(browser.get_page(address)) | {name: values}
    if said.startswith("two arms"):
        sent["t_base"] = ["5", ""]
    answer = browser.post(address, sent)
    assert answer.status_code == 422 and said in text(answer)
    if name not in ("numbering", "o_kind", "t_kind", "t_id") and values:
        assert values[0] in fields(text(answer))[name]
    stored = session().get(Banquet, banquet_id)
    assert [t.seats for t in stored.tables] == [8, 8] and not stored.room and len(banquets.seatings(stored)) == 11


def test_two_tables_of_one_label_are_named(hall):
    browser, address, _ = hall
    answer = browser.post(address, fields(browser.get_page(address)) | {"numbering": "own", "t_label": ["VIP", "VIP"]})
    assert answer.status_code == 422 and "2 tables are called “VIP”" in text(answer)


def test_far_too_many_objects_are_counted_not_drawn_up(hall):
    browser, address, _ = hall
    sent = fields(browser.get_page(address))
    for name in ("o_kind", "o_x", "o_y", "o_width", "o_depth", "o_turn", "o_key"):
        sent[name] = sent[name] * 500
    answer = browser.post(address, sent)
    assert answer.status_code == 422 and "At most 60 objects, please; these are 500" in text(answer)


def test_a_room_drawn_on_an_older_one_is_kept_on_the_page(hall):
    browser, address, banquet_id = hall
    mine, theirs = fields(browser.get_page(address)), fields(browser.get_page(address))
    assert browser.post(address, theirs | {"width_cm": "1500"}).status_code == 303
    answer = browser.post(address, mine | {"width_cm": "1700"})
    assert answer.status_code == 409 and "Somebody has changed the room" in text(answer)
    again = fields(text(answer))
    assert again["width_cm"] == ["1700"]
    assert browser.post(address, again).status_code == 303
    session().rollback()
    assert session().get(Banquet, banquet_id).room["width_cm"] == 1700


def test_somebody_who_moves_meanwhile_does_not_stop_the_room(hall):
    browser, address, banquet_id = hall
    sent = fields(browser.get_page(address)) | {"width_cm": "1500"}
    with transaction():
        found = session().get(Banquet, banquet_id)
        seats.unseat(found, banquets.seatings(found)[5].attendee, by=factories.person("song.dan"), at=NOW)
    assert browser.post(address, sent).status_code == 303


def test_a_room_is_kept_used_and_forgotten(hall):
    browser, address, banquet_id = hall
    browser.post_form(address, fields(browser.get_page(address)) | {"names": "flowers"})
    browser.post_form(address + "/keep")
    kept = session().query(VenueRoom).one()
    page = browser.get_page(address)
    assert "Garden Hotel" in page and "牡丹" in page
    sent = fields(page) | {"names": "", "t_x": ["300", "300"]}
    used = fields(text(browser.post(address + "/draft", sent | {"do": f"kept_{kept.id}"})))
    assert used["names"] == ["flowers"] and used["t_id"] == fields(page)["t_id"]
    browser.post_form(address + "/forget", {"room_id": str(kept.id)})
    assert browser.post(address + "/forget", {"room_id": str(kept.id)}).status_code == 404
    assert browser.post(address + "/draft", sent | {"do": f"kept_{kept.id}"}).status_code == 422


@pytest.mark.parametrize("do", ["template", "grid", "add_table", "add_door", "align_row", "kept_0", "nonsense", ""])
def test_nothing_a_button_says_is_an_error_of_ours(hall, do):
    browser, address, _ = hall
    for more in ({}, {"count": "0"}, {"count": "x", "grid_rows": "-1", "new_kind": "u", "new_seats": "2"}, {"new_kind": "odd"}, {"t_x": []}):
        assert browser.post(address + "/draft", fields(browser.get_page(address)) | {"do": do} | more).status_code in (200, 422)
    assert browser.post(address + "/draft", {"do": do}).status_code == 422


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_form_of_the_banquet_leads_to_a_drawn_room_instead_of_destroying_it(hall, signed_in, language):
    browser, address, banquet_id = hall
    browser.post_form(address, fields(browser.get_page(address)) | {"width_cm": "1500"})
    edit = address.removesuffix("/room") + "/edit"
    page = signed_in("song.dan", language).get_page(edit)
    assert f'href="{address}"' in page and 'name="tables"' not in page
    sent = fields(browser.get_page(edit), edit) | {"tables": "4", "seats": "12", "hall_en": "Lotus"}
    browser.post_form(edit, sent)
    session().rollback()
    stored = session().get(Banquet, banquet_id)
    assert [t.seats for t in stored.tables] == [8, 8] and stored.hall_en == "Lotus" and len(banquets.seatings(stored)) == 11
