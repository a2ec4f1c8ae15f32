"""What later features register with resources: they hear of a booking that leaves its resource, in the same transaction.

Resources themselves know no later feature.
"""

BOOKING_ENDED = []


def booking_ended(function):
    """Register a function of (booking, at=), called before a booking is given back, or goes to another resource; the row still says what it was."""
    BOOKING_ENDED.append(function)
    return function


def tell_ended(booking, *, at):
    for tell in BOOKING_ENDED:
        tell(booking, at=at)
