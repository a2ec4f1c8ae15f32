"""Deciding in the studio: remedies, chains, parts of the room, plans to choose from, packs, versions, contradictions."""

import re
from dataclasses import replace
from itertools import combinations

import pytest
from flask import current_app

from planner.banquets import actions, choices, queries, seating_bridge, seats, steps, tasks, versions
from planner.banquets.decide import Deciding
from planner.banquets.floor import Floor
from planner.banquets.models import Banquet, PlanStep
from planner.banquets.studio import Studio
from planner.db import close_session, session, transaction
from planner.errors import Conflict, RuleBroken
from planner.i18n import force_language
from planner.jobs.actions import Cancelled, enqueue, run_waiting
from planner.jobs.models import Job
from planner.people.models import Client
from planner.receptions.models import Attendee, Wish
from seating import candidates, conflicts
from seating.live import LivePlan
from tests import factories
from tests.conftest import NOW
from tests.planner.banquets.test_steps import do, move, places, version


@pytest.fixture(autouse=True)
def english(db):
    with force_language("en"):
        yield


@pytest.fixture
def song(signed_in, stage):
    return signed_in("song.dan")


def base(party, banquet_id):
    return f"/receptions/{party['reception']}/banquets/{banquet_id}"


def post(song, party, banquet_id, what, **data):
    close_session()
    return song.post(f"{base(party, banquet_id)}/{what}", {"version": version(banquet_id), **data})


def wish(party, first, second, kind="apart", scope="table", strength="must"):
    with transaction():
        banquet_reception = session().get(Attendee, party["xu"]).reception
        return actions.add_wish(banquet_reception, kind=kind, scope=scope, strength=strength, first=session().get(Attendee, party[first]),
                                second=session().get(Attendee, party[second]), by=factories.person("song.dan"), at=NOW).id


def panel(banquet_id, what):
    """`claims` or `doubts` as the studio shows them."""
    with current_app.test_request_context(), force_language("en"):
        banquet = session().get(Banquet, banquet_id)
        return getattr(Deciding(Studio(banquet, factories.person("song.dan"), True)), what)


# --- chains and remedies ----------------------------------------------------------------------------------------------


def test_a_chain_is_one_step_and_taken_back_as_one(party, seated):
    at = places(seated)
    a, b, c = party["huang"], party["sato"], party["chen"]
    step = do(seated, choices.make_moves, [(a, *at[b]), (c, *at[a])])

    assert step.kind == "move" and session().query(PlanStep).filter_by(banquet_id=seated, kind="move").count() == 1
    assert {x: places(seated)[x] for x in (a, b, c)} == {a: at[b], b: at[c], c: at[a]}
    do(seated, steps.undo)
    assert places(seated) == at


def test_a_chain_asks_locked_people_to_stay(party, seated):
    at = places(seated)
    do(seated, seats.set_lock, session().get(Attendee, party["sato"]), True)
    with pytest.raises(RuleBroken, match="is locked in this seat"):
        do(seated, choices.make_moves, [(party["huang"], *at[party["sato"]])])
    assert places(seated) == at


@pytest.mark.parametrize("moves, words", [(["x"], "cannot be read"), ([], "cannot be read"), (["1:1-1"] * 4, "cannot be read"), (["999:1-2"], "does not dine any more"),
                                          (["9999999999:1-2"], "cannot be read")])
def test_moves_that_cannot_be_are_refused_in_a_sentence(song, party, seated, moves, words):
    at = places(seated)
    answer = post(song, party, seated, "moves", move=moves)
    assert answer.status_code == 422 and words in answer.get_data(as_text=True)
    close_session()
    assert places(seated) == at


def test_moves_of_an_older_page_lose_to_what_was_changed_since(song, party, seated):
    at, seen = places(seated), version(seated)
    move(seated, party["huang"], at[party["sato"]])
    answer = post(song, party, seated, "moves", move=[f"{party['huang']}:{at[party['chen']][0]}-{at[party['chen']][1] + 1}"], version=seen)
    assert answer.status_code == 409


def test_a_shortcoming_made_by_hand_has_a_button_that_mends_it(song, party, seated):
    hall = Floor(session().get(Banquet, seated)).hall
    at = places(seated)
    best = hall.score.cost
    near = {n for n in (1, -1)}
    table, seat = at[party["krause"]]
    assert abs(seat - at[party["deng"]][1]) % 6 in near | {7, 1}
    free = next((t.number, s) for t in session().get(Banquet, seated).tables for s in range(t.seats) if (t.number, s) not in at.values() and t.number != table)
    move(seated, party["deng"], free)

    html = song.get_page(base(party, seated))
    forms = re.findall(r'<div class="remedy">(.*?)</form>', html, re.S)
    assert any("Deng De" in f or "Stefan Krause" in f for f in forms)
    moved = [re.findall(r'name="move" value="([^"]+)"', f) for f in forms if "Deng De" in f or "Stefan Krause" in f][0]
    assert post(song, party, seated, "moves", move=moved).status_code == 303
    close_session()
    assert session().get(Banquet, seated).plan_cost < hall.score.cost + 10_000
    assert seating_bridge.cost_of(session().get(Banquet, seated))[1] >= best


def test_why_not_there_names_a_chain_that_can_be_made(song, party, seated):
    at = places(seated)
    banquet = session().get(Banquet, seated)
    hall = Floor(banquet).hall
    found = None
    for person in ("huang", "chen", "vogel", "sato"):
        for place in sorted(set(at.values())):
            chain = seating_bridge.best_chain(hall, party[person], *place) if place != at[party[person]] else None
            if chain is not None and len(chain.moves) > 1 and not chain.breaks:
                found = found or (person, place, chain)
    person, place, chain = found
    html = song.get_page(f"{base(party, seated)}?person={party[person]}&to={place[0]}-{place[1] + 1}")
    cost = hall.score.cost
    alone = hall.what_if(party[person], *place).cost_change
    assert "Make these moves" in html and chain.cost < alone
    assert f"Objections, in points: {cost} now, {cost + chain.cost} then; with the first move alone {cost + alone}." in html
    assert all(sentence in html for sentence in chain.sentences("en"))
    answer = post(song, party, seated, "moves", move=[f"{a}:{t}-{s + 1}" for a, t, s in chain.moves])
    assert answer.status_code == 303
    close_session()
    assert places(seated)[party[person]] == place
    assert session().get(Banquet, seated).plan_cost == cost + chain.cost
    do(seated, steps.undo)
    assert places(seated) == at


def test_what_no_exchange_mends_is_mended_by_a_chain(song, party, seated):
    move(seated, party["huang"], places(seated)[party["deng"]])
    hall = Floor(session().get(Banquet, seated)).hall
    asked = "LA-01", (str(party["sato"]),)              # nobody beside him speaks his language
    assert asked in [(s.rule, s.people) for s in hall.shortcomings]
    chain = seating_bridge.remedy(hall, *asked, most_moves=3)
    assert seating_bridge.remedy(hall, *asked) is None and len(chain.moves) > 1 and chain.cost <= seating_bridge.MOST_MENDING_POINTS

    html = song.get_page(f"{base(party, seated)}/mend?rule=LA-01&people={party['sato']}")
    assert all(sentence in html for sentence in chain.sentences("en")) and "What gets better, what worse" in html
    assert post(song, party, seated, "moves", move=re.findall(r'name="move" value="([^"]+)"', html)).status_code == 303
    close_session()
    assert asked not in [(s.rule, s.people) for s in Floor(session().get(Banquet, seated)).hall.shortcomings]


# --- contradictions ---------------------------------------------------------------------------------------------------


def test_what_cannot_hold_together_is_shown_before_seating_with_what_to_give_up(song, party, banquet):
    first = wish(party, "huang", "peng", "together", "table")
    wish(party, "huang", "chen", "together", "table")
    wish(party, "chen", "peng")
    html = song.get_page(base(party, banquet))
    assert "This cannot all be kept" in html and "Seat everyone" in html
    assert html.count("Drop it and seat everyone") == 3 and html.count("“Would like” will do: seat everyone") == 3

    assert post(song, party, banquet, f"wishes/{first}/give-up", how="soften").status_code == 303
    close_session()
    assert session().get(Wish, first).strength == "would_like" and len(places(banquet)) == 11
    assert "This cannot all be kept" not in song.get_page(base(party, banquet))


SETS = {                     # what is asked for, and how many of it contradict each other
    "a triangle": ([("huang", "peng", "together", "table"), ("huang", "chen", "together", "table"), ("chen", "peng", "apart", "table")], 3, 3),
    "three neighbours": ([("huang", name, "together", "beside") for name in ("peng", "chen", "vogel")] + [("sato", "peng", "apart", "table")], 3, 3),
    "three apart at two tables": ([("huang", "peng", "apart", "table"), ("huang", "chen", "apart", "table"), ("chen", "peng", "apart", "table"),
                                   ("sato", "vogel", "together", "table")], 3, 3),
    "host and guest of honour apart": ([("wang", "xu", "apart", "table"), ("sato", "vogel", "together", "table")], 3, 1),
}


@pytest.mark.parametrize("wanted, demands, wishes", SETS.values(), ids=SETS)
def test_the_contradiction_told_is_the_smallest_and_any_wish_of_it_given_up_resolves_it(song, party, banquet, wanted, demands, wishes):
    asked = [wish(party, *one) for one in wanted]
    problem = Floor(session().get(Banquet, banquet)).hall.problem
    room, everything = conflicts.Room(problem), conflicts.demands(problem)
    assert all(room.may_hold(list(some)) for count in range(demands) for some in combinations(everything, count))
    doubt = panel(banquet, "doubts")[0]
    told = [d.wish.id for d in doubt.demands if d.wish]
    assert doubt.is_impossible and len(doubt.demands) == demands and len(told) == len(set(told)) == wishes and set(told) <= set(asked)
    assert post(song, party, banquet, f"wishes/{told[-1]}/give-up", how="drop").status_code == 303
    close_session()
    assert session().get(Wish, told[-1]) is None and len(places(banquet)) == 11
    assert not any(d.is_impossible for d in panel(banquet, "doubts"))


def test_a_wish_between_organisations_is_told_once_in_its_own_words(party, banquet):
    with transaction():
        reception = session().get(Attendee, party["xu"]).reception
        actions.add_wish(reception, kind="apart", scope="table", strength="must", first=session().get(Client, party["krause_client"]),
                         second=session().get(Client, party["towa_client"]), by=factories.person("song.dan"), at=NOW)
    wish(party, "krause", "sato", "together", "table")
    doubt = panel(banquet, "doubts")[0]
    assert [d.sentence for d in doubt.demands if d.wish and d.wish.first_client_id] == ["Krause not at the table of Towa (must)"]


def test_what_still_contradicts_itself_is_not_seated(song, party, banquet):
    for pair in (("huang", "peng"), ("chen", "sato")):
        wish(party, *pair)
        wish(party, *pair, "together", "beside")
    first = panel(banquet, "doubts")[0].demands[0].wish.id
    answer = post(song, party, banquet, f"wishes/{first}/give-up", how="drop")
    assert answer.status_code == 303 and places(banquet) == {}
    assert "still not everything can be kept" in song.get_page(answer.headers["Location"])


def test_locks_that_cannot_be_kept_have_a_button_that_unlocks(party, seated):
    do(seated, seats.set_lock, session().get(Attendee, party["huang"]), True)
    do(seated, seats.set_lock, session().get(Attendee, party["chen"]), True)
    at = places(seated)
    same = at[party["huang"]][0] == at[party["chen"]][0]
    wish(party, "huang", "chen", "apart" if same else "together")
    doubt = panel(seated, "doubts")[0]
    assert doubt.is_impossible
    assert {d.locked for d in doubt.demands if d.locked} == {party["huang"], party["chen"]}
    assert [d.wish is not None for d in doubt.demands].count(True) == 1


# --- what is known ----------------------------------------------------------------------------------------------------


def test_what_is_proved_is_said_until_anything_changes(party, seated):
    known = panel(seated, "claims")
    assert "best plan" in known[0] or "no better plan" in known[0]
    assert any("Proved" in sentence for sentence in known)

    wish(party, "chen", "vogel", "together", "table", "would_like")
    assert panel(seated, "claims") == ["People, wishes, tables or locks were changed since everyone was seated; nothing is proved of the plan as it is."]
    do(seated, seats.seat_everyone)
    assert any("Proved" in sentence for sentence in panel(seated, "claims"))

    move(seated, party["huang"], places(seated)[party["sato"]])
    assert panel(seated, "claims") == ["Changed since everyone was seated; nothing is proved of the plan as it is."]


# --- searching --------------------------------------------------------------------------------------------------------


def test_only_those_without_a_seat_are_seated(song, party, seated):
    do(seated, seats.unseat, session().get(Attendee, party["chen"]))
    do(seated, seats.unseat, session().get(Attendee, party["vogel"]))
    at = places(seated)
    assert post(song, party, seated, "seat-everyone", scope="unseated").status_code == 303
    close_session()
    now = places(seated)
    assert {a: p for a, p in now.items() if a in at} == at and now.keys() - at.keys() == {party["chen"], party["vogel"]}


def test_only_the_people_of_one_table_are_seated_anew(song, party, seated):
    at = places(seated)
    here = sorted(a for a, (table, _seat) in at.items() if table == 2)
    move(seated, here[0], at[here[-1]])
    worse, before = session().get(Banquet, seated).plan_cost, places(seated)
    assert post(song, party, seated, "seat-everyone", scope="table", table=2).status_code == 303
    close_session()
    now = places(seated)
    assert {a: p for a, p in now.items() if a not in here} == {a: p for a, p in before.items() if a not in here}
    assert {now[a][0] for a in here} == {2} and session().get(Banquet, seated).plan_cost <= worse


@pytest.mark.parametrize("data", [{"scope": "table", "table": "9"}, {"scope": "table"}, {"scope": "moon"}])
def test_a_part_that_there_is_not_is_refused(song, party, seated, data):
    assert post(song, party, seated, "seat-everyone", **data).status_code == 422


def test_a_search_never_leaves_a_worse_plan(party, seated):
    at, banquet = places(seated), session().get(Banquet, seated)
    other = seating_bridge.SeatedPlan(dict(zip(at, reversed(list(at.values())), strict=True)), 10**6, 0, None, (banquet.version, Floor(banquet).hall.problem))
    do(seated, seats.store_plan, other)
    assert places(seated) == at


def test_who_stops_a_search_keeps_the_best_found_so_far(party, banquet, monkeypatch):
    with transaction():
        job_id = enqueue("banquets.seat_everyone", {"banquet_id": banquet}, by=factories.person("song.dan")).id
    close_session()

    def stop_at_once(self, done, total, message=""):
        raise Cancelled
    monkeypatch.setattr("planner.jobs.actions.Progress.__call__", stop_at_once)
    run_waiting()
    close_session()
    job = session().get(Job, job_id)
    assert (job.state, job.result["stopped"], job.result["unseated"]) == ("done", True, 0)
    assert len(places(banquet)) == 11 and session().get(Banquet, banquet).plan_status in ("stopped", "proved_best")


def test_the_progress_tells_the_cost_as_it_falls():
    told = []
    falling = tasks.Falling(lambda *args: told.append(args))
    assert falling(1, 10, 900) and falling(2, 10, 950) and falling(3, 10, 400)
    assert told[-1] == (3, 10, "Objections, in points: 900 → 400")


# --- a choice of plans ------------------------------------------------------------------------------------------------


@pytest.fixture
def found(song, party, seated, monkeypatch):
    """The address of a finished search for plans to choose from, two of them found."""
    hall = Floor(session().get(Banquet, seated)).hall
    best, other = hall.plan, LivePlan(hall.problem, hall.plan)
    for a, b in (("huang", "chen"), ("vogel", "sato")):
        other.swap(str(party[a]), str(party[b]))
    told = [candidates._told(hall.problem, best, plan, emphasis) for plan, emphasis in
            ((replace(best, cost=hall.score.cost, hard=0), None), (other.plan, candidates.load_emphases()["talk"]))]
    monkeypatch.setattr(candidates, "candidates", lambda problem, stop: told if not stop.is_over() else [])
    address = post(song, party, seated, "choices").headers["Location"]
    assert "Stop, and keep the best so far" in song.get_page(address)
    close_session()
    run_waiting()
    close_session()
    return address


def test_three_plans_side_by_side_and_one_is_taken_as_one_step(song, party, seated, found):
    html = song.get_page(found)
    assert html.count('class="offer"') == 2 and "Leans on conversation" in html and "Gives up:" in html and "Who moves:" in html
    close_session()
    plans = session().query(Job).one().result["plans"]
    before = places(seated)
    assert song.post(f"{found}/take", {"version": version(seated), "number": len(plans) - 1}).status_code == 303
    close_session()
    wanted = {a: (t, s) for a, t, s in plans[-1]["seats"]}
    assert places(seated) == wanted and session().get(Banquet, seated).plan_cost == plans[-1]["cost"] == seating_bridge.cost_of(session().get(Banquet, seated))[1]
    do(seated, steps.undo)
    assert places(seated) == before


def test_plans_found_before_a_wish_are_not_taken_after_it(song, party, seated, found):
    wish(party, "huang", "peng")
    assert "Find plans again" in song.get_page(found)
    assert song.post(f"{found}/take", {"version": version(seated), "number": 0}).status_code == 409


@pytest.mark.parametrize("number", ["7", "-1", "x", ""])
def test_a_plan_that_was_not_found_is_not_there(song, seated, found, number):
    assert song.post(f"{found}/take", {"version": version(seated), "number": number}).status_code == 404


def test_a_search_is_the_business_of_who_asked_for_it(signed_in, found):
    assert signed_in("office").get(found).status_code == 404


# --- another rule pack ------------------------------------------------------------------------------------------------


def test_another_pack_is_shown_first_and_changes_with_the_seats(song, party, seated):
    at = places(seated)
    assert "Western" in song.get_page(f"{base(party, seated)}/packs")
    address = post(song, party, seated, "packs", pack="western-english").headers["Location"]
    close_session()
    run_waiting()
    close_session()
    html = song.get_page(address)
    assert "Rules that come in" in html and html.count('class="small-plan"') == 2 and session().get(Banquet, seated).pack == "cn-corporate"
    assert 'class="moved-ring"' in html

    assert song.post(f"{address}/take", {"version": version(seated), "number": 0}).status_code == 303
    close_session()
    banquet = session().get(Banquet, seated)
    assert banquet.pack == "western-english" and banquet.plan_cost == seating_bridge.cost_of(banquet)[1]
    assert panel(seated, "claims")[0].startswith(("The best plan", "Proved"))
    do(seated, steps.undo)                                              # taken back with the seats, and made again with them
    close_session()
    assert session().get(Banquet, seated).pack == "cn-corporate" and places(seated) == at
    do(seated, steps.redo)
    close_session()
    assert session().get(Banquet, seated).pack == "western-english"


def test_a_pack_that_there_is_not_is_refused(song, party, seated):
    assert post(song, party, seated, "packs", pack="mars").status_code == 422


# --- versions ---------------------------------------------------------------------------------------------------------


def test_keep_release_change_compare_and_bring_back(song, party, seated):
    at, address = places(seated), base(party, seated)
    assert post(song, party, seated, "versions", name="By rank").status_code == 303
    for _again in range(2):
        assert post(song, party, seated, "release").status_code == 303
    close_session()
    assert [(v.number, v.state) for v in versions.versions_of(session().get(Banquet, seated))] == [(2, "released"), (1, "draft")]
    assert "Released" in song.get_page(address)

    move(seated, party["huang"], at[party["sato"]])
    assert "People whose seats differ from the released version 2: 2." in song.get_page(address)
    html = song.get_page(f"{address}/versions")
    assert "People whose seats differ from the released version 2: 2." in html and "Cards to print again: 2" in html
    kept = versions.versions_of(session().get(Banquet, seated))
    html = song.get_page(f"{address}/versions/compare?before={kept[1].id}&after=now")
    assert "Huang Wei" in html and "Sato Kenichi" in html and html.count('class="moved-ring"') == 4
    assert re.search(r"<li>[^<]+ points\)?</li>", html)

    html = song.get_page(f"{address}/versions/{kept[1].id}/restore")      # said before it is done
    assert "Huang Wei" in html and "Sato Kenichi" in html and "Stefan Krause" not in html
    close_session()
    assert post(song, party, seated, f"versions/{kept[1].id}/restore").status_code == 303
    close_session()
    assert places(seated) == at
    do(seated, steps.undo)
    assert places(seated) != at


def test_a_page_of_yesterday_releases_nothing(song, party, seated):
    seen = version(seated)
    move(seated, party["huang"], places(seated)[party["sato"]])
    for what in ("release", "versions"):
        assert post(song, party, seated, what, version=seen).status_code == 409
    close_session()
    assert versions.versions_of(session().get(Banquet, seated)) == []


def test_a_release_with_somebody_standing_is_refused_and_the_name_stays(song, party, seated):
    do(seated, seats.unseat, session().get(Attendee, party["chen"]))
    answer = post(song, party, seated, "release", name="For the hotel")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Without a seat: 1." in html and 'value="For the hotel"' in html
    answer = post(song, party, seated, "versions", name="x" * 81)
    assert answer.status_code == 422 and "At most 80 characters" in answer.get_data(as_text=True)


@pytest.mark.parametrize("query", ["before=99&after=now", "before=x", "before=99999999999999"])
def test_versions_that_there_are_not_are_not_compared(song, party, seated, query):
    assert song.get(f"{base(party, seated)}/versions/compare?{query}").status_code == 404


# --- wishes -----------------------------------------------------------------------------------------------------------


def test_a_wish_in_words_is_shown_before_it_is_stored(song, party, seated):
    answer = post(song, party, seated, "wishes/read", words="Huang beside Peng, asked by Zhao Min")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "Understood: Huang Wei beside Peng Liang (would like)." in html and 'value="Zhao Min"' in html
    assert session().query(Wish).count() == 0
    assert post(song, party, seated, "wishes", first=f"a{party['huang']}", second=f"a{party['peng']}", relation="together-beside", strength="would_like",
                asked_by="Zhao Min").status_code == 303
    html = song.get_page(base(party, seated))
    assert "Huang Wei beside Peng Liang (would like)" in html and "Zhao Min" in html


@pytest.mark.parametrize("words", ["Huong beside Peng", "", "x" * 300])
def test_words_that_are_not_understood_come_back(song, party, seated, words):
    answer = post(song, party, seated, "wishes/read", words=words)
    assert answer.status_code == 422 and (not words or f'value="{words}"' in answer.get_data(as_text=True))


def test_a_fixed_place_in_words_becomes_a_lock(song, party, seated):
    html = post(song, party, seated, "wishes/read", words="Chen at table 2").get_data(as_text=True)
    chosen = re.search(r'name="move" value="([^"]+)"', html).group(1)
    assert "is fixed at table 2" in html
    assert post(song, party, seated, "fix", move=chosen).status_code == 303
    close_session()
    row = next(r for r in queries.seatings(session().get(Banquet, seated)) if r.attendee_id == party["chen"])
    assert row.is_locked and f"{row.attendee_id}:{row.table.number}-{row.seat + 1}" == chosen


def test_a_wish_not_kept_says_why_and_how_it_could_be(song, party, seated):
    at = places(seated)
    pair = next((a, b) for a in ("huang", "chen", "vogel") for b in ("sato", "vogel", "chen") if a != b and at[party[a]][0] != at[party[b]][0])
    wish(party, *pair, "together", "table", "would_like")
    html = song.get_page(base(party, seated))
    assert "not kept" in html and re.search("Keeping it costs|It can be kept|would break a rule", html)


def test_a_conflict_keeps_the_plan(party, seated):
    at = places(seated)
    stale = {"plans": [{"seats": [], "cost": 0}], "mark": "another"}
    with pytest.raises(Conflict):
        do(seated, choices.take_choice, stale, 0, seen=version(seated))
    assert places(seated) == at
