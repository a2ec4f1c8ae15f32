"""The sheets of the other arrangements, orders that were changed by hand, the code for the door, and who is left out of all of them."""

import re

import pytest

from planner.arrangements import actions
from planner.banquets.models import Banquet
from planner.db import session, transaction
from planner.documents import typesetting
from planner.documents.queries import Sheaf
from planner.documents.typesetting import paper_html
from planner.errors import NotFound
from planner.on_the_day import actions as day
from planner.receptions.models import Reception
from tests import factories
from tests.conftest import NOW
from tests.planner.documents.test_papers_page import make_reception

OWNER = "song.dan"


@pytest.fixture
def reception(db, prepared):
    return prepared("reception with papers", make_reception)


def sheaf_of(reception, **choice):
    from planner.documents.printing import Choice

    return Sheaf(session().get(Reception, reception), lambda permission: True, Choice(**choice))


def item(reception, kind):
    return next(i for i in session().get(Reception, reception).items if i.kind == kind)


def named(reception, name):
    return next(a for a in session().get(Reception, reception).attendees if name in (a.person.name_zh, a.person.name_native))


def arrange(reception, kind, names, of=None, **setting):
    """The stored arrangement of these people at an item of this kind."""
    made = session().get(Reception, reception)
    return actions.add(made, kind, pack="cn-corporate", setting=setting, options=None, cast=[{"attendee": named(reception, n).id, "duty": ""} for n in names],
                       item=item(reception, of) if of else None, by=factories.person(OWNER), at=NOW)  # fmt: skip


def text_of(html):
    return re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.S)


def test_every_arrangement_has_a_sheet_with_its_drawing_and_list(app, reception):
    with transaction():
        talks = arrange(reception, "talks", ["王建国", "陈志远", "许国强", "沈玉梅"], "talks", door="across")
        tea = arrange(reception, "tea_table", ["王建国", "许国强", "خالد الحربي"])
        actions.put(talks, named(reception, "陈志远"), "facing_door:1", by=factories.person(OWNER), at=NOW)
    paper = sheaf_of(reception).paper("arrangements", "zh")

    assert [(sheet.kind.zh, len(sheet.lines)) for sheet in paper.sheets] == [("会谈", 4), ("茶席", 3)]
    assert [person.name.zh for _place, person, is_by_hand in paper.sheets[0].lines if is_by_hand] == ["陈志远"]
    for sheet in paper.sheets:
        drawn = [label.text for label in sheet.drawing.labels]
        assert all(drawn.count(person.name.zh) == 1 for _place, person, _hand in sheet.lines)
        assert all(0 <= label.y and label.y + label.size <= sheet.drawing.height for label in sheet.drawing.labels)
    assert [sheet.kind.zh for sheet in sheaf_of(reception, only=tea.id).paper("arrangements", "zh").sheets] == ["茶席"]
    with pytest.raises(NotFound):
        sheaf_of(reception, only=999).paper("arrangements", "zh")
    html = paper_html("arrangements", paper, "en")
    assert "arrangement version 2" in text_of(html) and "by hand" in text_of(html) and "<text" not in html


def test_who_declined_is_on_no_card_sheet_or_strip(app, reception):
    with transaction():
        arrange(reception, "talks", ["王建国", "陈志远", "许国强", "沈玉梅"], "talks", door="across")
        for kind in ("talks", "banquet"):
            factories.make_reply(item(reception, kind), named(reception, "陈志远"))
    sheaf = sheaf_of(reception)
    for name in ("place_cards", "escort_cards", "name_plates", "arrangements", "kitchen", "seat_list", "table_sheets", "hall_plan", "serving", "toasts"):
        said = text_of(paper_html(name, sheaf.paper(name, "zh"), "zh"))
        assert "王建国" in said or name == "kitchen", name
        assert "陈志远" not in said, name


def test_orders_follow_what_was_put_elsewhere_by_hand(app, reception):
    def served(sheaf, waiters):
        [[_entry, [table]]] = sheaf.paper("serving", "zh").banquets
        return [[person.name.zh for person, _seat in order.people] for order in (table.one if waiters == 1 else table.two)]

    def toasts(sheaf):
        [[_entry, (toast, _introductions)]] = sheaf.paper("toasts", "zh").banquets
        return [person.name.zh for person, _seat in toast.people]

    by_rules = served(sheaf_of(reception), 1)[0]
    assert by_rules[:2] == ["王建国", "许国强"] and toasts(sheaf_of(reception))[:2] == ["许国强", "沈玉梅"]
    with transaction():
        banquet = session().query(Banquet).filter_by(reception_id=reception).one()
        serving = arrange(reception, "serving", [], "banquet", table=f"{banquet.id}-1", waiters="1")
        actions.put(serving, named(reception, "陈志远"), "waiter:0", by=factories.person(OWNER), at=NOW)
        arranged = arrange(reception, "toasts", ["许国强", "沈玉梅", "王建国"], "banquet")
        actions.put(arranged, named(reception, "沈玉梅"), "toast:0", by=factories.person(OWNER), at=NOW)
    sheaf = sheaf_of(reception)

    assert served(sheaf, 1) == [["陈志远", *(name for name in by_rules if name != "陈志远")]]
    assert served(sheaf, 2) == served(sheaf_of(reception), 2) and sorted(sum(served(sheaf, 2), [])) == sorted(by_rules)
    assert toasts(sheaf) == ["沈玉梅", "许国强", "王建国"]
    assert "其中有人工调整" in text_of(paper_html("serving", sheaf.paper("serving", "zh"), "zh"))


def test_code_for_the_door_is_a_paper_of_those_who_may_change_the_banquet(reception, signed_in, monkeypatch):
    monkeypatch.setattr(typesetting, "render_pdf", lambda html, given=None: b"%PDF-1.7 paper")
    song = signed_in(OWNER)
    address = f"/receptions/{reception}/papers/finder_sheet.pdf?lang=zh"
    assert song.get(address).status_code == 422
    with transaction():
        banquet = session().query(Banquet).filter_by(reception_id=reception).one()
        day.make_finder(banquet, by=factories.person(OWNER), at=NOW)

    [[title, link, code]] = sheaf_of(reception).paper("finder_sheet", "zh").codes
    assert title.zh and "/s/" in link and code.path
    assert song.get(link.partition("://")[2].partition("/")[2].join(("/", ""))).status_code == 303
    assert song.get(address).mimetype == "application/pdf"
    assert signed_in("gao.xiang").get(address).status_code == 403
