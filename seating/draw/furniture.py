"""What stands between people: tables of every outline, the body of a vehicle, and the sign at the open side."""
import math

from .. import words
from .ink import GREY, HAIR, INK, PAPER, add, add_text, number, text_width
from .labels import MARK

EDGE = MARK + 8                # from the middle of a person to the edge of the table
DEEP = 26                      # of a table that has people on one side only
BODY_BEHIND = 74               # from the last row of a vehicle to its end
ROUND = ("round", "tea_table", "half_round")
STRAIGHT = ("square", "long", "meeting_table")
BANDS = {"u": False, "hollow_square": True}      # rows of tables with nothing between; whether they close
IN_FRONT = {"dais": ("front",), "signing": ("seated",)}
SIGNS = {"door": ("门", "Door"), "audience": ("观众席", "Audience"), "camera": ("镜头", "Camera"), "stage": ("舞台", "Stage"),
         "walking": ("行进方向", "Direction of walking"), "front": ("车头", "Front of the vehicle")}
SIGN_OF = {"dais": "audience", "theatre": "stage", "half_round": "stage", "photo": "camera", "walking": "walking", "vehicle": "front"}


def furnish(svg, layout, setting, spots):
    """Draw the furniture of a Layout whose places stand at `spots` (place id -> (x, y))."""
    if layout.kind in ROUND:
        add(svg, "circle", cx=0, cy=0, r=inner_radius(spots), fill=PAPER, stroke=INK, stroke_width=1.5)
    elif layout.kind in STRAIGHT:
        _board(svg, [(spots[p.id], p.facing) for p in layout.places])
    elif layout.kind in BANDS:
        for places in _bands(layout):
            _band(svg, [(spots[p.id], p.facing) for p in places], BANDS[layout.kind])
    elif layout.kind == "vehicle":
        _body(svg, spots)
    elif setting == "talks" or layout.kind == "talks":
        _board(svg, [(spots[p.id], p.facing) for p in layout.places if p.row != "behind"])
    for row in IN_FRONT.get(setting or layout.kind, ()):
        places = [p for p in layout.places if p.row == row]
        if places:
            _board(svg, [(spots[p.id], p.facing) for p in places])


def inner_radius(spots):
    """The radius of a round table whose people sit at `spots`, its middle at (0, 0)."""
    return max(4.0, min(math.hypot(x, y) for x, y in spots.values()) - MARK - 7)


def _edge(spot, facing, far=EDGE):
    return spot[0] + far * math.sin(math.radians(facing)), spot[1] - far * math.cos(math.radians(facing))


def _board(svg, people):
    """A straight table whose edge lies before everybody."""
    points = [_edge(*p) for p in people]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    if {round(facing) % 180 for _, facing in people} == {0}:
        left, right = left - MARK, right + MARK
    if {round(facing) % 180 for _, facing in people} == {90}:
        top, bottom = top - MARK, bottom + MARK
    if len({facing for _, facing in people}) == 1:
        (_, facing), = people[:1]
        if facing == 180:
            bottom = top + DEEP
        elif facing == 0:
            top = bottom - DEEP
    add(svg, "rect", x=float(left), y=float(top), width=float(max(right - left, 4)), height=float(max(bottom - top, 4)),
        fill=PAPER, stroke=INK, stroke_width=1.5)


def _bands(layout):
    """The outer places of a row of tables; inner ones sit at the same tables."""
    return [[p for p in layout.places if not p.row.startswith("inside")]]


def _band(svg, people, is_closed):
    """A row of tables bent round corners, with nothing in the middle."""
    points = []
    for i, (spot, facing) in enumerate(people):
        at = _edge(spot, facing, EDGE + DEEP / 2)
        if i and (people[i - 1][1] - facing) % 180:
            points.append(_corner(points[-1], at, people[i - 1][1]))
        points.append(at)
    if is_closed and (people[-1][1] - people[0][1]) % 180:
        points.append(_corner(points[-1], points[0], people[-1][1]))
    d = "M" + "L".join(f"{number(float(x))} {number(float(y))}" for x, y in points) + ("Z" if is_closed else "")
    for colour, width in ((INK, DEEP), (PAPER, DEEP - 3)):
        add(svg, "path", d=d, fill="none", stroke=colour, stroke_width=width, stroke_linejoin="miter",
            stroke_linecap="butt")


def _corner(before, after, facing_before):
    """Where two rows of tables meet: the first keeps its line until the second's."""
    return (before[0], after[1]) if facing_before % 180 == 90 else (after[0], before[1])


def _body(svg, spots):
    """A vehicle seen from above, its front at the top."""
    xs, ys = [x for x, _ in spots.values()], [y for _, y in spots.values()]
    left, right, top, bottom = min(xs) - 58, max(xs) + 58, min(ys) - 46, max(ys) + BODY_BEHIND
    add(svg, "rect", x=float(left), y=float(top), width=float(right - left), height=float(bottom - top), rx=26, fill="none",
        stroke=GREY, stroke_width=1.5)
    add(svg, "path", fill="none", stroke=HAIR, stroke_width=1.5,
        d=f"M{number(left + 16.0)} {number(top + 24.0)}Q{number((left + right) / 2)} {number(top + 6.0)} "
          f"{number(right - 16.0)} {number(top + 24.0)}")
    if "driver" in spots:
        x, y = spots["driver"]
        add(svg, "path", fill="none", stroke=INK, stroke_width=2.2, d=f"M{number(x - 11.0)} {number(y - 18.0)}a13 8 0 0 1 22 0")


def sign(svg, setting, box, style):
    """The sign at the open side of a drawing; returns the box with the sign in it."""
    left, top, right, bottom = box
    key = SIGN_OF.get(setting, "door")
    text = words.pick(SIGNS[key], style.lang)
    width = text_width(text, 13) / 2 + 20
    middle = (left + right) / 2
    left, right = min(left, middle - width), max(right, middle + width)
    if key == "front":
        add_text(svg, middle, top - 10, text, style, 13, fill=GREY)
        return left, top - 28, right, bottom
    y = bottom + 16
    if key == "walking":
        add(svg, "path", d=f"M{number(middle)} {number(y - 4)}v22m-7 -8l7 8l7 -8", fill="none", stroke=GREY, stroke_width=1.6)
        y += 22
    else:
        add(svg, "path", d=f"M{number(middle - 60)} {number(y)}h120", fill="none", stroke=GREY, stroke_width=2,
            **({"stroke_dasharray": "7 5"} if key == "door" else {}))
    add_text(svg, middle, y + 17, text, style, 13, fill=GREY)
    return min(left, middle - 64), top, max(right, middle + 64), y + 24
