"""A guest's postal address as the receiving country writes it, with the form of address and honorific of its language.

A person's own address goes before the client's. Without any, the envelope names guest and house alone: it is brought by hand.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from planner.documents.stationery import Addressed
from planner.invitations.letters import readable
from planner.invitations.phrases import Both
from planner.people.countries import country_name
from planner.people.names import has_family_name, script_of, split_han, title_entry, title_only

FILE = Path(__file__).with_name("addresses.toml")
HOME = "CN"
LONGEST_POST = 4


@dataclass(frozen=True)
class Form:
    """How a country's addresses are written."""

    id: str
    countries: tuple[str, ...]
    layout: str
    city: str
    source: Both
    reason: Both


@lru_cache(maxsize=1)
def _data():
    return tomllib.loads(FILE.read_text("utf-8"))


@lru_cache(maxsize=256)
def form_for(country):
    """The Form of a country; the last of the list for one that has none of its own."""
    rows = [Form(row["id"], tuple(row["countries"]), row["layout"], row["city"], Both(**row["source"]), Both(**row["reason"])) for row in _data()["form"]]
    return next((one for one in rows if country in one.countries), rows[-1])


def honorific_for(rank):
    """The word after the name on a Chinese envelope."""
    return next(row["word"] for row in _data()["honorific"] if not row["ranks"] or rank in row["ranks"])


def addressed(invitation):
    """The Addressed of the guest of an invitation."""
    person = invitation.attendee.person
    client = person.client
    country = client.country if client is not None else HOME
    form = form_for(country)
    zh, en, postcode = address_of(person)
    if form.layout == "chinese" and (zh or not en and invitation.language == "zh"):
        lines = (*_lines(zh), *filter(None, [client.name("zh") if client is not None else ""]))
        name = envelope_name_zh(person)
        return Addressed("chinese", name, lines, postcode, honorific=honorific_for(invitation.attendee.rank) if script_of(name) == "han" else "", lang="zh")
    return Addressed("western", envelope_name_en(person), _western(person, client, form, en or zh, postcode), postcode, _country(country) if en or zh else "", lang="en")


def address_of(person):
    """(lines in Chinese, lines in Latin letters, postcode): the person's own, else the client's."""
    own = (person.postal_address or "").strip()
    if own:
        is_chinese = script_of(own) == "han"
        return (own if is_chinese else ""), ("" if is_chinese else own), person.postcode
    client = person.client
    return (client.address_zh, client.address_en, client.postcode) if client is not None else ("", "", "")


def has_address(invitation):
    """Whether mail can be posted to this guest."""
    return any(address_of(invitation.attendee.person)[:2])


def envelope_name_zh(person):
    """王董事长建国: family name, post, given name, as a Chinese envelope has it; 刘慧女士 without a post that serves as an address.

    Of several posts the first, without its department; one of more than four characters would tear the name apart.
    """
    name = person.name("zh")
    if title_only(name):
        return name
    if script_of(name) != "han":
        return f"{name} {_courtesy_zh(person)}".strip()
    entry = title_entry(re.split(r"[、，,/；;]", person.title_zh)[0]) if person.title_zh else None
    if not entry or not entry["zh"] or len(entry["ending"]) > LONGEST_POST or script_of(entry["ending"]) != "han":
        return name + _courtesy_zh(person)
    family, given = split_han(name)
    return f"{family}{entry['ending']}{given}" if has_family_name(name) else f"{name}{entry['ending']}"


def _courtesy_zh(person):
    return {"m": "先生", "f": "女士"}.get(person.gender or "", "")


def envelope_name_en(person):
    """Mr. Stefan Krause"""
    return f"{ {'m': 'Mr. ', 'f': 'Ms. '}.get(person.gender or '', '') }{person.name('en')}"


def _western(person, client, form, address, postcode):
    house = client.name("en") if client is not None else ""
    lines = list(_lines(address))
    if lines and postcode and postcode not in address:
        lines[-1:] = form.city.format(city=lines[-1], postcode=postcode).splitlines()
    return tuple(filter(None, [readable(person.title("en"), "en"), house, *lines]))


def _lines(address):
    return tuple(line.strip() for line in (address or "").splitlines() if line.strip())


def _country(country):
    """GERMANY 德国: in capitals for abroad, in Chinese for our own post; nothing at home."""
    english, chinese = country_name(country, "en"), country_name(country, "zh")
    return f"{'P.R. CHINA' if country == HOME else english.upper()} {chinese}"
