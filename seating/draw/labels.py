"""Where names stand beside their marks, and how far marks must be apart for no two to touch."""
from dataclasses import dataclass, replace
from math import cos, radians, sin

from .ink import shortened, text_width

MARK = 12.5                   # radius of the mark of a person
AWAY = 6                      # from the mark to the name
CLEAR = 2.0                   # between any two things
MIDDLE = 0.3                  # a name is centred where its mark faces up or down this nearly
LONGEST, LINE = 17, 1.2       # narrow characters in a line; height of a line against its size
GROWTH, ROUNDS = 1.06, 160
SHORT, SHORT_SIZE = 11, 13    # narrow characters in a line of a short name, and its size


@dataclass(frozen=True)
class Label:
    """A name beside a mark at (0, 0): its lines as (text, size, base line), the anchor and the box around it."""

    lines: tuple
    anchor: str
    x: float
    box: tuple                # left, top, right, bottom
    lift: float = 0.0         # how far it was moved away from the mark, up where negative


def name_lines(name, other, lang):
    """(text, size) for each line: the reader's own script first and large, the other below."""
    large, small = (13.5, 10.5) if lang == "zh" else (12, 11)
    lines = [(line, large) for line in _broken(name)]
    return lines + [(line, small) for line in _broken(other) if other and other != name]


def short_lines(name):
    """(text, size) for the one or two lines of a name that has to do with a space of fixed size."""
    return [(line, SHORT_SIZE) for line in _broken(name, SHORT)]


def room_for_name(away):
    """A Label whose box is the space that every short name gets."""
    return _label([("", SHORT_SIZE)], SHORT_SIZE * 0.65 * (SHORT + 1), 2 * SHORT_SIZE * LINE, away)


def _broken(name, longest=LONGEST):
    """A long name in two lines, at the space nearest to its middle."""
    if len(name or "") <= longest or " " not in name.strip():
        return [shortened(name or "", longest + 1)]
    name = name.strip()
    gap = min((i for i, c in enumerate(name) if c == " "), key=lambda i: abs(i - len(name) / 2))
    return [shortened(part, longest + 1) for part in (name[:gap], name[gap + 1:])]


def label_of(lines, away):
    """The Label of these lines on the side `away` (a vector of length 1, y downwards) of a mark."""
    return _label(lines, max((text_width(text, size) for text, size in lines), default=0),
                  sum(size * LINE for _, size in lines), away)


def _label(lines, width, height, away):
    dx, dy = away
    far = MARK + AWAY
    if abs(dx) < MIDDLE:
        anchor, x, left = "middle", 0.0, -width / 2
        middle = (1 if dy >= 0 else -1) * (far + height / 2 - 2)
    else:
        anchor, x = ("start" if dx > 0 else "end"), dx * far
        left = x if dx > 0 else x - width
        middle = dy * (far + height / 2 - 2)
    top = middle - height / 2
    placed, y = [], top
    for text, size in lines:
        placed.append((text, size, y + size * 0.95))
        y += size * LINE
    return Label(tuple(placed), anchor, x, (left, top, left + width, top + height))


def staggered(labels, ways, spots):
    """The labels with every second one of a straight row moved out by a name's height, so that a row can be closer."""
    found = list(labels)
    rows = {}
    for i, (way, (x, y)) in enumerate(zip(ways, spots)):
        if abs(way[0]) < 0.02:
            rows.setdefault((round(y), way[1] < 0), []).append((x, i))
    for (_, is_up), row in rows.items():
        out = max((labels[i].box[3] - labels[i].box[1] for _, i in row), default=0) + CLEAR
        for _, i in sorted(row)[1::2] if len(row) > 2 else ():
            found[i] = moved(labels[i], -out if is_up else out)
    return found


def moved(label, by):
    """The label moved down by `by`."""
    left, top, right, bottom = label.box
    return replace(label, lines=tuple((text, size, base + by) for text, size, base in label.lines),
                   box=(left, top + by, right, bottom + by), lift=by)


def behind(facing):
    """The vector away from where somebody looks; degrees clockwise, 0 looking up the drawing."""
    return -sin(radians(facing)), cos(radians(facing))


def boxes(spots, labels):
    """(left, top, right, bottom, owner) of every mark and every name."""
    found, mark = [], MARK + 1
    for i, ((x, y), label) in enumerate(zip(spots, labels)):
        found.append((x - mark, y - mark, x + mark, y + mark, i))
        if label.lines:
            left, top, right, bottom = label.box
            found.append((x + left, y + top, x + right, y + bottom, i))
    return found


def touching(found):
    """Pairs of owners whose boxes come too near, each pair perhaps several times."""
    found = sorted(found)
    for i, (_, top, right, bottom, owner) in enumerate(found):
        for left2, top2, _, bottom2, other in found[i + 1:]:
            if left2 >= right + CLEAR:
                break
            if owner != other and top2 < bottom + CLEAR and top < bottom2 + CLEAR:
                yield owner, other


def spread(points, labels, scale, *, is_even):
    """`points` times the least scales from `scale` up at which nothing touches: [(x, y)].

    `is_even` keeps the proportions, as a round table needs; else width and depth grow for themselves.
    """
    wide = deep = scale
    for _ in range(ROUNDS):
        spots = [(x * wide, y * deep) for x, y in points]
        pairs = set(touching(boxes(spots, labels)))
        if not pairs:
            break
        across = any(abs(spots[a][0] - spots[b][0]) >= abs(spots[a][1] - spots[b][1]) for a, b in pairs)
        along = any(abs(spots[a][0] - spots[b][0]) < abs(spots[a][1] - spots[b][1]) for a, b in pairs)
        wide *= GROWTH if is_even or across else 1
        deep *= GROWTH if is_even or along else 1
    return spots


def hull(found):
    """(left, top, right, bottom) around all boxes."""
    return (min(b[0] for b in found), min(b[1] for b in found), max(b[2] for b in found), max(b[3] for b in found))
