"""The pages of the other arrangements: proposals, forms, drawing, placing by hand, a new rank."""

import re

import pytest

from planner.arrangements.kinds import kinds
from planner.arrangements.models import Arrangement
from planner.db import close_session, session, transaction
from planner.receptions.models import Attendee
from tests import factories
from tests.planner.arrangements.conftest import attendee


@pytest.fixture
def song(signed_in, party):
    return signed_in("song.dan")


def at(party, rest=""):
    return f"/receptions/{party['reception']}/arrangements{rest}"


def fields(party, *names, **changes):
    return {"title_zh": "", "title_en": "", "item_id": "", "pack": "cn-corporate", "people": [party[name] for name in names], **changes}


def stored():
    close_session()
    return session().query(Arrangement).order_by(Arrangement.id).all()


def test_the_proposals_are_added_with_one_click(song, party):
    html = song.get_page(at(party))
    keys = re.findall(r'name="key" value="([^"]+)" checked', html)
    song.post_form(at(party, "/proposed"), {"key": keys})
    html = song.get_page(at(party))
    assert "Arrangements added: 5." in html and "What the programme suggests" not in html
    assert [a.kind for a in stored()] == ["car", "car", "talks", "tea", "toasts"]
    assert "Please tick at least one" in song.post(at(party, "/proposed")).get_data(as_text=True)


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_is_made_shown_and_changed(song, party, banquet, kind):
    html = song.get_page(at(party, f"/new?kind={kind}"))
    chosen = re.findall(r'name="people" value="(\d+)" checked', html)
    data = {"pack": "cn-corporate", "people": chosen, "item_id": "",
            **{f"s_{s.id}": s.default for s in kinds()[kind].settings if s.default is not None}}
    if kind == "serving":
        data["s_table"] = f"{banquet}-1"
    data |= {f"o_{name}": "" for name in kinds()[kind].options}
    answer = song.post_form(at(party, f"/new?kind={kind}"), data)
    address = answer.headers["Location"]
    html = song.get_page(address)
    assert f"<h1>{kinds()[kind].title['en']}</h1>" in html and "As of 20 Nov 2026 10:00, version 1" in html
    assert ('class="hall-plan"' in html) == (kinds()[kind].layout == "seats")
    assert ("Nobody sits at this table yet" in html) == (kind == "serving")
    song.get_page(f"{address}/edit")
    if kind != "serving":
        assert song.get(f"{address}/picture.svg").mimetype == "image/svg+xml"


def test_the_form_comes_back_with_its_sentence_and_everything_kept(song, party):
    data = fields(party, "wang", "chen", "krause", "sato", "xu", title_en="To the hotel", s_vehicle="sedan", s_coach_rows="8",
                  s_driver="chauffeur", s_drive="LHD", o_car_7="", o_car_security="", o_bus="", **{f"duty-{party['xu']}": "security"})
    answer = song.post(at(party, "/new?kind=car"), data)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "takes 4 people beside the driver; 5 are chosen" in html and 'id="people-error"' in html
    assert 'value="To the hotel"' in html and len(re.findall(r'name="people" value="\d+" checked', html)) == 5
    assert '<option value="security" selected>' in html and stored() == []


@pytest.mark.parametrize("changes, words", [
    ({"people": ["999999"]}, "choose people of this reception"), ({"people": ["x"]}, "choose people of this reception"),
    ({"people": []}, "choose who takes part"), ({"pack": "nowhere"}, ""), ({"item_id": "999999"}, "item of this programme"),
    ({"s_chairs": "１２"}, "whole number in digits"), ({"s_chairs": "41"}, "from 1 to 40"), ({"s_door": "roof"}, ""),
    ({"o_talks_side": "up"}, ""), ({"title_zh": "长" * 201}, "at most 200"),
])
def test_bad_input_is_a_sentence(song, party, changes, words):
    data = {**fields(party, "wang", "xu", s_door="across", s_chairs="", o_talks_side="", o_talks_interpreter="", o_talks_second=""), **changes}
    answer = song.post(at(party, "/new?kind=talks"), data)
    assert answer.status_code == 422 and words in answer.get_data(as_text=True) and 'class="error"' in answer.get_data(as_text=True)
    assert stored() == []


def test_an_unknown_kind_offers_the_list(song, party):
    for kind in ("", "banquet", "../x"):
        answer = song.get(at(party, f"/new?kind={kind}"))
        assert answer.status_code == 422 and "no such kind of arrangement" in answer.get_data(as_text=True)


def test_a_tap_asks_and_a_second_one_places_by_hand(song, party, make):
    car = make("car", ["wang", "xu", "deng"], vehicle="sedan")
    page = at(party, f"/{car}")
    html = song.get_page(f"{page}?person={party['wang']}")
    assert "Rear right, rear left, rear middle" in html and f"?person={party['wang']}&amp;to=rear_middle" in html
    html = song.get_page(f"{page}?person={party['wang']}&to=rear_left")
    assert "exchange with Xu Guoqiang" in html and "This departs from the rules" in html
    song.post_form(f"{page}/place", {"person": party["wang"], "to": "rear_left", "version": 1})
    html = song.get_page(f"{page}?person={party['wang']}")
    assert "Placed by hand. By the rules: rear right." in html and "version 2" in html
    assert "gives way; by the rules: rear left" in html
    assert song.post(f"{page}/place", {"person": party["xu"], "to": "rear_middle", "version": 1}).status_code == 409
    assert song.post(f"{page}/place", {"person": party["xu"], "to": "roof", "version": 2}).status_code == 422
    song.post_form(f"{page}/release", {"person": party["wang"], "version": 2})
    assert stored()[0].placed == {}


def test_a_change_from_an_older_page_shows_both(song, party, make):
    talks = make("talks", ["wang", "xu"], door="across")
    page = at(party, f"/{talks}/edit")
    data = fields(party, "wang", "chen", "xu", s_door="end_on", s_chairs="", o_talks_side="", o_talks_interpreter="", o_talks_second="", version=1)
    song.post_form(page, data)
    answer = song.post(page, {**data, "people": [party["wang"], party["xu"]], "version": 1})
    assert answer.status_code == 409 and "Chen Zhiyuan" in answer.get_data(as_text=True)
    assert len(stored()[0].cast) == 3


def test_an_arrangement_of_another_reception_is_not_there(song, party, make):
    talks = make("talks", ["wang", "xu"])
    with transaction():
        other = factories.make_reception(owner=factories.person("song.dan")).id
    assert song.get(f"/receptions/{other}/arrangements/{talks}").status_code == 404


def test_an_arrangement_is_removed(song, party, make):
    talks = make("talks", ["wang", "xu"])
    song.post_form(at(party, f"/{talks}/remove"), {"version": 1})
    assert stored() == []


def test_a_new_rank_is_shown_before_it_is_stored_and_marks_the_banquet(song, party, make, banquet):
    make("talks", ["wang", "chen", "sato", "xu"], item="talks_item")
    song.post_form(f"/receptions/{party['reception']}/banquets/{banquet}/seat-everyone", {"version": 1})
    page = f"/receptions/{party['reception']}/people/{party['sato']}/rank"
    html = song.get_page(f"{page}?rank=1")
    assert "6 → 2 on the own side" in html and "facing the door, no. 3 from the left → facing the door, no. 1 from the left" in html
    assert "These would read otherwise" in html and "<li>Name plates for the talks</li>" in html
    assert song.get_page(page).count("→") == 0 and attendee(party, "sato").rank == 3
    for wrong in ("0", "abc", "100", ""):
        assert song.get(f"{page}?rank={wrong}").status_code == 422
    assert song.post(page, {"rank": "1", "version": 99}).status_code == 409
    song.post_form(page, {"rank": "1", "version": session().get(Attendee, party["sato"]).version})
    close_session()
    assert attendee(party, "sato").rank == 1
    html = song.get_page(f"/receptions/{party['reception']}/banquets/{banquet}")
    assert "The rank of Sato Kenichi has changed since everyone was seated" in html and at(party) in html
    song.post_form(f"/receptions/{party['reception']}/banquets/{banquet}/ranks-minded")
    assert "has changed since everyone was seated" not in song.get_page(f"/receptions/{party['reception']}/banquets/{banquet}")


def test_who_only_reads_sees_no_forms(signed_in, party, make):
    talks = make("talks", ["wang", "xu"])
    gao = signed_in("gao.xiang", "zh")
    html = gao.get_page(at(party, f"/{talks}?person={party['wang']}&to=back_to_door:0"))
    assert "为何在此" in html and "/place" not in html and 'name="to"' not in html
    assert gao.get(at(party, f"/{talks}/edit")).status_code == 403
