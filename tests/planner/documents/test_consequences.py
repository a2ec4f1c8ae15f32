"""Which papers another rank changes, said before it is given."""

from planner.documents import consequences
from planner.db import session, transaction
from planner.i18n import force_language
from planner.receptions.models import Attendee
from tests.planner.arrangements.conftest import attendee, banquet, make, party  # noqa: F401  (fixtures)


def names(party, name, rank, may=lambda permission: True):  # noqa: F811
    with force_language("en"):
        return [kind.name for kind in consequences.of_rank(attendee(party, name), rank, may)]


def test_the_papers_that_follow_the_rank_are_named_and_nothing_is_stored(party, make):  # noqa: F811
    make("talks", ["wang", "chen", "sato", "xu"], item="talks_item")
    with transaction():
        found = names(party, "sato", 1)
    assert "name_plates" in found and "guest_list" in found and "serving" not in found
    session().expire_all()
    assert session().get(Attendee, party["sato"]).rank == 3


def test_the_same_rank_changes_no_paper(party, make):  # noqa: F811
    make("talks", ["wang", "chen", "sato", "xu"], item="talks_item")
    assert names(party, "sato", 3) == []


def test_papers_that_the_reader_may_not_print_are_not_named(party, make):  # noqa: F811
    make("talks", ["wang", "chen", "sato", "xu"], item="talks_item")
    assert names(party, "sato", 1, may=lambda permission: False) == []
