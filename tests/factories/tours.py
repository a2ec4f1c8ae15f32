"""A tour for tests: a small site, a party, guides. Call inside transaction()."""

from datetime import datetime

from planner.db import session
from planner.jobs.models import Job
from planner.safety import actions as safety
from planner.tours import actions, application
from planner.tours.models import TourGroup, TourMember, TourVisit
from tests import factories
from tests.conftest import NOW
from tests.factories import resources as office
from tests.factories.sites import make_site


def make_tour(owner=None, *, guests=3, client=None, site=None, starts_at=datetime(2026, 12, 8, 9, 30), ends_at=datetime(2026, 12, 8, 12, 0), named=("客", "Guest"), **asked):
    """A tour of 8 December 2026 through gate, hall and the magnetic workshop, with a Chinese-speaking guide."""
    owner = owner or factories.person("song.dan")
    client = client or factories.make_client(owners=[owner])
    reception = factories.make_reception(owner=owner, client=client)
    item = factories.make_item(reception, "tour", starts_at, ends_at, title_zh="参观", title_en="Tour")
    for n in range(guests):
        person = factories.make_person(f"{named[0]}{n + 1}", f"{named[1]} {n + 1}", client_id=client.id, languages=["zh"])
        factories.make_attendee(reception, person=person, rank=n + 1, position=n)
    return actions.set_up(item, site or make_site()[0], by=owner, at=NOW, **asked)


def make_guide(name_zh="讲解员", name_en="Guide", languages=("zh",), kind="guide"):
    return office.make_helper(kind, name_zh, name_en, languages)


def everything(reception, guests, owner, site, officer):
    """A planned tour with its application handed in, and something noted of the first guest; {name in addresses: id}."""
    item = factories.make_item(reception, "tour", datetime(2026, 12, 8, 15, 15), datetime(2026, 12, 8, 17, 15), title_zh="参观工厂", title_en="Tour of the works")
    gate, hall, shop = site.stops
    tour = actions.set_up(item, site, by=owner, at=NOW, stop_ids=[hall.id, shop.id])
    guide = make_guide(f"{reception.title_zh}讲解员", f"{reception.title_en} guide")
    group = TourGroup(number=1, guide_id=guide.id, languages=["zh"], left_out=[shop.id])
    group.members = [TourMember(attendee_id=a.id) for a in guests]
    group.visits = [TourVisit(stop_id=stop.id, starts_minute=begin, ends_minute=end, walked=[]) for stop, begin, end in
                    ((gate, 915, 925), (hall, 928, 938), (gate, 941, 946))]
    tour.groups.append(group)
    tour.state, tour.walking, tour.planned_at, tour.planned_for = "best", 6, NOW, "0" * 64
    actions.set_interests(tour, {guests[0].id: ["technology"]}, by=owner, at=NOW)
    wish = actions.add_wish(tour, "together", guests[0].id, guests[1].id, by=owner, at=NOW)
    visit = application.draft(tour, by=owner, at=NOW, purpose="Frame contract", responsible_id=owner.id, safety_officer_id=officer.id, camera=["photo"],
                              camera_for="The assembly line", camera_person_id=owner.id, leaders="Vice president", vehicle="A coach", meals="Tea", needs="A quiet room",
                              custody="Six watches", gifts="Tea sets")
    application.submit(visit, by=owner, at=NOW, note="Please decide soon")
    safety.set_facts(tour, guests[0], sizes={"helmet": "L"}, age="adult", by=owner, at=NOW)
    receipt = safety.take_into_custody(tour, guests[0], {"watch": 1}, note="A bag", by=owner, at=NOW)
    job = Job(task="tours.plan", arguments={"tour_id": tour.id}, created_by_id=owner.id, created_at=NOW, state="failed", error="The worker stopped")
    session().add(job)
    session().flush()
    return {"tour_id": tour.id, "tour_group_id": group.id, "tour_wish_id": wish.id, "receipt_id": receipt.id, "tour_search_id": job.id}
