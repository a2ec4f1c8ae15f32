"""What other features register with receptions: they hear of an item moved or removed and of a cancelled reception, in the same transaction.

Receptions themselves know no later feature. A function that raises refuses the change.
"""

ITEM_MOVED, ITEM_REMOVED, RECEPTION_CANCELLED = [], [], []


def item_moved(function):
    """Register a function of (item, (starts_at, ends_at) before, by=, at=), called after an item got other times."""
    ITEM_MOVED.append(function)
    return function


def item_removed(function):
    """Register a function of (item, by=, at=), called before an item is taken out of the programme."""
    ITEM_REMOVED.append(function)
    return function


def reception_cancelled(function):
    """Register a function of (reception, by=, at=), called when a reception is cancelled."""
    RECEPTION_CANCELLED.append(function)
    return function
