"""What an action refuses becomes a refusal that names the line of the request."""

from contextlib import contextmanager

from planner.errors import PlannerError
from planner.plan.errors import BadRequest, Impossible


@contextmanager
def refusals(request, *path):
    """Inside, a PlannerError becomes a BadRequest at `path`, or at the field below it that the error names."""
    try:
        yield
    except (BadRequest, Impossible):
        raise
    except PlannerError as error:
        place = request.place(*path, error.field) if error.field else request.place(*path)
        raise BadRequest(place, str(error)) from error
