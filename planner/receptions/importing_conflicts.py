"""Where a guest list meets what is stored: a part that somebody of the party has already, and contacts that colleagues look after."""
from planner.i18n import current_language
from planner.people.queries import changeable_clients
from planner.receptions.party_actions import SINGLE_ROLES
from planner.receptions.workbook_problems import Choice

USUAL = {"guest": "guest", "host": "companion"}


def settle_roles(proposal, matches, attendees):
    """Tell of each part that the list gives to one person while another, whom it does not name, has it; apply the decision.

    The proposal is that who has the part keeps it. Returns {Attendee: new role} of those who step down instead.
    """
    listed = {match.attendee.id for match in matches if match.attendee is not None}
    holders = {found.role: found for found in attendees if found.role in SINGLE_ROLES and found.id not in listed}
    stepping_down = {}
    for match in matches:
        holder = holders.get(match.row.role)
        if holder is None:
            continue
        usual, name = USUAL[holder.side], holder.person.both_names()
        chosen = proposal.tell(match.row, f"{match.row.role}_taken", "role", "warning",
                               [Choice("stays", usual, {"role": usual}), Choice("takes_over", "takes_over", {}, values={"value": name})], name=name)
        if chosen.id == "takes_over":
            stepping_down[holder] = usual
    return stepping_down


def keep_foreign_contacts(proposal, matches, by):
    """Take away what the list would change of contacts that `by` may not change, and tell of it."""
    mine = changeable_clients({match.person.client for match in matches if match.person is not None and not match.person.is_staff}, by)
    for match in matches:
        person = match.person
        if person is None or person.is_staff or person.client_id in mine:
            continue
        if any(getattr(person, name) != value for name, value in match.person_values.items()):
            proposal.tell(match.row, "contact_kept", "", "info", client=person.client.name(current_language()))
        match.person_values = {}
