"""What later features register with sites: they hear of a stop before it is taken away, in the same transaction."""

STOP_REMOVED = []


def stop_removed(function):
    """Register a function of (stop), called before a stop is taken away. A function that raises refuses it."""
    STOP_REMOVED.append(function)
    return function
