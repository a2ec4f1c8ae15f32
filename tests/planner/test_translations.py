"""Every sentence on a screen exists in Chinese, is used, and carries the same placeholders."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from flask import Flask

from planner import i18n

PROJECT = Path(__file__).parents[2]
CATALOGUES = sorted((PROJECT / "planner/translations").glob("*/zh_Hans_CN/LC_MESSAGES/messages.po"))
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FOREIGN = {"wtforms"}  # the library's own sentences: none of our files contains them


@cache
def messages_in_source():
    """{English sentence: first place it stands}."""
    found = {}
    for path in sorted([*PROJECT.glob("planner/**/*.py"), *PROJECT.glob("templates/**/*.html")]):
        method = "python" if path.suffix == ".py" else "jinja2"
        for line, message, _comments, _context in extract_from_file(method, path, keywords=KEYWORDS,
                                                                    options={"trimmed": "true", "silent": "false"}):
            for text in message if isinstance(message, tuple) else (message,):
                if text:
                    found.setdefault(text, f"{path.relative_to(PROJECT)}:{line}")
    return found


def entries(path):
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def feature(path):
    return path.parts[-4]


def test_every_sentence_has_its_chinese():
    known = {message.id for path in CATALOGUES for message in entries(path)}

    missing = {text: place for text, place in messages_in_source().items() if text not in known}

    assert missing == {}


def test_no_sentence_is_already_chinese_in_the_source():
    assert {text: place for text, place in messages_in_source().items() if CHINESE.search(text)} == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=feature)
def test_no_entry_is_empty_fuzzy_or_unused(path):
    used = messages_in_source()

    wrong = {message.id: "fuzzy" if message.fuzzy else "empty" if not message.string else "unused" for message in entries(path)
             if message.fuzzy or not message.string or (feature(path) not in FOREIGN and message.id not in used)}

    assert wrong == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=feature)
def test_placeholders_are_the_same_in_both_languages(path):
    different = {message.id: message.string for message in entries(path)
                 if sorted(PLACEHOLDER.findall(str(message.id))) != sorted(PLACEHOLDER.findall(str(message.string)))}

    assert different == {}


def test_sentences_are_read_when_the_application_is_made():
    """Not at the first sentence, which may be a refusal inside a transaction with everybody waiting for the database."""
    i18n.catalogue.cache_clear()
    i18n.init(Flask("another"))
    assert i18n.catalogue.cache_info().currsize == len(i18n.LOCALES)


def test_two_catalogues_never_disagree():
    seen, quarrels = {}, {}
    for path in CATALOGUES:
        for message in entries(path):
            earlier = seen.setdefault(message.id, (message.string, feature(path)))
            if earlier[0] != message.string:
                quarrels[message.id] = [earlier, (message.string, feature(path))]

    assert quarrels == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=feature)
def test_chinese_sentences_use_chinese_punctuation(path):
    half_width = re.compile(r"[\u4e00-\u9fff][,;:?!](?!\d)|[,;:?!][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?=\s|$)|\.\.\.")

    wrong = [message.string for message in entries(path) if half_width.search(str(message.string))]

    assert wrong == []
