"""What is true of every page and fragment: valid HTML, one h1 that opens the title, labels, targets that exist, one language."""

import re
import warnings

import html5lib

from tests.page_reader import read

SPACE = re.compile(r"\s+")
NO_TEXT = {"script", "style", "template", "title", "head"}
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
LATIN_RUN = re.compile(r"(?:\b[A-Za-z][A-Za-z'’-]*[,;:]?\s+){3,}[A-Za-z][A-Za-z'’-]*")
SPOKEN = {"aria-label", "title", "placeholder", "alt", "data-label"}
REFERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")
OWN_NAMES = ("中文", "简体中文", "English")  # a language is called by its own name in every language
CHINESE = re.compile(r"[\u3400-\u9fff]+")
BROKEN_TEXT = re.compile(r"%\(\w+\)s|\{\{|\}\}|\bUndefined\b|\bNone\b(?! (?:known|of|ticked)\b)|<built-in|object at 0x|LazyString|LazyText")


def parse(html, *, fragment=False):
    """The document as an element tree; raises AssertionError with the parser's complaints."""
    tree = read(html, fragment=fragment)
    return parse_strictly(html, fragment=fragment) if tree is None else tree


def parse_strictly(html, *, fragment=False):
    """The same by the letter of the standard."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # html5lib's own use of an old API
        tree = parser.parseFragment(html) if fragment else parser.parse(html)
    problems = [f"{code} {details} at {position}" for position, code, details in parser.errors
                if not (fragment and code == "expected-doctype-but-got-start-tag")]
    assert not problems, "; ".join(problems)
    return tree


def faults_of(html, language="", data=(), *, fragment=False):
    """All that is wrong with one page; its words (raw values, the other language) are looked at when `language` is given."""
    try:
        tree = parse(html, fragment=fragment)
    except AssertionError as error:
        return [str(error)[:300]]
    found = problems_of(tree, fragment=fragment)
    if not language:
        return found
    words = words_of(tree, language)
    return found + _broken(words) + _foreign(words, language, data)


def problems_of(tree, *, fragment=False):
    """Sentences about what is wrong with a page (or fragment); empty when all is well."""
    elements = [e for e in tree.iter() if isinstance(e.tag, str)]
    ids = [e.get("id") for e in elements if e.get("id") is not None]
    found = [f"id twice: {i}" for i in sorted(set(ids)) if ids.count(i) > 1]
    found += [f"empty id on {e.tag}" for e in elements if e.get("id") == ""]
    found += [*_forms(elements), *_references(elements, set(ids), fragment), *_names(elements)]
    return found if fragment else [*found, *_frame(tree, elements)]


def _frame(tree, elements):
    headings = [text_of(e) for e in elements if e.tag == "h1"]
    titles = [text_of(e) for e in elements if e.tag == "title" and e.text]
    if len(headings) != 1:
        yield f"{len(headings)} h1 elements"
    elif not headings[0] or not titles[0].startswith(headings[0]):
        yield f"the title {titles[0]!r} does not open with the h1 {headings[0]!r}"
    root = next(e for e in elements if e.tag == "html")
    if root.get("lang") not in ("zh-CN", "en"):
        yield f"language of the page: {root.get('lang')}"


def _forms(elements):
    labelled = {e.get("for") for e in elements if e.tag == "label"}
    inside = {id(child) for e in elements if e.tag == "label" for child in e.iter()}
    for e in elements:
        if e.tag in ("input", "select", "textarea") and e.get("type", "text") not in UNLABELLED:
            if not (e.get("id") in labelled and e.get("id") or id(e) in inside or e.get("aria-label") or e.get("aria-labelledby")):
                yield f"no label: {e.tag} {e.get('name')}"
            if not e.get("name"):
                yield f"no name: {e.tag} {e.get('id')}"
        if e.tag == "form" and e.get("method", "get").lower() == "post":
            fields = {c.get("name") for c in e.iter() if c.tag == "input"}
            if not e.get("action"):
                yield "a form without its address"
            if "csrf_token" not in fields:
                yield f"no form token: {e.get('action')}"


def _references(elements, ids, fragment):
    for e in elements:
        named = e.attrib
        for name in REFERS:
            if name in named:
                for target in named[name].split():
                    if target not in ids:
                        yield f"{name} points nowhere: {target}"
        targets = [named[name] for name in ("hx-target", "hx-include", "href") if name in named and (name != "href" or e.tag == "a")]
        for target in targets:
            if target[:1] == "#" and target[1:] not in ids and not fragment and re.fullmatch(r"#[\w-]+", target):
                yield f"target points nowhere: {target}"


def _names(elements):
    for e in elements:
        if e.tag == "img" and e.get("alt") is None:
            yield f"no alt: {e.get('src')}"
        if e.tag in ("a", "button", "summary") and not text_of(e) and not e.get("aria-label") and not any(
                c.get("aria-label") or c.get("alt") for c in e.iter()):
            yield f"nothing to read: {e.tag} {e.get('href') or e.get('name')}"
        if e.tag == "a" and e.get("href") == "":
            yield f"a link without address: {text_of(e)}"
        if e.tag == "th" and not text_of(e) and not any(c.get("aria-label") for c in e.iter()):
            yield "an empty head cell"
        if e.get("style") is not None:
            yield f"inline style on {e.tag}"


def text_of(element):
    return SPACE.sub(" ", "".join(element.itertext())).strip()


def words_of(tree, language=""):
    """What a reader sees or hears, piece by piece, without parts that are marked as being in another language."""
    root = next((e for e in tree.iter() if e.tag == "html"), tree)
    spoken, pieces = {"zh": "zh-CN", "en": "en"}.get(language) or root.get("lang"), []
    _gather(root, spoken, pieces)
    return [SPACE.sub(" ", piece).strip() for piece in pieces if not piece.isspace()]


def _gather(element, language, pieces):
    if not isinstance(element.tag, str) or element.tag in NO_TEXT or (element.get("lang") or language) != language:
        return
    pieces += [value for name, value in element.items() if name in SPOKEN and value]
    if element.text:
        pieces.append(element.text)
    for child in element:
        _gather(child, language, pieces)
        if child.tail:
            pieces.append(child.tail)


def foreign_words(tree, language, data):
    """Sentences in the other language that do not come from stored data (`data`: texts, the longest first)."""
    return _foreign(words_of(tree, language), language, data)


def _foreign(words, language, data):
    pattern, found = LATIN_RUN if language == "zh" else CHINESE, []
    for piece in words:
        if pattern.search(piece):  # taking data out of it makes no new sentence
            for text in (*data, *OWN_NAMES):
                if text in piece:
                    piece = piece.replace(text, " · ")
            found += [match.group() for match in pattern.finditer(piece)]
    return found


def broken_words(tree, language=""):
    """Traces of a value or a template that was shown raw."""
    return _broken(words_of(tree, language))


def _broken(words):
    return [piece for piece in words if BROKEN_TEXT.search(piece)]
