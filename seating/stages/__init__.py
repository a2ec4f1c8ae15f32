"""The stages of a search, in their order: construct, search, polish."""
from . import search

is_compiled = not search.__file__.endswith(".py")
