"""Seating for formal occasions: who sits where at a banquet, and why.

A library of its own: no web, no database, no clock outside stop.py.
"""
import signal
import sys

if sys.orig_argv[1:3] == ["-m", "seating"] and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)    # the command is still loading: an interrupt ends it without a traceback

from .errors import Contradiction, InvalidPack, InvalidProblem, SeatingError
from .files import load_plan, load_problem, read_plan, read_problem, write_plan, write_problem
from .model import HARD, Lock, Person, Plan, Problem, Room, Seat, Table, Wish
from .score import score
from .solve import solve
from .stop import Stop

__all__ = ["Contradiction", "HARD", "InvalidPack", "InvalidProblem", "Lock", "Person", "Plan", "Problem",
           "Room", "Seat", "SeatingError", "Stop", "Table", "Wish", "load_plan", "load_problem",
           "read_plan", "read_problem", "score", "solve", "write_plan", "write_problem"]
