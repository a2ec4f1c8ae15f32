"""Drawings as SVG: a hall of tables, one table, and every other arrangement of a visit.

The door is at the bottom, the head seat of every table on the far side facing it. Guests are filled
marks, hosts outlined ones, the seat of honour carries a star: readable without colour, and in print.
All functions return an ElementTree element; `to_text()` writes it.
"""
from .arrangement import Sitter, arrangement
from .cases import draw_case
from .hall import hall, one_table, seats
from .ink import FONT, Style, to_text
from .sheets import PAPERS, sheets

__all__ = ["FONT", "PAPERS", "Sitter", "Style", "arrangement", "draw_case", "hall", "one_table", "seats", "sheets", "to_text"]
