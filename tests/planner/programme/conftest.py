import pytest

from planner.db import transaction
from tests.planner.programme.test_checks import Visit


@pytest.fixture
def visit(db):
    """A reception with two guests, inside a transaction."""
    with transaction():
        yield Visit()
