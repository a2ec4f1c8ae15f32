"""Keeping resources: entering, changing, retiring and taking them back into use."""

from planner import audit
from planner.db import lock, session
from planner.errors import RuleBroken
from planner.i18n import _l
from planner.people.actions import change_person
from planner.resources import queries
from planner.resources.models import KINDS, MOST_PEOPLE, PERSON_KINDS, VEHICLES, Resource

FIELDS = ("name_zh", "name_en", "capacity", "person_id", "driver_id", "vehicle", "plate", "place_id", "time_zone", "opens", "closes", "days",
          "buffer_before", "buffer_after")


def add_resource(kind, *, by, at, languages=None, **values):
    """A new resource; `person` (of the staff) and `languages` for a guide, interpreter or driver. Raises RuleBroken with its field."""
    if kind not in KINDS:
        raise ValueError(f"no kind {kind}")
    resource = Resource(kind=kind, is_active=True)
    _set(resource, {"buffer_before": 0, "buffer_after": 0, "days": [1, 2, 3, 4, 5, 6, 7], "time_zone": "Asia/Shanghai", **values})
    with session().no_autoflush:
        _check(resource, languages)
    session().add(resource)
    session().flush()
    session().refresh(resource)
    _speak(resource, languages, by, at)
    audit.append("resource.added", subject=resource, by=by, at=at, details={"kind": kind})
    return resource


def change_resource(resource, *, by, at, languages=None, **values):
    """Set the given columns. Bookings made before stay as they are; kind and person stay for good."""
    lock(resource)
    _set(resource, {name: value for name, value in values.items() if name != "person_id"})
    with session().no_autoflush:
        _check(resource, languages)
    session().flush()
    session().refresh(resource)
    _speak(resource, languages, by, at)
    audit.append("resource.changed", subject=resource, by=by, at=at, details={"fields": sorted(values)})


def retire_resource(resource, *, by, at):
    """It is booked no more and stays with what was; refused while bookings lie ahead."""
    lock(resource)
    ahead = queries.future_bookings(resource, at)
    if ahead:
        raise RuleBroken(_l("It is still booked for times to come: %(count)s. Please have these moved first.", count=ahead))
    if resource.kind == "driver" and queries.cars_of(resource):
        raise RuleBroken(_l("Cars have this driver as their own. Please give them another first."))
    resource.is_active = False
    session().flush()
    audit.append("resource.retired", subject=resource, by=by, at=at)


def restore_resource(resource, *, by, at):
    """A retired resource can be booked again."""
    lock(resource)
    if resource.person is not None and not resource.person.is_active:
        raise RuleBroken(_l("This person does not work here any more."))
    resource.is_active = True
    session().flush()
    audit.append("resource.restored", subject=resource, by=by, at=at)


def _set(resource, values):
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise ValueError(f"no field {unknown}")
    for name, value in values.items():
        setattr(resource, name, sorted(value) if name == "days" else value)


def _speak(resource, languages, by, at):
    """The languages belong to the person; the office may correct them here."""
    if resource.kind in PERSON_KINDS and languages is not None:
        change_person(resource.person, by=by, at=at, languages=list(languages))


def _check(resource, languages):
    if resource.kind in PERSON_KINDS:
        _check_person(resource, languages)
    elif not (resource.name_zh or resource.name_en):
        raise RuleBroken(_l("Please give it a name in Chinese or English."), field="name_zh")
    if resource.capacity is not None and not 1 <= resource.capacity <= MOST_PEOPLE:
        raise RuleBroken(_l("Please choose a number from %(min)s to %(max)s.", min=1, max=MOST_PEOPLE), field="capacity")
    if resource.kind in ("room", "car") and resource.capacity is None:
        raise RuleBroken(_l("Please say for how many people it is."), field="capacity")
    if resource.kind == "car":
        _check_car(resource)
    _check_hours(resource)


def _check_person(resource, languages):
    person = queries.staff_member(resource.person_id)
    if person is None:
        raise RuleBroken(_l("Please choose somebody of the staff."), field="person_id")
    if resource.id is None and queries.twin(resource.kind, person):
        raise RuleBroken(_l("This person has this duty already."), field="person_id")
    spoken = person.languages if languages is None else languages
    if resource.kind == "guide" and not spoken:
        raise RuleBroken(_l("A guide without a language can guide nobody. Please tick at least one."), field="languages")
    if resource.kind == "interpreter" and len(spoken) < 2:
        raise RuleBroken(_l("An interpreter speaks two languages at least. Please tick them."), field="languages")


def _check_car(resource):
    if resource.vehicle not in VEHICLES:
        raise RuleBroken(_l("Please choose from the list."), field="vehicle")
    if resource.driver_id is not None:
        driver = session().get(Resource, resource.driver_id)
        if driver is None or driver.kind != "driver" or not driver.is_active:
            raise RuleBroken(_l("Please choose somebody from the list of drivers."), field="driver_id")
    if resource.plate and queries.plate_is_known(resource):
        raise RuleBroken(_l("Another car has this number plate already."), field="plate")


def _check_hours(resource):
    if resource.opens and resource.closes and resource.closes <= resource.opens:
        raise RuleBroken(_l("It closes before it opens. Please check both times."), field="closes")
    if not resource.days or not set(resource.days) <= set(range(1, 8)):
        raise RuleBroken(_l("Please tick at least one day of the week."), field="days")
    for name in ("buffer_before", "buffer_after"):
        if not 0 <= getattr(resource, name) <= queries.LONGEST_BUFFER_MINUTES:
            raise RuleBroken(_l("Please choose a number from %(min)s to %(max)s.", min=0, max=queries.LONGEST_BUFFER_MINUTES), field=name)
