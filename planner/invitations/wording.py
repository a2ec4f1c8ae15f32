"""What the letters say. Chinese and English are each written in their own form; neither is a translation of the other.

Rules: theme, form, time, place and host are named (IV-01); the Chinese letter names the host at its end, the English one
makes the host the subject of one third-person sentence (IV-07); never 准时 (IV-08); no word about gifts (IV-09).
Source: domain reference, invitations. No message catalogue here: the letter's language is the guest's, not the reader's.
"""

from dataclasses import dataclass
from datetime import datetime

from planner.documents.wording import date_in_words, date_with_weekday, short_date, time_in_words, with_article
from planner.invitations import phrases
from planner.outbox.message import unlinked


@dataclass(frozen=True)
class Occasion:
    """The banquet as the letter names it, in the letter's language; times are wall time."""

    title: str
    starts_at: datetime
    place: str
    house: str
    host: str
    host_post: str
    honouring: str
    is_guest_of_honour: bool
    contact: tuple[str, ...]
    """Name, department, telephone, mail address of the account manager, without empty ones."""
    venue: str = ""
    hall: str = ""
    client: str = ""
    festival: str = ""

    @property
    def contact_links(self):
        """(address to tap, or "", and the words) of each part of the contact, for a page."""
        return [(_address_of(part), part) for part in self.contact]

    @property
    def with_article(self):
        """the welcome banquet: the title inside an English sentence."""
        return with_article(self.title)


def _address_of(part):
    if "@" in part:
        return f"mailto:{part}"
    digits = "".join(one for one in part if one in "+0123456789")
    return f"tel:{digits}" if len(digits) >= 5 else ""


@dataclass(frozen=True)
class LetterText:
    """A letter in pieces: the link comes after `before`, the signature ends it."""

    lang: str
    subject: str
    salutation: str
    before: tuple[str, ...]
    link_label: str
    after: tuple[str, ...]
    signature: tuple[str, ...]

    def plain(self, url):
        """The letter as plain text, the link on a line of its own."""
        indent = "　　" if self.lang == "zh" else ""
        paragraphs = [self.salutation, *(indent + text for text in self.before)]
        if url and self.link_label:
            paragraphs.append(f"{self.link_label}{'：' if self.lang == 'zh' else ': '}\n{url}")
        paragraphs += [indent + text for text in self.after]
        return "\n\n".join([*paragraphs, "\n".join(self.signature)]) + "\n"


def invitation(lang, occasion, *, addressed, reply_by, also_for=(), only_for=False, cards=1, words=None):
    """The invitation. `also_for` are those the receiver answers for; `only_for`: the receiver is not invited, and no
    calendar entry goes with it. `cards` is how many are attached; `words` the Wording of the banquet."""
    write = _invitation_zh if lang == "zh" else _invitation_en
    return write(occasion, unlinked(addressed), reply_by, [unlinked(name) for name in also_for], only_for, cards,
                 words or phrases.wording_of(None))


def values(lang, occasion, *, guest, names=(), only_for=False):
    """What the fields of phrases stand for in a letter to `guest`; {host} with the post, for it is one sentence."""
    both = {"guest": guest, "host_post": occasion.host_post, "house": occasion.house, "client": occasion.client, "place": occasion.place,
            "venue": occasion.venue or occasion.place, "hall": occasion.hall, "festival": occasion.festival,
            "honoured": "" if occasion.is_guest_of_honour else occasion.honouring}
    return both | (_values_zh if lang == "zh" else _values_en)(occasion, names if only_for else ())


def _values_zh(occasion, names):
    return {"company": "、".join(names), "host": occasion.host, "title": occasion.title, "when": when("zh", occasion.starts_at), "in_honour": "",
            "date": date_with_weekday(occasion.starts_at.date(), "zh"), "time": f"{occasion.starts_at:%H:%M}"}


def _values_en(occasion, names):
    post = f", {occasion.host_post} of {occasion.house}," if occasion.host_post else f" of {occasion.house}"
    honoured = "in your honour" if occasion.is_guest_of_honour else f"in honour of {occasion.honouring}" if occasion.honouring else ""
    return {"company": f"the company of {_and(names)}" if names else "your company", "host": occasion.host + post,
            "title": occasion.with_article, "when": when("en", occasion.starts_at), "in_honour": honoured,
            "date": date_in_words(occasion.starts_at.date()), "time": time_in_words(occasion.starts_at.time())}


def asks_again(lang, reply_by):
    """That an earlier acceptance was for another day or time."""
    by = date_with_weekday(reply_by, lang)
    return (f"此前的回执系就原定时间作出，敬请于{by}前重新赐复，以便确认席位。" if lang == "zh"
            else f"Your earlier reply was for the former time; may we ask you to reply again by {by}?")


def see_reply(lang, asks):
    """The words of the link in a letter of change."""
    if lang == "zh":
        return "重新回复" if asks else "查看或更改回执"
    return "Reply again" if asks else "See or change your reply"


def framed(lang, occasion, addressed, subject, before, link_label):
    """A letter around these paragraphs: salutation, contact and signature in the form of the language."""
    return (_letter_zh if lang == "zh" else _letter_en)(occasion, addressed, subject, before, link_label)


def names_line(lang, names, *, is_asked):
    """Whom else the letter is about; `is_asked` where a reply for them is welcome."""
    if lang == "zh":
        return _names_zh(names) if is_asked else _names_zh(names, "此函涉及：")
    return _names_en(names) if is_asked else _names_en(names, "This letter concerns")


def attached_again(lang, cards, only_for, *, on_paper=False):
    """That the new card, and unless `only_for` a new calendar entry, goes with the letter; `on_paper` it lies in the same envelope."""
    return _attached_again_zh(cards, only_for) if lang == "zh" else _attached_again_en(cards, only_for, "enclosed" if on_paper else "attached")


def when(lang, starts_at):
    """2026年12月8日（星期二）18:30 / Tuesday, the eighth of December 2026, at half past six o’clock"""
    if lang == "zh":
        return f"{date_with_weekday(starts_at.date(), 'zh')}{starts_at:%H:%M}"
    return f"{date_in_words(starts_at.date())} {starts_at.year}, at {time_in_words(starts_at.time())}"


def reminder(lang, occasion, *, addressed, reply_by, also_for=(), only_for=False, asks_again=False):
    """A friendly word to those who have not replied yet, or only for another day or time (`asks_again`)."""
    addressed, names = unlinked(addressed), [unlinked(name) for name in also_for]
    if lang == "zh":
        end = "此前的回执系就原定时间作出，烦请重新赐复。" if asks_again else "如已赐复，敬请忽略此函。"
        return _letter_zh(occasion, addressed, f"敬候回音：{occasion.title}", (
            f"日前奉上{when('zh', occasion.starts_at)}{occasion.title}的请柬，谅已收悉。我们正在安排席位，"
            f"如蒙于{date_with_weekday(reply_by, 'zh')}前赐复，不胜感激。{end}", *_names_zh(names)), "回复请柬")
    end = ("Your earlier reply was for the former time, so may we ask you to reply again." if asks_again
           else "If you have replied already, please disregard this note.")
    return _letter_en(occasion, addressed, f"Your reply: {occasion.title}", (
        f"May we remind you of our invitation to {occasion.with_article} on {when('en', occasion.starts_at)}? "
        f"We are preparing the seating and would be grateful for your reply by {date_with_weekday(reply_by, 'en')}. {end}",
        *_names_en(names)), "Reply to the invitation")


def withdrawal(lang, occasion, *, addressed, reply_by=None, also_for=(), only_for=False):
    """The invitation no longer stands."""
    addressed, names = unlinked(addressed), [unlinked(name) for name in also_for]
    if lang == "zh":
        return _letter_zh(occasion, addressed, f"取消通知：{occasion.title}", (
            f"原定于{when('zh', occasion.starts_at)}的{occasion.title}，因故未能如约相邀，谨此奉闻，敬请谅解。",
            *_names_zh(names, "此函涉及："), f"{'' if only_for else '您日历中的安排将随本函取消。'}期待日后再聚。"), "")
    return _letter_en(occasion, addressed, f"Cancelled: {occasion.title}", (
        f"We very much regret that our invitation to {occasion.with_article} on {when('en', occasion.starts_at)} can no longer stand, "
        "and ask for your understanding.",
        *_names_en(names, "This letter concerns"), f"{'' if only_for else 'The entry in your calendar will be cancelled. '}"
        "We hope to welcome you on another occasion."), "")


LETTERS = {"invitation": invitation, "reminder": reminder, "withdrawal": withdrawal}


def _invitation_zh(occasion, addressed, reply_by, names, only_for, cards, words):
    said = values("zh", occasion, guest=addressed, names=names, only_for=only_for)
    asked = phrases.fill(words.piece("letter", "zh"), said) + ("烦请转呈。" if only_for else "")
    by = date_with_weekday(reply_by, "zh")
    reply = f"如不克出席，敬请于{by}前告知。" if words.asks == "regrets" else f"敬请于{by}前赐复。"
    return _letter_zh(occasion, addressed, f"请柬：{occasion.title}（{occasion.starts_at.month}月{occasion.starts_at.day}日）", (
        *_opening(words, "zh", said), asked, *(() if only_for else _names_zh(names)),
        f"{reply}若在饮食上有需要留意之处，也请一并告知，以便妥为安排。"), "回复请柬",
        after=_attached_zh(cards, only_for))


def _invitation_en(occasion, addressed, reply_by, names, only_for, cards, words):
    said = values("en", occasion, guest=addressed, names=names, only_for=only_for)
    by = date_with_weekday(reply_by, "en")
    reply = f"Should you be unable to attend, kindly let us know by {by}." if words.asks == "regrets" else (
        f"The favour of a reply is requested by {by}.")
    return _letter_en(occasion, addressed, f"Invitation: {occasion.title}, {short_date(occasion.starts_at.date(), 'en')}", (
        *_opening(words, "en", said), phrases.fill(words.piece("letter", "en"), said), *(() if only_for else _names_en(names)),
        f"{reply} Should there be anything we ought to know about your diet, please tell us with your reply."),
        "Reply to the invitation", after=_attached_en(cards, only_for))


def _opening(words, lang, said):
    opening = phrases.fill(words.piece("opening", lang), said)
    return (opening,) if opening else ()


def _attached_zh(cards, only_for):
    if not only_for:
        return ("随函附上请柬及日程，可直接存入日历。",)
    return ("随函附上请柬。",) if cards else ()


def _attached_en(cards, only_for):
    found = "The card" if cards == 1 else "The cards"
    if not only_for:
        return (f"{found} and an entry for your calendar are attached.",)
    return (f"{found} {'is' if cards == 1 else 'are'} attached.",) if cards else ()


def _attached_again_zh(cards, only_for):
    if not only_for:
        return ("随函附上更新后的请柬与日程；日历中的安排将一并更新。",)
    return ("随函附上更新后的请柬。",) if cards else ()


def _attached_again_en(cards, only_for, how):
    found = f"The new card is {how}" if cards == 1 else f"The new cards are {how}"
    if not only_for:
        return (f"{found}, and the entry in your calendar will be brought up to date.",)
    return (f"{found}.",) if cards else ()


def _letter_zh(occasion, addressed, subject, before, link_label, after=()):
    contact = f"联系人：{'，'.join(occasion.contact)}。" if occasion.contact else ""
    return LetterText("zh", subject, f"尊敬的{addressed}：", before, link_label, (*after, *filter(None, [contact])),
                      tuple(filter(None, [occasion.house, f"{occasion.host_post} {occasion.host}".strip(), "谨启"])))


def _letter_en(occasion, addressed, subject, before, link_label, after=()):
    contact = f"Your contact: {', '.join(occasion.contact)}" if occasion.contact else ""
    return LetterText("en", subject, f"Dear {addressed},", before, link_label, (*after, *filter(None, [contact])),
                      tuple(filter(None, ["With kind regards", occasion.house])))


def _names_zh(names, lead="烦请一并代为回复："):
    return (f"{lead}{'、'.join(names)}。",) if names else ()


def _names_en(names, lead="Through the same page you may also reply for"):
    return (f"{lead} {_and(names)}.",) if names else ()


def _and(names):
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
