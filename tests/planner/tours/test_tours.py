"""Tours from the programme to the plan: what the solver is told, what is kept of its answer, and what a person decides."""

from datetime import datetime, timedelta

import pytest

from planner.accounts.models import RoleGrant
from planner.db import session, transaction
from planner.errors import Conflict, NotAllowed, RuleBroken
from planner.i18n import force_language
from planner.people.models import ClientRival
from planner.receptions.actions import remove_item
from planner.resources.actions import NotFree, book
from planner.sites.actions import add_stop
from planner.tours import actions, application, asking, picture, planning, queries, wording
from planner.tours.models import Tour
from tests import factories
from tests.conftest import NOW
from tests.factories.tours import make_guide, make_tour

DAY_OF_TOUR = NOW.replace(year=2026, month=12, day=8)


def planned(tour, by=None):
    by = by or factories.person("song.dan")
    answer, prints, known, standing = planning.find(tour, NOW)
    planning.store(tour, answer, prints, known, standing, by=by, at=NOW)
    return tour


@pytest.fixture(autouse=True)
def english(db):
    with force_language("en"):
        yield


@pytest.fixture
def song(db):
    with transaction():
        return factories.person("song.dan")


@pytest.fixture
def tour(db, song):
    with transaction():
        make_guide()
        return planned(make_tour(guests=4))


def test_a_tour_is_planned_inside_its_item(tour):
    group, = tour.groups

    assert tour.state == "best"
    names = [v.stop.name("en") for v in group.visits]
    assert names[0] == names[-1] == "Gate" and sorted(names[1:-1]) == ["Electrolysis", "Hall"]
    assert group.visits[0].starts_minute >= 570 and group.visits[-1].ends_minute <= 720
    assert group.guide is not None and len(group.members) == 4
    assert tour.walking == 14 and tour.gap_permille == 0


def test_who_keeps_off_gets_another_way_and_the_cause_is_not_kept(db, song):
    with transaction():
        make_guide()
        tour = make_tour(guests=2)
        queries.visitors_of(tour, NOW)[0].health = {"codes": ["pacemaker"], "note": ""}
        session().flush()
        planned(tour)

    group, = tour.groups
    assert [v.stop.name("en") for v in group.visits] == ["Gate", "Hall", "Gate"]
    assert [s.name("en") for s in tour.site.stops if s.id in group.left_out] == ["Electrolysis"]
    assert all(type(one) is int for one in group.left_out)


def test_an_unknown_language_is_impossible_with_its_reason_in_both_languages(db, song):
    with transaction():
        make_guide(languages=("zh",))
        tour = make_tour(guests=2)
        queries.visitors_of(tour, NOW)[0].person.languages = ["ar"]
        session().flush()
        planned(tour)

    assert tour.state == "impossible" and tour.reasons[0][0] == "no_language"
    for lang, said in (("zh", "没有人会说"), ("en", "speaks a language of")):
        with force_language(lang):
            assert said in wording.reasons(tour, tour.reasons, song, lang)[0]


def test_another_partys_name_stays_unknown_to_who_may_not_see_it(db, tour):
    with transaction():
        stranger = factories.person("tang.lei")

    said = [wording.reasons(tour, [["window", [str(tour.id)]]], who, "en")[0] for who in (factories.person("song.dan"), stranger)]

    assert "Huaxin" in said[0] and "Huaxin" not in said[1] and "another party" in said[1]


@pytest.mark.parametrize(("spoil", "said"), [
    (lambda tour: [setattr(a, "tours", False) for a in queries.visitors_of(tour, NOW)], "Nobody takes part"),
    (lambda tour: tour.site.legs.clear(), "cannot be reached"),
    (lambda tour: [setattr(s, "is_closed", not s.is_entrance) for s in tour.site.stops], "no stop to be shown"),
])
def test_what_no_plan_can_be_made_for_is_a_sentence(db, song, spoil, said):
    with transaction():
        tour = make_tour(guests=1)
        spoil(tour)
        session().flush()

    with pytest.raises(RuleBroken, match=said):
        asking.party_of(tour, NOW)
    assert asking.fingerprint(tour, NOW) == ""


def test_five_hundred_visitors_are_refused(db, song, monkeypatch):
    with transaction():
        tour = make_tour(guests=1)
    monkeypatch.setattr(queries, "visitors_of", lambda _tour, _at: [object()] * 500)

    with pytest.raises(RuleBroken, match="500 visitors are too many"):
        asking.party_of(tour, NOW)


def test_rivals_of_the_day_are_told_to_the_solver_both_ways(db, song):
    with transaction():
        make_guide()
        one = make_tour(guests=1)
        rival = factories.make_client("远东", "Yuandong")
        other = make_tour(factories.person("tang.lei"), client=rival, site=one.site, named=("远", "Far"))
        make_rivals(one.item.reception.client, rival)
        day, _known, _standing = asking.day_of(one, NOW)
        apart = planned(one)

    assert {p.key: p.rivals for p in day.parties} == {str(one.id): {str(other.id)}, str(other.id): {str(one.id)}}
    (mine,), (theirs,) = apart.groups, other.groups
    for a in mine.visits:
        for b in theirs.visits:
            assert a.stop_id != b.stop_id or a.ends_minute + 5 <= b.starts_minute or b.ends_minute + 5 <= a.starts_minute


def make_rivals(one, other):
    first, second = sorted((one.id, other.id))
    session().add(ClientRival(first_id=first, second_id=second))
    session().flush()


def mixed_tour(song, **asked):
    """A tour of two people of the client and two of another one, who come along."""
    make_guide()
    tour = make_tour(guests=2, **asked)
    reception, other = tour.item.reception, factories.make_client("远东", "Yuandong")
    for n in (3, 4):
        factories.make_attendee(reception, person=factories.make_person(f"远{n}", f"Far {n}", client_id=other.id, languages=["zh"]), rank=n, position=n)
    return tour, other


def test_rivals_of_one_party_are_parted_and_stay_so_when_released_and_moved_by_hand(db, song):
    with transaction():
        tour, other = mixed_tour(song, ends_at=datetime(2026, 12, 8, 14, 0))
        make_rivals(tour.item.reception.client, other)
        one, two = planned(tour).groups
        sides = [{m.attendee.person.client_id for m in g.members} for g in (one, two)]
        actions.release(tour, by=song, at=NOW)
        stands = [(lock.group, lock.at) for lock in asking.pinning(tour) if lock.what == "start"]
        began = [(0, one.visits[0].starts_minute), (1, two.visits[0].starts_minute)]
        make_guide("另一位", "Other guide")
        later = planned(make_tour(factories.person("tang.lei"), client=factories.make_client("第三家", "Third"), site=tour.site, named=("三", "Third"), ends_at=datetime(2026, 12, 8, 18, 0)))
        actions.take_back(tour, by=song, at=NOW)
        last = two if two.visits[0].starts_minute > one.visits[0].starts_minute else one
        order, begins = [v.stop_id for v in asking.inner(last)], {asking.inner(last)[0].stop_id: asking.inner(last)[0].starts_minute + 5}
        actions.move_group(tour, last, guide_id=last.guide_id, interpreter_id=None, order=order, begins=begins, keeps=set(), by=song, at=NOW)
        assert asking.inner(last)[0].starts_minute == begins[order[0]] and tour.state == "by_hand"
        with pytest.raises(RuleBroken, match="do not go together"):
            actions.put_members(tour, {one.members[0].attendee_id: (2, True), one.members[1].attendee_id: (1, True)}, by=song, at=NOW)

    assert sides in ([{other.id}, {tour.item.reception.client_id}], [{tour.item.reception.client_id}, {other.id}]) and later.state in ("best", "good")
    assert stands == began and stands[0][1] != stands[1][1]
    assert all(a.stop_id != b.stop_id or a.ends_minute + 5 <= b.starts_minute or b.ends_minute + 5 <= a.starts_minute for a in one.visits for b in two.visits)


def test_who_become_rivals_after_the_plan_make_it_out_of_date(db, song):
    with transaction():
        tour, other = mixed_tour(song, groups_wanted=2)
        make_guide("二号", "Second")
        planned(tour)
        make_rivals(tour.item.reception.client, other)
        with pytest.raises(RuleBroken, match="changed since"):
            actions.release(tour, by=song, at=NOW)
        first, *_rest, last = queries.visitors_of(tour, NOW)
        with pytest.raises(RuleBroken, match="different groups"):
            actions.add_wish(tour, "together", first.id, last.id, by=song, at=NOW)


def test_a_released_tour_of_others_stands(db, song, tour):
    with transaction():
        actions.release(tour, by=song, at=NOW)
        before = [(v.stop_id, v.starts_minute) for v in tour.groups[0].visits]
        make_guide("另一位", "Other guide")
        other = planned(make_tour(factories.person("tang.lei"), client=factories.make_client("远东", "Yuandong"), site=tour.site, named=("远", "Far")))

    assert other.state in ("best", "good") and [(v.stop_id, v.starts_minute) for v in tour.groups[0].visits] == before
    hall = next(s for s in tour.site.stops if s.name("en") == "Hall")
    times = [next((v.starts_minute, v.ends_minute) for v in t.groups[0].visits if v.stop_id == hall.id) for t in (tour, other)]
    assert times[0][1] <= times[1][0] or times[1][1] <= times[0][0], "one group at once in the hall"


def test_a_change_meanwhile_keeps_the_answer_out(db, song):
    with transaction():
        make_guide()
        tour = make_tour(guests=2)
        found = planning.find(tour, NOW)
        tour.item.ends_at += timedelta(minutes=15)
        session().flush()
        with pytest.raises(Conflict):
            planning.store(tour, *found, by=song, at=NOW)


def test_releasing_books_the_guide_once_and_only_for_the_tour(db, song, tour):
    with transaction():
        actions.release(tour, by=song, at=NOW)
        booking, = queries.companion_bookings(tour)
        group = tour.groups[0]

    assert booking.resource_id == group.guide_id and booking.item_id == tour.item_id
    assert booking.starts_at == datetime(2026, 12, 8) + timedelta(minutes=group.visits[0].starts_minute)
    with transaction(), pytest.raises(NotFree):
        book(group.guide, tour.item.reception, starts_at=booking.starts_at, ends_at=booking.ends_at, by=song, at=NOW)
    with transaction(), pytest.raises(RuleBroken, match="Take it back first"):
        actions.change(tour, stop_ids=[], groups_wanted=2, largest_group=5, by=song, at=NOW)


def test_a_plan_for_other_people_cannot_be_released(db, song, tour):
    with transaction():
        tour.item.reception.attendees[0].tours = False
        session().flush()
        with pytest.raises(RuleBroken, match="changed since"):
            actions.release(tour, by=song, at=NOW)


def test_order_by_hand_is_kept_when_planned_again(db, song, tour):
    with transaction():
        lab = add_stop(tour.site, name_zh="实验室", name_en="Lab", x_m=150, y_m=60, joined_to=tour.site.stops[1], joined_minutes=2, by=None, at=NOW)
        planned(tour)
        group = tour.groups[0]
        now = [v.stop_id for v in asking.inner(group)]
        wanted = [lab.id, *(n for n in now if n != lab.id)] if now[0] != lab.id else [*now[1:], lab.id]
        actions.move_group(tour, group, guide_id=group.guide_id, interpreter_id=None, order=wanted, begins={}, keeps=set(), by=song, at=NOW)
        by_hand = [v.stop_id for v in asking.inner(group)]
        planned(tour)

    assert by_hand == wanted and tour.groups[0].keeps_order
    assert [v.stop_id for v in asking.inner(tour.groups[0])] == wanted


def test_a_time_by_hand_moves_the_times_after_it_along(db, song, tour):
    group, = tour.groups
    first, second = asking.inner(group)
    wanted, before = {first.stop_id: first.starts_minute + 15}, (first.stop_id, second.stop_id, second.starts_minute)
    with transaction():
        actions.move_group(tour, group, guide_id=group.guide_id, interpreter_id=None, order=[first.stop_id, second.stop_id], begins=wanted, keeps=set(), by=song, at=NOW)
        first, second = asking.inner(group)
        moved = [v.starts_minute for v in (first, second)]
        actions.move_group(tour, group, guide_id=group.guide_id, interpreter_id=None, order=[first.stop_id, second.stop_id], begins={}, keeps={"times"}, by=song, at=NOW)
        planned(tour)

    assert (first.stop_id, second.stop_id) == before[:2] and moved[0] == wanted[first.stop_id] and moved[1] > before[2]
    assert group.keeps_times and [v.starts_minute for v in asking.inner(tour.groups[0])] == moved


def test_a_time_by_hand_that_cannot_be_is_refused_with_reasons(db, song, tour):
    group = tour.groups[0]
    first = asking.inner(group)[0]
    with transaction(), pytest.raises(planning.Impossible) as refused:
        actions.move_group(tour, group, guide_id=group.guide_id, interpreter_id=None, order=[v.stop_id for v in asking.inner(group)],
                           begins={first.stop_id: 23 * 60}, keeps=set(), by=song, at=NOW)
    assert "nothing was changed" in str(refused.value) and "a person has decided" in str(refused.value)


def test_somebody_is_moved_to_another_group_and_stays_there(db, song):
    with transaction():
        make_guide()
        make_guide("二号", "Second")
        tour = planned(make_tour(guests=4, groups_wanted=2))
        moved = tour.groups[0].members[0].attendee_id
        actions.put_members(tour, {moved: (2, True)}, by=song, at=NOW)
        planned(tour)

    assert moved in {m.attendee_id for m in tour.groups[1].members}
    assert [m.is_kept for g in tour.groups for m in g.members if m.attendee_id == moved] == [True]


def test_the_picture_has_a_row_for_each_stop_and_a_line_for_each_group(tour):
    drawn = picture.drawing(tour, "zh")

    assert sorted(row["name"] for row in drawn["rows"]) == ["大门", "展厅", "电解车间"]
    assert len(drawn["lines"]) == 1 and len(drawn["lines"][0]["stays"]) == 4
    route = [stop.name("en") for stop, _minute in picture.route_of(tour.groups[0])]
    assert route == ["Gate", "Hall", "Electrolysis", "Hall", "Gate"], "the hall lies on the way there and back"


# --- the application -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def visit(db, song, tour):
    with transaction():
        officer = factories.person("cao.yang")
        return application.draft(tour, by=song, at=NOW, responsible_id=song.id, safety_officer_id=officer.id, purpose="Frame contract")


def approve(visit, login):
    with transaction():
        case = application.case_of(visit, NOW)
        application.decide(visit, "approve", by=factories.person(login), at=NOW, shown=case.fingerprint)


def handed_in(visit, song, **values):
    with transaction():
        application.edit(visit, values, by=song, at=NOW)
        application.submit(visit, by=song, at=NOW)


def test_three_signatures_without_cameras_and_a_fourth_with_them(visit, song):
    handed_in(visit, song)
    for login in ("gao.xiang", "cao.yang", "yuan.jie"):
        assert visit.status == "submitted"
        approve(visit, login)
    assert visit.status == "approved"

    with transaction():
        application.edit(visit, {"camera": ["film"], "camera_for": "The assembly line", "camera_person_id": song.id}, by=song, at=NOW)
    case = application.case_of(visit, NOW)
    assert [s.step.id for s in case.state.signatures] == ["department", "safety", "office", "leaders"]
    assert not case.state.is_approved and ("camera", [], ["film"]) in case.voided
    assert visit.decisions[-1].action == "void"


@pytest.mark.parametrize(("change", "key"), [
    (lambda tour: setattr(tour.item, "starts_at", tour.item.starts_at + timedelta(hours=1)), "starts_at"),
    (lambda tour: setattr(tour.item.reception.attendees[0], "tours", False), "people"),
    (lambda tour: setattr(tour, "stop_ids", [tour.site.stops[1].id]), "route"),
])
def test_a_change_of_what_was_approved_voids_it(visit, song, tour, change, key):
    handed_in(visit, song)
    approve(visit, "gao.xiang")
    with transaction():
        change(tour)
        session().flush()

    case = application.case_of(visit, NOW)
    assert case.state.signatures[0].decision is None and [k for k, _old, _new in case.voided] == [key]


def test_not_by_the_applicant_not_twice_not_out_of_turn(visit, song, db):
    with transaction():
        account = factories.account("song.dan")
        account.grants.append(RoleGrant(role="department_manager", granted_at=NOW))
        session().flush()
    handed_in(visit, song)
    with pytest.raises(NotAllowed, match="somebody else decides"):
        approve(visit, "song.dan")
    with pytest.raises(NotAllowed, match="turn of: Department"):
        approve(visit, "yuan.jie")
    approve(visit, "gao.xiang")
    with pytest.raises(NotAllowed, match="signed this application already"):
        approve(visit, "gao.xiang")


def test_an_application_without_fields_names_the_first_that_is_missing(visit, song):
    with transaction(), pytest.raises(RuleBroken) as refused:
        application.edit(visit, {"purpose": " "}, by=song, at=NOW)
        application.submit(visit, by=song, at=NOW)
    assert refused.value.field == "purpose"
    with transaction(), pytest.raises(RuleBroken) as refused:
        application.edit(visit, {"purpose": "Talks", "camera": ["photo"], "camera_for": "Halls"}, by=song, at=NOW)
        application.submit(visit, by=song, at=NOW)
    assert refused.value.field == "camera_person_id"


def test_what_was_shown_otherwise_is_not_approved(visit, song):
    handed_in(visit, song)
    with transaction(), pytest.raises(Conflict):
        application.decide(visit, "approve", by=factories.person("gao.xiang"), at=NOW, shown="0" * 64)


def test_no_tour_starts_without_its_application(visit, song, tour):
    with transaction(), pytest.raises(RuleBroken, match="on its own day"):
        actions.start(tour, by=song, at=NOW)
    with transaction(), pytest.raises(actions.Missing, match="has not been approved"):
        actions.start(tour, by=song, at=DAY_OF_TOUR)
    handed_in(visit, song)
    approve(visit, "gao.xiang")
    with transaction(), pytest.raises(actions.Missing, match="missing: Safety, Company office"):
        actions.start(tour, by=song, at=DAY_OF_TOUR)


def test_an_item_with_a_handed_in_application_stays(visit, song, tour):
    handed_in(visit, song)
    with transaction(), pytest.raises(RuleBroken, match="handed in"):
        remove_item(tour.item, is_used=False, by=song, at=NOW)
    assert session().get(Tour, tour.id) is not None
