"""Dates, times and amounts as they are written on paper: figures, English words for a card, Chinese words for a form.

Pure functions; `lang` is "zh" or "en". Money comes in minor units as everywhere else.
"""

from datetime import date, datetime, time

from planner.money import Money, chinese_words

WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}


def date_text(day: date, lang: str) -> str:
    """2026年12月8日 / 8 December 2026"""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def date_with_weekday(day: date, lang: str) -> str:
    """2026年12月8日（星期二） / Tuesday, 8 December 2026"""
    weekday = WEEKDAYS[lang][day.weekday()]
    return f"{date_text(day, lang)}（{weekday}）" if lang == "zh" else f"{weekday}, {date_text(day, lang)}"


def short_date(day: date, lang: str) -> str:
    """12月8日 / 8 December"""
    return f"{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {MONTHS[day.month - 1]}"


def moment(value: datetime, lang: str) -> str:
    """2026-11-21 14:05, the form for stamps and logs; the same in both languages."""
    return value.strftime("%Y-%m-%d %H:%M")


def with_article(occasion: str) -> str:
    """the welcome banquet, for Welcome banquet; what has an article already stays, and so do names and capitals (the BMW dinner)."""
    if occasion.split(" ")[0].lower() in ("a", "an", "the", "our", "his", "her"):
        return occasion
    first = occasion[:1].lower() if occasion[1:2].islower() else occasion[:1]
    return f"the {first}{occasion[1:]}"


def span(start: datetime, end: datetime | None) -> str:
    """13:30–15:00, or 13:30 when the end is open."""
    return f"{start:%H:%M}–{end:%H:%M}" if end else f"{start:%H:%M}"


def number_words(number: int) -> str:
    """English cardinal below 10^12: 21 → twenty-one, 105 → one hundred and five."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    for size, name in ((10**9, "thousand million"), (1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joint = " and " if rest and rest < 100 else " "
            return f"{number_words(number // size)} {name}" + (joint + number_words(rest) if rest else "")
    raise ValueError(number)


def ordinal_words(number: int) -> str:
    """English ordinal: 8 → eighth, 21 → twenty-first, 30 → thirtieth."""
    head, dash, last = number_words(number).rpartition("-")
    if last in ORDINALS:
        last = ORDINALS[last]
    else:
        last = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return head + dash + last


def date_in_words(day: date) -> str:
    """Tuesday, the eighth of December: the date of an English card (protocol IV-07)."""
    return f"{WEEKDAYS['en'][day.weekday()]}, the {ordinal_words(day.day)} of {MONTHS[day.month - 1]}"


def time_in_words(at: time) -> str:
    """half past six o'clock, seven o'clock, a quarter to eight, twenty minutes past six; noon and midnight by name."""
    if at.minute == 0 and at.hour in (0, 12):
        return "noon" if at.hour else "midnight"
    hour, following = ONES[(at.hour - 1) % 12 + 1], ONES[at.hour % 12 + 1]
    if at.minute == 0:
        return f"{hour} o’clock"
    if at.minute == 30:
        return f"half past {hour} o’clock"
    if at.minute in (15, 45):
        return f"a quarter past {hour}" if at.minute == 15 else f"a quarter to {following}"
    if at.minute < 30:
        return f"{number_words(at.minute)} minutes past {hour}"
    return f"{number_words(60 - at.minute)} minutes to {following}"


def table_words(called, lang: str) -> str:
    """第 8 桌 / Table 8; a name stays one: 牡丹桌 / Table Peony."""
    called = str(called)
    if lang == "en":
        return f"Table {called}"
    if called[:1].isdigit():
        return f"第 {called} 桌"
    return called if called[-1:] in "桌台席" else f"{called}桌" if not called.isascii() else f"{called} 桌"


def seat_words(called, seat, lang: str) -> str:
    """第 8 桌 · 3 号席 / Table 8 · seat 3; the table alone without a seat."""
    if not seat:
        return table_words(called, lang)
    return f"{table_words(called, lang)} · " + (f"{seat} 号席" if lang == "zh" else f"seat {seat}")


CARD_TITLES = {"place": ("席位卡", "Place cards"), "escort": ("引座卡", "Escort cards"), "table": ("桌次卡", "Table cards"),
               "plate": ("会谈台签", "Name plates")}  # fmt: skip


def cards_title(use, lang: str) -> str:
    """What cards of this use are called."""
    return CARD_TITLES[use][lang == "en"]


def money(minor: int, currency: str, lang: str) -> str:
    """¥20,960.00 in Chinese, CN¥20,960.00 in English."""
    return Money(minor, currency).format(lang)


def amount_in_words(minor: int, currency: str, lang: str) -> str:
    """The total in words for yuan: 贰万零玖佰陆拾元整 / twenty thousand nine hundred and sixty yuan; "" for other currencies.

    A form in another currency shows figures alone: capital numerals belong to the yuan.
    """
    if currency != "CNY":
        return ""
    return chinese_words(minor) if lang == "zh" else english_yuan(minor)


def english_yuan(minor: int) -> str:
    """Amounts up to 10^11 yuan in English words, cents as fen."""
    yuan, fen = divmod(minor, 100)
    words = f"{number_words(yuan)} yuan"
    return words + (f" and {number_words(fen)} fen" if fen else "")
