"""The ladder of precedence for people: as JSON-ready data, as lines of text, and as a picture (SVG)."""
from itertools import pairwise
from xml.etree import ElementTree as ET

from . import words
from .counterparts import mismatches
from .model import GUEST
from .rules import load_rules

WIDTH, ROW, GAP, TOP, MARGIN, LABEL = 920, 30, 26, 56, 20, 88
LANGUAGES = ("zh", "en")


def ladder_data(precedence):
    """Levels, order, a statement between each person and the next, and where the sides do not match."""
    return {"format": "seating-precedence/1", "pack": precedence.pack.id,
            "levels": [{"level": level, "people": [_person(precedence, p) for p in people]}
                       for level, people in precedence.generations()],
            "without_rank": [_person(precedence, p) for p in precedence.without_rank],
            "order": list(precedence.order), "before": [_statement(precedence, b) for b in steps(precedence)],
            "mismatches": [{"rule": m.rule, "kind": m.kind, "people": list(m.people), "zh": m.zh, "en": m.en}
                           for m in mismatches(precedence)]}


def steps(precedence):
    """A Before for each person and the next in the order; the last of its chain where the reason has several."""
    for first, second in pairwise(precedence.order):
        chain = precedence.why(first, second)
        if chain:
            yield chain[0] if len(chain) == 1 else type(chain[0])(first, second, chain[-1].rule)


def ladder_lines(precedence, lang):
    """The ladder as lines of text."""
    for level, people in precedence.generations():
        yield words.pick(words.LADDER["level"], lang).format(level=level)
        yield from (f"  {_label(precedence, p, lang)} [{_side(precedence, p, lang)}]" for p in people)
    if precedence.without_rank:
        yield words.pick(words.LADDER["without_rank"], lang)
        yield from (f"  {_label(precedence, p, lang)} [{_side(precedence, p, lang)}]" for p in precedence.without_rank)
    found = mismatches(precedence)
    yield from (f"! {m.sentence(lang)}（{m.rule}）" if lang == "zh" else f"! {m.sentence(lang)} ({m.rule})" for m in found)


def circle_data(contradiction):
    """The statements of a Contradiction with the rule of each, in words."""
    return {"format": "seating-precedence/1", "contradiction": [
        {"first": b.first, "second": b.second, "rule": b.rule,
         **{lang: sentence(b, contradiction.people, lang) for lang in LANGUAGES}} for b in contradiction.cycle]}


def circle_sentence(contradiction, lang):
    """A Contradiction as one sentence."""
    statements = ("；" if lang == "zh" else "; ").join(sentence(b, contradiction.people, lang) for b in contradiction.cycle)
    return words.pick(words.LADDER["circle"], lang).format(statements=statements) + ("。" if lang == "zh" else ".")


def sentence(before, people, lang):
    """"王在李之前：按职级（PR-3）" or "Wang before Li: By rank (PR-3)"."""
    return words.pick(words.LADDER["before"], lang).format(
        first=people[before.first].called(lang), second=people[before.second].called(lang),
        title=load_rules()[before.rule].title[lang], rule=before.rule)


def draw_ladder(precedence, lang):
    """The ladder as an SVG element: one band per level, guests on the left with a thick bar, hosts dashed on the right.

    Between two bands stands the rule that parts them; each person has the reason on hover. It needs no colour.
    """
    bands = [(words.pick(words.LADDER["level"], lang).format(level=level), people) for level, people in precedence.generations()]
    if precedence.without_rank:
        bands.append((words.pick(words.LADDER["without_rank"], lang), list(precedence.without_rank)))
    heights = [max(_rows(precedence, people), 1) * ROW + 12 for _, people in bands]
    height = TOP + sum(heights) + GAP * len(bands) + MARGIN
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH} {height}", "role": "img", "lang": lang,
                             "font-family": "'Noto Sans CJK SC', 'Noto Sans SC', sans-serif", "font-size": "14", "fill": "#000"})
    title = words.pick(words.LADDER["title"], lang)
    ET.SubElement(svg, "title").text = title
    _text(svg, MARGIN, 26, title, size=18)
    for side in ("guest", "host"):
        _text(svg, _column(side), 48, words.pick(words.LADDER[side], lang))
    reasons, y, above = {b.second: b for b in steps(precedence)}, TOP, None
    for (name, people), tall in zip(bands, heights):
        _band(svg, precedence, (name, people), (y, tall), (reasons, above, lang))
        y, above = y + tall + GAP, people[-1]
    return svg


def _rows(precedence, people):
    guests = sum(precedence.people[p].side == GUEST for p in people)
    return max(guests, len(people) - guests)


def _band(svg, precedence, band, place, said):
    """One level: its frame, its name, its people, and the rule that parts it from the level above."""
    (name, people), (y, tall), (reasons, above, lang) = band, place, said
    group = ET.SubElement(svg, "g", {"class": "level"})
    ET.SubElement(group, "rect", {"x": str(MARGIN), "y": str(y), "width": str(WIDTH - 2 * MARGIN), "height": str(tall),
                                  "fill": "none", "stroke": "#000", "stroke-width": "0.5"})
    _text(group, MARGIN + 6, y + 22, name, size=12)
    if above is not None and people[0] in reasons:
        rule = load_rules()[reasons[people[0]].rule]
        ET.SubElement(group, "path", {"d": f"M{WIDTH // 2} {y - GAP + 2}V{y - 3}m-4 -6l4 6l4 -6", "fill": "none", "stroke": "#000"})
        _text(group, WIDTH // 2 + 10, y - 8, f"{rule.title[lang]}（{rule.id}）" if lang == "zh" else f"{rule.title[lang]} ({rule.id})", size=11)
    taken = {"guest": 0, "host": 0}
    for person in people:
        side = precedence.people[person].side
        _box(group, precedence, person, y + 6 + taken[side] * ROW, (reasons.get(person), lang))
        taken[side] += 1


def _box(svg, precedence, person, y, said):
    """One person: a frame that tells the side without colour, name and office, and the reason on hover."""
    reason, lang = said
    standing = precedence.people[person]
    x, wide = _column(standing.side), (WIDTH - 2 * MARGIN - LABEL) // 2 - 12
    group = ET.SubElement(svg, "g", {"class": standing.side})
    ET.SubElement(group, "title").text = sentence(reason, precedence.people, lang) if reason else _label(precedence, person, lang)
    frame = {"x": str(x), "y": str(y), "width": str(wide), "height": str(ROW - 6), "fill": "#fff", "stroke": "#000"}
    ET.SubElement(group, "rect", frame | ({} if standing.side == GUEST else {"stroke-dasharray": "4 3"}))
    if standing.side == GUEST:
        ET.SubElement(group, "rect", {"x": str(x), "y": str(y), "width": "5", "height": str(ROW - 6)})
    label = _label(precedence, person, lang)
    text = _text(group, x + 12, y + 17, label)
    if _width(label) > wide - 20:
        text.set("textLength", str(wide - 20))
        text.set("lengthAdjust", "spacingAndGlyphs")


def _column(side):
    return MARGIN + LABEL + (0 if side == GUEST else (WIDTH - 2 * MARGIN - LABEL) // 2)


def _width(text):
    """About how wide a text of size 14 is, in the units of the picture."""
    return sum(14 if ord(c) > 0x2E7F else 8 for c in text)


def _text(parent, x, y, text, size=14):
    element = ET.SubElement(parent, "text", {"x": str(x), "y": str(y), "font-size": str(size)})
    element.text = text
    return element


def _label(precedence, person, lang):
    """Name, both scripts where there are two, and the title of the office that counts."""
    standing = precedence.people[person]
    other = standing.called("en" if lang == "zh" else "zh")
    name = standing.called(lang) + (f" {other}" if other != standing.called(lang) else "")
    titles = [standing.own_office.called(lang), _represented(precedence, person, lang)]
    return ("，" if lang == "zh" else ", ").join([name, *(t for t in titles if t)])


def _represented(precedence, person, lang):
    """"代首席财务官" where somebody is ranked as the one he or she represents, else nothing."""
    standing, counts = precedence.people[person], precedence.office.get(person)
    wanted = standing.representative_of
    if wanted is None or counts is None or counts == standing.own_office:
        return ""
    name = precedence.people[wanted].called(lang) if isinstance(wanted, str) else counts.called(lang)
    return words.pick(words.LADDER["represents"], lang).format(name=name) if name else ""


def _side(precedence, person, lang):
    return words.pick(words.LADDER[precedence.people[person].side], lang)


def _person(precedence, person):
    standing, office = precedence.people[person], precedence.people[person].own_office
    found = {"id": person, "name": standing.name, "name_en": standing.name_en, "side": standing.side, "role": standing.role,
             "grade": precedence.grade[person], "office": office.title, "office_en": office.title_en}
    return {key: value for key, value in found.items() if value not in (None, "")}


def _statement(precedence, before):
    return {"first": before.first, "second": before.second, "rule": before.rule,
            **{lang: sentence(before, precedence.people, lang) for lang in LANGUAGES}}
