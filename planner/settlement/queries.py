"""Reading settlements: what was approved, who came, what the receipts come to, and what still stands in the way."""

from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, lazyload

from planner.accounts.queries import roles_of
from planner.banquets.attendance import attended
from planner.banquets.models import Banquet
from planner.banquets.queries import banquets_of
from planner.budgets import approval
from planner.budgets.breaches import Line, per_head
from planner.budgets.models import CATEGORIES, Application
from planner.budgets.queries import application_of, case_of, company_money
from planner.budgets.rulebook import house_rules
from planner.db import session
from planner.errors import NotFound
from planner.invitations.queries import invited_ids
from planner.money import Money, split_by
from planner.on_the_day.queries import walk_ins
from planner.paging import page_of
from planner.people.models import Person
from planner.receptions.models import Reception
from planner.receptions.queries import get_reception, visible_to
from planner.running.queries import menus_of
from planner.settlement import checks, matching
from planner.settlement.balances import balances
from planner.settlement.models import Gift, Settlement, SettlementPaper

SUPPLEMENT = ("补报：", "Supplement: ")
"""How a line begins that was approved on top of another, in Chinese and in English."""
MOVES = ("submit", "approve", "send_back", "reject", "withdraw", "void", "reopen")
"""Entries of the approval log that change what is approved; questions and answers do not."""


# What was approved --------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Approved:
    """What the whole ladder last signed: minor units of the application's currency, and diners by side."""

    total: int
    lines: dict          # {(Chinese name, English name): minor}; supplements are added to the line they belong to
    diners: dict
    day: object


def approved_of(case):
    """The Approved of an application, or None.

    Guests who come on top after the approval make it lapse for invitations still to be sent, but do not undo what was
    approved before they came. A void, a withdrawal or a refusal does.
    """
    facts, at = _approved_facts(case)
    if facts is None:
        return None
    lines = {}
    for zh, en, minor in facts["lines"]:
        key = (zh.removeprefix(SUPPLEMENT[0]), en.removeprefix(SUPPLEMENT[1]))
        lines[key] = lines.get(key, 0) + minor
    return Approved(facts["amount_minor"], lines, {"guest": facts["guest_diners"], "host": facts["own_diners"]}, at)


def _approved_facts(case):
    entries = case.application.decisions
    last = next((entry for entry in reversed(entries) if entry.action in MOVES), None)
    if last is None or last.action != "approve":
        return None, None
    if case.state.is_approved:
        return case.facts, last.at
    ladder = next((ladder for ladder in case.rules.ladders.every if ladder.id == last.facts["ladder"]), case.ladder)
    then = approval.state_of(entries, last.facts, ladder, case.event_total, case.involved)
    return (last.facts, last.at) if then.is_approved else (None, None)


# One settlement, computed once --------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class BanquetMatch:
    """The match of one banquet, with the Attendee of each head, and its claim or None."""

    banquet: Banquet
    match: matching.Match
    people: dict
    claim: object

    def names(self, rows, lang):
        return [self.people[row.head.id].person.name(lang) for row in rows]


def match_of(banquet, claim, approved):
    """The BanquetMatch of a banquet held against its claim."""
    expected, named = attended(banquet), {head.attendee_id: head.times for head in claim.heads} if claim else {}
    unexpected, people = walk_ins(banquet), {one.attendee.id: one.attendee for one in expected}
    for attendee in banquet.reception.attendees:     # claimed, though nobody ever expected them
        if attendee.id in named:
            people.setdefault(attendee.id, attendee)
    known = {one.attendee.id: one for one in expected}
    heads = [_head(attendee, known.get(attendee.id), attendee.id in unexpected, named.get(attendee.id, 0)) for attendee in people.values()]
    return BanquetMatch(banquet, matching.match(heads, approved.diners if approved else {}, claim.billed if claim else 0), people, claim)


def _head(attendee, one, is_walk_in, claimed):
    noted = {} if one is None else {"invited": one.is_invited, "accepted": one.has_accepted, "seated": one.is_seated,
                                    "expected": one.is_expected, "state": one.state}
    return matching.Head(attendee.id, attendee.side, represents=attendee.represents_id, is_walk_in=is_walk_in, claimed=claimed, **noted)


class Settled:
    """Everything that follows from a settlement as it stands now."""

    def __init__(self, settlement):
        self.settlement = settlement
        self.application = settlement.application
        self.reception = self.application.reception
        self.case = case_of(self.application)
        self.approved = approved_of(self.case)

    def money(self, minor):
        return Money(minor, self.settlement.currency)

    @property
    def total(self):
        return self.money(self.settlement.total_minor)

    @property
    def approved_total(self):
        return self.money(self.approved.total if self.approved else 0)

    @cached_property
    def matches(self):
        """A BanquetMatch of every banquet that was not called off."""
        claims = {claim.banquet_id: claim for claim in self.settlement.claims}
        return [match_of(banquet, claims.get(banquet.id), self.approved) for banquet in banquets_of(self.reception) if not banquet.called_off]

    @cached_property
    def receipts(self):
        return [paper for paper in self.settlement.papers if paper.is_receipt]

    @cached_property
    def receipt_totals(self):
        """{category: minor units of the settlement's currency} that receipts are claimed for."""
        totals = dict.fromkeys(CATEGORIES, 0)
        for paper in self.receipts:
            for category, minor in paper_parts(paper).items():
                totals[category] += minor
        return totals

    @cached_property
    def claimed_totals(self):
        """{category: actual minor units}."""
        return {category: sum(line.actual_minor for line in self.settlement.lines if line.category == category) for category in CATEGORIES}

    def by_category(self):
        """[{category, lines, approved, actual, receipts}] of the headings in use."""
        found = []
        for category in CATEGORIES:
            lines = [line for line in self.settlement.lines if line.category == category]
            if lines or self.receipt_totals[category]:
                found.append({"category": category, "lines": lines, "approved": self.money(sum(line.approved_minor for line in lines)),
                              "actual": self.money(self.claimed_totals[category]), "receipts": self.money(self.receipt_totals[category])})
        return found

    @cached_property
    def heads(self):
        """{side: heads who came}, over all banquets."""
        return {side: sum(one.match.count("came", side) for one in self.matches) for side in matching.SIDES}

    @cached_property
    def occasion(self):
        """The Occasion of what was spent, by those who were there, in the company's currency."""
        rules = house_rules()
        lines = tuple(Line(line.kind or rules.kind_of(line.category, f"{line.description_zh} {line.description_en}"), line.category,
                           f"{line.description_zh} {line.description_en}".strip(), line.quantity,
                           company_money(self.application, line.actual_minor, rules)) for line in self.settlement.lines)
        return replace(self.case.occasion, lines=lines, guest_diners=self.heads["guest"], own_diners=self.heads["host"])

    @cached_property
    def per_head(self):
        """PerHead of each meal, by those who were there."""
        return per_head(self.occasion, self.case.policies)

    @cached_property
    def balances(self):
        return balances([(paper.paid_by, sum(paper_parts(paper).values())) for paper in self.receipts],
                                  self.settlement.advance_to, self.settlement.advance_minor)

    @cached_property
    def gifts(self):
        """Gifts of ours to guests of this reception."""
        return session().scalars(select(Gift).where(Gift.reception_id == self.reception.id, Gift.direction == "given").order_by(Gift.id)).all()

    @cached_property
    def gifts_given(self):
        """What the register says was given, in the settlement's currency where it is the company's; else None."""
        if self.settlement.currency != house_rules().ladder.currency:
            return None
        return sum(gift.own_minor for gift in self.gifts if gift.state == "given")

    @cached_property
    def guest_kinds(self):
        """Kinds of guests who came, for what has to be attached; as planned while nobody is noted."""
        came = {row.head.id for one in self.matches for row in one.match.rows if row.head.came and row.head.side == "guest"}
        people = [one.people[i] for one in self.matches for i in one.people if i in came]
        return {kind_of_guest(attendee) for attendee in people} or set(self.case.occasion.guests)

    @cached_property
    def has_invitations(self):
        return any(invited_ids(one.banquet) for one in self.matches)

    @cached_property
    def has_menu(self):
        return any(menu.dishes for menu in menus_of(self.reception).values())

    @cached_property
    def checklist(self):
        return checks.checklist(self)

    @cached_property
    def findings(self):
        return checks.findings(self)

    @property
    def stops(self):
        """Findings that keep it from being submitted."""
        return [finding for finding in self.findings if not finding.is_met]

    def line_parts(self):
        """{paper id: [(line, minor)]}: each receipt's claimed amount divided over the lines of its headings, not a cent over."""
        shares = {}
        for paper in self.receipts:
            shares[paper.id] = []
            for category, minor in paper_parts(paper).items():
                lines = [line for line in self.settlement.lines if line.category == category]
                if lines:
                    shares[paper.id] += list(zip(lines, split_by(minor, [line.actual_minor for line in lines])))
        return shares


def paper_parts(paper):
    """{category: minor units of the settlement's currency} of a receipt; they add up to its claimed amount converted as a whole."""
    claimed = sum(paper.parts.values())
    settlement = paper.settlement.currency
    whole = Money(claimed, paper.currency)
    own = claimed if paper.currency == settlement else whole.converted(paper.rate, settlement).amount_minor
    return dict(zip(paper.parts, split_by(own, list(paper.parts.values())))) if paper.parts else {}


def kind_of_guest(attendee):
    """official, or the kind of the guest's client."""
    return "official" if attendee.is_official else (attendee.person.client.kind if attendee.person.client else "private")


# Finding settlements ------------------------------------------------------------------------------------------------------

def settlement_of(reception):
    """The reception's settlement, or None."""
    return session().scalar(select(Settlement).join(Application).where(Application.reception_id == reception.id))


def get_settlement(settlement_id, person):
    """The settlement if the person may see its reception. Raises NotFound."""
    found = session().get(Settlement, settlement_id)
    if found is None:
        raise NotFound()
    get_reception(found.application.reception_id, person)
    return found


def get_paper(reception, paper_id):
    """A paper of this reception's settlement. Raises NotFound."""
    found = session().get(SettlementPaper, paper_id)
    if found is None or found.settlement.application.reception_id != reception.id:
        raise NotFound()
    return found


def get_banquet(reception, banquet_id):
    """A banquet of this reception that took place. Raises NotFound."""
    found = next((one for one in banquets_of(reception) if one.id == banquet_id and not one.called_off), None)
    if found is None:
        raise NotFound()
    return found


def other_use(number_key=None, file_key=None):
    """The paper that has used this number or file already, in any reception; or None."""
    wanted = [condition for condition in (number_key and SettlementPaper.number_key == number_key, file_key and SettlementPaper.file_key == file_key)
              if condition is not None]
    return next((found for condition in wanted if (found := session().scalar(select(SettlementPaper).where(condition))) is not None), None)


def _with_receptions(person):
    return (select(Settlement).join(Settlement.application).join(Application.reception).where(visible_to(person))
            .options(contains_eager(Settlement.application).contains_eager(Application.reception)))


def opened(person):
    """Settlements the person may see that are not closed, the longest over first."""
    return session().scalars(_with_receptions(person).where(Settlement.state != "closed").order_by(Reception.ends_on, Settlement.id)).unique().all()


def closed(person, limit=50):
    """Those closed last."""
    wanted = _with_receptions(person).where(Settlement.state == "closed").order_by(Settlement.checked_at.desc(), Settlement.id.desc())
    return session().scalars(wanted.limit(limit)).unique().all()


def not_begun(person, day, number):
    """One Page of approved applications whose receptions are over and that have no settlement, the longest over first."""
    return page_of(select(Application).join(Application.reception).where(
        visible_to(person), Application.status == "approved", Reception.ends_on < day, Reception.cancelled_at.is_(None),
        ~select(Settlement.id).where(Settlement.application_id == Application.id).exists())
        .options(contains_eager(Application.reception), lazyload(Application.decisions)).order_by(Reception.ends_on, Application.id), number)


def waiting_count(person):
    """How many settlements wait for finance."""
    return session().scalar(select(func.count(Settlement.id)).where(Settlement.state == "submitted")) if "finance" in roles_of(person) else 0


def involved_in(settlement):
    """Ids of everybody who had a hand in it or gets money by it: none of them checks it."""
    application = settlement.application
    parts = {settlement.opened_by_id, settlement.last_edited_by_id, settlement.submitted_by_id, settlement.advance_to_id,
             application.applicant_id, application.created_by_id, application.beneficiary_id,
             *(paper.added_by_id for paper in settlement.papers), *(paper.paid_by_id for paper in settlement.papers)}
    return parts - {None}


def own_people():
    """Our own active people by name."""
    return session().scalars(select(Person).where(Person.client_id.is_(None), Person.is_active).order_by(Person.sort_key)).all()


def matches_before(reception):
    """The matches of a reception that has no settlement yet, nobody claimed."""
    application = application_of(reception)
    approved = approved_of(case_of(application)) if application is not None else None
    return [match_of(banquet, None, approved) for banquet in banquets_of(reception) if not banquet.called_off]


def spellings(reception):
    """{attendee id: how the person may be written}, for reading typed names."""
    return {one.id: [one.person.name_zh, one.person.name_en, one.person.name_native, one.person.both_names()]
            for one in sorted(reception.attendees, key=lambda a: (a.side, a.position, a.id))}
