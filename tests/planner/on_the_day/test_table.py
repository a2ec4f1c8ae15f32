"""Each host's table: who sits there, how the names are said, who is late; diets for those who may see them."""

from planner import clock
from planner.db import session, transaction
from planner.on_the_day import actions
from planner.people import access_log
from planner.banquets import versions
from planner.receptions.models import Attendee
from tests import factories


def diet(evening, name):
    with transaction():
        one = session().get(Attendee, evening.ids[name])
        one.diet, one.diet_source, one.diet_consent_at = {"codes": ["vegetarian"], "note": ""}, "host", clock.now()


def test_names_are_pronounced_and_states_shown(song, evening, change):
    change(actions.note_presence, evening.banquet, evening.one("huang"), "late")
    page = song.get_page(f"{evening.base}/tables/{evening.seats()[evening.ids['huang']][0]}")
    assert "huáng wěi" in page and "late" in page and 'class="hall-plan"' in page


def test_foreign_names_are_not_read_in_pinyin(song, evening):
    page = song.get_page(f"{evening.base}/tables/{evening.seats()[evening.ids['sato']][0]}")
    assert "佐藤健一" in page and "zuǒ téng" not in page


def test_diets_are_for_those_who_may_see_them_and_noted(signed_in, song, evening):
    diet(evening, "chen")
    address = f"{evening.base}/tables/{evening.seats()[evening.ids['chen']][0]}"
    assert "egetarian" in song.get_page(address)
    assert [(e["event"], e["page"]) for e in access_log.entries()] == [("diet.read", "table")]
    assert "egetarian" not in signed_in("gao.xiang").get_page(address)
    assert len(list(access_log.entries())) == 1


def test_a_draft_is_shown_to_nobody_who_only_takes_part(signed_in, evening):
    with transaction():
        factories.make_attendee(evening.banquet.reception, "host", "companion", person=factories.person("dong.fang"), rank=5)
        versions.released(evening.banquet).state = "draft"
    assert signed_in("dong.fang").get(f"{evening.base}/tables/1").status_code == 404
    assert "not released yet" in signed_in("song.dan").get_page(f"{evening.base}/tables/1")


def test_a_table_that_does_not_exist(song, evening):
    assert song.get(f"{evening.base}/tables/3").status_code == 404
