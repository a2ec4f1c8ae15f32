"""Arrangements as graphs of places, and the order of honour in them.

`layout(kind, …)` draws one arrangement; `order` ranks its places from the heads outwards by the
options of a rule pack; `to_table` turns one that seats diners into a Table, so that `solve` takes it.
"""
from .dining import LEAST_SEATS, SIZES, STYLES, dining_table, shape_of
from .floors import bounds, box, far_apart, footprint, gap, overlap
from .halls import TEMPLATES, in_rows, main_table, table_order, template, why_in_order
from .kinds import KINDS, layout
from .places import Layout, Place, order, to_table
from .tables import SECOND_GUEST, SIDE_RULES, opposite, round_table, seat_order, with_spare_chairs_closed

__all__ = ["KINDS", "LEAST_SEATS", "Layout", "Place", "SECOND_GUEST", "SIDE_RULES", "SIZES", "STYLES", "TEMPLATES", "bounds", "box",
           "dining_table", "far_apart", "footprint", "gap", "in_rows", "layout", "main_table", "opposite", "order", "overlap", "round_table",
           "seat_order", "shape_of", "table_order", "template", "to_table", "why_in_order", "with_spare_chairs_closed"]
