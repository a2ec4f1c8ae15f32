"""Menus: typed a line a dish, and where they are printed."""

import re

import pytest

from planner.db import session, transaction
from planner.documents.papers import Text
from planner.documents.queries import Sheaf
from planner.receptions import actions as receptions
from planner.running import actions, queries
from planner.running.models import Menu
from tests import factories
from tests.conftest import NOW
from tests.planner.running.conftest import item, reception

DISHES = [["cold", "拍黄瓜", "Cucumber"], ["hot", "清蒸鲈鱼", "Steamed perch"], ["hot", "", "Tofu"]]


def page_of(ids, kind="banquet"):
    return f"/receptions/{ids['reception']}/running/menus/{ids[kind]}"


def stored(ids):
    session().rollback()
    session().expire_all()
    menu = queries.menus_of(reception(ids)).get(ids["banquet"])
    return menu.dishes if menu else None


def set_menu(ids, dishes=DISHES):
    with transaction():
        actions.set_menu(item(ids, "banquet"), dishes, by=factories.person("song.dan"), at=NOW)


def test_a_menu_is_typed_a_line_a_dish_and_comes_back_as_typed(visit, signed_in):
    browser = signed_in("song.dan")
    form = {"cold": " 拍黄瓜 ｜ Cucumber \r\n\r\n | ", "hot": "清蒸鲈鱼 | Steamed perch\nTofu", "version": ""}
    assert browser.post(page_of(visit), form).status_code == 303
    assert stored(visit) == DISHES
    assert "清蒸鲈鱼 | Steamed perch\nTofu</textarea>" in browser.get_page(page_of(visit))
    assert "Steamed perch" in browser.get_page(f"/receptions/{visit['reception']}/running/menus")


def test_two_who_change_a_menu_at_once_do_not_overwrite_each_other(visit, signed_in):
    set_menu(visit)
    browser = signed_in("song.dan")
    version = re.search(r'name="version" value="(\d+)"', browser.get_page(page_of(visit)))[1]
    assert browser.post(page_of(visit), {"cold": "Bread", "version": version}).status_code == 303
    late = browser.post(page_of(visit), {"cold": "Rice", "version": version})
    assert (late.status_code, "Bread" in late.text, stored(visit)) == (409, True, [["cold", "", "Bread"]])


@pytest.mark.parametrize("form", [{"cold": "x" * 81}, {"hot": "\n".join(["Fish"] * 31)}, {"soup": "a\u202eb"}])
def test_what_is_no_menu_is_said_at_its_course(visit, signed_in, form):
    answer = signed_in("song.dan").post(page_of(visit), form)
    assert (answer.status_code, answer.text.count('class="error"'), stored(visit)) == (422, 1, None)


def test_menus_belong_to_meals_and_go_with_them(visit, signed_in):
    set_menu(visit)
    assert [signed_in(login).get(page_of(visit, kind)).status_code for login, kind in (("song.dan", "talks"), ("gao.xiang", "banquet"), ("yuan.jie", "banquet"))] == [404, 403, 200]
    with transaction():
        receptions.remove_item(item(visit, "banquet"), by=factories.person("song.dan"), at=NOW, is_used=False)
    assert session().query(Menu).count() == 0


def test_without_a_dish_there_is_no_menu(visit):
    set_menu(visit)
    set_menu(visit, [])
    assert stored(visit) is None


def test_handbook_and_packs_tell_what_is_served(visit, signed_in):
    set_menu(visit)
    (menu,) = Sheaf(reception(visit), lambda permission: True).paper("handbook", "en").menus
    assert menu.title == Text("晚宴", "Banquet") and menu.courses[0] == (Text("冷菜", "Cold dishes"), (Text("拍黄瓜", "Cucumber"),))
    packs = {role: signed_in("song.dan").get(f"/receptions/{visit['reception']}/running/packs/{role}.html?lang=zh").text for role in ("kitchen", "interpreter", "driver")}
    assert {role for role, html in packs.items() if "清蒸鲈鱼" in html and "Tofu" in html} == {"kitchen", "interpreter"}
