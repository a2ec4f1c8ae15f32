"""The seating library beside a general constraint solver and a plain annealer: same rooms, same seconds, same judge.

    pip install ortools
    PYTHONPATH=. python bench/seating_compare.py ROOM.json [ROOM.json …] [--seconds 2 5] [--seeds 5] [--picture docs/images/seating-compare.svg]

Prints the median cost of every way (a hard breach counts BROKEN); the picture shows cost over time for the last room.
"""
import argparse
import random
import statistics
import sys
import time
from pathlib import Path

from seating import Plan, Stop, load_problem, score, solve
from seating.compiled import BIG, Compiled
from seating.live import LivePlan
from seating.model import GUEST, HARD, HOST
from seating.stages.construct import construct

BROKEN = BIG


def judged(problem, seats):
    """Cost of a plan as score() counts, hard breaches included."""
    found = score(problem, Plan(seats))
    return found.cost + BROKEN * found.hard


def ours(problem, seconds, seed):
    """[(seconds, cost)] of solve(), the last entry its result."""
    start, curve = time.monotonic(), []
    plan = solve(problem, stop=Stop(seconds=seconds), seed=seed, on_progress=lambda _d, _t, cost: curve.append((time.monotonic() - start, cost)))
    return [*curve, (time.monotonic() - start, judged(problem, plan.seats))]


def annealer(problem, seconds, seed):
    """A straightforward annealer: two random seats exchanged, the touched seats counted again, slow cooling."""
    start, compiled, rng = time.monotonic(), Compiled(problem), random.Random(seed)
    live = LivePlan(problem, _plan(compiled, construct(compiled, shift=0)))
    places, people = compiled.places, [p.id for p in problem.people]
    cost = best = live.cost + BROKEN * live.hard
    curve = [(time.monotonic() - start, best)]
    while (spent := time.monotonic() - start) < seconds:
        heat = 40.0 * (0.01 ** (spent / seconds))
        for _ in range(50):
            change = live.move(rng.choice(people), rng.choice(places))
            points = change.cost + BROKEN * change.hard
            if points > 0 and rng.random() >= 2.718281828 ** (-points / heat):
                live.undo()
                continue
            cost += points
            if cost < best:
                best = cost
                curve.append((time.monotonic() - start, best))
    return [*curve, (time.monotonic() - start, best)]


def _plan(compiled, at):
    return Plan({compiled.person_ids[p]: compiled.places[s] for s, p in enumerate(at) if p != compiled.empty})


def constraint_solver(problem, seconds, seed):
    """CP-SAT on one core, the problem written out seat by seat, our first plan as a hint; judged like any other plan."""
    from ortools.sat.python import cp_model
    start, model = time.monotonic(), cp_model.CpModel()
    compiled = Compiled(problem)
    at = _assignment(model, problem, compiled)
    model.minimize(sum(_costs(model, problem, compiled, at)))
    first = {p: s for s, p in enumerate(construct(compiled, shift=0))}
    for (p, s), x in at.items():
        model.add_hint(x, first.get(p) == s)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.05, seconds - (time.monotonic() - start))
    solver.parameters.random_seed, solver.parameters.num_workers = seed, 1
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [(time.monotonic() - start, BROKEN)]
    seats = {compiled.person_ids[p]: compiled.places[s] for (p, s), x in at.items() if solver.value(x)}
    return [(time.monotonic() - start, judged(problem, seats))]


def _assignment(model, problem, compiled):
    """(person, seat) -> variable: everybody once, no seat twice, fixed people and needs kept."""
    seats, people = range(len(compiled.places)), range(len(problem.people))
    at = {}
    for p in people:
        allowed = {compiled.fixed[p]} if p in compiled.fixed else compiled.allowed[p] or seats
        at.update({(p, s): model.new_bool_var("") for s in allowed})
        model.add_exactly_one(at[p, s] for s in allowed)
    for s in seats:
        model.add_at_most_one(at[p, s] for p in people if (p, s) in at)
    return at


def _costs(model, problem, c, at):
    """The terms of the format as linear costs; partners are counted as neighbours of one side like others."""
    people, weight = problem.people, problem.weight
    for (p, s), x in at.items():
        yield c.weight[p] * c.distance[s] * x
        if c.previous[p] not in (None, s):
            yield weight("moved") * x

    def who(s, test):
        return sum(x for (p, seat), x in at.items() if seat == s and test(people[p]))

    seats = range(len(c.places))
    guest, host = ([who(s, lambda p, side=side: p.side == side) for s in seats] for side in (GUEST, HOST))
    kinds = [(weight("interleave"), guest), (weight("interleave"), host),
             *((weight("gender"), [who(s, lambda p, g=g: p.gender == g) for s in seats]) for g in ("f", "m"))]
    tongues = {lang: [who(s, lambda p, lang=lang: lang in p.languages) for s in seats]
               for lang in sorted({x for p in people for x in p.languages})}
    common = {s: [] for s in seats}
    for a in seats:
        for b in (n for n in c.beside[a] if n > a):
            for points, rows in kinds:
                yield points * _at_least(model, rows[a] + rows[b] - 1)
            for row in tongues.values():
                both = model.new_bool_var("")
                model.add(2 * both <= row[a] + row[b])
                common[a].append(both)
                common[b].append(both)
    for s in seats:
        yield weight("unattended") * _at_least(model, guest[s] - sum(host[n] for n in c.beside[s]))
        silent = model.new_bool_var("")
        for n in c.beside[s]:
            model.add(silent >= host[s] + guest[s] + host[n] + guest[n] - 1 - sum(common[s]))
        yield weight("language") * silent
        if c.heads[c.table_of[s]] != s:
            continue
        lacking = model.new_bool_var("")
        for other in seats:
            if c.table_of[other] == c.table_of[s]:
                model.add(lacking >= guest[other] - host[s])
        yield weight("table_host") * lacking
    yield from _bonds(model, problem, c, at)


def _bonds(model, problem, c, at):
    """Groups, interpreters and wishes."""
    number, tables = {p.id: i for i, p in enumerate(problem.people)}, range(len(c.tables))

    def at_table(p, t):
        return sum(at[p, s] for s in c.tables[t] if (p, s) in at)

    for group in sorted({g for p in problem.people for g in p.groups}):
        members = [number[p.id] for p in problem.people if group in p.groups]
        used = []
        for t in tables:
            if t != c.main:
                used.append(model.new_bool_var(""))
                for p in members:
                    model.add(used[-1] >= at_table(p, t))
        yield problem.weight("group") * _at_least(model, sum(used) - 1, most=len(tables))
    pairs = [(w.people, w.scope, w.kind == "together", w.weight) for w in problem.wishes]
    for p in problem.people:
        if p.interprets_for:
            pairs += [((p.id, p.interprets_for), "beside", True, problem.weight("interpreter")),
                      ((p.id, p.interprets_for), "table", True, 2 * problem.weight("interpreter"))]
    for (one, two), scope, is_together, points in pairs:
        a, b = number[one], number[two]
        spots = [[s] for s in range(len(c.places))] if scope == "beside" else [list(c.tables[t]) for t in tables]
        close = []
        for group in spots:
            reach = c.beside[group[0]] if scope == "beside" else group
            x, y = sum(at[a, s] for s in group if (a, s) in at), sum(at[b, s] for s in reach if (b, s) in at)
            close.append(model.new_bool_var(""))
            model.add(2 * close[-1] <= x + y) if is_together else model.add(close[-1] >= x + y - 1)
        missed = _at_least(model, 1 - sum(close) if is_together else sum(close))
        if points == HARD:
            model.add(missed == 0)
        else:
            yield points * missed


def _at_least(model, expression, most=1):
    """A variable that is no less than the expression, and 0 where that is negative."""
    variable = model.new_int_var(0, most, "")
    model.add(variable >= expression)
    return variable


WAYS = {"seating": ours, "annealer": annealer, "CP-SAT": constraint_solver}
DASHES = {"seating": "", "annealer": "6 4", "CP-SAT": "2 3"}


def picture(curves, seconds, title):
    """Cost over time as SVG: one line for each way, told apart by its dashes."""
    good = [(t, c) for curve in curves.values() for t, c in curve if c < BROKEN]
    low, high = min(c for _, c in good), sorted(c for _, c in good)[-1]
    high = min(high, low * 2)
    lines = []
    for i, (name, curve) in enumerate(curves.items()):
        spots = [(60 + 520 * min(t, seconds) / seconds, 300 - 250 * (min(c, high) - low) / max(high - low, 1)) for t, c in curve if c < BROKEN]
        d = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
        lines.append(f'<path d="{d}" fill="none" stroke="#1f2328" stroke-width="1.8" stroke-dasharray="{DASHES[name]}"/>'
                     f'<path d="M{90 + 160 * i} 350h30" stroke="#1f2328" stroke-width="1.8" stroke-dasharray="{DASHES[name]}"/>'
                     f'<text x="{126 + 160 * i}" y="354" font-size="12">{name}</text>')
        if len(spots) == 1:
            lines.append(f'<circle cx="{spots[0][0]:.1f}" cy="{spots[0][1]:.1f}" r="3.5"/>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 370" font-family="system-ui,sans-serif" fill="#1f2328">'
            f'<rect width="620" height="370" fill="#fff"/><text x="60" y="28" font-size="14" font-weight="600">{title}</text>'
            f'<path d="M60 40V300H580" fill="none" stroke="#59636e"/><text x="54" y="304" font-size="11" text-anchor="end">{low}</text>'
            f'<text x="54" y="54" font-size="11" text-anchor="end">{high}</text><text x="580" y="318" font-size="11" text-anchor="end">'
            f'{seconds:g} s</text><text x="60" y="318" font-size="11">0</text>{"".join(lines)}</svg>\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rooms", nargs="+", type=Path)
    parser.add_argument("--seconds", nargs="+", type=float, default=[2.0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--ways", nargs="+", choices=tuple(WAYS), default=list(WAYS))
    parser.add_argument("--picture", type=Path)
    options = parser.parse_args()
    print("room | seconds | " + " | ".join(f"{way}: median of {options.seeds}" for way in options.ways))
    for room in options.rooms:
        problem = load_problem(room)
        for seconds in options.seconds:
            curves = {way: [WAYS[way](problem, seconds, seed) for seed in range(options.seeds)] for way in options.ways}
            medians = [statistics.median(curve[-1][1] for curve in found) for found in curves.values()]
            print(f"{room.stem} | {seconds:g} | " + " | ".join("no plan" if m >= BROKEN else f"{m:g}" for m in medians), flush=True)
            if options.picture:
                options.picture.write_text(picture({w: f[0] for w, f in curves.items()}, seconds, f"{room.stem}, {seconds:g} s"), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
