"""Each rule of a programme: the smallest programme that breaks it, and the nearest that does not."""

from datetime import UTC, datetime

import pytest

from planner.db import session
from planner.i18n import force_language
from planner.people.models import ClientRival
from planner.places.models import PlaceLeg
from planner.programme import checks, rulebook
from planner.programme.models import ItemGroup, ItemLink, ItemPerson, ItemRole, PartyGroup, RuleLevel
from planner.receptions.models import Item
from planner.resources import actions as resources
from tests import factories
from tests.conftest import NOW
from tests.factories import resources as things

DAY = "2026-12-08"


class Visit:
    """A reception of one day (Tuesday 8 December 2026) with two guests and two of our people."""

    def __init__(self, country="DE", owner="song.dan", client=None):
        self.client = client or factories.make_client("莱茵传动", "Rhein Drives", country=country, kind="foreign")
        self.reception = factories.make_reception(owner=factories.person(owner), client=self.client, starts_on=datetime(2026, 12, 8).date(),
                                                  ends_on=datetime(2026, 12, 13).date())
        self.keller, self.brandt = (factories.make_attendee(self.reception, person=factories.make_person("", name, client_id=self.client.id))
                                    for name in ("Anna Keller", "Jan Brandt"))
        self.peng, self.deng = factories.make_person("彭亮", "Peng Liang"), factories.make_person("邓德", "Deng De")

    def item(self, kind, begins, ends, day=DAY, **fields):
        made = factories.make_item(self.reception, kind, datetime.fromisoformat(f"{day}T{begins}"), ends and datetime.fromisoformat(f"{day}T{ends}"),
                                   **{"title_zh": kind, "title_en": kind.title(), "responsible_id": self.peng.id if kind == "talks" else None, **fields})
        return made

    def only(self, item, *attendees):
        item.takes = "named"
        session().add_all(ItemPerson(item_id=item.id, attendee_id=one.id) for one in attendees)
        session().flush()
        return item

    def said(self, *rules, at=NOW):
        """[(rule, English sentence)] of these rules."""
        with force_language("en"):
            return [(one.rule, one.text) for one in checks.of_reception(self.reception, at) if one.rule in rules]


def test_a_programme_without_faults_says_only_what_is_undecided(visit):
    visit.item("talks", "09:00", "10:00")
    visit.item("banquet", "18:30", "20:30", responsible_id=visit.peng.id)
    assert [one.rule for one in checks.of_reception(visit.reception, NOW)] == []


def test_a_guest_in_two_items_at_once_is_named(visit):
    visit.item("talks", "09:00", "10:30")
    tour = visit.item("tour", "10:00", "11:00")
    with force_language("en"):
        [found] = [one for one in checks.of_reception(visit.reception, NOW) if one.rule == "PR-01"]
    assert found.text == "Jan Brandt, Anna Keller: asked to “Talks” (09:00–10:30) and “Tour” (10:00–11:00) at once. Please move one, or split the party."
    assert (found.level, set(found.people)) == ("block", {visit.keller.person_id, visit.brandt.person_id}) and tour.id in found.items


def test_a_split_party_is_not_in_two_places(visit):
    visit.only(visit.item("talks", "09:00", "10:30"), visit.keller)
    visit.only(visit.item("tour", "10:00", "11:00"), visit.brandt)
    assert visit.said("PR-01") == []


def test_a_group_takes_part_as_its_members(visit):
    group = PartyGroup(reception_id=visit.reception.id, name_zh="技术组", name_en="Engineers", members=[visit.brandt])
    session().add(group)
    session().flush()
    tour = visit.item("tour", "10:00", "11:00", takes="groups")
    session().add(ItemGroup(item_id=tour.id, group_id=group.id))
    session().flush()
    visit.only(visit.item("talks", "09:00", "10:30"), visit.keller)
    assert visit.said("PR-01") == []
    group.members.append(visit.keller)
    session().flush()
    assert [text.partition(":")[0] for _rule, text in visit.said("PR-01")] == ["Anna Keller"]


def test_who_declined_the_banquet_is_not_expected_there(visit):
    banquet = visit.item("banquet", "18:30", "20:30")
    visit.only(visit.item("rest", "19:00", "20:00"), visit.keller)
    assert len(visit.said("PR-01")) == 1
    factories.make_reply(banquet, visit.keller)
    assert visit.said("PR-01") == []


def test_items_that_touch_do_not_overlap(visit):
    visit.item("welcome", "09:00", "10:00")
    visit.item("tea", "10:00", "11:00")
    assert visit.said("PR-01") == []


def test_a_colleague_is_needed_twice_also_by_another_reception(visit):
    visit.item("welcome", "09:00", "10:00", responsible_id=visit.deng.id)
    talks = visit.only(visit.item("talks", "09:30", "10:30"), visit.keller)
    session().add(ItemRole(item_id=talks.id, role="interpreter", person_id=visit.deng.id))
    other = Visit(owner="tang.lei")
    other.item("welcome", "10:15", "10:45", responsible_id=visit.deng.id)
    session().flush()
    assert [text.partition(":")[0] for _rule, text in visit.said("PR-02")] == ["Deng De", "Deng De"]
    assert "“Welcome” (09:00–10:00) and “Talks” (09:30–10:30)" in visit.said("PR-02")[0][1]
    assert "at another reception during “Talks”" in visit.said("PR-02")[1][1]
    other.reception.cancelled_at = NOW
    session().flush()
    assert len(visit.said("PR-02")) == 1


def test_a_booking_that_does_not_cover_its_item(visit):
    room = things.make_room(capacity=20)
    talks = visit.item("talks", "09:00", "10:00")
    resources.book(room, talks, starts_at=talks.starts_at, ends_at=talks.ends_at, by=factories.person("song.dan"), at=NOW)
    assert visit.said("PR-03") == []
    talks.ends_at = datetime(2026, 12, 8, 10, 30)
    session().flush()
    assert visit.said("PR-03") == [("PR-03", "“Talks” (09:00–10:30) is longer than the booking of Meeting room 1. Please book again or move the item back.")]


def test_a_room_too_small_for_guests_and_hosts(visit):
    room = things.make_room(capacity=2)
    talks = visit.item("talks", "09:00", "10:00", responsible_id=None)
    resources.book(room, talks, starts_at=talks.starts_at, ends_at=talks.ends_at, by=factories.person("song.dan"), at=NOW)
    assert visit.said("PR-04") == []
    talks.responsible_id = visit.peng.id
    session().flush()
    assert visit.said("PR-04") == [("PR-04", "“Talks”: 3 people, but Meeting room 1 has room for 2. Please choose a larger one or add another.")]


@pytest.mark.parametrize("begins, said", [("17:15", []), ("17:10", ["Only 10 minutes lie between “Tea” and “Banquet”; 15 are better."])])
def test_time_to_breathe_before_a_banquet(visit, begins, said):
    visit.item("tea", "16:00", "17:00")
    visit.item("banquet", begins, "20:00")
    assert [text for _rule, text in visit.said("PR-05")] == said


@pytest.mark.parametrize("begins, said", [("10:25", []), ("10:20", ["From “Talks” to “Tour” the way takes 25 minutes, but only 20 lie between them."])])
def test_the_way_takes_its_time(visit, begins, said):
    hall, works = things.make_place(kind="hall"), things.make_place("东厂区", "East works", kind="workshop")
    session().add(PlaceLeg(from_id=hall.id, to_id=works.id, minutes_walking=40, minutes_driving=25))
    visit.item("talks", "09:00", "10:00", place_id=hall.id)
    visit.item("tour", begins, "11:30", place_id=works.id)
    assert [text for _rule, text in visit.said("PR-06")] == said


def test_lead_time_of_the_kind_of_visit_counts_working_days(visit):
    visit.reception.visit_kind = "inspection"
    assert visit.said("PR-07", at=datetime(2026, 12, 1, 1, tzinfo=UTC)) == []
    assert visit.said("PR-07", at=datetime(2026, 12, 2, 1, tzinfo=UTC)) == [("PR-07", "Factory inspection takes 5 working days to prepare; 4 are left.")]


def test_our_days_off_and_the_guests_holidays(visit):
    visit.item("tea", "10:00", "11:00", day="2026-12-12")
    assert visit.said("PR-08") == [("PR-08", "Saturday 12 December is a day off here (weekend).")] and visit.said("PR-09") == []
    visit.reception.ends_on = datetime(2026, 12, 28).date()
    visit.item("tea", "10:00", "11:00", day="2026-12-25")
    assert visit.said("PR-09") == [("PR-09", "Friday 25 December is a public holiday of the guests' country: Christmas Day.")]


def test_ramadan_is_kept_in_mind_where_the_reception_says_so(visit):
    visit.reception.starts_on = visit.reception.ends_on = datetime(2027, 2, 15).date()
    visit.item("meal", "12:00", "13:00", day="2027-02-15")
    visit.item("banquet", "19:15", "21:00", day="2027-02-15")
    assert visit.said("PR-10") == []
    visit.reception.customs = ["ramadan"]
    [(_rule, text)] = visit.said("PR-10")
    assert text.startswith("Monday 15 February") and "Ramadan, by day. Nothing is eaten or drunk before sunset." in text


def test_friday_midday_is_kept_free_for_those_who_ask(visit):
    visit.reception.customs = ["friday_prayer"]
    visit.item("talks", "11:00", "11:45", day="2026-12-11")
    assert visit.said("PR-10") == []
    visit.item("tea", "13:30", "14:30", day="2026-12-11")
    assert len(visit.said("PR-10")) == 1


@pytest.mark.parametrize("begins, ends, count", [("08:30", "17:30", 0), ("08:15", "09:30", 1), ("16:30", "17:45", 1)])
def test_talks_lie_within_working_hours(visit, begins, ends, count):
    visit.item("talks", begins, ends)
    visit.item("rest", "22:00", "23:00")
    assert len(visit.said("PR-11")) == count


@pytest.mark.parametrize("leaves, count", [("15:05", 0), ("15:00", 1)])
def test_the_flight_is_caught(visit, leaves, count):
    hall, airport = things.make_place(kind="hall"), things.make_place("机场", "Airport", kind="airport")
    session().add(PlaceLeg(from_id=hall.id, to_id=airport.id, minutes_driving=35))
    visit.item("meal", "11:30", "12:30", place_id=hall.id)
    visit.item("send_off", "12:30", leaves, place_id=airport.id, flight="LH721")
    said = visit.said("PR-12")
    assert len(said) == count
    assert not said or said[0][1] == "LH721 leaves at 15:00, 150 minutes after “Meal” ends; with the way it takes 155. Please end earlier or take a later one."


def test_a_dependency_not_kept_is_said(visit):
    tour, photo = visit.item("tour", "09:00", "10:00"), visit.item("photo", "10:05", "10:15")
    session().add(ItemLink(item_id=photo.id, on_id=tour.id, kind="after", minutes=10))
    session().flush()
    assert visit.said("PR-13") == [("PR-13", "“Photo” begins 5 minutes before “Tour” allows.")]


def test_rival_clients_do_not_meet_on_our_premises(visit):
    other = Visit(owner="tang.lei")
    first, second = sorted((visit.client.id, other.client.id))
    session().add(ClientRival(first_id=first, second_id=second))
    visit.item("talks", "09:00", "10:00")
    tour = other.item("tour", "10:30", "11:30")
    assert visit.said("PR-14") == []
    tour.starts_at = datetime(2026, 12, 8, 10, 29)
    session().flush()
    [(_rule, text)] = visit.said("PR-14")
    assert "competes with these guests" in text and "Tang Lei" in text and "Rhein" not in text
    tour.kind = "banquet"                               # at a restaurant of the town, for all we know
    session().flush()
    assert visit.said("PR-14") == []


def test_a_house_sets_its_own_levels(visit):
    visit.item("welcome", "09:00", "10:00")
    assert visit.said("PR-15") == []
    session().add_all([RuleLevel(rule="PR-15", level="warn"), RuleLevel(rule="PR-01", level="ignore"), RuleLevel(rule="PR-11", level="loud")])
    visit.item("tea", "09:30", "10:00")
    assert [text for _rule, text in visit.said("PR-15", "PR-01")] == ["Nobody is in charge of “Welcome” yet.", "Nobody is in charge of “Tea” yet."]
    assert rulebook.levels()["PR-11"] == "warn"


def test_a_move_is_tried_without_being_stored(visit):
    visit.item("talks", "09:00", "10:00")
    tea = visit.item("tea", "10:10", "10:40", responsible_id=visit.peng.id)
    world = checks.world(visit.reception, NOW)
    tried = world.with_times({tea.id: (datetime(2026, 12, 8, 9, 30), datetime(2026, 12, 8, 10))})
    assert "PR-01" in [one.rule for one in checks.findings(tried)]
    assert session().get(Item, tea.id).starts_at.hour == 10 and checks.findings(world) == []


def test_every_rule_is_checked_and_complete():
    assert set(checks.CHECKS) == set(rulebook.rules())
    for rule in rulebook.rules().values():
        assert rule["level"] in ("block", "warn", "ignore") and all(rule[part][lang] for part in ("title", "source", "reason") for lang in ("zh", "en"))
