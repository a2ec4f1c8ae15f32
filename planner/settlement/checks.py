"""What stands in the way of a settlement, by the rules of rules.toml; and the checklist of what belongs to it."""

from dataclasses import dataclass, field

from planner.budgets.models import CATEGORIES
from planner.formats import day
from planner.i18n import _l
from planner.settlement import rulebook

CATEGORY_NAMES = {"meeting": _l("Meeting"), "meals": _l("Meals"), "transport": _l("Transport"), "gifts": _l("Gifts"), "other": _l("Other")}
MEAL_NAMES = {"banquet": _l("Banquet"), "lunch": _l("Working meal")}
SIDE_NAMES = {"guest": _l("Guest side"), "host": _l("Host side")}


@dataclass(frozen=True)
class Finding:
    """A rule that the settlement breaks. A "reason" is met once the reason is written; a "stop" never."""

    rule: str
    values: dict = field(default_factory=dict)   # of its text: whole texts, or functions of the language
    reason: str = ""
    banquet_id: int | None = None                # where it is about one banquet

    @property
    def entry(self):
        return rulebook.rules()[self.rule]

    @property
    def level(self):
        return self.entry["level"]

    @property
    def is_met(self):
        return self.level == "reason" and bool(self.reason.strip())

    def title(self, lang):
        return self.entry["title"][lang]

    def text(self, lang):
        """The rule's sentence with the figures of this case."""
        return self.entry["text"][lang] % {key: value(lang) if callable(value) else value for key, value in self.values.items()}


@dataclass(frozen=True)
class Point:
    """One line of the checklist: is it needed here, is it there, and did the system tick it by itself."""

    id: str
    is_needed: bool
    is_known: bool
    papers: tuple

    @property
    def is_there(self):
        return self.is_known or bool(self.papers)

    def title(self, lang):
        return rulebook.attachments()[self.id]["title"][lang]


def findings(settled):
    """All Findings, those that stop first."""
    found = [*_heads(settled), *_cost(settled), *_amounts(settled), *_receipts(settled), *_gifts(settled)]
    missing = [point for point in settled.checklist if point.is_needed and not point.is_there and point.id not in ("approval", "invoice", "reason")]
    if missing:
        found.append(Finding("papers.missing", {"papers": lambda lang: _joined([point.title(lang) for point in missing], lang)}))
    return sorted(found, key=lambda finding: rulebook.LEVELS.index(finding.level))


def _joined(texts, lang):
    return ("、" if lang == "zh" else ", ").join(texts)


def _heads(settled):
    for one in settled.matches:
        named, about = {"banquet": lambda lang, one=one: one.banquet.item.title(lang)}, {"banquet_id": one.banquet.id}
        match = one.match
        if not match.is_noted:
            yield Finding("match.nobody_noted", named, **about)
        if one.claim is None:
            yield Finding("match.not_claimed", named, **about)
        for rule, rows in (("match.absent", match.claimed_absent), ("match.twice", match.claimed_twice)):
            if rows:
                yield Finding(rule, named | {"names": lambda lang, rows=rows, one=one: _joined(one.names(rows, lang), lang)}, **about)
        if match.billed > match.count("came"):
            yield Finding("match.billed", named | {"billed": match.billed, "came": match.count("came")}, **about)
        if match.beyond_approval:
            yield Finding("match.beyond", named | {"sides": lambda lang, match=match: _joined(
                [f"{SIDE_NAMES[side]} {match.count('came', side)} / {match.approved.get(side, 0)}" for side in match.beyond_approval], lang)},
                settled.settlement.reason)


def _cost(settled):
    for meal in settled.per_head:
        if meal.policy is not None and meal.amount > meal.policy.cap:
            yield Finding("head.cost", {"meal": lambda lang, meal=meal: str(MEAL_NAMES.get(meal.meal, meal.meal)), "heads": meal.heads, "amount": meal.amount.format(),
                                        "cap": meal.policy.cap.format()}, settled.settlement.reason)


def _amounts(settled):
    settlement = settled.settlement
    if not settlement.total_minor:
        yield Finding("total.zero")
    if settled.approved is None:
        yield Finding("approval.missing")
    elif settlement.total_minor * 100 > settled.approved.total * (100 + rulebook.rules()["total.over"]["percent"]):
        yield Finding("total.over", {"actual": settled.total.format(), "approved": settled.approved_total.format()})
    for line in lines_over(settlement):
        yield Finding("line.over", {"line": line.description, "actual": settled.money(line.actual_minor).format(),
                                    "approved": settled.money(line.approved_minor).format(), "percent": rulebook.rules()["line.over"]["percent"]}, line.reason)


def lines_over(settlement):
    """Lines that cost more than a tolerated part above what was approved."""
    percent = rulebook.rules()["line.over"]["percent"]
    return [line for line in settlement.lines if line.actual_minor * 100 > line.approved_minor * (100 + percent)]


def _receipts(settled):
    for category in CATEGORIES:
        actual, receipts = settled.claimed_totals[category], settled.receipt_totals[category]
        if actual > receipts:
            yield Finding("receipts.short", {"category": lambda lang, category=category: str(CATEGORY_NAMES[category]),
                                             "actual": settled.money(actual).format(), "receipts": settled.money(receipts).format()})
    rule, reception = rulebook.rules()["receipt.day"], settled.reception
    odd = [paper for paper in settled.receipts
           if paper.issued_on < settled.application.applied_on or (paper.issued_on - reception.ends_on).days > rule["days_after"]]
    if odd:
        yield Finding("receipt.day", {"receipts": lambda lang: _joined([f"{paper.number} ({day(paper.issued_on)})" if lang == "en" else f"{paper.number}（{day(paper.issued_on)}）"
                                                                        for paper in odd], lang), "days": rule["days_after"]}, settled.settlement.reason)


def _gifts(settled):
    actual = settled.claimed_totals["gifts"]
    if settled.gifts_given is not None and actual > settled.gifts_given:
        yield Finding("gift.not_given", {"actual": settled.money(actual).format(), "registered": settled.money(settled.gifts_given).format()})
    if not any(one.match.is_noted for one in settled.matches):
        return
    came = {one.people[row.head.id].person_id for one in settled.matches for row in one.match.rows if row.head.came}
    absent = [gift for gift in settled.gifts if gift.state == "given" and gift.person_id not in came]
    if absent:
        yield Finding("gift.absent", {"names": lambda lang: _joined(sorted({gift.person.name(lang) for gift in absent}), lang)})


def checklist(settled):
    """A Point for every attachment of rules.toml, needed here or not."""
    known, is_over = _known(settled), _is_over(settled)
    found = []
    for code, entry in rulebook.attachments().items():
        is_needed = (not entry.get("guests") or bool(settled.guest_kinds & set(entry["guests"]))) \
            and (not entry.get("category") or settled.claimed_totals[entry["category"]] > 0) and (entry.get("when") != "over" or is_over)
        papers = tuple(paper for paper in settled.settlement.papers if paper.kind in entry["papers"])
        found.append(Point(code, is_needed, known.get(entry.get("known", ""), False), papers))
    return found


def _known(settled):
    """What the system has by itself."""
    totals, receipts = settled.claimed_totals, settled.receipt_totals
    return {"approval": settled.approved is not None, "invitation": settled.has_invitations,
            "list": any(one.match.is_noted for one in settled.matches), "menu": settled.has_menu,
            "invoice": bool(settled.receipts) and all(totals[category] <= receipts[category] for category in CATEGORIES),
            "gifts": bool(settled.gifts_given), "reason": _is_over(settled) and all(line.reason.strip() for line in lines_over(settled.settlement))}


def _is_over(settled):
    return bool(lines_over(settled.settlement)) or settled.approved is not None and settled.settlement.total_minor > settled.approved.total
