"""A thin layer over OR-tools' CP-SAT: the only file that imports it, and only once something is to be solved.

The model is written as the protocol buffer that the library documents (cp_model.proto). The library's own Python layer,
ortools.sat.python.cp_model, imports pandas and with it takes 2.7 s of processor time; the compiled module below it takes 0.15 s.

One worker with the strong linear relaxation: deterministic, and on two cores the best prover (docs/decisions/tour-solver.md).
"""

import threading
from dataclasses import dataclass

BEST, FOUND, IMPOSSIBLE, UNKNOWN = "best", "found", "impossible", "unknown"
POLL_SECONDS = 0.1
LINEARIZATION = 1  # 2, the usual choice for a prover, needs two to three times the work here (docs/evidence/tours.md)


@dataclass(frozen=True)
class Outcome:
    """What a search ended with: `values` by variable ((), where there are none), cost and proved bound, deterministic work."""

    state: str
    values: tuple = ()
    cost: int = 0
    bound: int = 0
    steps: float = 0.0

    @property
    def has_plan(self):
        return self.state in (BEST, FOUND)


class Model:
    """Whole-number variables and constraints. A variable is its index; `-1 - v` is the opposite of the yes-no variable v.

    Times are pairs (variable or None, offset).
    """

    def __init__(self):
        from ortools.sat.python import cp_model_helper  # here: nobody pays for it who does not plan tours
        self.library = cp_model_helper
        self.proto = cp_model_helper.CpModelProto()
        self.hints = {}
        self.domains = []

    # --- variables

    def integer(self, *domain):
        """A variable within lo, hi, or within several ranges lo, hi, lo, hi in rising order."""
        self.proto.variables.add().domain.extend(list(domain))
        self.domains.append(domain)
        return len(self.domains) - 1

    def yes(self):
        return self.integer(0, 1)

    # --- constraints; `when`: they hold only where all these yes-no variables are true

    def _add(self, when=()):
        made = self.proto.constraints.add()
        if when:
            made.enforcement_literal.extend(list(when))
        return made

    def linear(self, terms, *domain, when=()):
        """The sum of coefficient * variable lies in the domain; a negated yes-no variable may stand in a term."""
        variables, coefficients, shift = [], [], 0
        for variable, coefficient in terms:
            if variable < 0:
                variable, coefficient, shift = -1 - variable, -coefficient, shift + coefficient
            variables.append(variable)
            coefficients.append(coefficient)
        made = self._add(when).linear
        made.vars.extend(variables)
        made.coeffs.extend(coefficients)
        made.domain.extend([max(-FAR, min(FAR, edge - shift)) for edge in domain])

    def exactly_one(self, literals):
        self._add().exactly_one.literals.extend(list(literals))

    def at_most_one(self, literals):
        self._add().at_most_one.literals.extend(list(literals))

    def any_of(self, literals, when=()):
        self._add(when).bool_or.literals.extend(list(literals))

    def all_of(self, literals, when=()):
        self._add(when).bool_and.literals.extend(list(literals))

    def circuit(self, arcs):
        """Of (from, to, literal) those that are true form one round through all nodes."""
        made = self._add().circuit
        made.tails.extend([a for a, _b, _l in arcs])
        made.heads.extend([b for _a, b, _l in arcs])
        made.literals.extend([literal for _a, _b, literal in arcs])

    def interval(self, start, size, end, when=()):
        """A stretch of time from `start` to `end`; all three are times, `size` is how long it lasts."""
        made = self._add(when).interval
        _put(made.start, start)
        _put(made.size, size)
        _put(made.end, end)
        return len(self.proto.constraints) - 1

    def no_overlap(self, intervals):
        self._add().no_overlap.intervals.extend(list(intervals))

    def cumulative(self, intervals, demands, capacity):
        made = self._add().cumulative
        made.capacity.offset = capacity
        for interval, demand in zip(intervals, demands):
            made.intervals.append(interval)
            made.demands.add().offset = demand

    # --- what is wanted

    def minimize(self, terms, offset=0):
        self.proto.objective.vars.extend([v for v, _c in terms])
        self.proto.objective.coeffs.extend([c for _v, c in terms])
        self.proto.objective.offset = offset

    def hint(self, variable, value):
        """A first guess. One outside the domain would silently spoil all of them: it is left out."""
        domain = self.domains[variable]
        if any(lo <= value <= hi for lo, hi in zip(domain[::2], domain[1::2])):
            self.hints[variable] = value

    def solve(self, steps, *, stop=None, progress=None, seed=7, is_packing=False):
        """Search for at most `steps`; `is_packing`: yes-no choices only, for which the relaxation and its preparation cost more than they give. `stop` is asked in the caller's own thread; `progress(cost, bound)` is told there."""
        if self.hints:
            self.proto.solution_hint.vars.clear()
            self.proto.solution_hint.values.clear()
            self.proto.solution_hint.vars.extend(list(self.hints))
            self.proto.solution_hint.values.extend(list(self.hints.values()))
            self.hints = {}
        parameters = self.library.SatParameters()
        parameters.num_workers = 1
        parameters.linearization_level = LINEARIZATION
        parameters.random_seed = seed
        parameters.symmetry_level = 0  # its detection fails on some of these models in 9.15 (raw_hash_map::at); equal groups are put in order anyway
        parameters.max_deterministic_time = max(steps, 0.001)
        if is_packing:
            parameters.linearization_level = 0
            parameters.cp_model_probing_level = 0
        wrapper = self.library.SolveWrapper()
        wrapper.set_parameters(parameters)
        if stop is None and progress is None:
            return self._outcome(wrapper.solve(self.proto))
        return self._watched(wrapper, stop or (lambda: False), progress or (lambda cost, bound: None))

    def _watched(self, wrapper, stop, progress):
        """The search runs beside; here `stop` is asked and progress told, because both may belong to the caller's thread."""
        news, answer = [], []

        class Told(self.library.SolutionCallback):
            def OnSolutionCallback(self):
                news.append((round(self.ObjectiveValue()), round(self.BestObjectiveBound())))

        told = Told()
        wrapper.add_solution_callback(told)
        def search():
            try:
                answer.append(wrapper.solve(self.proto))
            except Exception as error:  # handed on below, in the caller's thread
                answer.append(error)

        beside = threading.Thread(target=search, daemon=True)
        beside.start()
        try:
            while beside.is_alive():
                beside.join(POLL_SECONDS)
                while news:
                    progress(*news.pop(0))
                if stop():
                    wrapper.stop_search()
        except BaseException:
            wrapper.stop_search()
            raise
        finally:
            beside.join()
            wrapper.clear_solution_callback(told)
        if isinstance(answer[0], Exception):
            raise answer[0]
        return self._outcome(answer[0])

    def _outcome(self, response):
        states = {self.library.OPTIMAL: BEST, self.library.FEASIBLE: FOUND, self.library.INFEASIBLE: IMPOSSIBLE, self.library.UNKNOWN: UNKNOWN}
        if response.status not in states:
            raise ValueError("the model of the search is not valid")
        bound = -(-round(response.best_objective_bound * 1000) // 1000) if response.status != self.library.INFEASIBLE else 0
        return Outcome(states[response.status], tuple(response.solution), round(response.objective_value), bound, response.deterministic_time)


FAR = 1 << 40  # further than any sum of minutes


def _put(expression, time):
    variable, offset = time
    if variable is not None:
        expression.vars.append(variable)
        expression.coeffs.append(1)
    expression.offset = offset

