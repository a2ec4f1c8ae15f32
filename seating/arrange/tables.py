"""Cases about one table: which way of seating it takes."""
from .rings import seat_ring
from .rows import seat_in_rows
from .western import is_western, seat_western


def seat_table(case, cast):
    """(id -> seat, id -> rule ids)."""
    if case.geometry["type"] == "rows":
        return seat_in_rows(case, cast)
    placing = place_at_table(case, cast)
    return placing.places, placing.rules


def place_at_table(case, cast):
    """The Placing of a case with one table, by the Western or the Chinese way."""
    return seat_western(case, cast) if is_western(case, cast) else seat_ring(case, cast)


KINDS = dict.fromkeys(("round_one_host", "round_two_hosts", "round_host_hostess", "interpreter", "square_table",
                       "meeting_table", "long_table", "tea_table"), seat_table)
