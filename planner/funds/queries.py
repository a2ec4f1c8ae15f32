"""Reading funds: the tree with what was taken, the way up from one of them, and the fund an application is charged to by default."""

from dataclasses import dataclass, field

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload

from planner.accounts.permissions import may
from planner.accounts.queries import roles_of
from planner.db import session
from planner.errors import NotFound
from planner.funds.ledger import NOTHING, Position, Standing, rolled_up
from planner.funds.models import Fund, FundEntry
from planner.paging import page_of
from planner.people.models import Client, Person
from planner.receptions.models import Reception

_SUMS = (func.sum(FundEntry.committed_minor), func.sum(FundEntry.approved_minor), func.sum(FundEntry.spent_minor))


# What stands where --------------------------------------------------------------------------------------------------------

def positions(application_id):
    """{fund id: Position} of one application, funds it takes nothing from left out."""
    rows = session().execute(select(FundEntry.fund_id, *_SUMS).where(FundEntry.application_id == application_id).group_by(FundEntry.fund_id))
    found = {number: Position(*map(int, sums)) for number, *sums in rows}
    return {number: one for number, one in found.items() if one.total}


def beyond(application_id, fund_id):
    """Ids of the funds that an application exceeds on a reason, since it last took nothing from its fund."""
    found, taken = [], 0
    for entry in session().scalars(select(FundEntry).where(FundEntry.application_id == application_id, FundEntry.fund_id == fund_id).order_by(FundEntry.id)):
        taken += entry.committed_minor + entry.approved_minor + entry.spent_minor
        found = [*found, *(number for number in entry.beyond if number not in found)] if taken else []
    return found


def used(top):
    """{fund id: Position} of the fund `top` and all below it, each with everything below taken together."""
    rows = session().execute(select(FundEntry.fund_id, Fund.path, *_SUMS).join(Fund, Fund.id == FundEntry.fund_id)
                             .where(Fund.path.startswith(top.path)).group_by(FundEntry.fund_id, Fund.path))
    own, ways = {}, {}
    for number, path, *sums in rows:
        own[number], ways[number] = Position(*map(int, sums)), tuple(int(part) for part in path.strip("/").split("/"))
    return rolled_up(own, ways)


def way_of(fund):
    """The funds from the root down to this one, itself last."""
    found = {one.id: one for one in session().scalars(select(Fund).where(Fund.id.in_(fund.way)))}
    return [found[number] for number in fund.way]


def standings(fund, application_id=None):
    """[Standing] from the fund itself up to the root, with what this application has taken already."""
    way = way_of(fund)
    taken, own = used(way[0]), positions(application_id) if application_id else {}
    if own:
        ways = {one.id: one.way for one in session().scalars(select(Fund).where(Fund.id.in_(own)))}
        own = rolled_up(own, ways)
    return [Standing(one, taken.get(one.id, NOTHING), own.get(one.id, NOTHING)) for one in reversed(way)]


# The tree -----------------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Branch:
    """A fund in the tree, as deep as it stands below the first one shown; `allotted` is what the funds right below it have together."""

    fund: Fund
    depth: int
    used: Position
    allotted: int = 0
    below: tuple = field(default=())

    @property
    def left(self):
        return self.fund.amount_minor - self.used.total


def visible_to(person):
    """A condition on Fund: all of them, or those of the person's own department and what lies below them."""
    if may(roles_of(person), "fund.company"):
        return Fund.id == Fund.id
    names = [name for name in (person.department_zh, person.department_en) if name]
    paths = session().scalars(select(Fund.path).where(or_(Fund.department_zh.in_(names), Fund.department_en.in_(names)))).all() if names else []
    return or_(Fund.id.is_(None), *(Fund.path.startswith(path) for path in paths))


def get_fund(fund_id, person):
    """The fund if this person may see it. Raises NotFound."""
    found = session().scalar(select(Fund).where(Fund.id == fund_id, visible_to(person)))
    if found is None:
        raise NotFound()
    return found


def sees(person, fund):
    """Whether this person may see the fund."""
    return session().scalar(select(exists().where(Fund.id == fund.id, visible_to(person))))


def tree(person, day=None):
    """[Branch] of the funds this person may see, each above those below it; of those whose period has not ended on `day`, or all."""
    current = [Fund.ends_on >= day] if day else []
    found = session().scalars(select(Fund).options(joinedload(Fund.client)).where(visible_to(person), *current)).unique().all()
    return branches(found)


def branches(funds):
    """The funds as a tree: [Branch], by period and then in the order they were made."""
    known = {fund.id for fund in funds}
    below = {}
    for fund in sorted(funds, key=lambda fund: (fund.starts_on, fund.id)):
        below.setdefault(fund.parent_id if fund.parent_id in known else None, []).append(fund)
    taken, rows = {}, []

    def add(fund, depth):
        children = below.get(fund.id, ())
        rows.append(Branch(fund, depth, taken.get(fund.id, NOTHING), sum(child.amount_minor for child in children), tuple(child.id for child in children)))
        for child in children:
            add(child, depth + 1)

    for top in below.get(None, ()):
        taken |= used(top)
        add(top, 0)
    return rows


def branch_of(fund):
    """The Branch of one fund."""
    children = session().scalars(select(Fund).where(Fund.parent_id == fund.id).order_by(Fund.starts_on, Fund.id)).all()
    return Branch(fund, 0, used(fund).get(fund.id, NOTHING), sum(child.amount_minor for child in children), tuple(child.id for child in children))


def below(fund):
    """[Branch] of everything below a fund, without it."""
    found = session().scalars(select(Fund).where(Fund.path.startswith(fund.path), Fund.id != fund.id)).all()
    return branches(found)


@dataclass(frozen=True)
class Charge:
    """An application's money in a fund or below it."""

    reception: Reception
    fund: Fund
    taken: Position


def charges(fund, number):
    """A Page of [Charge]: whose money is charged to this fund or one below it, the latest reception first."""
    taken = select(FundEntry.reception_id, FundEntry.fund_id, *(one.label(name) for one, name in zip(_SUMS, ("committed", "approved", "spent")))).join(
        Fund, Fund.id == FundEntry.fund_id).where(Fund.path.startswith(fund.path)).group_by(FundEntry.reception_id, FundEntry.fund_id).subquery()
    query = select(Reception).join(taken, taken.c.reception_id == Reception.id).where(taken.c.committed + taken.c.approved + taken.c.spent != 0) \
        .options(joinedload(Reception.client)).order_by(Reception.starts_on.desc(), Reception.id.desc())
    page = page_of(query, number)
    rows = session().execute(select(taken).where(taken.c.reception_id.in_([one.id for one in page]))).all()
    funds = {one.id: one for one in session().scalars(select(Fund).where(Fund.id.in_({row.fund_id for row in rows})))}
    found = {}
    for row in rows:
        sums = Position(int(row.committed), int(row.approved), int(row.spent))
        if sums.total:
            found.setdefault(row.reception_id, []).append((funds[row.fund_id], sums))
    page.rows[:] = [Charge(one, *pair) for one in page.rows for pair in found[one.id]]
    return page


def entries(person):
    """Every move of the ledger in funds this person may see, oldest first, with fund and reception."""
    return session().scalars(select(FundEntry).join(Fund, Fund.id == FundEntry.fund_id).where(visible_to(person))
                             .options(joinedload(FundEntry.fund), joinedload(FundEntry.reception), joinedload(FundEntry.moved_by))
                             .order_by(FundEntry.id)).unique()


def moves(application_id):
    """The ledger of one application, oldest first."""
    return session().scalars(select(FundEntry).where(FundEntry.application_id == application_id).order_by(FundEntry.id)).all()


# Which fund ---------------------------------------------------------------------------------------------------------------

def open_on(day):
    """The funds whose period holds this day, each above those below it."""
    return session().scalars(select(Fund).where(Fund.starts_on <= day, Fund.ends_on >= day).order_by(Fund.path)).all()


def has_any(day):
    """Whether the house has funds for this day at all."""
    return bool(session().scalar(_HAS_ANY, {"day": day}))


_HAS_ANY = select(exists().where(Fund.starts_on <= bindparam("day"), Fund.ends_on >= bindparam("day")))


def default_for(day, *, cost_centre="", client_id=None, department=""):
    """The fund for this day of the cost centre, else of the client, else of the department; None where no fund is for any of them."""
    for condition in ([Fund.cost_centre == cost_centre] if cost_centre else None, [Fund.client_id == client_id] if client_id else None,
                      [or_(Fund.department_zh == department, Fund.department_en == department)] if department else None):
        if condition:
            found = session().scalar(select(Fund).where(Fund.starts_on <= day, Fund.ends_on >= day, *condition).order_by(func.length(Fund.path), Fund.id).limit(1))
            if found is not None:
                return found
    return None


def departments():
    """[(Chinese, English)] of the departments our own people are in, by name."""
    rows = session().execute(select(Person.department_zh, Person.department_en).where(Person.client_id.is_(None), Person.is_active).distinct())
    return sorted({(zh, en) for zh, en in rows if zh or en})


def client_choices():
    """All clients by name."""
    return session().scalars(select(Client).order_by(Client.sort_key, Client.id)).all()
