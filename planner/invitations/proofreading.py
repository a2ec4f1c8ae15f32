"""The check before invitations leave: what would embarrass us, each with the page that mends it.

The rules are proofreading.toml. Looking at what somebody wrote is pure; findings() reads the banquet and its guests.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from planner.documents.wording import MONTHS, WEEKDAYS, date_with_weekday, short_date
from planner.i18n import _, current_language
from planner.invitations import letters, phrases, queries, styles, wording
from planner.people.names import script_of, title_only

FILE = Path(__file__).with_name("proofreading.toml")
MAY_BE_EMPTY = ("honoured", "in_honour", "company", "host_post", "hall")
"""Fields that have no value for some guests, and whose line is then left out or whose sentence stays whole."""
STEPS_BELOW = 2
_ZH_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日\s*[（(]?\s*(?:(?:星期|周|礼拜)([一二三四五六日天]))?")
_EN_DAY = re.compile(rf"(?:({'|'.join(WEEKDAYS['en'])}),?\s+)?(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({'|'.join(MONTHS)})(?:\s+(\d{{4}}))?")
_EN_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS['en'])})\b")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Rule:
    """A rule of proofreading.toml. `words` is what must not stand in a text, `pieces` in which."""

    id: str
    weight: str
    title: phrases.Both
    source: phrases.Both
    reason: phrases.Both
    lang: str = ""
    words: str = ""
    pieces: tuple = phrases.PIECES


@dataclass(frozen=True)
class Finding:
    """Something to mend: its rule, a sentence, where, and what the link is called."""

    rule: Rule
    text: str
    url: str
    label: str

    @property
    def must(self):
        return self.rule.weight == "must"


@lru_cache(maxsize=1)
def rules():
    """{id: Rule}"""
    return {row["id"]: Rule(**row | {name: phrases.Both(**row[name]) for name in ("title", "source", "reason")}
                            | {"pieces": tuple(row.get("pieces", phrases.PIECES))})
            for row in tomllib.loads(FILE.read_text("utf-8"))["rule"]}


def words_found(text, piece, lang):
    """[(Rule, the words)] that should not stand in this piece of a text."""
    return [(rule, found[0].strip()) for rule in rules().values() if rule.words and piece in rule.pieces and rule.lang in ("", lang)
            and (found := re.search(rule.words, text))]


def days_found(text, lang, *, on, allowed=()):
    """[(rule id, what is written, the day or None)]: days in a text whose weekday is wrong, and days other than the banquet's `on`.

    A year left out is the banquet's. An English weekday that stands alone is held against the banquet's day.
    """
    found, rest = [], text
    for match in (_ZH_DAY if lang == "zh" else _EN_DAY).finditer(text):
        year, month, day, weekday = _parts(match, lang)
        rest = rest.replace(match[0], " ", 1)
        written = _day(year or on.year, month, day)
        if written is None or weekday is not None and written.weekday() != weekday:
            found.append(("weekday", match[0].strip(), written))
        elif written != on and written not in allowed:
            found.append(("other_day", match[0].strip(), written))
    if lang == "en":
        found += [("weekday", match[0], on) for match in _EN_WEEKDAY.finditer(rest) if match[0] != WEEKDAYS["en"][on.weekday()]]
    return found


def _parts(match, lang):
    if lang == "zh":
        year, month, day, weekday = match.groups()
        return int(year or 0), int(month), int(day), min("一二三四五六日天".index(weekday), 6) if weekday else None
    weekday, day, month, year = match.groups()
    return int(year or 0), MONTHS.index(month) + 1, int(day), WEEKDAYS["en"].index(weekday) if weekday else None


def _day(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        return None


def findings(banquet, style=None):
    """Everything to mend before the invitations to this banquet leave, the gravest first. `style` in place of the stored one."""
    style = style or styles.style_for(banquet)
    words, rows = styles.wording_for(banquet, style), [row for row in queries.standing(banquet)]
    langs = phrases.LANGUAGES if style.is_bilingual or not rows else tuple(dict.fromkeys(row.language for row in rows))
    found = [*_replies(rows, banquet), *_texts(banquet, words, langs), *_occasion(banquet, langs), *_guests(rows, style)]
    return sorted(found, key=lambda finding: not finding.must)


def stopping(banquet):
    """The findings that stop a sending."""
    return [finding for finding in findings(banquet) if finding.must]


def _finding(rule_id, text, url, label):
    return Finding(rules()[rule_id], text, url, label)


def _replies(rows, banquet):
    begins = banquet.item.starts_at.date()
    for row in rows:
        if row.reply_by >= begins and row.state == "draft":
            yield _finding("reply_late", _("%(name)s would be asked to reply by %(day)s, and the banquet is on %(begins)s.", name=_name(row.attendee),
                                           day=short_date(row.reply_by, current_language()), begins=short_date(begins, current_language())),
                           _item_url(banquet),
                           _("Change the banquet’s day"))


def _item_url(banquet):
    return f"/receptions/{banquet.reception_id}/programme/{banquet.item_id}"


def _texts(banquet, words, langs):
    on, allowed = banquet.item.starts_at.date(), {row.reply_by for row in queries.standing(banquet)}
    for lang in langs:
        said = wording.values(lang, letters.occasion(banquet, lang), guest="x")
        for piece in phrases.PIECES:
            text, url = words.piece(piece, lang), f"{_style_url(banquet)}#{piece}_{lang}"
            label = _("Change the words")
            for rule, written in words_found(text, piece, lang):
                yield Finding(rule, _("“%(words)s” stands in the words of the invitation.", words=written), url, label)
            for rule_id, written, day in days_found(text, lang, on=on, allowed=allowed):
                yield _finding(rule_id, _day_words(rule_id, written, day, on), url, label)
            for name in phrases.empty_fields(text, said):
                if name not in MAY_BE_EMPTY:
                    yield _finding("empty_field", _("The field {%(field)s} has no value here.", field=name), url, label)
            if lang == "en" and _HAN.search(text):
                yield _finding("script", _("The English words contain Chinese characters."), url, label)
            if lang == "zh" and text and not _HAN.search(text):
                yield _finding("script", _("The Chinese words contain no Chinese character."), url, label)


def _day_words(rule_id, written, day, on):
    lang = current_language()
    if rule_id == "weekday":
        return _("“%(written)s” is wrong: it is %(day)s.", written=written, day=date_with_weekday(day, lang)) if day else (
            _("“%(written)s” is no day of the calendar.", written=written))
    return _("“%(written)s” is written, and the banquet is on %(day)s.", written=written, day=date_with_weekday(on, lang))


def _occasion(banquet, langs):
    """What the banquet is called and where it is, in the language of the letters."""
    place = letters.place
    if "en" in langs:
        if _HAN.search(banquet.item.title("en")):
            yield _finding("script", _("The banquet has no English title."), _item_url(banquet), _("Give it one"))
        if _HAN.search(place(banquet, "en")):
            yield _finding("script", _("The place has no English name."), _banquet_url(banquet), _("Give it one"))
        if _HAN.search(banquet.host.person.name("en")):
            yield _finding("script", _("The host has no name in Latin letters."), _person_url(banquet.host), _("Add it"))
    if "zh" in langs:
        if not _HAN.search(banquet.item.title("zh")):
            yield _finding("script", _("The banquet has no Chinese title."), _item_url(banquet), _("Give it one"))
        if not _HAN.search(place(banquet, "zh")):
            yield _finding("script", _("The place has no Chinese name."), _banquet_url(banquet), _("Give it one"))


def _guests(rows, style):
    for row in rows:
        guest, person, url = row.attendee, row.attendee.person, _person_url(row.attendee)
        if title_only(person.name_zh or ""):
            yield _finding("title_only", _("%(name)s: the full name is not known.", name=_name(guest)), url, _("Add the name"))
        elif not (person.title_zh or person.title_en) and guest.role != "spouse":
            rule = "no_post" if person.gender else "no_courtesy"
            yield _finding(rule, _("%(name)s has no post here.", name=_name(guest)) if person.gender else
                           _("%(name)s has neither a post nor Mr. or Ms.", name=_name(guest)), url, _("Add it"))
        if (row.language == "en" or style.is_bilingual) and script_of(person.name("en")) == "han":
            yield _finding("script", _("%(name)s has no name in Latin letters for the English invitation.", name=_name(guest)), url, _("Add it"))
        host = row.banquet.host
        if guest.rank and host.rank and host.rank - guest.rank >= STEPS_BELOW:
            yield _finding("host_rank", _("%(host)s invites %(name)s, who ranks higher.", host=_name(host), name=_name(guest)),
                           _banquet_url(row.banquet), _("Choose another host"))


def _name(attendee):
    return attendee.person.name(current_language())


def _style_url(banquet):
    return f"/receptions/{banquet.reception_id}/banquets/{banquet.id}/invitations/style"


def _banquet_url(banquet):
    return f"/receptions/{banquet.reception_id}/banquets/{banquet.id}/edit"


def _person_url(attendee):
    return f"/receptions/{attendee.reception_id}/people/{attendee.id}"
