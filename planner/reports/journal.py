"""Entries for the ledger from closed settlements: debit what it was for, credit who paid. Free of database and request.

Each voucher balances in the settlement's currency and, where there is a rate, in the company's; both sides come to the settlement's total.
"""

from dataclasses import dataclass

from planner.budgets.models import CATEGORIES
from planner.money import split_by
from planner.reports.figures import line_shares, own_parts
from planner.reports.rulebook import credit_account, debit_account


@dataclass(frozen=True)
class Settled:
    """A closed settlement as the ledger sees it."""

    number: int
    day: object                  # on which the reception ended: the expense belongs to that day
    currency: str
    rate: str
    lines: tuple                 # (category, kind, minor)
    paid: tuple = ()             # (person id or None for the company, minor claimed by receipts)
    advance: tuple = (None, 0)   # (person id, minor)

    @property
    def total(self):
        return sum(minor for _category, _kind, minor in self.lines)


@dataclass(frozen=True)
class Entry:
    """One line of a voucher: minor units of the settlement's currency on one side; `own` the same in the company's, None without a rate."""

    settlement: int
    account: object
    debit: int
    credit: int
    own: int | None
    person: int | None = None


def entries(settled, company):
    """The Entries of one settlement: debits by account, then credits. [] where it comes to nothing."""
    whole = settled.total
    if not whole:
        return []
    own = _own_lines(settled, company)
    debits = {}
    for place, (category, kind, minor) in enumerate(settled.lines):
        account = debit_account(category, kind, settled.day)
        known = debits.setdefault(account.id, [account, 0, 0])
        known[1] += minor
        known[2] += own[place] if own is not None else 0
    found = [Entry(settled.number, account, minor, 0, share if own is not None else None) for account, minor, share in debits.values() if minor]
    credits = _credits(settled, whole)
    minors = [minor for _payer, _person, minor in credits]
    shares = [None] * len(credits) if own is None else minors if settled.currency == company else split_by(sum(own), minors)
    return found + [Entry(settled.number, credit_account(payer, settled.day), 0, minor, share, person) for (payer, person, minor), share in zip(credits, shares)]


def _own_lines(settled, company):
    """What each line is worth in the company's currency; None without a rate."""
    if settled.currency == company:
        return [minor for _category, _kind, minor in settled.lines]
    pairs = [(category, minor) for category, _kind, minor in settled.lines]
    parts = own_parts(tuple(sum(minor for name, minor in pairs if name == category) for category in CATEGORIES), settled.currency, settled.rate, company)
    return None if parts is None else line_shares(pairs, parts)


def _credits(settled, whole):
    """[(payer, person id, minor)] that add up to `whole`: receipts above it count in proportion; an advance is used up before its holder is owed."""
    claimed = {}
    for person, minor in settled.paid:
        claimed[person] = claimed.get(person, 0) + minor
    claimed = {person: minor for person, minor in claimed.items() if minor} or {None: whole}
    people = sorted(claimed, key=lambda person: (person is not None, person or 0))
    holder, advance = settled.advance
    found = []
    for person, share in zip(people, split_by(whole, [claimed[person] for person in people])):
        used = min(advance, share) if person is not None and person == holder else 0
        found += [("advance", person, used)] if used else []
        found += [("person" if person is not None else "company", person, share - used)] if share > used else []
    return found


def is_balanced(found):
    """Whether debits and credits agree, in both currencies."""
    owns = [entry.own for entry in found]
    own_agree = None in owns or sum(entry.own for entry in found if entry.debit) == sum(entry.own for entry in found if entry.credit)
    return sum(entry.debit for entry in found) == sum(entry.credit for entry in found) and own_agree


@dataclass(slots=True)
class Balance:
    """One account over a period, by currency."""

    account: object
    currency: str
    debit: int = 0
    credit: int = 0


def balances(vouchers):
    """[Balance] by account and currency of (currency, entries) pairs, in the order of their codes."""
    found = {}
    for currency, lines in vouchers:
        for entry in lines:
            known = found.get((entry.account.id, currency))
            if known is None:
                known = found[entry.account.id, currency] = Balance(entry.account, currency)
            known.debit += entry.debit
            known.credit += entry.credit
    return sorted(found.values(), key=lambda one: (one.currency, one.account.side == "credit", one.account.code))
