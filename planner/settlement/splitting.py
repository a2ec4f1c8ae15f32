"""Amounts taken apart so that no cent is left over, and who is still owed what."""

from dataclasses import dataclass


def split_by(amount_minor, weights):
    """`amount_minor` in parts in proportion to `weights` (whole numbers, not negative): they add up exactly.

    Each part is within one minor unit of its share; the units left go to the largest remainders, the earlier first.
    Weights that are all zero count as equal. ValueError without weights or for a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError(f"weights are whole numbers from 0: {weights!r}")
    weights = weights if any(weights) else [1] * len(weights)
    whole, sign, amount = sum(weights), (-1 if amount_minor < 0 else 1), abs(amount_minor)
    parts = [amount * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i))
    for i in by_remainder[:amount - sum(parts)]:
        parts[i] += 1
    return [sign * part for part in parts]


@dataclass(frozen=True)
class Balance:
    """What one person paid and was advanced, in minor units of the settlement's currency."""

    person: object
    paid: int
    advanced: int

    @property
    def to_pay(self):
        """To be paid to the person; negative: to be given back by them."""
        return self.paid - self.advanced


def balances(paid, advance_to, advance_minor):
    """A Balance of everybody who paid (`paid`: [(person or None for the company, minor)]) or got the advance, by their id."""
    people, sums = {}, {}
    for person, minor in paid:
        if person is not None:
            people[person.id] = person
            sums[person.id] = sums.get(person.id, 0) + minor
    if advance_to is not None and advance_minor:
        people[advance_to.id] = advance_to
    return [Balance(people[key], sums.get(key, 0), advance_minor if advance_to is not None and advance_to.id == key else 0) for key in sorted(people)]
