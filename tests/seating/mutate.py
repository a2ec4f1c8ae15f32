"""Broken problem files by the thousand, the same ones for the same seed."""
import copy
import json
import random

VALUES = (None, True, False, 0, 1, -1, 1.5, 2**31, 2**63, 10**30, -(10**18), 1e308, "", " ", "\x00", "h\x00st", "\ud800", "host", "guest", "x",
          "T1", "g1", "hard", "é" * 3, "𠮷", "\u202e", [], {}, [[]], [{}], [None], [1, 2], ["g1", "g2"], ["T1", 0], ["T1", -1], {"x": 1}, [["T1", 0]],
          "a" * 10**6, [0] * 500)
TEXTS = ("NaN", "Infinity", "-Infinity", "1e999", "1" * 5000, "[" * 50_000, '{"a":' * 50_000, "'", '"\\ud800"', '"\\u0000"', '"\x00"', "nul", "01",
         '"' + "a" * 10**6 + '"', "{", "]", ",", "")
KEYS = ("", "id", "x", "rank", "__class__", "\x00", "\ud800", "people", "T1", "a" * 100_000)


def mutated(raw, seed):
    """The bytes of one broken file made of the JSON text `raw`."""
    rng = random.Random(seed)
    if seed % 4 == 0:
        return _broken_text(raw, rng)
    data = json.loads(raw)
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        data = _broken_data(data, rng)
    return json.dumps(data).encode()


def _slots(data, found=None):
    """Every (container, key) in the data."""
    found = [] if found is None else found
    for key in (data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()):
        found.append((data, key))
        _slots(data[key], found)
    return found


def _broken_data(data, rng):
    slots = _slots(data)
    if not slots:
        return data
    container, key = rng.choice(slots)
    way = rng.randrange(7)
    if way == 0:
        del container[key]
    elif way == 1:
        container[key] = copy.deepcopy(rng.choice(slots)[0])
    elif way == 2:
        other, other_key = rng.choice(slots)
        container[key] = copy.deepcopy(other[other_key])
    elif way == 3 and isinstance(container, dict):
        container[rng.choice(KEYS)] = container.pop(key)
    elif way == 4 and isinstance(container, list):
        container.insert(key, copy.deepcopy(container[key]))
    elif way == 5 and isinstance(container[key], int) and not isinstance(container[key], bool):
        container[key] += rng.choice((-1, 1, 10**9, -(10**9), 0.5, 10**20))
    else:
        container[key] = copy.deepcopy(rng.choice(VALUES))
    return data


def _broken_text(raw, rng):
    at = rng.randrange(len(raw))
    way = rng.randrange(6)
    if way == 0:
        return raw[:at].encode()
    if way == 1:
        return (raw[:at] + rng.choice(TEXTS) + raw[at + rng.randrange(3):]).encode("utf-8", "surrogatepass")
    if way == 2:
        broken = bytearray(raw.encode())
        broken[at % len(broken)] = rng.randrange(256)
        return bytes(broken)
    if way == 3:
        return (raw.replace('"id"', '"id": 1, "id"', 1) if rng.random() < 0.5 else raw.replace('"people"', '"name"', 1)).encode()
    if way == 4:
        return raw.encode(rng.choice(("utf-16", "utf-32", "utf-8-sig")))
    return (raw + rng.choice(("{}", "\x00", "]", "x"))).encode()
