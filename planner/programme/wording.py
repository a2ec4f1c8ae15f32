"""The programme in words: consequences of a move, differences between versions, and what somebody is told."""

from datetime import datetime

from planner.accounts.queries import language_of
from planner.formats import clock_time, day, listed
from planner.i18n import _, current_language, force_language
from planner.people.models import either
from planner.programme import queries


def span(starts_at, ends_at, *, with_day=True):
    """"8 Dec 09:00–10:00", the second date only where it is another."""
    until = "" if ends_at is None else f"–{clock_time(ends_at)}" if ends_at.date() == starts_at.date() else f"–{day(ends_at, 'short')} {clock_time(ends_at)}"
    return f"{day(starts_at, 'short')} {clock_time(starts_at)}{until}" if with_day else f"{clock_time(starts_at)}{until}"


def because(link, called):
    """Why an item moves along; `called` gives the title of an item by its id."""
    if link is None:
        return _("kept together with what was moved")
    if link.kind == "together":
        return _("kept together with “%(on)s”", on=called[link.on])
    if link.kind == "after":
        return _("begins %(minutes)s minutes after “%(on)s” ends at the earliest", minutes=link.minutes, on=called[link.on]) if link.minutes else _("waits for the end of “%(on)s”", on=called[link.on])
    return _("begins %(minutes)s minutes after “%(on)s” begins at the earliest", minutes=link.minutes, on=called[link.on]) if link.minutes else _("does not begin before “%(on)s”", on=called[link.on])


def dependency(row, lang):
    """A dependency of an item as its own page says it."""
    on = row.on.title(lang)
    if row.kind == "together":
        return _("Keeps its distance to “%(on)s”: both move together.", on=on)
    if row.kind == "after":
        return _("Begins %(minutes)s minutes after “%(on)s” ends, or later.", minutes=row.minutes, on=on) if row.minutes else _("Begins when “%(on)s” has ended, or later.", on=on)
    return _("Begins %(minutes)s minutes after “%(on)s” begins, or later.", minutes=row.minutes, on=on) if row.minutes else _("Begins when “%(on)s” begins, or later.", on=on)


# --- versions ------------------------------------------------------------------------------------------------------------

def difference(one, after, names):
    """One difference between two contents as a sentence; `after` is the later content, `names` {person id: Person}."""
    lang = current_language()
    title, now = either(lang, *one["title"]), after.get("items", {}).get(str(one["item"]))
    if one["what"] == "added":
        return _("New: “%(title)s”, %(when)s", title=title, when=_when(one["from"], one["to"]))
    if one["what"] == "removed":
        return _("Dropped: “%(title)s”, %(when)s", title=title, when=_when(one["from"], one["to"]))
    if one["what"] == "moved":
        now = now or {"starts_at": one["to"], "ends_at": ""}
        if one["from"] == one["to"]:
            return _("“%(title)s”: now %(when)s", title=title, when=_when(now["starts_at"], now["ends_at"]))
        return _("“%(title)s”: now %(when)s, was %(before)s", title=title, when=_when(now["starts_at"], now["ends_at"]), before=_when(one["from"], ""))
    if one["what"] == "placed":
        return _("“%(title)s”: now at %(place)s", title=title, place=either(lang, *one["to"]) or _("a place not yet named"))
    if one["what"] == "joined":
        return _("You take part in “%(title)s”, %(when)s", title=title, when=_when(now["starts_at"], now["ends_at"]) if now else "")
    if one["what"] == "left":
        return _("You do not take part in “%(title)s” any more", title=title)
    return _people(title, one, names, lang)


def _people(title, one, names, lang):
    def called(ids):
        return listed(names[person].name(lang) for person in ids if person in names)

    if one["to"] and one["from"]:
        return _("“%(title)s”: now with %(joined)s, without %(left)s", title=title, joined=called(one["to"]), left=called(one["from"]))
    if one["to"]:
        return _("“%(title)s”: now with %(joined)s", title=title, joined=called(one["to"]))
    return _("“%(title)s”: now without %(left)s", title=title, left=called(one["from"]))


def _when(begins, ends):
    return span(datetime.fromisoformat(begins), datetime.fromisoformat(ends) if ends else None) if begins else ""


def people_in(differences):
    """{id: Person} of everybody whom differences name."""
    return queries.names_of(person for one in differences if one["what"] == "people" for person in (*one["from"], *one["to"]))


def reads(person):
    """The language to write to somebody in: our people's own; Chinese for contacts who know it."""
    if person.client_id is None:
        return language_of(person)
    return "zh" if "zh" in (person.languages or ()) or person.name_zh and not person.name_en else "en"


def letter(telling, owner):
    """What to tell somebody, as a text to send or to read out."""
    person, version = telling.person, telling.programme
    with force_language(reads(person)):
        lang = current_language()
        lines = [difference(one, version.content, {}) for one in telling.changes]
        opening = _("Dear %(name)s,", name=person.name(lang))
        news = _("this is your part in the programme of “%(reception)s” (version %(number)s):", reception=version.reception.title(lang), number=version.number)
        closing = _("Please tell me if something does not suit you.")
        return "\n".join([opening, "", news, *(f"· {line}" for line in lines), "", closing, owner.name(lang)])
