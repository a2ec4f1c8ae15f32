"""One card for one person, printed at the door: with the table and seat they have at this moment, released or not."""

from planner import clock
from planner.banquets import versions
from planner.documents import cards, people_on_paper
from planner.documents.papers import Heading, PlaceCard, PlaceCards, Text
from planner.documents.typesetting import paper_pdf
from planner.documents.wording import table_words

KINDS = {"place": "place_cards", "badge": "escort_cards"}
"""A card for the seat, and one to carry with the name and the table."""


def card_pdf(banquet, attendee, place, kind, lang, settings):
    """The PDF of one card. `place` is (table, seat from 0) or None: then no place stands on it."""
    entry = people_on_paper.own_and_latin(attendee.person)
    post, table, seat = attendee.person.title(lang), place[0].called if place else "", place[1] + 1 if place else None
    if kind == "badge":
        card = PlaceCard(entry.get(lang), entry.other(lang), table_words(table, lang) if table else attendee.person.organisation(lang), key=str(attendee.id))
    else:
        card = PlaceCard(entry.get(lang), entry.other(lang), post, table, seat, key=str(attendee.id))
    style = cards.usual_style("escort" if kind == "badge" else "place")
    return paper_pdf(KINDS[kind], PlaceCards(_heading(banquet, settings), (card,), style), lang)


def _heading(banquet, settings):
    reception, released = banquet.reception, versions.released(banquet)
    return Heading(house=Text(settings.company_zh, settings.company_en), reception=Text(reception.title("zh"), reception.title("en")),
                   client=Text(reception.client.name("zh"), reception.client.name("en")), issued=clock.today(banquet.item.time_zone),
                   plan_version=str(released.number) if released is not None else "")
