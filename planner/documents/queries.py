"""From a reception to the records of its papers. One function gathers one paper; nothing here knows HTML or PDF."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from planner import clock
from planner.banquets import queries as banquet_queries
from planner.banquets import versions
from planner.banquets.models import Banquet, PlanVersion, Seating
from planner.budgets import pictures
from planner.budgets import queries as budgets
from planner.budgets.pictures import STATUS_NAMES, breach_sentence
from planner.db import session
from planner.documents import door, on_items, papers, people_on_paper, printing, shelf, sources
from planner.documents.arranged import Arrangements
from planner.documents.errors import NotReady
from planner.documents.guest_list import AtBanquet, GuestRow
from planner.documents.papers import Text
from planner.documents.seat_papers import SeatPapers
from planner.i18n import _, force_language
from planner.jobs.models import Job
from planner.receptions.models import Attendee, Item, Wish
from planner.receptions.queries import comes_to, party, replies_of


def in_both(speak):
    """The words of `speak()` in both languages."""
    with force_language("zh"):
        zh = str(speak())
    with force_language("en"):
        return Text(zh, str(speak()))


def reader_of(reception, person, permitted):
    """permission -> whether this person has it for the papers of this reception; `permitted` answers by role alone, and to change a
    banquet takes more than the role."""
    return lambda permission: permitted(permission) and (permission != "banquet.edit" or banquet_queries.may_edit(reception, person))


class Sheaf(SeatPapers):
    """One reception read once for any number of papers. `may` answers whether the reader has a permission, `choice` (printing.Choice)
    says how cards are wanted and whether only what changed."""

    def __init__(self, reception, may, choice=printing.Choice()):
        self.reception, self.may, self.choice = reception, may, choice
        self._halls, self._served = {}, {}

    def paper(self, name, lang):
        """The record of a paper. Raises NotReady with the reason when there is nothing to print yet."""
        missing = self.missing(name, lang)
        if missing:
            raise missing.error()
        return getattr(self, f"_{name}")(lang)

    def wanted_keys(self, name, banquet, lang):
        """Keys of the pieces to print when only what changed is wanted; None for all. Raises NotReady when nothing changed."""
        if self.choice.since is None:
            return None
        found = {b.id: printing.changes(self, name, b, lang, upto=self.choice.since) for b in self.seated_banquets}
        if not any(change.keys for change in found.values() if change.run) and all(change.run for change in found.values()):
            raise NotReady(_("Nothing on this paper has changed since it was printed."))
        return found[banquet.id].keys if found[banquet.id].run else None

    def missing(self, name, lang):
        """Why this paper cannot be printed yet and which page helps; None when it can."""
        if name in shelf.SEATED and not self.seated_banquets:
            return self._missing_seats()
        if name == "application" and self.application is None:
            return Missing(_("No hospitality application has been filed yet."), "budget", _("File the application"))
        if name == "run_sheet" and not self.items:
            return Missing(_("The programme is still empty."), "programme", _("Add the first item"))
        if name == "handbook" and not (self.items or self.attendees):
            return Missing(_("There is neither a programme nor a party yet."), "people", _("Add the people"))
        if name == "guest_list" and not self.attendees:
            return Missing(_("Nobody is on the list yet."), "people", _("Add the people"))
        if name in shelf.ARRANGED and not self.arranged(*shelf.ARRANGED[name]):
            return Missing(_("Neither an arrangement nor the programme says who takes part."), "arrangements", _("Open the arrangements"))
        if name == "arrangements" and not any(made.spots and not made.problem for _arrangement, made in self.arrangements.worked):
            return Missing(_("Nothing has been arranged yet beside the banquet."), "arrangements", _("Open the arrangements"))
        if name == "finder_sheet" and not self.finder_codes:
            return self._missing_finder()
        if name == "invitation" and lang not in self.invited_languages:
            return self._missing_invitation()
        return None

    def _missing_finder(self):
        if not self.seated_banquets:
            return self._missing_seats()
        return Missing(_("There is no link yet under which guests find their seat."), f"banquets/{self.seated_banquets[0].id}/find-my-seat", _("Make the link"))

    def _missing_seats(self):
        if not self.banquets:
            return Missing(_("There is no banquet yet."), "banquet", _("Plan the banquet"))
        if not self.unreleased:
            return Missing(_("Nobody has a seat yet."), "banquet", _("Seat everyone"))
        return Missing(_("The plan is not released yet: only a released plan is printed."), "papers", _("Release the plan"))

    def _missing_invitation(self):
        if self.invited_languages:
            return Missing(_("No guest is invited in this language."), "invitations", _("Change a guest's language"))
        return Missing(_("No invitations have been prepared yet."), "invitations", _("Prepare the invitations"))

    # What is read ---------------------------------------------------------------------------------------------------

    @cached_property
    def attendees(self):
        return party(self.reception)

    @cached_property
    def entries(self):
        """{attendee id: PersonEntry}, diets and health only for readers who may see them."""
        sees_diets, sees_contacts = self.may("diet.see"), self.may("person.see")
        return {a.id: people_on_paper.entry_of(a, sees_diets=sees_diets, sees_contacts=sees_contacts) for a in self.attendees}

    @cached_property
    def items(self):
        return session().scalars(select(Item).where(Item.reception_id == self.reception.id).order_by(Item.starts_at, Item.id)
                                 .options(selectinload(Item.responsible))).all()  # fmt: skip

    @cached_property
    def banquets(self):
        return session().scalars(select(Banquet).join(Banquet.item).where(Banquet.reception_id == self.reception.id)
                                 .order_by(Item.starts_at, Banquet.id)).unique().all()  # fmt: skip

    @cached_property
    def released(self):
        """{banquet id: its released PlanVersion}."""
        rows = session().scalars(select(PlanVersion).join(Banquet, PlanVersion.banquet_id == Banquet.id).where(
            Banquet.reception_id == self.reception.id, PlanVersion.state == "released"))
        return {version.banquet_id: version for version in rows}

    @cached_property
    def seats(self):
        """{(banquet id, table number): {seat: attendee id}} as released; the seat of somebody who declined or does not dine is empty."""
        come = set(map(tuple, session().execute(select(Banquet.id, Attendee.id).join(Attendee, Attendee.reception_id == Banquet.reception_id).where(
            Banquet.reception_id == self.reception.id, Attendee.dines, comes_to(Banquet.item_id)))))
        found = {}
        for banquet_id, version in self.released.items():
            for attendee_id, number, seat, _locked, _card in version.content["seats"]:
                if (banquet_id, attendee_id) in come:
                    found.setdefault((banquet_id, number), {})[seat] = attendee_id
        return found

    @cached_property
    def seated_banquets(self):
        """Banquets whose plan is released."""
        return [banquet for banquet in self.banquets if banquet.id in self.released]

    @cached_property
    def runs(self):
        """{(banquet id, paper, language): [PrintRun]} oldest first."""
        return printing.runs_of(self.reception)

    @cached_property
    def run_versions(self):
        """{PlanVersion id: its number}."""
        return printing.versions_of(self.reception)

    @cached_property
    def printers(self):
        """{id: Person} of who printed a paper."""
        return printing.printers(self.reception)

    @cached_property
    def unreleased(self):
        """Banquets at which people have seats, none of them released."""
        seated = set(session().scalars(select(Seating.banquet_id).join(Seating.banquet).where(
            Banquet.reception_id == self.reception.id).distinct()))
        return [banquet for banquet in self.banquets if banquet.id in seated and banquet.id not in self.released]

    @cached_property
    def arrangements(self):
        """The other arrangements of the reception (arranged.Arrangements)."""
        return Arrangements(self.reception, self.entries)

    @cached_property
    def finder_codes(self):
        """((Text of the banquet, address, ReplyCode), …) of the links under which guests find their seat."""
        return tuple(door.codes(self.reception, set(self.released)))

    @cached_property
    def invited_languages(self):
        return sources.ask("invited_languages", self.reception) or set()

    @cached_property
    def application(self):
        return budgets.application_of(self.reception)

    # Pieces of papers -----------------------------------------------------------------------------------------------

    @cached_property
    def heading(self):
        settings, reception = current_app.extensions["settings"], self.reception
        return papers.Heading(
            house=Text(settings.company_zh, settings.company_en), reception=Text(reception.title("zh"), reception.title("en")),
            client=Text(reception.client.name("zh"), reception.client.name("en")), issued=clock.today(reception.time_zone),
            plan_version=" / ".join(str(self.released[banquet.id].number) for banquet in self.seated_banquets),
        )  # fmt: skip

    @cached_property
    def plain_heading(self):
        """For papers on which no seats stand."""
        return replace(self.heading, plan_version="")

    def _banquet_entry(self, banquet):
        version = self.released[banquet.id]
        tables = tuple(self._table_entry(banquet, table) for table in banquet_queries.kept_tables(version))
        venue = Text(banquet.venue("zh"), banquet.venue("en")) or Text(banquet.item.place("zh"), banquet.item.place("en"))
        return papers.BanquetEntry(Text(banquet.item.title("zh"), banquet.item.title("en")), banquet.item.starts_at, venue,
                                   Text(banquet.hall("zh"), banquet.hall("en")), tables, version.number)  # fmt: skip

    def _table_entry(self, banquet, table):
        taken = self.seats.get((banquet.id, table.number), {})
        seats = tuple(papers.SeatEntry(i, self.entries.get(taken.get(i))) for i in range(table.seats))
        return papers.TableEntry(table.number, table.name, table.x_cm, table.y_cm, seats, table.label, table.kind,
                                 tuple(sorted(table.sizes.items())), table.rotation)  # fmt: skip

    @cached_property
    def banquet_entries(self):
        return tuple(self._banquet_entry(banquet) for banquet in self.seated_banquets)

    @cached_property
    def days(self):
        entries = [papers.ItemEntry(
            item.kind, Text(item.title("zh"), item.title("en")), Text(item.place("zh"), item.place("en")), item.starts_at, item.ends_at,
            Text(item.responsible.name("zh"), item.responsible.name("en")) if item.responsible else Text(),
            item.responsible.phone if item.responsible and self.may("person.see") else "", Text(item.note("zh"), item.note("en")),
            item.flight, on_items.address_of(item), self.duties.get(item.id, ()), self.booked.get(item.id, ()), item.id) for item in self.items]  # fmt: skip
        return tuple(papers.DayEntry(day, tuple(found)) for day, found in groupby(entries, key=lambda entry: entry.starts_at.date()))

    @cached_property
    def duties(self):
        """{item id: (OnDuty, …)}, telephone numbers only for readers who may see them."""
        return on_items.duties(self.reception, sees_contacts=self.may("person.see"))

    @cached_property
    def booked(self):
        """{item id: (BookedEntry, …)}."""
        return on_items.booked(self.reception, sees_contacts=self.may("person.see"))

    @cached_property
    def countries(self):
        """Codes of the countries the guests' organisations come from, the most guests first."""
        return tuple(code for code, _count in Counter(a.person.client.country for a in self.attendees if a.side == "guest" and a.person.client).most_common())

    @cached_property
    def contacts(self):
        """Whom to call: the owner, then the organisers and drivers of the host side."""
        helpers = [self.entries[a.id] for a in self.attendees
                   if a.side == "host" and a.role in ("organiser", "driver") and a.person_id != self.reception.owner_id]  # fmt: skip
        return (people_on_paper.contact_of(self.reception.owner, sees_contacts=self.may("person.see")), *helpers)

    # Papers ---------------------------------------------------------------------------------------------------------

    def _invitation(self, lang):
        return sources.ask("invitation", self.reception, lang)

    def _finder_sheet(self, _lang):
        return papers.FinderSheet(self.heading, self.finder_codes, self.choice.paper or "A4")

    def _run_sheet(self, _lang):
        return papers.RunSheet(self.plain_heading, self.reception.time_zone, self.days, self.contacts)

    def _handbook(self, lang):
        sides = {side: tuple(self.entries[a.id] for a in self.attendees if a.side == side) for side in ("guest", "host")}
        reception = self.reception
        return papers.Handbook(
            self.heading, reception.starts_on, reception.ends_on, reception.time_zone,
            purpose=Text(reception.purpose("zh"), reception.purpose("en")), days=self.days, guests=sides["guest"], own=sides["host"],
            contacts=self.contacts, banquets=self.banquet_entries, shows_diets=self.may("diet.see"), cautions=self.cautions,
            deadlines=sources.ask("deadlines", reception, lang) or (), cars=tuple(self.arranged("car")), menus=self.menus, countries=self.countries,
        )  # fmt: skip

    @cached_property
    def menus(self):
        """What is served at the meals of which it is known."""
        return sources.ask("menus", self.reception) or ()

    @cached_property
    def cautions(self):
        """What must not be forgotten, in sentences: wishes that are musts, and officials in the party."""
        found = [wish_sentence(wish) for wish in session().scalars(
            select(Wish).where(Wish.reception_id == self.reception.id, Wish.strength == "must").order_by(Wish.id))]  # fmt: skip
        officials = [self.entries[a.id].name for a in self.attendees if a.is_official]
        if officials:
            found.append(Text(f"{'、'.join(name.get('zh') for name in officials)}为公务人员：按规定不赠礼品、不安排酒水。",
                              f"Public officials: {', '.join(name.get('en') for name in officials)}. No gifts and no alcohol for them."))  # fmt: skip
        return tuple(found)

    def _application(self, _lang):
        return application_form(budgets.case_of(self.application), self)

    def guest_rows(self):
        """The lines of the guest list, guests first."""
        labels = {(banquet_id, table["number"]): table["label"] for banquet_id, version in self.released.items() for table in version.content["tables"]}
        places = {(banquet_id, attendee_id): (labels.get((banquet_id, number)) or number, seat + 1)
                  for (banquet_id, number), taken in self.seats.items() for seat, attendee_id in taken.items()}  # fmt: skip
        replies = {(reply.item_id, attendee_id): reply.state for attendee_id, found in replies_of(self.reception).items() for reply in found}
        return [GuestRow(self.entries[a.id], a.rank, tuple(
            AtBanquet(replies.get((banquet.item_id, a.id), "none" if a.dines else "not_asked"), *places.get((banquet.id, a.id), (None, None)))
            for banquet in self.banquets)) for a in self.attendees]  # fmt: skip


@dataclass(frozen=True)
class Missing:
    """Why a paper cannot be printed, and the part of the reception where that is put right."""

    sentence: str
    part: str
    label: str

    def error(self):
        return NotReady(self.sentence)


def wish_sentence(wish):
    """东和与 Krause 不同桌：争同一标包 / Towa and Krause not at one table: same package."""
    first = _name_in_wish(wish.first_attendee, wish.first_client)
    second = _name_in_wish(wish.second_attendee, wish.second_client)
    zh = {("apart", "table"): "不同桌", ("apart", "beside"): "不相邻", ("together", "table"): "同桌", ("together", "beside"): "相邻"}
    en = {("apart", "table"): "not at the same table", ("apart", "beside"): "not side by side",
          ("together", "table"): "at the same table", ("together", "beside"): "side by side"}  # fmt: skip
    key = (wish.kind, wish.scope)
    why = {lang: wish.reason(lang).rstrip("。. ") for lang in ("zh", "en")}
    return Text(f"{_spaced(first.get('zh'))}与{_spaced(second.get('zh'))}{zh[key]}".strip() + (f"：{why['zh']}。" if why["zh"] else "。"),
                f"{first.get('en')} and {second.get('en')}: {en[key]}" + (f" ({why['en']})." if why["en"] else "."))  # fmt: skip


def _spaced(name):
    """Latin words stand off from the Chinese around them."""
    return f"{' ' if name[:1].isascii() else ''}{name}{' ' if name[-1:].isascii() else ''}" if name else ""


def _name_in_wish(attendee, client):
    named = attendee.person if attendee else client
    return Text(named.name("zh"), named.name("en")) if named else Text("", "")


# The hospitality application ----------------------------------------------------------------------------------------

OUTCOMES = {
    "approve": Text("同意", "Approved"), "send_back": Text("退回修改", "Sent back"), "reject": Text("不同意", "Rejected"),
}  # fmt: skip


def application_form(case, sheaf):
    """The form of an application as it stands now, with its approvals and breaches."""
    application = case.application
    guests = [sheaf.entries[a.id].name for a in sheaf.attendees if a.side == "guest" and a.dines]
    own = [sheaf.entries[a.id].name for a in sheaf.attendees if a.side == "host" and a.dines]
    organiser = application.organiser or application.applicant
    per_head = case.total.per(application.guest_diners + application.own_diners)
    return papers.ApplicationForm(
        heading=sheaf.plain_heading, number=f"{application.applied_on.year}-{application.id:04d}", applicant=_both_names(application.applicant),
        department=in_both(lambda: pictures.department(application)), applied_on=application.applied_on,
        venue=in_both(lambda: pictures.venue(case)), dining_at=case.place.dining_at,
        guest_diners=application.guest_diners, own_diners=application.own_diners, guests=_first_names(guests), own=_first_names(own),
        lines=tuple(_line(line) for line in application.lines), currency=application.currency, total_minor=application.total_minor,
        per_head_minor=per_head.amount_minor if per_head else None, organiser=_both_names(organiser), actual_minor=application.actual_minor,
        purpose=in_both(lambda: pictures.purpose(application)), cost_note=application.cost_note, cautions=Text(application.cautions("zh"), application.cautions("en")),
        decisions=_decisions(case, sheaf.reception.time_zone), state=in_both(lambda: STATUS_NAMES[case.state.status]),
        fingerprint=case.fingerprint, breaches=tuple(_breach(breach) for breach in case.breaches if breach.policy.level != "warn"),
        minded=tuple(_breach(breach) for breach in case.breaches if breach.policy.level == "warn"),
        converted=in_both(lambda: pictures.converted(case)),
    )  # fmt: skip


def _both_names(person):
    return Text(person.name("zh"), person.name("en"))


def _line(line):
    return papers.LineEntry(line.category, Text(line.description_zh, line.description_en), line.quantity, line.unit_price_minor,
                            line.amount_minor, line.note, in_both(lambda: pictures.parts_in_words(line, line.application.currency)))  # fmt: skip


def _first_names(found, limit=3):
    """The first few names, and how many there are."""
    if not found:
        return Text()
    more = len(found) > limit
    shown = [name.get("zh") for name in found[:limit]]
    zh = "、".join(shown) + ((" 等" if shown[-1].isascii() else "等") if more else "")
    en = ", ".join(name.get("en") for name in found[:limit]) + (" and others" if more else "")
    return Text(zh, en)


def _breach(breach):
    said = in_both(lambda: breach_sentence(breach))
    policy = breach.policy
    zh, en = said.zh.rstrip("。"), said.en.rstrip(".")
    return Text(f"{policy.title_zh}（{zh}）" if zh else policy.title_zh, f"{policy.title_en} ({en})" if en else policy.title_en)


def _decisions(case, zone):
    """A box for each step of the ladder, filled where a decision holds; the last refusal, if any, stands in its step."""
    refused = case.state.last if case.state.status in ("sent_back", "rejected") else None
    boxes = []
    for signature in case.state.signatures:
        step = Text(signature.step.title_zh, signature.step.title_en)
        decision = signature.decision or (refused if refused and refused.step == signature.step.id else None)
        if decision is None:
            boxes.append(papers.DecisionEntry(step))
            continue
        at = decision.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        boxes.append(papers.DecisionEntry(step, in_both(lambda: pictures.signer(decision)), OUTCOMES[decision.action], at, decision.note, decision.condition))
    return tuple(boxes)


def export_under_way(person):
    """The person's export of all papers that waits or runs, or None."""
    return session().scalar(select(Job).where(
        Job.task == "documents.all_papers", Job.created_by_id == person.id, Job.state.in_(("queued", "running"))).limit(1))  # fmt: skip


@dataclass(frozen=True)
class Release:
    """A banquet whose plan waits to be released: for the first time when `version` is None, else because `moved` people sit elsewhere
    or have another card since that version."""

    banquet: Banquet
    version: PlanVersion | None
    moved: int


def releases(sheaf):
    """A Release for each banquet with seats that differ from what is released."""
    found = [Release(banquet, None, 0) for banquet in sheaf.unreleased]
    for banquet in sheaf.seated_banquets:
        version = sheaf.released[banquet.id]
        if versions.has_changed(banquet, version):
            found.append(Release(banquet, version, len(versions.moved_between(version.content, versions.content_of(banquet)))))
    return found
