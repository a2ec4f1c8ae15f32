"""Splitting, the match of heads, file types and numbers: functions without a database."""

import io
import random
import struct
import zipfile

import pytest

from planner import kept_files
from planner.errors import RuleBroken
from planner.money import split_by
from planner.settlement import matching, rulebook, vouchers
from planner.settlement.balances import balances
from planner.settlement.matching import Head
from tests.factories.settlement import pdf, png


# Splitting ------------------------------------------------------------------------------------------------------------------

def test_a_split_leaves_no_cent_over_and_stays_within_one_of_each_share():
    chance = random.Random(5)
    for _ in range(3000):
        weights = [chance.choice((0, 1, 3, 7, chance.randrange(10**9))) for _ in range(chance.randrange(1, 9))]
        amount = chance.choice((0, 1, 2, 99, 100_01, chance.randrange(10**13)))

        parts = split_by(amount, weights)

        used = weights if any(weights) else [1] * len(weights)
        assert sum(parts) == amount
        assert all(abs(part * sum(used) - amount * weight) < sum(used) for part, weight in zip(parts, used))
        assert split_by(-amount, weights) == [-part for part in parts]


@pytest.mark.parametrize(("amount", "weights", "parts"), [(100, [1, 1, 1], [34, 33, 33]), (5, [0, 0], [3, 2]), (1, [1, 2], [0, 1]), (10, [0, 5], [0, 10])])
def test_cents_go_to_the_largest_remainders(amount, weights, parts):
    assert split_by(amount, weights) == parts


@pytest.mark.parametrize("weights", [[], [-1, 2]])
def test_nothing_is_split_by_nothing_or_by_less(weights):
    with pytest.raises(ValueError):
        split_by(10, weights)


def test_who_paid_and_who_was_advanced():
    class One:
        def __init__(self, number):
            self.id = number
    song, tang = One(1), One(2)

    found = balances([(song, 700), (None, 5000), (tang, 100), (song, 50)], tang, 300)

    assert [(one.person.id, one.paid, one.advanced, one.to_pay) for one in found] == [(1, 750, 0, 750), (2, 100, 300, -200)]


# Heads ----------------------------------------------------------------------------------------------------------------------

GUEST = {"side": "guest", "invited": True, "accepted": True, "seated": True}


@pytest.mark.parametrize(("head", "kind"), [
    (Head(1, **GUEST, state="here"), "came"), (Head(1, **GUEST, state="absent"), "no_show"), (Head(1, **GUEST), "no_show"), (Head(1, **GUEST, state="late"), "no_show"),
    (Head(1, "guest", invited=True), "stayed_away"), (Head(1, "guest", invited=True, state="here"), "came"),
    (Head(1, "guest", state="here"), "walk_in"), (Head(1, "guest", state="here", represents=2), "substitute"),
    (Head(1, "guest", seated=True, state="here", is_walk_in=True), "walk_in"),
    (Head(1, "host", expected=True, state="here"), "came"), (Head(1, "host", expected=True), "no_show")])
def test_what_became_of_a_head(head, kind):
    assert head.kind == kind


def test_an_approval_covers_those_who_came_first():
    heads = [Head(1, **GUEST), Head(2, **GUEST, state="here"), Head(3, "guest", state="here"), Head(4, **GUEST, state="here"), Head(5, "guest", state="here", represents=1)]

    found = matching.match(heads, {"guest": 3, "host": 1})

    assert [row.approved for row in found.rows] == [False, True, False, True, True]
    assert found.beyond_approval == {"guest": 1}
    assert [found.count(stage) for stage in matching.STAGES] == [4, 3, 3, 3, 4, 0]


def test_who_was_not_there_or_is_named_twice_is_found():
    heads = [Head(1, **GUEST, state="here", claimed=1), Head(2, **GUEST, state="absent", claimed=1), Head(3, **GUEST, state="here", claimed=2), Head(4, **GUEST)]

    found = matching.match(heads, {"guest": 4}, billed=5)

    assert [row.head.id for row in found.claimed_absent] == [2]
    assert [row.head.id for row in found.claimed_twice] == [3]
    assert [row.is_stopped for row in found.rows] == [False, True, True, False]
    assert not matching.match([Head(1, **GUEST)], {}).is_noted


def test_typed_names_find_their_heads():
    spellings = {1: ["王伟", "Wang Wei"], 2: ["王伟", "Wang Wei"], 3: ["李娜", "Li Na"]}

    assert matching.named(["wang  WEI", "王伟", "李 娜", "赵六"], spellings) == ([1, 2, 3], ["赵六"])
    assert matching.named(["王伟"] * 3, spellings) == ([1, 2, 1], [])


# Files ----------------------------------------------------------------------------------------------------------------------

def zipped(**entries):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("_", "."), content)
    return made.getvalue()


def jpeg(width=10, height=10):
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00" + b"\xff\xda\x00\x02xx\xff\xd9"


@pytest.mark.parametrize(("content", "ending"), [(pdf(), "pdf"), (png(), "png"), (jpeg(), "jpg"), (zipped(OFD_xml="<a/>"), "ofd")])
def test_a_file_is_what_its_bytes_say(content, ending):
    assert kept_files.ending_of(content) == ending


def huge_png():
    return png()[:16] + struct.pack(">II", 60_000, 60_000) + png()[24:]


@pytest.mark.parametrize("content", [
    b"", b"x", b"MZ\x90\x00" + bytes(100), b"<html>%PDF-1.4 %%EOF</html>", pdf()[:-8], pdf().replace(b"startxref", b"startxxxx"), b"%PDF-9.9\nstartxref\n%%EOF",
    pdf().replace(b"/Note", b"/JavaScript"), pdf().replace(b"/Root 1 0 R", b"/Encrypt 2 0 R"), png()[:-12], b"\x89PNG\r\n\x1a\n" + bytes(50), huge_png(),
    jpeg()[:-2], jpeg(60_000, 60_000), jpeg(0, 5), b"\xff\xd8\xff\xe0\x00\x00" + bytes(20) + b"\xff\xd9",
    zipped(word_xml="x"), zipped(OFD_xml="x")[:-10], zipped(OFD_xml=bytes(3_000_000)), zipped(**{"OFD_xml": "x", "../a": "x"}), pdf() + bytes(kept_files.LARGEST_BYTES)],
    ids=range(21))
def test_a_file_that_is_not_what_it_should_be_is_refused(content):
    with pytest.raises(RuleBroken) as refused:
        kept_files.ending_of(content)
    assert refused.value.field == "file"


def test_a_packed_file_with_too_much_inside_is_refused(monkeypatch):
    monkeypatch.setattr(kept_files, "MOST_ENTRIES", 2)
    assert kept_files.ending_of(zipped(OFD_xml="x", a_xml="x")) == "ofd"
    with pytest.raises(RuleBroken):
        kept_files.ending_of(zipped(OFD_xml="x", a_xml="x", b_xml="x"))


# Numbers --------------------------------------------------------------------------------------------------------------------

def test_one_fapiao_written_in_several_ways_has_one_key():
    written = [("033001900104", "12345678"), ("0330 0190 0104", "1234-5678"), ("", "03300190010412345678")]

    assert {vouchers.number_key("fapiao", code, number, "") for code, number in written} == {"F:03300190010412345678"}


def test_a_fapiao_under_another_name_is_the_same_fapiao():
    keys = {vouchers.number_key(kind, code, number, seller) for kind, code, number, seller in (
        ("fapiao", "", "26310000000000000002", ""), ("receipt", "", "2631 0000 0000 0000 0002", "Grand Hotel"), ("receipt", "263100000000", "00000002", ""))}

    assert len(keys) == 1


def test_another_receipt_is_known_by_number_and_issuer():
    keys = {vouchers.number_key("receipt", "", number, seller) for number, seller in (("A-17", "Grand Hotel"), ("a 17", "grand  hotel"), ("A17", "Other Hotel"))}

    assert len(keys) == 2


@pytest.mark.parametrize(("kind", "code", "number", "seller", "field"), [
    ("fapiao", "", "", "", "number"), ("fapiao", "", "1234567", "", "number"), ("fapiao", "", "１２３４５６７８", "", "number"), ("fapiao", "٠٣٣", "12345678", "", "code"),
    ("fapiao", "0330019001", "123456789", "", "number"), ("fapiao", "", "0330019001041234567X", "", "number"), ("receipt", "", "17", "", "seller"),
    ("receipt", "", "<17>", "Hotel", "number"), ("receipt", "", "--", "Hotel", "number")])
def test_a_number_that_cannot_be_is_refused(kind, code, number, seller, field):
    with pytest.raises(RuleBroken) as refused:
        vouchers.number_key(kind, code, number, seller)
    assert refused.value.field == field


def test_the_rule_files_are_whole():
    rulebook.check()
    assert {limit.direction for limit in rulebook.limits()} == {"given", "received"}
