"""Storing a room: who stays, who loses a seat, what is refused, and taking it back."""

from dataclasses import replace

import pytest

from planner.banquets import hall_tables, queries as banquets, seating_bridge, seats, steps, versions
from planner.banquets.models import Banquet, BanquetTable
from planner.db import session, transaction
from planner.errors import Conflict, RuleBroken
from planner.i18n import force_language
from planner.rooms import actions, checks, drawing, queries
from planner.rooms.drawing import DrawnTable, Thing
from tests import factories
from tests.conftest import NOW
from tests.planner.banquets.conftest import banquet, party  # noqa: F401  (fixtures)


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context(), force_language("en"):
        yield


@pytest.fixture
def hall(banquet):  # noqa: F811
    """The banquet of two tables of eight, everybody seated."""
    with transaction():
        found = session().get(Banquet, banquet)
        people = [a.id for a in banquets.diners(found)]
        seats.put_plan(found, {a: (1 + i % 2, i // 2) for i, a in enumerate(people)}, kind="solve", by=song(), at=NOW)
    return session().get(Banquet, banquet)


def song():
    return factories.person("song.dan")


def save(hall, drawn, **options):
    with transaction():
        return actions.save_room(hall, drawn, by=song(), at=NOW, **options)


def seated(hall):
    return {row.attendee_id: (row.table_id, row.seat) for row in banquets.seatings(hall)}


def with_tables(drawn, *tables):
    return replace(drawn, tables=tables)


def moved(table, **to):
    return replace(table, **to)


def test_a_moved_table_renumbers_and_everybody_stays_at_theirs(hall):
    drawn, before = drawing.of_banquet(hall), seated(hall)
    one, two = drawn.tables
    x = one.x_cm, two.x_cm
    step = save(hall, with_tables(drawn, moved(one, x_cm=x[1]), moved(two, x_cm=x[0])))
    assert step.kind == "room" and seated(hall) == before
    assert [t.id for t in hall.tables] == [two.id, one.id]           # the other one is at the right hand now
    assert hall.room["width_cm"] == drawn.width_cm and hall.plan_number == 2
    assert save(hall, drawing.of_banquet(hall)) is None               # nothing new, no step


def test_who_loses_a_seat_is_told_first_and_gets_it_back_with_the_room(hall):
    drawn, before, state = drawing.of_banquet(hall), seated(hall), hall_tables.state_of(hall)
    one, two = drawn.tables
    losing = {a for a, (table, _) in before.items() if table == two.id}
    smaller = with_tables(drawn, moved(one, seats=14))
    with pytest.raises(actions.LosesSeats) as told:
        save(hall, smaller)
    assert {row.attendee_id for row in told.value.rows} == losing and seated(hall) == before
    with pytest.raises(actions.LosesSeats):
        save(hall, smaller, agreed={min(losing)})
    save(hall, smaller, agreed=losing)
    assert set(seated(hall)) == set(before) - losing and len(hall.tables) == 1
    with transaction():
        steps.undo(hall, by=song(), at=NOW)
    assert (seated(hall), hall_tables.state_of(hall)) == (before, state)
    with transaction():
        steps.redo(hall, by=song(), at=NOW)
    assert set(seated(hall)) == set(before) - losing and len(hall.tables) == 1


def test_a_room_changed_since_is_not_taken_back(hall):
    drawn = drawing.of_banquet(hall)
    save(hall, replace(drawn, width_cm=drawn.width_cm + 100))
    with pytest.raises(RuleBroken), transaction():
        hall.tables[0].name = "Peony"
        steps.undo(hall, by=song(), at=NOW)


def test_a_move_from_a_page_with_the_old_room_is_refused(hall, party):  # noqa: F811
    seen, drawn = hall.version, drawing.of_banquet(hall)
    save(hall, replace(drawn, width_cm=drawn.width_cm + 100))
    person = next(a for a in banquets.diners(hall) if a.id == party["huang"])
    with pytest.raises(Conflict):
        seats.unseat(hall, person, by=song(), at=NOW, seen=seen)


@pytest.mark.parametrize("kind, seats_, sizes", [("long", 16, {"style": "french"}), ("u", 15, {}), ("square", 16, {}), ("dais", 14, {}),
                                                 ("half_round", 14, {}), ("rows", 14, {"row_count": 2}), ("hollow_square", 16, {})])
def test_people_are_seated_and_drawn_at_a_table_of_every_kind(hall, kind, seats_, sizes):
    drawn = drawing.of_banquet(hall)
    only = DrawnTable(kind, seats_, 750, 750, 0, sizes, id=drawn.tables[0].id)
    agreed = {a for a, (table, seat) in seated(hall).items() if table != only.id}
    save(hall, replace(drawn, width_cm=1500, depth_cm=1500, tables=(only,)), agreed=agreed)
    with transaction():
        seats.seat_everyone(hall, by=song(), at=NOW)
    read = seating_bridge.Hall(hall)
    assert not read.score.hard and not banquets.unseated(hall) and set(read.reasons) == {a.id for a in banquets.diners(hall)}
    assert seating_bridge.hall_plan_svg(hall, "en").count('class="seat') == seats_


def test_a_version_keeps_its_room(hall):
    drawn = drawing.of_banquet(hall)
    save(hall, replace(drawn, objects=(*drawn.objects, Thing("stage", 500, 60, 300, 100))))
    with transaction():
        kept = versions.keep(hall, by=song(), at=NOW)
    save(hall, drawn)
    assert {o[0] for o in seating_bridge.Hall(hall, version=kept).problem.room.objects} == {"door", "stage"}
    assert {o[0] for o in seating_bridge.Hall(hall).problem.room.objects} == {"door"}


def test_numbers_are_skipped_and_names_given_in_table_order(hall):
    drawn = drawing.with_template(replace(drawing.of_banquet(hall), width_cm=2200, depth_cm=2200), 6, "round", 4)
    found, reasons = drawing.in_order(replace(drawn, numbering="no_four_thirteen", names="flowers"), "cn-corporate")
    assert [t.called for t in found.tables] == ["1", "2", "3", "5", "6", "7"]
    assert [t.name for t in found.tables][:2] == ["牡丹 Peony", "兰花 Orchid"]
    assert [r.rules[0] for r in reasons] == ["CN-51"] + ["CN-50"] * 5
    back, _ = drawing.in_order(replace(found, numbering="all", names=""), "cn-corporate")
    assert [(t.called, t.name) for t in back.tables] == [(str(n), "") for n in range(1, 7)]


@pytest.mark.parametrize("thing, stands", [
    (Thing("door", 400, 800, 180, 20), (400, 1100)), (Thing("door", 1000, 300, 180, 20, 90), (1400, 300)), (Thing("door", 0, 700, 180, 20, 270), (0, 700)),
    (Thing("stage", 500, 100, 600, 200), (500, 100)), (Thing("screen", 500, 770, 400, 20), (500, 1070)),
    (Thing("stage", 500, 550, 300, 200), (500, 550)), (Thing("pillar", 970, 770, 60, 60), (970, 770))])
def test_what_is_at_a_wall_goes_with_it(thing, stands):
    before = drawing.Drawing(1000, 800, (DrawnTable("round", 8, 500, 400),), (thing,))
    after = drawing.with_walls(before, 1400, 1100)

    assert [(o.x_cm, o.y_cm) for o in after.objects] == [stands] and after.tables == before.tables
    assert drawing.with_walls(after, 1000, 800) == before
    assert [o for o in checks.faults(drawing.with_walls(before, 600, 500)) if o.objects and thing.kind == "door"] == []


def test_the_stage_and_the_door_decide_which_table_is_the_main_one():
    tables = tuple(DrawnTable("round", 10, x, y) for x, y in ((500, 400), (500, 900)))
    drawn = drawing.Drawing(1000, 1300, tables)
    assert drawing.in_order(drawn, "cn-corporate")[0].tables[0].y_cm == 400
    by_stage = replace(drawn, objects=(Thing("stage", 500, 1200, 400, 100),))
    assert drawing.in_order(by_stage, "cn-corporate")[0].tables[0].y_cm == 900
    door_above = replace(drawn, objects=(Thing("door", 500, 0, 160, 20),))
    assert drawing.in_order(door_above, "cn-corporate")[0].tables[0].y_cm == 900


def test_tables_not_quite_in_a_row_count_as_in_one():
    tables = tuple(DrawnTable("round", 10, x, y) for x, y in ((400, 430), (800, 400), (1200, 420)))
    assert [t.x_cm for t in drawing.in_order(drawing.Drawing(1600, 900, tables), "cn-corporate")[0].tables] == [800, 400, 1200]


@pytest.mark.parametrize("change, said", [
    (lambda one, two: (replace(one, x_cm=100), two), "do not fit inside the walls"), (lambda one, two: (one, replace(two, x_cm=one.x_cm + 50)), "overlap"),
    (lambda one, two: (replace(one, kind="long", seats=30, sizes={"style": "english"}), two), "too small"), (lambda one, two: (), "needs a table"),
    (lambda one, two: (replace(one, label="A"), replace(two, label="A")), "are called")])
def test_a_room_that_cannot_be_says_so_with_its_tables(hall, change, said):
    drawn = replace(drawing.of_banquet(hall), numbering="own")
    before = hall_tables.state_of(hall)
    with force_language("en"), pytest.raises(actions.RoomFaults) as refused:
        save(hall, with_tables(drawn, *change(*drawn.tables)), agreed=set(seated(hall)))
    assert any(said in f.text for f in refused.value.findings) and hall_tables.state_of(hall) == before


def test_a_table_on_the_stage_is_a_fault_and_one_near_it_a_warning():
    stage, table = Thing("stage", 500, 100, 600, 200), DrawnTable("round", 10, 500, 250, number=1)
    drawn = drawing.Drawing(1000, 1200, (table,), (stage,))
    assert any("stage" in f.text for f in checks.faults(drawn))
    near = replace(drawn, tables=(replace(table, y_cm=360),))
    assert checks.faults(near) == [] and [w.rule["id"] for w in checks.warnings(near)] == ["RO-03"]


def test_too_close_for_service_is_told_with_its_source():
    tables = tuple(DrawnTable("round", 10, x, 500, number=n) for n, x in enumerate((300, 610), 1))
    found = {w.rule["id"]: w for w in checks.warnings(drawing.Drawing(1000, 1000, tables))}
    assert "1, 2: 130 cm" in found["RO-01"].text and found["RO-01"].rule["source"]
    assert set(found) == {"RO-01"}


def test_a_kept_room_serves_the_next_banquet_of_its_venue(hall):
    with transaction():
        hall.venue_zh, hall.hall_zh = "华园", "一号厅"
        actions.save_room(hall, replace(drawing.of_banquet(hall), names="places"), by=song(), at=NOW)
        kept = actions.keep_room(hall, by=song(), at=NOW)
        again = actions.keep_room(hall, by=song(), at=NOW)
    assert kept is again and queries.kept_rooms(hall) == [kept]
    used = drawing.of_venue(kept)
    assert [t.name for t in used.tables] == ["泰山 Mount Tai", "黄山 Huangshan"] and {t.id for t in used.tables} == {None}
    with transaction():
        hall.venue_zh = "别处"
    assert queries.kept_rooms(hall) == []


def test_without_a_venue_there_is_nothing_to_keep_it_with(hall):
    with pytest.raises(RuleBroken), transaction():
        hall.venue_zh = hall.venue_en = ""
        actions.keep_room(hall, by=song(), at=NOW)


def test_fewer_chairs_than_diners_are_not_laid_unawares(hall):
    drawn = drawing.of_banquet(hall)
    one = replace(drawn.tables[0], seats=4)
    losing = {a for a, (table, seat) in seated(hall).items() if table != one.id or seat >= 4}
    with pytest.raises(actions.RoomFaults):
        save(hall, with_tables(drawn, one), agreed=losing)


def test_a_new_table_is_put_where_there_is_space():
    drawn = drawing.Drawing(1200, 1000, ())
    for _ in range(3):
        drawn = drawing.with_more(drawn, "round", 8)
    assert checks.faults(drawing.in_order(drawn, "cn-corporate")[0]) == []


def test_chosen_tables_are_set_in_a_row_and_spread():
    tables = tuple(DrawnTable("round", 4, x, y, key=k) for k, x, y in (("a", 200, 200), ("b", 500, 260), ("c", 1000, 230)))
    drawn = drawing.Drawing(1300, 600, tables)
    assert {t.y_cm for t in drawing.aligned(drawn, {"a", "b", "c"}, "row").tables} == {230}
    assert [t.x_cm for t in drawing.aligned(drawn, {"a", "b", "c"}, "across").tables] == [200, 600, 1000]
    assert drawing.aligned(drawn, {"a"}, "row") == drawn


def test_the_row_of_a_table_stays_when_numbers_change(hall):
    ids = {t.id for t in session().query(BanquetTable).filter_by(banquet_id=hall.id)}
    drawn = drawing.of_banquet(hall)
    save(hall, drawing.with_template(replace(drawn, width_cm=2000, depth_cm=2000), 5, "round", 8))
    assert ids < {t.id for t in hall.tables} and len(hall.tables) == 5
