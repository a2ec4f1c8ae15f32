"""The log in words: every entry as a sentence that names the action and the row it is about.

Names are shown to roles that may see the row elsewhere too; everybody else reads its number.
"""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only

from planner.accounts.models import Account
from planner.accounts.permissions import may
from planner.arrangements.models import Arrangement
from planner.audit import AuditEntry
from planner.banquets.models import Banquet, PlanVersion, VenueRoom
from planner.budgets.models import Application, Delegation, SigningLimit
from planner.calendar.models import CalendarFeed, HouseEntry
from planner.calls.models import Call, CallTask, DayReport
from planner.db import session
from planner.formats import days
from planner.funds.models import Fund, FundEntry
from planner.i18n import _, _l, current_language
from planner.invitations import deadlines
from planner.invitations.models import Invitation, ReplyLink
from planner.invitations.timetable_models import ChosenGathering, DateAgreement, DeadlineNote
from planner.money import Money
from planner.outbox.hooks import topic_of
from planner.outbox.models import Mail, Stop
from planner.paging import page_of
from planner.people.models import Client, Person
from planner.places.models import Place
from planner.programme.models import DateHold, PartyGroup, ProgrammeVersion, RuleLevel, Telling
from planner.sites.models import Site, SiteLeg, SiteStop
from planner.settlement.models import Gift, Settlement
from planner.tours.models import Tour, VisitApplication
from planner.receptions.models import Attendee, Item, Reception, Wish
from planner.reports.models import Revenue
from planner.resources.models import Booking, Resource
from planner.safety.models import CustodyReceipt, SafetyVisitor
from planner.running.models import ChecklistTask, Complaint, HostReadiness, Menu

SENTENCES = {
    "account.created": _l("Made %(what)s"),
    "account.disabled": _l("Disabled %(what)s"),
    "account.enabled": _l("Enabled %(what)s again"),
    "account.link_made": _l("Made a one-time link for %(what)s"),
    "account.password_set": _l("Set the password of %(what)s"),
    "account.recovery_code_used": _l("Used a recovery code in place of the second factor"),
    "account.recovery_codes_made": _l("Made new recovery codes"),
    "account.second_factor_proved": _l("Gave a code of the second factor"),
    "account.second_factor_removed": _l("Removed the second factor of %(what)s"),
    "account.second_factor_set": _l("Took a second factor into use"),
    "account.roles_set": _l("Set the roles of %(what)s"),
    "account.sessions_ended": _l("Ended all sessions of %(what)s"),
    "account.signed_in": _l("Signed in"),
    "account.signed_out": _l("Signed out"),
    "agreement.not_waited_for": _l("Sent invitations although no agreement to the date was noted: %(what)s"),
    "agreement.recorded": _l("Noted %(what)s"),
    "agreement.taken_back": _l("Took back what was noted by mistake: %(what)s"),
    "arrangement.added": _l("Added %(what)s"),
    "arrangement.changed": _l("Changed %(what)s"),
    "arrangement.placed": _l("Placed somebody by hand in %(what)s"),
    "arrangement.released": _l("Let the rules place people again in %(what)s"),
    "arrangement.removed": _l("Removed %(what)s"),
    "attendee.added": _l("Added %(what)s to a reception"),
    "attendee.changed": _l("Changed the entry of %(what)s in a reception"),
    "attendee.removed": _l("Took %(what)s out of a reception"),
    "banquet.added": _l("Laid out %(what)s"),
    "banquet.changed": _l("Changed %(what)s"),
    "banquet.cleared": _l("Took every seat away at %(what)s"),
    "banquet.locked": _l("Locked a seat at %(what)s"),
    "banquet.moved": _l("Moved somebody at %(what)s"),
    "banquet.ranks_minded": _l("Kept the seats although ranks had changed at %(what)s"),
    "banquet.redone": _l("Did again what was taken back at %(what)s"),
    "banquet.repaired": _l("Repaired the seats on the day of %(what)s"),
    "banquet.restored": _l("Brought back an earlier plan of %(what)s"),
    "banquet.room_drawn": _l("Drew the room of %(what)s"),
    "banquet.seated": _l("Seated everyone at %(what)s"),
    "banquet.undone": _l("Took the last change of seats back at %(what)s"),
    "banquet.unlocked": _l("Unlocked a seat at %(what)s"),
    "banquet.unseated": _l("Took somebody off the seat at %(what)s"),
    "booking.changed": _l("Changed %(what)s"),
    "booking.confirmed": _l("Booked for good what was on hold: %(what)s"),
    "booking.expired": _l("A hold came to its end: %(what)s"),
    "booking.extended": _l("Kept a hold for longer: %(what)s"),
    "booking.held": _l("Put on hold: %(what)s"),
    "booking.made": _l("Made %(what)s"),
    "booking.moved": _l("Moved with its item: %(what)s"),
    "booking.released": _l("Gave back %(what)s"),
    "booking.warned": _l("Warned that a hold ends: %(what)s"),
    "budget.approvals_voided": _l("Approvals were voided for %(what)s"),
    "budget.approve": _l("Approved %(what)s"),
    "budget.drafted": _l("Drafted %(what)s"),
    "budget.edited": _l("Edited %(what)s"),
    "budget.reject": _l("Rejected %(what)s"),
    "budget.reopen": _l("Reopened %(what)s"),
    "budget.send_back": _l("Sent back %(what)s"),
    "budget.state_corrected": _l("The state was worked out anew for %(what)s"),
    "budget.submit": _l("Submitted %(what)s"),
    "budget.void": _l("Approvals were voided for %(what)s"),
    "budget.withdraw": _l("Withdrew %(what)s"),
    "budget.ask": _l("Asked about %(what)s"),
    "budget.answer": _l("Answered about %(what)s"),
    "budget.hand_over": _l("Handed over %(what)s after waiting"),
    "budget.meet": _l("Said that a condition is met for %(what)s"),
    "budget.confirm": _l("Confirmed that a condition is met for %(what)s"),
    "budget.asked_again": _l("Asked again for %(what)s"),
    "budget.quote_added": _l("Attached a vendor's quote to %(what)s"),
    "budget.quote_removed": _l("Took a vendor's quote out of %(what)s"),
    "budget.ladder_used": _l("A ladder was used for the first time"),
    "budget.policies_used": _l("An edition of the policies was used for the first time"),
    "budget.limit_set": _l("Set %(what)s"),
    "delegation.granted": _l("Named a stand-in: %(what)s"),
    "delegation.revoked": _l("Ended %(what)s"),
    "settlement.opened": _l("Drew up %(what)s"),
    "settlement.amounts": _l("Entered amounts in %(what)s"),
    "settlement.paper_added": _l("Attached a paper to %(what)s"),
    "settlement.paper_removed": _l("Took a paper out of %(what)s"),
    "settlement.heads": _l("Said for whom it is claimed: %(what)s"),
    "settlement.submitted": _l("Submitted %(what)s"),
    "settlement.taken_back": _l("Took back %(what)s"),
    "settlement.sent_back": _l("Sent back %(what)s"),
    "settlement.closed": _l("Checked and closed %(what)s"),
    "settlement.supplement_asked": _l("Asked for supplementary approval of %(what)s"),
    "fund.added": _l("Set up %(what)s"),
    "fund.changed": _l("Changed the amount of %(what)s"),
    "fund.renamed": _l("Renamed %(what)s"),
    "fund.reserve": _l("Reserved the money: %(what)s"),
    "fund.approve": _l("Moved the money from committed to approved: %(what)s"),
    "fund.return": _l("Moved the money back from approved to committed: %(what)s"),
    "fund.adjust": _l("Took another amount from the fund: %(what)s"),
    "fund.release": _l("Released the money: %(what)s"),
    "fund.spend": _l("Booked the money as spent: %(what)s"),
    "report.revenue_noted": _l("Entered %(what)s"),
    "gift.entered": _l("Entered %(what)s"),
    "gift.given": _l("Noted as given: %(what)s"),
    "gift.declined": _l("Noted as not accepted: %(what)s"),
    "gift.returned": _l("Noted as returned: %(what)s"),
    "gift.cleared": _l("Cleared %(what)s"),
    "gift.refused": _l("Did not clear %(what)s"),
    "call.arrived": _l("Signed in at %(what)s"),
    "call.cancelled": _l("Called off %(what)s"),
    "call.changed": _l("Changed %(what)s"),
    "call.left": _l("Left %(what)s"),
    "call.planned": _l("Planned %(what)s"),
    "call.position_removed": _l("Deleted the position given at %(what)s"),
    "call.readied": _l("Ticked the checklist of %(what)s"),
    "call.recorded": _l("Wrote the visit record of %(what)s"),
    "call_report.saved": _l("Wrote %(what)s"),
    "call_task.done": _l("Finished %(what)s"),
    "call_task.made": _l("A record led to %(what)s"),
    "checklist.added": _l("Added %(what)s"),
    "checklist.escalated": _l("Told the receptionist-in-chief that it is overdue: %(what)s"),
    "checklist.laid_out": _l("Laid out the checklist of %(what)s"),
    "checklist.moved": _l("Gave another time to %(what)s"),
    "checklist.removed": _l("Removed %(what)s"),
    "checklist.ticked": _l("Ticked %(what)s"),
    "checklist.unticked": _l("Took a tick back: %(what)s"),
    "client.added": _l("Added %(what)s"),
    "client.changed": _l("Changed %(what)s"),
    "client.rival_added": _l("Noted a client that must not meet %(what)s"),
    "client.rival_removed": _l("Took a client off the list of those that must not meet %(what)s"),
    "deadline.noted": _l("Noted who sees to %(what)s, or that it is done"),
    "dates.expired": _l("Days are free again: %(what)s"),
    "dates.given_up": _l("Gave up %(what)s"),
    "dates.held": _l("Held days: %(what)s"),
    "dates.taken": _l("Took the days of %(what)s"),
    "dates.warned": _l("Warned that days fall free: %(what)s"),
    "menu.changed": _l("Changed %(what)s"),
    "complaint.answered": _l("Answered %(what)s"),
    "complaint.checked": _l("Asked how it turned out: %(what)s"),
    "complaint.escalated": _l("Told the receptionist-in-chief that it is overdue: %(what)s"),
    "companion.agreed": _l("Agreed to a companion of %(what)s"),
    "companion.proposed": _l("A companion was proposed for %(what)s"),
    "companion.refused": _l("Had no place for a companion of %(what)s"),
    "companion.withdrawn": _l("A companion was taken back for %(what)s"),
    "complaint.passed_on": _l("Passed on %(what)s"),
    "complaint.received": _l("Took down %(what)s"),
    "day.ranks_left": _l("Kept the seats on the day although ranks had changed at %(what)s"),
    "diet.given": _l("Dietary needs were given for %(what)s"),
    "diet.removed": _l("Dietary needs were removed for %(what)s"),
    "feed.added": _l("Made %(what)s"),
    "calendar.written_over": _l("Wrote again, over what was changed on the server: %(what)s"),
    "feed.revoked": _l("Revoked %(what)s"),
    "gathering.chosen": _l("Chose %(what)s"),
    "group.removed": _l("Took away %(what)s"),
    "group.saved": _l("Put together %(what)s"),
    "host.scored": _l("Scored %(what)s"),
    "invitation.again": _l("Invited again: %(what)s"),
    "invitation.answered": _l("A reply was entered to %(what)s"),
    "invitation.called_up": _l("A place became free for %(what)s"),
    "invitation.listed": _l("Put onto the first list: %(what)s"),
    "invitation.waits": _l("Put onto the waiting list: %(what)s"),
    "invitation.changed": _l("Changed language or delivery of %(what)s"),
    "invitation.handed_over": _l("Handed over %(what)s on paper"),
    "invitation.sent_anew": _l("Sent a returned mail anew: %(what)s"),
    "batch.dissolved": _l("Dissolved %(what)s"),
    "batch.made": _l("Put together %(what)s"),
    "batch.released": _l("Released %(what)s"),
    "banquet.cancelled": _l("Cancelled %(what)s"),
    "banquet.postponed": _l("Postponed, without a new day yet: %(what)s"),
    "banquet.takes_place": _l("Takes place after all: %(what)s"),
    "invitation.change_decided": _l("Decided who is told of a change: %(what)s"),
    "invitation.told": _l("Told of a change in person: %(what)s"),
    "invitation.withdrawn": _l("Withdrew %(what)s"),
    "invitation_style.changed": _l("Changed the words and looks of the invitations to %(what)s"),
    "invitations.prepared": _l("Prepared the invitations to %(what)s"),
    "item.added": _l("Added %(what)s"),
    "item.begun": _l("Noted as begun: %(what)s"),
    "item.changed": _l("Changed %(what)s"),
    "item.link_removed": _l("Took a dependency away from %(what)s"),
    "item.link_set": _l("Set what %(what)s waits for"),
    "item.participants_set": _l("Set who takes part in %(what)s"),
    "item.role_removed": _l("Took a role away at %(what)s"),
    "item.role_set": _l("Gave a role at %(what)s"),
    "item.delay_applied": _l("Moved the programme by a delay of %(what)s"),
    "item.late": _l("Announced as late: %(what)s"),
    "item.note_taken_back": _l("Took a note back: %(what)s"),
    "item.over": _l("Noted as over: %(what)s"),
    "item.removed": _l("Removed %(what)s"),
    "mail.again": _l("Queued again: %(what)s"),
    "mail.bounced": _l("Came back: %(what)s"),
    "mail.returned_noted": _l("Saw to what came back to %(what)s"),
    "mail.cancelled": _l("Cancelled %(what)s"),
    "mail.failed": _l("Could not be delivered: %(what)s"),
    "mail.held": _l("Held back %(what)s"),
    "mail.queued": _l("Queued %(what)s"),
    "mail.sent": _l("Sent %(what)s"),
    "mail.unknown": _l("Perhaps sent, perhaps not: %(what)s"),
    "outbox.resumed": _l("Let mail leave again: %(what)s"),
    "outbox.stopped": _l("Stopped the sending: %(what)s"),
    "paper.printed": _l("Printed a paper of %(what)s"),
    "papers.exported": _l("Made the papers of %(what)s"),
    "party.imported": _l("Imported the guest list of %(what)s"),
    "person.added": _l("Added %(what)s"),
    "person.changed": _l("Changed %(what)s"),
    "person.erased": _l("Erased the personal data of %(what)s"),
    "place.added": _l("Added %(what)s"),
    "place.changed": _l("Changed %(what)s"),
    "place.minutes_set": _l("Set the minutes from %(what)s"),
    "site.added": _l("Added %(what)s"),
    "site.changed": _l("Changed %(what)s"),
    "site.stop_added": _l("Added %(what)s"),
    "site.stop_changed": _l("Changed %(what)s"),
    "site.stop_removed": _l("Removed a stop from %(what)s"),
    "site.leg_added": _l("Added a way to %(what)s"),
    "site.leg_changed": _l("Changed a way of %(what)s"),
    "site.leg_removed": _l("Removed a way from %(what)s"),
    "safety.facts_set": _l("Noted sizes and age for %(what)s"),
    "safety.briefed": _l("Briefed %(what)s"),
    "safety.signed": _l("The briefing was signed: %(what)s"),
    "safety.nda_signed": _l("The confidentiality statement was signed: %(what)s"),
    "safety.gear_issued": _l("Handed out gear: %(what)s"),
    "safety.gear_returned": _l("Took gear back: %(what)s"),
    "safety.badge_issued": _l("Gave a badge: %(what)s"),
    "safety.badge_returned": _l("Took a badge back: %(what)s"),
    "safety.undone": _l("Took back what was noted for %(what)s"),
    "safety.custody_taken": _l("Took things into custody: %(what)s"),
    "safety.custody_returned": _l("Gave things back from custody: %(what)s"),
    "tour.set_up": _l("Set up %(what)s"),
    "tour.changed": _l("Changed %(what)s"),
    "tour.interests_set": _l("Noted interests for %(what)s"),
    "tour.wish_added": _l("Added a wish to %(what)s"),
    "tour.wish_removed": _l("Removed a wish from %(what)s"),
    "tour.planned": _l("Planned %(what)s"),
    "tour.impossible": _l("Found that no plan is possible for %(what)s"),
    "tour.not_found": _l("Found no plan in time for %(what)s"),
    "tour.moved_by_hand": _l("Moved groups by hand in %(what)s"),
    "tour.freed": _l("Let planning decide again about %(what)s"),
    "tour.released": _l("Released %(what)s"),
    "tour.taken_back": _l("Took back %(what)s"),
    "tour.started": _l("Started %(what)s"),
    "tour.ended": _l("Ended %(what)s"),
    "tour.removed": _l("Removed %(what)s"),
    "visit.drafted": _l("Wrote %(what)s"),
    "visit.edited": _l("Changed %(what)s"),
    "visit.submitted": _l("Handed in %(what)s"),
    "visit.approved": _l("Approved %(what)s"),
    "visit.sent_back": _l("Sent back %(what)s"),
    "visit.rejected": _l("Rejected %(what)s"),
    "visit.withdrawn": _l("Withdrew %(what)s"),
    "visit.approvals_voided": _l("Approvals became void: %(what)s"),
    "plan.kept": _l("Kept %(what)s"),
    "plan.released": _l("Released %(what)s"),
    "substitute.came": _l("Came in another’s place: %(what)s"),
    "door.signed": _l("Signed at the door: %(what)s"),
    "door.unsigned": _l("Took back a signature at the door: %(what)s"),
    "presence.noted": _l("Noted whether there: %(what)s"),
    "programme.begun": _l("Began the programme of %(what)s"),
    "programme.level_set": _l("Set how seriously a rule is taken: %(what)s"),
    "programme.released": _l("Released %(what)s"),
    "programme.told": _l("Told somebody: %(what)s"),
    "reception.added": _l("Made %(what)s"),
    "reception.cancelled": _l("Cancelled %(what)s"),
    "reception.changed": _l("Changed %(what)s"),
    "reply_link.revoked": _l("Revoked %(what)s"),
    "resource.added": _l("Added %(what)s"),
    "resource.changed": _l("Changed %(what)s"),
    "resource.restored": _l("Took into use again: %(what)s"),
    "resource.retired": _l("Took out of use: %(what)s"),
    "retention.applied": _l("Removed what is past its retention period"),
    "room.forgotten": _l("Forgot the kept room %(what)s"),
    "room.kept": _l("Kept the room %(what)s"),
    "seat_finder.made": _l("Made a new address for finding seats at %(what)s"),
    "seat_finder.revoked": _l("Revoked the address for finding seats at %(what)s"),
    "table.broken": _l("Put a table out of use at %(what)s"),
    "table.usable": _l("Took a table back into use at %(what)s"),
    "wish.added": _l("Added %(what)s"),
    "wish.changed": _l("Changed %(what)s"),
    "wish.removed": _l("Removed %(what)s"),
}
"""A sentence for every action that is entered in the log."""


def _reception_page(reception_id, part=""):
    return url_for("overview.reception", reception_id=reception_id) + part


@dataclass(frozen=True)
class Kind:
    """What a row is called, who may read its name (any of `permissions`; nobody where empty), and the page that shows it."""

    noun: object
    model: type
    permissions: tuple = ()
    name: object = None
    page: object = None
    options: tuple = ()

    def is_named_for(self, roles):
        return any(may(roles, permission) for permission in self.permissions)


KINDS = {kind.model.__tablename__: kind for kind in (
    Kind(_l("reception"), Reception, ("reception.see",), lambda row, lang: row.title(lang), lambda row: _reception_page(row.id)),
    Kind(_l("programme item"), Item, ("reception.see",), lambda row, lang: row.title(lang), lambda row: _reception_page(row.reception_id, "/programme")),
    Kind(_l("group of the party"), PartyGroup, ("party.see",), lambda row, lang: row.name(lang)),
    Kind(_l("programme version"), ProgrammeVersion, ("reception.see",), lambda row, lang: str(row.number), lambda row: _reception_page(row.reception_id, "/programme/versions")),
    Kind(_l("message about a programme"), Telling),
    Kind(_l("days held"), DateHold, ("reception.see",), lambda row, lang: days(row.starts_on, row.ends_on), lambda row: _reception_page(row.reception_id, "/programme")),
    Kind(_l("rule of the programme"), RuleLevel, ("settings.see",), lambda row, lang: row.rule),
    Kind(_l("participant"), Attendee, ("party.see",), lambda row, lang: row.person.both_names()),
    Kind(_l("wish"), Wish),
    Kind(_l("banquet"), Banquet, ("banquet.see",), lambda row, lang: row.item.title(lang), lambda row: _reception_page(row.reception_id, "/banquet")),
    Kind(_l("arrangement"), Arrangement, ("banquet.see",), lambda row, lang: row.title(lang),
         lambda row: _reception_page(row.reception_id, f"/arrangements/{row.id}")),
    Kind(_l("plan version"), PlanVersion, ("banquet.see",), lambda row, lang: f"{row.number} {row.name}".strip(), lambda row: _reception_page(row.banquet.reception_id, "/banquet")),
    Kind(_l("kept room"), VenueRoom, ("banquet.see",), lambda row, lang: " ".join(filter(None, (row.venue(lang), row.hall(lang))))),
    Kind(_l("hospitality application"), Application, ("budget.see",), lambda row, lang: row.reception.title(lang),
         lambda row: url_for("budgets.approver", application_id=row.id), (joinedload(Application.reception),)),
    Kind(_l("settlement"), Settlement, ("settlement.see",), lambda row, lang: row.reception.title(lang), lambda row: _reception_page(row.reception.id, "/settlement"),
         (joinedload(Settlement.application).joinedload(Application.reception),)),
    Kind(_l("fund"), Fund, ("fund.company",), lambda row, lang: row.title(lang), lambda row: url_for("funds.show", fund_id=row.id)),
    Kind(_l("money of an application"), FundEntry, ("fund.company",), lambda row, lang: row.reception.title(lang), lambda row: url_for("funds.show", fund_id=row.fund_id),
         (joinedload(FundEntry.reception),)),
    Kind(_l("revenue"), Revenue, ("report.company",), lambda row, lang: str(row.year), lambda row: url_for("reports.tax_view", year=row.year)),
    Kind(_l("gift"), Gift, ("gift.see",), lambda row, lang: row.name, lambda row: url_for("settlement.gifts")),
    Kind(_l("delegation"), Delegation, ("budget.see",), lambda row, lang: row.receiver.both_names(), None, (joinedload(Delegation.receiver),)),
    Kind(_l("signing limit"), SigningLimit, ("budget.see",), lambda row, lang: row.person.both_names(), None, (joinedload(SigningLimit.person),)),
    Kind(_l("invitation"), Invitation, ("invitation.see",), lambda row, lang: row.attendee.person.both_names()),
    Kind(_l("agreement to the date"), DateAgreement, ("invitation.see",), lambda row, lang: row.guest_of_honour.person.both_names()),
    Kind(_l("deadline"), DeadlineNote, ("invitation.see",), lambda row, lang: deadlines.title_of(row.deadline, lang)),
    Kind(_l("kind of event"), ChosenGathering, ("invitation.see",), lambda row, lang: row.banquet.item.title(lang), None, (joinedload(ChosenGathering.banquet),)),
    Kind(_l("reply link"), ReplyLink, ("invitation.see",), lambda row, lang: row.holder.person.both_names(), None, (joinedload(ReplyLink.holder),)),
    Kind(_l("mail"), Mail, ("outbox.see", "invitation.see"), lambda row, lang: _("%(subject)s (to %(name)s)", subject=row.subject, name=row.to_name or row.to_address),
         None, (load_only(Mail.subject, Mail.to_name, Mail.to_address),)),
    Kind(_l("stop of sending"), Stop, ("outbox.see", "invitation.see"), lambda row, lang: topic_of(row.topic).title if row.topic else _("the whole house")),
    Kind(_l("client"), Client, ("client.see",), lambda row, lang: row.name(lang)),
    Kind(_l("person"), Person, ("person.see", "party.see"), lambda row, lang: row.both_names()),
    Kind(_l("site"), Site, ("site.see",), lambda row, lang: row.name(lang), lambda row: url_for("sites.show", site_id=row.id)),
    Kind(_l("stop"), SiteStop, ("site.see",), lambda row, lang: row.name(lang)),
    Kind(_l("way"), SiteLeg),
    Kind(_l("place"), Place, ("resource.see",), lambda row, lang: row.name(lang)),
    Kind(_l("resource"), Resource, ("resource.see",), lambda row, lang: row.name(lang), lambda row: url_for("resources.index", kind=row.kind)),
    Kind(_l("booking"), Booking, ("reception.see",), lambda row, lang: row.resource.name(lang),
         lambda row: url_for("resources.of_reception", reception_id=row.reception_id)),
    Kind(_l("account"), Account, ("audit.see",), lambda row, lang: row.person.both_names()),
    Kind(_l("calendar address"), CalendarFeed),
    Kind(_l("entry in the calendar of the house"), HouseEntry),
    Kind(_l("call on"), Call, ("call.see",), lambda row, lang: row.client.name(lang)),
    Kind(_l("task after a call"), CallTask),
    Kind(_l("task of a checklist"), ChecklistTask),
    Kind(_l("complaint"), Complaint),
    Kind(_l("menu"), Menu, ("running.see",), lambda row, lang: row.item.title(lang)),
    Kind(_l("self-check"), HostReadiness),
    Kind(_l("daily visit report"), DayReport),
    Kind(_l("tour"), Tour, ("tour.see",), lambda row, lang: row.item.title(lang), lambda row: _reception_page(row.item.reception_id, f"/tours/{row.id}")),
    Kind(_l("visit application"), VisitApplication, ("tour.see",), lambda row, lang: row.tour.item.title(lang),
         lambda row: _reception_page(row.tour.item.reception_id, f"/tours/{row.tour_id}/application"), (joinedload(VisitApplication.tour),)),
    Kind(_l("safety of a visitor"), SafetyVisitor),
    Kind(_l("custody receipt"), CustodyReceipt),
)}
"""What the log speaks of, by table."""


@dataclass(frozen=True)
class Line:
    """One entry as it is read: `who` is None where the system did it by itself or a guest did, `amount` Money or None."""

    entry: AuditEntry
    who: Person | None
    sentence: str
    page: str = ""
    amount: Money | None = None


def page_of_log(number, roles):
    """(Page of entries, newest first; their Lines): in as many statements for one entry as for fifty."""
    entries = page_of(select(AuditEntry).order_by(AuditEntry.id.desc()), number)
    people = _by_id(Person, {entry.person_id for entry in entries})
    rows = _subjects(entries, roles)
    return entries, [_line(entry, people.get(entry.person_id), rows) for entry in entries]


def _by_id(model, ids, options=()):
    wanted = ids - {None}
    return {row.id: row for row in session().scalars(select(model).where(model.id.in_(wanted)).options(*options)).unique()} if wanted else {}


def _subject(entry):
    table, _colon, number = entry.subject.partition(":")
    return table, int(number) if number.isdecimal() else None


def _subjects(entries, roles):
    """{(table, id): row} for what `roles` may read the name of."""
    wanted = {}
    for table, number in map(_subject, entries):
        if table in KINDS and KINDS[table].is_named_for(roles):
            wanted.setdefault(table, set()).add(number)
    return {(table, key): row for table, ids in wanted.items() for key, row in _by_id(KINDS[table].model, ids, KINDS[table].options).items()}


def _line(entry, who, rows):
    table, number = _subject(entry)
    kind, row = KINDS.get(table), rows.get((table, number))
    template = SENTENCES.get(entry.action)
    what = _what(kind, row, number) if kind else entry.subject
    sentence = str(template) % {"what": what} if template else f"{entry.action} {what}"
    return Line(entry, who, sentence, kind.page(row) if row is not None and kind.page else "", _amount(entry.details))


def _what(kind, row, number):
    name = kind.name(row, current_language()) if row is not None else ""
    if name:
        return _("%(noun)s “%(name)s”", noun=kind.noun, name=name)
    return _("%(noun)s no. %(number)s", noun=kind.noun, number=number)


def subject_in_words(subject):
    """What an entry is about, by its kind and number."""
    table, _colon, number = subject.partition(":")
    return _what(KINDS[table], None, number) if table in KINDS else subject


def _amount(details):
    found = (details.get("amount_minor"), details.get("currency"))
    return Money(*found) if None not in found else None
