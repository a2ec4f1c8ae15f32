"""Filling sentences in both languages."""
from .. import words

LANGUAGES = ("zh", "en")


def fill(pair, lang, filled):
    """One of a (zh, en) pair with its gaps filled; a value is a text or a function of the language."""
    return words.pick(pair, lang).format(**{k: v(lang) if callable(v) else v for k, v in filled.items()})


def from_words(table, key):
    """A function of the language: the word for `key`, or `key` itself."""
    return lambda lang: words.pick(table.get(key, (key, key)), lang)


def table_called(table):
    return lambda lang: words.table_name(table, lang)


def called(problem, person_id):
    """A function of the language: somebody's name, or the id of a person who is not in the problem."""
    try:
        return problem.person(person_id).called
    except KeyError:
        return lambda lang: person_id


def pair_called(problem, a, b):
    return {"name": called(problem, a), "other": called(problem, b)}


def place_called(problem, place, lang):
    """第 3 桌第 2 尊位 / seat 2 of table 3: seats are counted from 1 in their order of honour; without a place, 无座位 / no seat."""
    if place is None:
        return words.pick(("无座位", "no seat"), lang)
    table = problem.table(place[0])
    honour = table.seats[place[1]].honour + 1
    name = words.table_name(table, lang)
    return f"{name}第 {honour} 尊位" if lang == "zh" else f"place {honour} in order of honour at {name}"


def points(number, lang):
    """多扣 5 分 / +5 points: a plus before 分 would read as praise."""
    if lang == "zh":
        return f"{'多扣' if number > 0 else '少扣'} {abs(number)} 分"
    return f"{number:+d} point{'' if abs(number) == 1 else 's'}"
