"""The replies to one banquet as a list to work with: how far they have come by list, what guests ask for, and each guest's word."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from planner.banquets.queries import editable_reception
from planner.db import session
from planner.errors import NotFound
from planner.invitations import companions, queries, replies, waiting
from planner.invitations.models import Companion
from planner.on_the_day.queries import findable
from planner.people.names import clean_text, fold, simplified

SHOWN = ("silent", "accepted", "declined", "maybe", "to_confirm", "differing", "waiting")
MOST_SHOWN = 60


@dataclass(frozen=True)
class Row:
    """One guest: the invitation, the Reply that counts, what contradicts it, and whom the guest would like to bring."""

    invitation: object
    reply: object
    contradiction: object
    companion: object

    @property
    def state(self):
        """waiting (for a place), none, or that of the reply."""
        if self.invitation.is_waiting:
            return "waiting"
        return self.reply.state if self.reply is not None else "none"


class ReplyList:
    """Everybody invited to a banquet. `search` (name, pinyin, organisation) and `show` (one of SHOWN) narrow the rows."""

    def __init__(self, banquet, at, *, search="", show=""):
        self.banquet, self.at, self.search, self.show = banquet, at, search, show if show in SHOWN else ""
        self.invitations = queries.invitations_of(banquet)
        histories, brought = queries.histories(self.invitations), companions.latest_of(self.invitations)
        self.rows = [Row(row, replies.that_counts(histories[row.id]), replies.contradiction(histories[row.id]), brought.get(row.id))
                     for row in self.invitations if row.state != "withdrawn"]
        self.replies = {row.invitation.id: row.reply for row in self.rows if row.reply is not None}

    @cached_property
    def funnels(self):
        """{"first": Funnel, "later": Funnel of who waited or waits}; only the lists that have somebody."""
        mails = queries.newest_mails(self.banquet)
        lists = {"first": [row for row in self.invitations if row.round == waiting.FIRST], "later": [row for row in self.invitations if row.round > waiting.FIRST]}
        return {name: queries.funnel(rows, self.replies, mails) for name, rows in lists.items() if rows}

    @cached_property
    def free_places(self):
        """Places of the first list that nobody has; below zero when more accept than places were planned."""
        return waiting.free_places_of(self.banquet, self.invitations)

    @property
    def in_line(self):
        """Who waits, the next first."""
        return waiting.next_in_line(self.invitations)

    @cached_property
    def proposed(self):
        """Who is next for the places that are free."""
        return waiting.proposed(self.banquet, self.invitations)

    @property
    def called(self):
        """Who was called up and has not been sent the invitation yet."""
        return [row for row in self.invitations if row.called_at is not None and row.state == "draft"]

    @property
    def proposals(self):
        """Rows with a companion to decide on."""
        return [row for row in self.rows if row.companion is not None and row.companion.state == "proposed"]

    @cached_property
    def coming(self):
        return [row for row in self.rows if row.state == "accepted"]

    @cached_property
    def diets(self):
        """[(id of a need, how many who come have it)], the most frequent first; "" stands for needs told in words alone."""
        found = Counter()
        for row in self.coming:
            diet = row.invitation.attendee.diet or {}
            found.update(diet.get("codes") or ([""] if diet.get("note") else []))
        return found.most_common()

    @property
    def with_diet(self):
        """Attendees who come and of whom a diet is known."""
        return [row.invitation.attendee for row in self.coming if row.invitation.attendee.diet]

    @cached_property
    def requests(self):
        """Rows of who comes or may come, and asked to be fetched, comes by own car or needs an interpreter."""
        return [row for row in self.rows if row.reply is not None and row.state in ("accepted", "maybe", "to_confirm")
                and (row.reply.transport or row.reply.interpreter)]

    @cached_property
    def found(self):
        words = simplified(fold(clean_text(self.search))).split()
        today = queries.today_there(self.banquet, self.at)
        return [row for row in self.rows if self._is_shown(row, today) and all(word in findable(row.invitation.attendee.person) for word in words)]

    def _is_shown(self, row, today):
        if self.show == "silent":
            return row.invitation.state == "sent" and replies.is_silent(row.reply, today)
        if self.show == "differing":
            return row.contradiction is not None
        return not self.show or row.state == self.show

    @property
    def shown(self):
        return self.found[:MOST_SHOWN]


def reception_to_note(reception_id, person):
    """The reception if this person may note replies: its planner, and the office, which answers the telephone; NotFound otherwise."""
    return editable_reception(reception_id, person)


def get_companion(reception, companion_id):
    """A companion proposed in this reception; NotFound for another's."""
    found = session().get(Companion, companion_id)
    if found is None or found.invitation.banquet.reception_id != reception.id:
        raise NotFound()
    return found

