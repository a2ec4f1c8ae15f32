"""Reading hospitality applications."""


def waiting_count(person):
    """How many applications wait for this person's decision."""
    return 0
