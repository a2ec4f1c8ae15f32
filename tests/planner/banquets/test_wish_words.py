import pytest

from planner.banquets import queries, wish_words
from planner.banquets.floor import Floor
from planner.banquets.models import Banquet
from planner.db import session
from planner.i18n import force_language


def read(banquet_id, text, language="en"):
    banquet = session().get(Banquet, banquet_id)
    with force_language(language):
        return wish_words.read(text, list(Floor(banquet).hall.diners.values()), queries.guest_clients(banquet.reception), banquet.tables)


@pytest.fixture
def understood(party, banquet):
    """Words -> (first, kind, scope, second, strength), people and clients by their names in `party`."""
    names = {**{party[k]: k for k in ("wang", "liu", "chen", "huang", "vogel", "sato", "xu", "shen", "peng", "deng")}, party["krause"]: "krause"}

    def ask(text):
        found = read(banquet, text)
        assert isinstance(found, wish_words.Understood), found
        ends = [names[e.id] if hasattr(e, "person") else e.name("en") for e in (found.first, found.second)]
        return ends[0], found.kind, found.scope, ends[1], found.strength
    return ask


@pytest.mark.parametrize("text, meant", [
    ("Huang beside Peng", ("huang", "together", "beside", "peng", "would_like")),
    ("huang wei next to Peng Liang.", ("huang", "together", "beside", "peng", "would_like")),
    ("Wang Jianguo not beside Sato (must)", ("wang", "apart", "beside", "sato", "must")),
    ("Huang must sit beside Peng", ("huang", "together", "beside", "peng", "must")),
    ("Chen would like to sit with Vogel", ("chen", "together", "table", "vogel", "would_like")),
    ("keep Chen away from Vogel", ("chen", "apart", "beside", "vogel", "would_like")),
    ("Chen and Vogel at different tables", ("chen", "apart", "table", "vogel", "would_like")),
    ("Chen and Mr Sato not at the same table", ("chen", "apart", "table", "sato", "would_like")),
    ("Chen at Vogel's table", ("chen", "together", "table", "vogel", "would_like")),
    ("Krause and Towa apart", ("Krause", "apart", "table", "Towa", "would_like")),
    ("克劳斯与东和不同桌", ("Krause", "apart", "table", "Towa", "would_like")),
    ("克劳斯和东和必须分桌", ("Krause", "apart", "table", "Towa", "must")),
    ("黄伟与彭亮相邻", ("huang", "together", "beside", "peng", "would_like")),
    ("黄伟希望坐在彭亮旁边", ("huang", "together", "beside", "peng", "would_like")),
    ("黄伟不要挨着彭亮", ("huang", "apart", "beside", "peng", "would_like")),
    ("王建国不与佐藤健一同桌", ("wang", "apart", "table", "sato", "would_like")),
    ("陈志远和黄伟同桌", ("chen", "together", "table", "huang", "would_like")),
    ("huangwei beside pengliang", ("huang", "together", "beside", "peng", "would_like")),
])
def test_a_wish_in_words_is_understood(understood, text, meant):
    assert understood(text) == meant


@pytest.mark.parametrize("text, who", [("Huang beside Peng, asked by Zhao Min", "Zhao Min"), ("黄伟与彭亮相邻，赵总提出", "赵总"),
                                       ("黄伟与彭亮相邻（由赵敏提出）", "赵敏"), ("Huang beside Peng", "")])
def test_who_asked_stands_at_the_end(banquet, text, who):
    assert read(banquet, text).asked_by == who


@pytest.mark.parametrize("text, table, seat", [("Chen at table 2, seat 3", 2, 2), ("Chen at the main table", 1, None), ("陈志远坐2桌3座", 2, 2),
                                               ("陈志远固定在主桌", 1, None), ("陈志远坐第2桌", 2, None)])
def test_a_fixed_place_is_understood(party, banquet, text, table, seat):
    found = read(banquet, text)
    assert (found.first.id, found.table.number, found.seat) == (party["chen"], table, seat)


@pytest.mark.parametrize("text, words", [("Chen at table 9", "There is no table 9"), ("Chen at table 2, seat 40", "seats 1 to 8"), ("", "Please write whom"),
                                         ("hello world", "not understood"), ("Qqqq beside Peng", "nobody is called alike"),
                                         ("😀 beside Peng", "is not among those who dine"), ("خالد beside Peng", "is not among those who dine")])
def test_what_is_not_understood_is_said(banquet, text, words):
    assert words in read(banquet, text).message


def test_an_unknown_name_is_answered_with_the_nearest(banquet):
    found = read(banquet, "Huong beside Peng")
    assert "Do you mean one of these?" in found.message
    assert ("Huang Wei", "Huang Wei beside Peng") in found.nearest


def test_one_letter_names_nobody(banquet):
    assert isinstance(read(banquet, "e beside Peng"), wish_words.Unclear)


def test_a_neighbour_is_a_person_where_a_house_has_the_same_name(party, banquet):
    assert read(banquet, "Krause beside Deng").first.id == party["krause"]
    assert read(banquet, "Krause and Towa apart").first.id == party["krause_client"]
