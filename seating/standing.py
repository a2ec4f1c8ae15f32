"""What precedence needs to know of a person: offices, dates, age, organisation, whom he or she represents.

Grades count from 1, the highest. Dates are ISO texts, whole (2021-03-15) or shortened (2021-03, 2021).
"""
import re
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from functools import cache
from importlib import resources

DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
MOST_YEARS = 130
FIELDS = ("offices", "office", "born", "age", "seniority", "organisation", "representative_of", "duty", "name_key")


@dataclass(frozen=True)
class Office:
    """A post: its title in zh and en, grade and sub-grade (1 is highest), and the date of taking it."""

    title: str = ""
    title_en: str | None = None
    grade: int | None = None
    sub_grade: int | None = None
    since: str | None = None
    organisation: str | None = None

    def called(self, lang):
        """The title to show to a reader of `lang`."""
        return (self.title_en or self.title) if lang == "en" else (self.title or self.title_en or "")


@dataclass(frozen=True)
class Organisation:
    """A body with its place in the order of bodies (its place in the list), and the order it announced itself."""

    id: str
    name: str
    name_en: str | None = None
    people: tuple = ()


@dataclass(frozen=True)
class Standing:
    """One person as precedence sees it.

    `grade` is used where no office is given. `office` is the index of the office that counts for this occasion;
    without it the highest does. `representative_of` is an Office, or the id of another person. `organisation_place`
    and `announced_place` count from 0. Seniority is whole years of service.
    """

    id: str
    side: str
    grade: int | None = None
    role: str | None = None
    partner: str | None = None
    name_key: str = ""
    name: str = ""
    name_en: str | None = None
    offices: tuple = ()
    office: int | None = None
    born: str | None = None
    age: int | None = None
    seniority: int | None = None
    organisation: str | None = None
    organisation_place: int | None = None
    announced_place: int | None = None
    representative_of: object = None
    duty: str | None = None

    @property
    def holds_rank(self):
        """Interpreters and people on duty take a chair and no rank (INT-02)."""
        return self.role != "interpreter" and (self.duty is None or self.role is not None)

    @property
    def own_office(self):
        """The Office that counts here: the one named, else the highest; an empty one without any (IN-03)."""
        return _that_counts(self.offices, self.office) or Office(grade=self.grade)

    def called(self, lang):
        """The name to show to a reader of `lang`."""
        return (self.name_en or self.name or self.id) if lang == "en" else (self.name or self.id)


def _that_counts(offices, named):
    """Of some Offices the one of index `named`, else the highest; None of none."""
    if named is not None:
        return offices[named]
    return min(offices, key=lambda o: (o.grade is None, o.grade, o.sub_grade is None, o.sub_grade), default=None)


@cache
def duties():
    """Duties without rank: id -> {"zh": …, "en": …}."""
    return tomllib.loads((resources.files("seating.rules") / "duties.toml").read_text(encoding="utf-8"))


def read_organisations(top, reader, known):
    """Organisations of a problem file, the highest first; raises InvalidProblem."""
    found = []
    for path, item in top.items("organisations"):
        r = reader(item, path)
        people = r.texts("people")
        unknown = next((p for p in people if p not in known), None)
        if unknown is not None or len(set(people)) < len(people):
            r.fail("people", f"no person “{str(unknown)[:40]}”" if unknown else "names somebody twice")
        found.append(Organisation(r.text("id", needed=True), r.text("name", default=""), r.text("name_en"), people))
        if found[-1].id in {o.id for o in found[:-1]}:
            r.fail("id", f"“{found[-1].id}” is used twice")
    return tuple(found)


def read_standing(r, reader, person, organisations, known):
    """A Standing from a person of a problem file (`r`); `person` has the fields of the format itself."""
    offices = tuple(_office(reader(item, path), organisations) for path, item in r.items("offices"))
    office = r.whole("office", most=len(offices) - 1, needed=False) if offices else None
    if r.value.get("office") is not None and not offices:
        r.fail("office", "names an office, but there are no offices")
    if r.value.get("age") is not None and r.value.get("born") is not None:
        r.fail("age", "give the date of birth or the age, not both")
    organisation = _organisation(r, organisations)
    if organisation is None and offices:
        organisation = _that_counts(offices, office).organisation
    place = next((i for i, o in enumerate(organisations) if o.id == organisation), None)
    announced = organisations[place].people if place is not None else ()
    return Standing(
        id=person["id"], side=person["side"], grade=person["rank"], role=person["role"], partner=person["partner"],
        name=person["name"], name_en=person["name_en"], name_key=r.text("name_key", default=""), offices=offices, office=office,
        born=_date(r, "born"), age=r.whole("age", most=MOST_YEARS, needed=False),
        seniority=r.whole("seniority", most=MOST_YEARS, needed=False), organisation=organisation, organisation_place=place,
        announced_place=announced.index(person["id"]) if person["id"] in announced else None,
        representative_of=_represented(r, reader, organisations, known, person["id"]),
        duty=r.text("duty", choices=tuple(duties())))


def _office(r, organisations):
    return Office(title=r.text("title", default=""), title_en=r.text("title_en"),
                  grade=r.whole("grade", least=1, needed=False), sub_grade=r.whole("sub_grade", least=1, needed=False),
                  since=_date(r, "since"), organisation=_organisation(r, organisations))


def _organisation(r, organisations):
    wanted = r.text("organisation")
    if wanted is not None and organisations and wanted not in {o.id for o in organisations}:
        r.fail("organisation", f"no organisation “{wanted[:40]}”")
    return wanted


def _represented(r, reader, organisations, known, own_id):
    wanted = r.value.get("representative_of")
    if wanted is None or isinstance(wanted, dict):
        return wanted if wanted is None else _office(reader(wanted, f"{r.path}.representative_of"), organisations)
    if not isinstance(wanted, str) or wanted not in known or wanted == own_id:
        r.fail("representative_of", "must be an office or the id of another person")
    return wanted


def _date(r, key):
    text = r.text(key)
    parts = DATE.fullmatch(text) if text is not None else None
    if text is not None:
        year, month, day = (int(part or 1) for part in parts.groups()) if parts else (0, 0, 0)
        if not (parts and 1 <= year and 1 <= month <= 12 and day >= 1 and day <= monthrange(year, month)[1]):
            r.fail(key, "must be a date such as 2021-03-15, 2021-03 or 2021")
    return text


def as_fields(standing):
    """The Standing as the optional fields of a person in a problem file."""
    found = {key: getattr(standing, key) for key in FIELDS if getattr(standing, key) not in (None, (), "")}
    if "offices" in found:
        found["offices"] = [_office_fields(office) for office in found["offices"]]
    if isinstance(found.get("representative_of"), Office):
        found["representative_of"] = _office_fields(found["representative_of"])
    return found


def _office_fields(office):
    return {key: value for key, value in vars(office).items() if value not in (None, "")}
