"""Papers whose content other features know: they register a function here, because documents may not import them.

A source gets the reception and the language of the paper and returns the paper's record, or None when there is nothing to print.
"""

SOURCES = {}


def source(name):
    """Register a function as the source of `name`: "invitation" gives Invitations, "deadlines" a tuple of Deadline."""

    def register(function):
        SOURCES[name] = function
        return function

    return register


def ask(name, *arguments):
    """What the source says; None while nobody registered one."""
    function = SOURCES.get(name)
    return function(*arguments) if function else None
