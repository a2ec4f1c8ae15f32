"""A quick reader of pages as our templates write them: every element closed in its place, every value in quotes.

It reads only what it is sure of (the tables below are the subset of HTML in which a start tag closes nothing by itself) and gives
None for everything else, faulty or merely unusual; the strict reader of page_rules.py then says what is wrong. Several times
faster than that one; tests/planner/test_page_reader.py and a sample of the pages in test_sweeps_pages.py hold the two together.
"""

import re
from html import unescape
from html.entities import html5
from xml.etree.ElementTree import Comment, Element, SubElement

from html5lib.constants import adjustSVGAttributes

TOKEN = re.compile(r"""<(?:(?P<close>/)(?P<closed>[a-zA-Z][a-zA-Z0-9]*)>
    |(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<attributes>(?:\s+[a-zA-Z_][-\w]*(?:=(?:"[^"]*"|'[^']*'))?)*)\s*(?P<self>/?)>
    |!--(?!-?>)(?P<comment>(?:(?!--).)*)-->)""", re.X | re.S | re.A)
ATTRIBUTE = re.compile(r"""\s+([a-zA-Z_][-\w]*)(?:=(?:"([^"]*)"|'([^']*)'))?""", re.A)
DOCTYPE = re.compile(r"\s*<!doctype html>\s*", re.I)
UNUSUAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|[\U0001fffe-\U0001ffff\U0002fffe-\U0010ffff]")
REFERENCE = re.compile(r"&(?:#(\d{2,6});|(\w+;))?", re.A)

PLAIN = set("""a abbr address article aside b blockquote button cite code data datalist dd del details dfn dialog div dl dt em fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header i ins kbd label legend li main mark menu meter nav ol optgroup option output p picture pre progress q rp rt
    ruby s samp section select small span strong sub summary sup svg table tbody td textarea tfoot th thead time title tr u ul var video audio
    caption colgroup html head body script style""".split())
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
RAW = {"script", "style", "title", "textarea"}
CLOSES_P = set("""address article aside blockquote details dialog dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li
    main menu nav ol p pre section summary table ul""".split())
ROWS, HEADINGS, ROOT = {"thead", "tbody", "tfoot"}, {"h1", "h2", "h3", "h4", "h5", "h6"}, ""
PARENTS = {"tr": ROWS, "td": {"tr"}, "th": {"tr"}, **dict.fromkeys((*ROWS, "caption", "colgroup"), {"table"}), "col": {"colgroup"},
           "option": {"select", "optgroup", "datalist"}, "optgroup": {"select"}, "li": {"ul", "ol", "menu", ROOT}, "dt": {"dl", "div"}, "dd": {"dl", "div"},
           "rt": {"ruby"}, "rp": {"ruby"}, "html": {ROOT}, "head": {"html"}, "body": {"html"}, **dict.fromkeys(("title", "meta", "link", "style"), {"head"})}
CHILDREN = {"table": {*ROWS, "caption", "colgroup"}, **dict.fromkeys(ROWS, {"tr"}), "tr": {"td", "th"}, "select": {"option", "optgroup"},
            "optgroup": {"option"}, "option": set(), "colgroup": {"col"}, "html": {"head", "body"}, "head": {"title", "meta", "link", "script", "style"}}
NO_WORDS = {"html", "head", "table", "tr", "colgroup", "optgroup", "select", *ROWS}
ALONE = {"a": {"a"}, "button": {"button"}, "form": {"form"}, **dict.fromkeys(HEADINGS, HEADINGS)}  # never inside one another
SVG = "http://www.w3.org/2000/svg"
DRAWN = set("svg g path rect circle ellipse line polyline polygon text tspan title desc defs use symbol stop marker image a pattern mask clipPath "
            "linearGradient radialGradient".split())
DRAWN_WITH = {**adjustSVGAttributes, "xmlns": "{http://www.w3.org/2000/xmlns/}xmlns"}  # how the standard writes names of attributes


class _Unsure(Exception):
    """Left to the strict reader."""


def read(html, *, fragment=False):
    """The element tree of a document (its html element) or fragment, as html5lib makes it but for white space; None when unsure."""
    try:
        if UNUSUAL.search(html):
            return None
        return _Reader(fragment).read(html.replace("\r\n", "\n").replace("\r", "\n"))
    except _Unsure:
        return None


class _Reader:
    def __init__(self, fragment):
        self.fragment = fragment
        self.names, self.elements = [ROOT], [Element("DOCUMENT_FRAGMENT")]
        self.drawing = 0  # how deep inside an <svg>
        self.last = None  # the element that closed last: what follows is its tail

    def read(self, html):
        start = DOCTYPE.match(html)
        if (start is None) != self.fragment:
            raise _Unsure
        position, length = start.end() if start else 0, len(html)
        while position < length:
            tag = html.find("<", position)
            if tag != position:
                self.text(html[position:tag if tag >= 0 else length])
            if tag < 0:
                break
            token = TOKEN.match(html, tag)
            if token is None:
                raise _Unsure
            position = token.end()
            if name := token["name"]:
                self.open(name, token["attributes"], token["self"])
                if name in RAW and not self.drawing:
                    position = self.raw(html, name, position)
            elif closed := token["closed"]:
                self.close(closed)
            else:
                self.add(Comment(token["comment"]))
        if len(self.names) > 1 or not self.fragment and len(self.elements[0]) != 1:
            raise _Unsure
        return self.elements[0] if self.fragment else self._document()

    def _document(self):
        root = self.elements[0][0]
        if root.tag != "html" or [e.tag for e in root if isinstance(e.tag, str)] != ["head", "body"]:
            raise _Unsure
        return root

    def open(self, name, attributes, closes_itself):
        parent = self.names[-1]
        if self.drawing or name == "svg":
            if name not in DRAWN or parent in ("title", "desc") or not self.drawing and parent in CHILDREN:
                raise _Unsure
            element = SubElement(self.elements[-1], f"{{{SVG}}}{name}", self._attributes(attributes, DRAWN_WITH))
            self.last = element
            if not closes_itself:
                self._enter(name, element)
                self.drawing += 1
            return
        self._fits(name, parent)
        element = SubElement(self.elements[-1], name, self._attributes(attributes, {}))
        self.last = element
        if name not in VOID:
            if closes_itself:
                raise _Unsure
            self._enter(name, element)

    def _fits(self, name, parent):
        if name not in PLAIN and name not in VOID or parent in CHILDREN and name not in CHILDREN[parent]:
            raise _Unsure
        if name in PARENTS and parent not in PARENTS[name] or parent == ROOT and not self.fragment and name != "html":
            raise _Unsure
        if name in CLOSES_P and "p" in self.names or name in ALONE and not ALONE[name].isdisjoint(self.names):
            raise _Unsure

    def _enter(self, name, element):
        self.names.append(name)
        self.elements.append(element)
        self.last = None

    def _attributes(self, text, adjusted):
        if not text:
            return {}
        found = ATTRIBUTE.findall(text)
        made = {}
        for name, double, single in found:
            name = name.lower()
            value = double or single
            made[adjusted.get(name, name)] = self._words(value) if "&" in value else value
        if len(made) != len(found):
            raise _Unsure
        return made

    def _words(self, text):
        for number, name in REFERENCE.findall(text):
            if not (name in html5 if name else number and (32 <= int(number) < 127 or 160 <= int(number) < 0xD800)):
                raise _Unsure
        return unescape(text)

    def close(self, name):
        if self.names[-1] != name or name == ROOT:
            raise _Unsure
        self.names.pop()
        self.last = self.elements.pop()
        self.drawing = max(0, self.drawing - 1)

    def text(self, text):
        if self.names[-1] in NO_WORDS or not self.fragment and len(self.names) == 1:
            if text.strip(" \t\n"):
                raise _Unsure
        words = self._words(text) if "&" in text else text
        if self.names[-1] == "pre" and self.last is None and not self.elements[-1].text:
            words = words.removeprefix("\n")
        if self.last is None:
            self.elements[-1].text = (self.elements[-1].text or "") + words
        else:
            self.last.tail = (self.last.tail or "") + words

    def raw(self, html, name, position):
        """Text up to the end tag of an element that holds nothing else."""
        end = html.find(f"</{name}", position)
        if end < 0 or name in ("script", "style") and end != position:
            raise _Unsure
        words = html[position:end].removeprefix("\n") if name == "textarea" else html[position:end]
        self.elements[-1].text = (self._words(words) if "&" in words else words) or None
        return end

    def add(self, comment):
        if self.names[-1] in NO_WORDS or len(self.names) == 1 and not self.fragment:
            raise _Unsure
        self.elements[-1].append(comment)
        self.last = comment
