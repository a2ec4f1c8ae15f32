"""The pages of a site: seen by those who plan, changed by the office."""

import re

from planner.db import session, transaction
from planner.sites.models import SiteStop
from tests.factories.sites import make_site


def a_site():
    with transaction():
        site, gate, hall, shop = make_site()
    return site.id, gate.id, hall.id, shop.id


def test_the_way_is_drawn_and_said_in_words(signed_in, db):
    site, gate, _hall, shop = a_site()
    page = signed_in("song.dan").get_page(f"/office/sites/{site}?from={gate}&to={shop}")
    way = page.split('<ol class="site-way">')[1].split("</ol>")[0]

    assert page.count('class="leg on"') == 2
    assert re.findall(r"<li>(.*?) <span[^>]*>(.*?)</span>", way) == [("Gate", "start"), ("Hall", "after 3 min"), ("Electrolysis", "after 7 min")]


def test_a_stop_of_capacity_nought_comes_back_with_its_values(signed_in, db):
    site, gate, *_rest = a_site()
    office = signed_in("yuan.jie")
    answer = office.post(f"/office/sites/{site}/stops/new", {"name_zh": "仓库", "joined_to": gate, "joined_minutes": "3", "minutes": "5", "capacity": "0",
                                                            "groups_at_once": "1", "x_m": "5", "y_m": "5", "explained_by": "guide"})

    assert (answer.status_code, "仓库" in answer.get_data(as_text=True), session().query(SiteStop).count()) == (422, True, 3)


def test_the_office_adds_a_stop_joined_to_another(signed_in, db):
    site, gate, *_rest = a_site()
    signed_in("yuan.jie").post_form(f"/office/sites/{site}/stops/new", {"name_zh": "仓库", "joined_to": gate, "joined_minutes": "3", "minutes": "5",
        "capacity": "9", "groups_at_once": "1", "x_m": "5", "y_m": "5", "opens": "09:00", "closes": "16:30", "explained_by": "guide", "is_step_free": "y"})
    stop = session().query(SiteStop).filter_by(name_zh="仓库").one()

    assert (stop.opens_minute, stop.closes_minute, stop.capacity, len(stop.site.legs)) == (540, 990, 9, 3)


def test_an_account_manager_sees_and_does_not_change(signed_in, db):
    site, *_rest = a_site()
    manager = signed_in("song.dan")

    assert (manager.get(f"/office/sites/{site}").status_code, manager.get(f"/office/sites/{site}/stops/new").status_code) == (200, 403)
