"""Tours in words: why no plan is possible, how good a plan is, groups and their ways read out."""

from planner.db import session
from planner.i18n import _, _l
from planner.people.languages import language_names
from planner.receptions.models import Attendee
from planner.resources.models import Resource
from planner.sites.models import SiteStop
from planner.tours import queries
from planner.tours.models import Tour

STATE_NAMES = {"": _l("Not planned yet"), "best": _l("Proved best"), "good": _l("Good"), "impossible": _l("Impossible"), "unknown": _l("No plan found in time"),
               "by_hand": _l("Moved by hand, holds")}
LOCK_NAMES = {"guide": _l("the guide"), "interpreter": _l("the interpreter"), "order": _l("the order of the stops"), "visit": _l("the times"),
              "start": _l("the beginning"), "member": _l("the people")}
INTERVAL_RULES = ("window", "too_long", "splitting", "guides")


def clock(minute):
    return f"{minute // 60:02d}:{minute % 60:02d}"


def quality(tour):
    """How good the plan is, in words."""
    if tour.state == "best":
        return _("Proved best: nobody can walk and wait less on that day.")
    if tour.state == "good":
        return _("A plan that holds; at most %(percent)s %% above the least possible.", percent=f"{tour.gap_permille / 10:.1f}")
    if tour.state == "by_hand":
        return _("Moved by hand and checked: it breaks no rule.")
    return str(STATE_NAMES[tour.state])


class _Names:
    """Names of what reasons are about; of parties that this person may not know, “another party”."""

    def __init__(self, person, lang):
        self.person, self.lang = person, lang

    def party(self, key):
        found = session().get(Tour, int(key)) if key.isdigit() else None
        if found is None or self.person is None or not queries.may_see(found, self.person):
            return _("another party on the site")
        return found.item.reception.client.name(self.lang)

    def stop(self, key):
        return self._of(SiteStop, key)

    def companion(self, key):
        return self._of(Resource, key)

    def visitor(self, party, key):
        tour, found = (session().get(model, int(k)) if k.isdigit() else None for model, k in ((Tour, party), (Attendee, key)))
        is_known = tour is not None and found is not None and self.person is not None and queries.may_see(tour, self.person)
        return found.person.name(self.lang) if is_known else _("a visitor")

    def languages(self, key):
        found = session().get(Attendee, int(key)) if key.isdigit() else None
        return language_names(found.person.languages or [], self.lang) if found is not None else ""

    def _of(self, model, key):
        found = session().get(model, int(key)) if str(key).isdigit() else None
        return found.name(self.lang) if found is not None else _("something that is gone")


def reasons(tour, stored, person, lang):
    """Stored reasons, [[rule, [about]]], as sentences in the language of the moment."""
    names = _Names(person, lang)
    return [_sentence(tour, rule, about, names) for rule, about in stored]


def _sentence(tour, rule, about, names):
    if rule in ("no_way", "no_entry", "group_size"):
        return _about_stop(rule, names.party(about[0]), names.stop(about[1]))
    if rule == "no_language":
        spoken = names.languages(about[1]) if names.visitor(*about) != _("a visitor") else ""
        return (_("Nobody among the guides and interpreters speaks a language of %(visitor)s (%(languages)s).", visitor=names.visitor(*about), languages=spoken) if spoken
                else _("Nobody among the guides and interpreters speaks a language of %(visitor)s.", visitor=names.visitor(*about)))
    if rule in INTERVAL_RULES:
        return _about_party(rule, names.party(about[0]))
    if rule == "rivals":
        return _("%(one)s and %(other)s must not meet.", one=names.party(about[0]), other=names.party(about[1]))
    if rule == "rivals_within":
        return _("In the party of %(party)s are people of clients that must not meet; their groups come, walk and leave apart.", party=names.party(about[0]))
    if rule == "capacity":
        return _("“%(stop)s” takes only so many people and groups at once.", stop=names.stop(about[0]))
    if rule == "opening":
        return _("“%(stop)s” has its opening hours.", stop=names.stop(about[0]))
    if rule == "companion":
        return _("%(name)s has other duties or hours.", name=names.companion(about[0]))
    if rule == "lock":
        return _("For group %(number)s of %(party)s a person has decided: %(what)s.", number=about[1] + 1, party=names.party(about[0]), what=LOCK_NAMES[about[2]])
    return _("Nobody waits longer than 20 minutes at one stop.") if rule == "wait" else _("Everything ends by midnight.")


def _about_stop(rule, party, stop):
    if rule == "no_way":
        return _("Nobody of %(party)s can get to “%(stop)s” and back.", party=party, stop=stop)
    if rule == "no_entry":
        return _("“%(stop)s” is closed to visitors.", stop=stop)
    return _("A group of %(party)s is larger than “%(stop)s” holds.", party=party, stop=stop)


def _about_party(rule, party):
    return {"window": _("%(party)s has only the time of its item in the programme.", party=party),
            "too_long": _("The shortest tour is longer than the item of %(party)s in the programme.", party=party),
            "splitting": _("The number of groups, their sizes and who is to be kept together or apart do not go together for %(party)s.", party=party),
            "guides": _("Each group of %(party)s needs a guide, and an interpreter where the guide does not speak its language.", party=party)}[rule]


def read_out(group, lang):
    """One group's tour as sentences, one a stop."""
    said = []
    for n, visit in enumerate(group.visits):
        stop = visit.stop.name(lang)
        if n == len(group.visits) - 1:
            said.append(_("%(time)s back at %(stop)s", time=clock(visit.starts_minute), stop=stop))
        else:
            said.append(_("%(begin)s to %(end)s %(stop)s", begin=clock(visit.starts_minute), end=clock(visit.ends_minute), stop=stop))
    return said
