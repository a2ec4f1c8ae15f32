# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, infer_types=False
"""People to seats at least cost, each on their own, by shortest augmenting paths (the Hungarian method).

Here and not from scipy: loading that takes longer than solving a banquet. One source, compiled or plain,
as search.py. Time grows with people * people * seats.
"""
from array import array

import cython

FAR = cython.declare(cython.longlong, 1 << 60)


def least_cost(costs, people, seats):
    """The least sum of costs[p * seats + s] (array "q") with every person on a seat of their own.

    `people` must not be more than `seats`.
    """
    return Assignment(costs, people, seats).solve()


@cython.cclass
class Assignment:
    """Rows (people) and columns (seats) are counted from 1 inside; column 0 is where the next row starts."""

    rows: cython.int
    columns: cython.int
    costs: cython.longlong[::1]
    row_price: cython.longlong[::1]
    price: cython.longlong[::1]
    row_of: cython.int[::1]
    before: cython.int[::1]
    slack: cython.longlong[::1]
    is_used: cython.int[::1]

    def __init__(self, costs, people, seats):
        self.costs, self.rows, self.columns = costs, people, seats
        self.row_price, self.price = array("q", [0] * (people + 1)), array("q", [0] * (seats + 1))
        self.slack = array("q", [0] * (seats + 1))
        self.row_of, self.before = array("i", [0] * (seats + 1)), array("i", [0] * (seats + 1))
        self.is_used = array("i", [0] * (seats + 1))

    @cython.ccall
    def solve(self) -> cython.longlong:
        """Add one row after another; the price of column 0 is the cost, with its sign turned."""
        row: cython.int
        for row in range(1, self.rows + 1):
            self.row_of[0] = row
            self.lengthen()
        return -self.price[0]

    @cython.cfunc
    @cython.exceptval(check=False)
    def lengthen(self) -> cython.void:
        """Find the cheapest path from column 0 to a free column, and shift the rows along it."""
        here: cython.int = 0
        to: cython.int
        column: cython.int
        row: cython.int
        least: cython.longlong
        value: cython.longlong
        for column in range(self.columns + 1):
            self.slack[column] = FAR
            self.is_used[column] = 0
        while True:
            self.is_used[here] = 1
            row = self.row_of[here]
            least, to = FAR, 0
            for column in range(1, self.columns + 1):
                if self.is_used[column]:
                    continue
                value = self.costs[(row - 1) * self.columns + column - 1] - self.row_price[row] - self.price[column]
                if value < self.slack[column]:
                    self.slack[column] = value
                    self.before[column] = here
                if self.slack[column] < least:
                    least, to = self.slack[column], column
            for column in range(self.columns + 1):
                if self.is_used[column]:
                    self.row_price[self.row_of[column]] += least
                    self.price[column] -= least
                else:
                    self.slack[column] -= least
            here = to
            if self.row_of[here] == 0:
                break
        while here:
            to = self.before[here]
            self.row_of[here] = self.row_of[to]
            here = to
