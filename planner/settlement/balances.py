"""Who is still owed what."""

from dataclasses import dataclass


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
