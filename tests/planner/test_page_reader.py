"""The quick reader of pages says the same as the strict one, or nothing."""

import random
import re

import pytest

from tests.page_reader import read
from tests.page_rules import parse, parse_strictly

SPACE = re.compile(r"\s+")
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A &amp; B</title><script src="/x.js" defer></script></head>
<body hx-headers='{"X": "1"}'><main id="main"><h1>A &amp; B</h1><!-- a note --><p>One <b>two <i>three</i></b><br>four</p>
<ul><li><a href="/x?a=1&amp;b=2">five</a></li><li>six</li></ul><dl><div><dt>k</dt><dd>v</dd></div></dl>
<table><caption>c</caption><thead><tr><th>h</th></tr></thead><tbody><tr><td><p>x</p></td></tr></tbody></table>
<form method="post" action="/y"><label for="n">N</label><input id="n" name="n" value="'&quot;&#39;>" disabled><textarea name="t">
<b>kept</b></textarea><select name="s"><optgroup label="g"><option value="1" selected>1</option></optgroup></select><button>go</button></form>
<svg viewBox="0 0 1 1"><g><title>seat</title><path d="M0 0"/><text x="1">1</text></g></svg><details><summary>more</summary></details></main></body></html>
"""
FRAGMENT = PAGE[PAGE.index("<main"):PAGE.index("</body>")]
PIECES = re.compile(r"<[^>]*>|&[^;]*;|[^<&]+")


def plain(element):
    """An element with all that is in it, white space between elements left out."""
    if not isinstance(element.tag, str):
        return "comment", element.text
    words = (lambda text: text or "") if element.tag in ("textarea", "pre") else (lambda text: SPACE.sub(" ", text or "").strip())
    return element.tag, sorted(element.attrib.items()), words(element.text), [(plain(e), words(e.tail)) for e in element]


def spoilt(text, chance):
    """`text` with one piece left out, doubled, moved, or put in place of another."""
    pieces = PIECES.findall(text)
    one, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
    match chance.randrange(5):
        case 0:
            del pieces[one]
        case 1:
            pieces.insert(one, pieces[one])
        case 2:
            pieces.insert(other, pieces.pop(one))
        case 3:
            pieces[one] = pieces[other]
        case _:
            place = chance.randrange(len(pieces[one]))
            pieces[one] = pieces[one][:place] + chance.choice(['"', "<", ">", "&", "=", "/", " x ", "\x00", "A", ' id="main"']) + pieces[one][place:]
    return "".join(pieces)


@pytest.mark.parametrize(("text", "fragment"), [(PAGE, False), (FRAGMENT, True)])
def test_what_it_reads_is_without_fault_and_the_same(text, fragment):
    chance, refused = random.Random(20261208), 0
    assert plain(read(text, fragment=fragment)) == plain(parse_strictly(text, fragment=fragment))

    for _ in range(250):
        page = spoilt(text, chance)
        quick = read(page, fragment=fragment)
        refused += quick is None
        if quick is not None:
            assert plain(quick) == plain(parse_strictly(page, fragment=fragment)), page

    assert 50 < refused < 240


def test_what_it_does_not_read_the_strict_one_judges():
    assert read(PAGE.replace("<p>One", "<p>One<div>x</div>")) is None
    assert read(PAGE.replace("<b>two", "<b title=unquoted>two")) is None
    assert parse(PAGE.replace("<b>two", "<b title=unquoted>two")).find(".//b").get("title") == "unquoted"
    with pytest.raises(AssertionError, match="end-tag"):
        parse(PAGE.replace("<p>One", "<p>One<div>x</div>"))
