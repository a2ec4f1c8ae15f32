"""Who rides on which journey: all arrivals of a reception are one, all departures another; each transfer is one by itself.

A guest rides once on a journey. Our own people may meet two trains, but sit in one car at a time.
"""

from planner.banquets import queries as banquets
from planner.people.names import fold

TOGETHER = ("arrival", "send_off")
FEWEST_CHARACTERS = 2        # of a client's Chinese name in a title: 克劳斯 of 克劳斯工程公司
FEWEST_LETTERS = 3           # of a word of the other names


def same_journey(item):
    """Items of the programme that are one journey with this one, itself among them, in their order."""
    if item.kind not in TOGETHER:
        return [item]
    return [one for one in item.reception.items if one.kind == item.kind]


def riders(cars, item, *, hosts_too=False):
    """attendee id -> the car (of these Arrangements) in which they ride already: guests on all of the journey, others at this item, or
    with `hosts_too` on all of the journey as well."""
    journey = {one.id for one in same_journey(item)}
    sides = {a.id: a.side for a in item.reception.attendees}
    return {one["attendee"]: car for car in cars if car.kind == "car" and car.item_id in journey for one in car.cast
            if hosts_too or car.item_id == item.id or sides.get(one["attendee"]) == "guest"}


def travellers(item):
    """Ids of the guests who may be expected here: where the title names their organisation, else at the items that name nobody."""
    named = {one.id: _named(one) for one in same_journey(item)}
    elsewhere = {client for one, clients in named.items() if one != item.id for client in clients}
    here = named[item.id]
    return {a.id for a in item.reception.attendees if a.side == "guest"
            and (a.person.client_id in here if here else a.person.client_id not in elsewhere)}


def _named(item):
    """Ids of the guests' organisations that the title names."""
    title = f"{item.title_zh} {item.title_en}"
    return {client.id for client in banquets.guest_clients(item.reception) if _is_in(client, title)}


def _is_in(client, title):
    words = set(fold(title).split())
    first = next(iter(fold(client.name_en).split()), "")
    return (len(first) >= FEWEST_LETTERS and first in words) or (
        len(client.name_zh) >= FEWEST_CHARACTERS and client.name_zh[:FEWEST_CHARACTERS] in title)
