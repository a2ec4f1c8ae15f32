"""A person of the reception as papers show them: names, pronunciation, form of address, languages, diet."""

from pypinyin.contrib.tone_convert import tone3_to_tone

from planner.documents.papers import PersonEntry, Text
from planner.people import names
from planner.people.diets import diet_text, need_kind
from planner.people.languages import language_names

HEALTH = {"pacemaker": Text("装有心脏起搏器", "pacemaker"), "pregnant": Text("孕期", "pregnant"), "wheelchair": Text("使用轮椅", "wheelchair")}


def entry_of(attendee, *, sees_diets, sees_contacts):
    """The entry of an attendee; diets and health, and telephone and mail, only for readers who may see them."""
    person = attendee.person
    served = attendee.interprets_for or (attendee.partner if attendee.role == "spouse" else None)
    return PersonEntry(
        name=own_and_latin(person), post=Text(person.title("zh"), person.title("en")),
        organisation=Text(person.organisation("zh"), person.organisation("en")), side=attendee.side, role=attendee.role,
        pronunciation=pronunciation(person), address=address(person),
        languages=Text(language_names(person.languages, "zh"), language_names(person.languages, "en")),
        phone=person.phone if sees_contacts else "", email=person.email if sees_contacts else "",
        diet=diet(attendee) if sees_diets else Text(), health=health(attendee) if sees_diets else Text(),
        needs=diet(attendee, "diet") if sees_diets else Text(), allergens=diet(attendee, "allergen") if sees_diets else Text(),
        key=str(attendee.id), sort=person.sort_key or "",
        with_whom=Text(served.person.name("zh"), served.person.name("en")) if served else Text(),
    )  # fmt: skip


def contact_of(person, *, sees_contacts):
    """A member of staff who is not necessarily in the party."""
    return PersonEntry(name=own_and_latin(person), post=Text(person.title("zh"), person.title("en")), side="host",
                       phone=person.phone if sees_contacts else "", email=person.email if sees_contacts else "")  # fmt: skip


def own_and_latin(person):
    """The name in the person's own script, and in Latin letters."""
    return Text(person.name_zh or person.name_native, person.name_en)


def address(person):
    return Text(*(names.form_of_address(person.name_zh or person.name_native, person.name_en, person.title(lang), person.gender or "", lang)
                  for lang in ("zh", "en")))  # fmt: skip


def pronunciation(person):
    """Toned pinyin (Wáng Jiànguó) of names that are read as Chinese; "" for others and for names known by title only."""
    if not names.is_read_as_chinese(person.name_zh, person.name_en) or names.title_only(person.name_zh):
        return ""
    toned = [tone3_to_tone(syllable).rstrip("5") for syllable in names.syllables(person.name_zh)]
    width = len(names.split_han(person.name_zh)[0]) if names.has_family_name(person.name_zh) else 0
    words = ("".join(toned[:width]), "".join(toned[width:]))
    return " ".join(word[:1].upper() + word[1:] for word in words if word)


def diet(attendee, part=""):
    """What is stored of the diet, in words; empty when nothing is. Of two parts, "allergen" holds the allergens and "diet" the rest."""
    stored = attendee.diet or {}
    codes = [code for code in stored.get("codes", ()) if not part or (need_kind(code) == "allergen") == (part == "allergen")]
    return Text(*(diet_text(codes, stored.get("note", "") if part != "allergen" else "", lang) for lang in ("zh", "en")))


def health(attendee):
    stored = attendee.health or {}
    known = [HEALTH.get(code, Text(code, code)) for code in stored.get("codes", ())]
    note = stored.get("note", "")
    if note in {words for text in known for words in (text.zh, text.en)}:
        note = ""  # the remark of the list said no more than the code does
    return Text("、".join([*(text.zh for text in known), *([note] if note else [])]),
                ", ".join([*(text.en for text in known), *([note] if note else [])]))  # fmt: skip
