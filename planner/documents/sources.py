"""Papers whose content other features know: they register a function here, because documents may not import them."""

SOURCES = {}


def source(name):
    """Register a function as the source of `name`.

    "invitation" (reception, lang): Invitations or None; "invited_languages" (reception): a set of "zh", "en"; "deadlines"
    (reception, lang): a tuple of Deadline; "menus" (reception): a tuple of MenuEntry.
    """

    def register(function):
        SOURCES[name] = function
        return function

    return register


def ask(name, *arguments):
    """What the source says; None while nobody registered one."""
    function = SOURCES.get(name)
    return function(*arguments) if function else None
