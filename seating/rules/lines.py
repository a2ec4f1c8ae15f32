"""Reading a TOML file so that every complaint names the file and the line."""
import re
import tomllib
from dataclasses import dataclass

from ..errors import InvalidPack

LANGUAGES = ("zh", "en")
MAXIMUM_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Source:
    """The text of one TOML file, its name for complaints, and what it says."""

    name: str
    text: str
    data: dict

    def fault(self, message, key=None, section="", word=None):
        """InvalidPack naming the line of `key` in `section` (or of `word`), else the section's, else line 1."""
        lines = self.text.splitlines()
        start = next((i for i, line in enumerate(lines) if section and line.strip().startswith(f"[{section}")), 0)
        number = start + 1
        found = re.compile(rf'"{re.escape(word)}"' if word else rf'^\s*"?{re.escape(key)}"?\s*[.=\]]' if key else r"$^")
        for i, line in enumerate(lines[start:], start + 1):
            if found.search(line.split(" #")[0]) or (key and not section and line.strip().startswith(f"[{key}]")):
                number = i
                break
        return InvalidPack(f"{self.name}:{number}: {message}")

    def only(self, data, allowed, section=""):
        """Refuse keys of `data` that are not `allowed`."""
        for key in data:
            if key not in allowed:
                raise self.fault(f"{f'[{section}] ' if section else ''}unknown key “{key}”", key, section)

    def both(self, data, key, section=""):
        """A text in both languages."""
        words = data.get(key)
        where = f"[{section}] " if section else ""
        for lang in LANGUAGES:
            if not isinstance(words, dict) or not isinstance(words.get(lang), str) or not words[lang].strip():
                raise self.fault(f"{where}{key} is missing in “{lang}”", key, section)
        if set(words) != set(LANGUAGES):
            raise self.fault(f"{where}{key} has a language that is not zh or en", key, section)
        return dict(words)

    def texts(self, data, key, section=""):
        """A list of texts, each once; () when the key is absent."""
        found = data.get(key, [])
        if not isinstance(found, list) or not all(isinstance(x, str) and x for x in found):
            raise self.fault(f"{key} must be a list of texts", key, section)
        twice = next((x for x in found if found.count(x) > 1), None)
        if twice:
            raise self.fault(f"{key}: “{twice}” is named twice", key, section)
        return tuple(found)

    def table(self, data, key):
        """A table; {} when the key is absent."""
        found = data.get(key, {})
        if not isinstance(found, dict):
            raise self.fault(f"“{key}” must be a table", key)
        return found


def parse(text, name):
    """A Source from the text of a file."""
    try:
        return Source(name, text, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(at[1]) if at else len(text.splitlines()) or 1
        raise InvalidPack(f"{name}:{line}: {re.sub(r' .at .*.$', '', str(error))}") from None


def read(file, name):
    """A Source from a path or a resource of the package."""
    try:
        raw = file.read_bytes()
        if len(raw) > MAXIMUM_BYTES:
            raise InvalidPack(f"{name}: larger than 1 MiB")
        return parse(raw.decode("utf-8"), name)
    except OSError as error:
        raise InvalidPack(f"{name}: {error.strerror or 'cannot be read'}") from None
    except UnicodeDecodeError:
        raise InvalidPack(f"{name}: is not UTF-8 text") from None
