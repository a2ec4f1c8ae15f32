"""The pocket pack: one HTML file for one role that works without network: no script, no address, pictures inside."""

import base64
import hashlib
from dataclasses import dataclass

from flask import render_template
from markupsafe import escape

from planner import folder_of
from planner.banquets import seating_bridge
from planner.documents import briefing
from planner.documents.papers import PersonEntry
from planner.documents.queries import Sheaf
from planner.i18n import force_language
from planner.receptions.models import ABSENT
from planner.receptions.queries import replies_of
from planner.running import queries, rulebook

POLICY = "default-src 'none'; style-src 'sha256-{styles}'; img-src data:; object-src 'none'; base-uri 'none'; form-action 'none'"


def styles():
    """The style sheet inside the file."""
    return escape((folder_of("static") / "pocket_pack.css").read_text("utf-8"))


def policy():
    """Of the file itself: whatever it holds, nothing is fetched and nothing runs; its own style sheet alone is used."""
    return POLICY.format(styles=base64.b64encode(hashlib.sha256(styles().encode()).digest()).decode())


@dataclass(frozen=True)
class Pack:
    """Everything of one role, read once; `diets` is empty for every role but the kitchen."""

    role: str
    reception: object
    heading: object
    time_zone: str
    days: tuple
    tasks: tuple
    guests: tuple
    own: tuple
    banquets: tuple   # (BanquetEntry, the plan as a data: address)
    menus: tuple
    cars: tuple
    contacts: tuple
    cards: tuple
    country_cards: tuple
    diets: tuple
    made_at: object

    @property
    def shows_diets(self):
        return self.role == rulebook.KITCHEN


def made_for(reception, role, lang, at, *, may):
    """The Pack of a role; `may` answers for the reader. Diets are read for the kitchen alone."""
    sections = rulebook.packs()[role]["sections"]
    is_kitchen = role == rulebook.KITCHEN
    sheaf = Sheaf(reception, lambda permission: permission == "person.see" and may(permission) or is_kitchen and permission == "diet.see" and may(permission))
    roles = queries.item_roles(reception)
    mine = {item.id for item in queries.items_for(role, reception.items, roles)}
    days = tuple((day.day, tuple(item for item in day.items if item.key in mine)) for day in sheaf.days)
    people = "people" in sections
    return Pack(
        role=role, reception=reception, heading=sheaf.heading, time_zone=reception.time_zone, days=tuple(day for day in days if day[1]),
        tasks=tuple(task for task in queries.tasks_of(reception) if task.role == role),
        guests=_side(sheaf, "guest") if people else (), own=_side(sheaf, "host") if people else (),
        banquets=tuple(_plans(sheaf, lang)) if "seats" in sections else (), menus=sheaf.menus if "menus" in sections else (),
        cars=_cars(sheaf, mine, lang) if "cars" in sections else (),
        contacts=_contacts(sheaf), cards=briefing.cards(lang) if "briefing" in sections else (),
        country_cards=briefing.country_cards(sheaf.countries, lang) if "briefing" in sections else (),
        diets=tuple(_diets(sheaf)) if is_kitchen and "diets" in sections else (), made_at=queries.wall_time(at, reception.time_zone))


def _side(sheaf, side):
    return tuple(sheaf.entries[a.id] for a in sheaf.attendees if a.side == side)


def _plans(sheaf, lang):
    for banquet, entry in zip(sheaf.seated_banquets, sheaf.banquet_entries):
        svg = seating_bridge.svg_text(seating_bridge.hall_plan(banquet, lang, hall=sheaf.hall(banquet)))
        yield entry, _address(svg)


def _address(svg):
    """A picture as an address that holds it."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _cars(sheaf, mine, lang):
    """(ItemEntry, its cars) of the role's items; and who sits where, (Arranged, the picture as an address or "") of each car."""
    booked = tuple((item, tuple(cars)) for day in sheaf.days for item in day.items if item.key in mine and (cars := item.of_kind("car")))
    pictures = [_address(seating_bridge.svg_text(drawing)) if drawing is not None else "" for drawing in sheaf.arrangements.pictures("car", lang)]
    return booked, tuple(zip(sheaf.arranged("car"), pictures, strict=True))


def _contacts(sheaf):
    """Our own people with a telephone: whom the programme names, once each."""
    found = {entry.name: entry for entry in sheaf.contacts if entry.phone}
    for item in (item for day in sheaf.days for item in day.items):
        if item.phone:
            found.setdefault(item.responsible, PersonEntry(name=item.responsible, side="host", phone=item.phone))
        for duty in item.duties:
            if duty.phone:
                found.setdefault(duty.name, PersonEntry(name=duty.name, post=duty.role, side="host", phone=duty.phone))
    seen, kept = set(), []
    for entry in found.values():
        if entry.phone not in seen:
            seen.add(entry.phone)
            kept.append(entry)
    return tuple(kept)


def _diets(sheaf):
    """(PersonEntry, table, seat) of everybody with a diet or an allergy who is expected; without a seat, table and seat are ""."""
    absent = {attendee_id for attendee_id, replies in replies_of(sheaf.reception).items() if any(reply.answer in ABSENT for reply in replies)}
    places = {seat.person.key: (table.called, seat.index + 1) for banquet in sheaf.banquet_entries for table in banquet.tables for seat in table.seated()}
    for attendee in sheaf.attendees:
        entry = sheaf.entries[attendee.id]
        if (entry.diet or entry.health) and attendee.dines and attendee.id not in absent:
            yield entry, *places.get(entry.key, ("", ""))


def html_of(pack, lang):
    """The file, in "zh" or "en"."""
    with force_language(lang):
        return render_template("running/pack.html", pack=pack, lang=lang, css=styles(), policy=policy(), role_title=rulebook.role_title(pack.role, lang),
                               title_of=queries.title_of, due_wall=queries.due_wall, role_words=_role_words)


def _role_words(entry, lang):
    """主宾 / Guest of honour, for those who are to be known at once."""
    words = {"guest_of_honour": ("主宾", "Guest of honour"), "host": ("主人", "Host"), "second_host": ("副主陪", "Second host"),
             "interpreter": ("译员", "Interpreter"), "spouse": ("配偶", "Spouse"), "secretary": ("秘书", "Secretary"), "driver": ("司机", "Driver")}
    pair = words.get(entry.role)
    return pair[0 if lang == "zh" else 1] if pair else ""


def file_name(reception, role, lang):
    """华信考察团-司机随身包.html / Huaxin delegation - Driver pocket pack.html, without characters that file systems refuse."""
    title, name = reception.title(lang), rulebook.role_title(role, lang)
    text = f"{title}-{name}随身包" if lang == "zh" else f"{title} - {name} pocket pack"
    clean = "".join("_" if character in '\\/:*?"<>|' or character < " " else character for character in text)
    return f"{clean[:150].strip('. ')}.html"
