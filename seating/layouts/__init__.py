"""Arrangements as graphs of places, and the order of honour in them.

`layout(kind, …)` draws one arrangement; `order` ranks its places from the heads outwards by the
options of a rule pack; `to_table` turns one that seats diners into a Table, so that `solve` takes it.
"""
from .halls import TEMPLATES, main_table, table_order, template
from .kinds import KINDS, layout
from .places import Layout, Place, order, to_table
from .tables import SECOND_GUEST, SIDE_RULES, opposite, round_table, seat_order, with_spare_chairs_closed

__all__ = ["KINDS", "Layout", "Place", "SECOND_GUEST", "SIDE_RULES", "TEMPLATES", "layout", "main_table",
           "opposite", "order", "round_table", "seat_order", "table_order", "template", "to_table",
           "with_spare_chairs_closed"]
