"""What later features register with tours: what keeps a tour from starting, from ending, from being taken away."""

STARTING, ENDING, REMOVING = [], [], []


def starting(function):
    """Register a function of (tour, at) that yields sentences: what is missing before the tour may start."""
    STARTING.append(function)
    return function


def ending(function):
    """Register a function of (tour, at) that yields sentences: what is still open before the tour is over."""
    ENDING.append(function)
    return function


def removing(function):
    """Register a function of (tour) that raises RuleBroken where the tour must stay."""
    REMOVING.append(function)
    return function
