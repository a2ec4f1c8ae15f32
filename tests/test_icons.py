"""Every icon that a page names is in the list from which the sprite is built, and every name of the list exists."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from vendor import icon_names, sprite  # noqa: E402

NAMED = re.compile(r"""(?:glyph\(|icon=|icon\()["']([a-z0-9-]+)["']""")


def listed():
    return icon_names((ROOT / "static" / "icons.txt").read_text("utf-8"))


def test_icons_named_in_templates_are_listed():
    named = {name: path.name for path in (ROOT / "templates").rglob("*.html") for name in NAMED.findall(path.read_text("utf-8"))}
    assert named and {name: where for name, where in named.items() if name not in listed()} == {}


def test_sprite_on_disk_has_every_listed_icon_once():
    text = (ROOT / "static" / "vendor" / "icons.svg").read_text("utf-8")
    assert sorted(re.findall(r'<symbol id="([^"]+)"', text)) == sorted(listed())


def test_icon_that_does_not_exist_is_named(tmp_path):
    (tmp_path / "flag.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M0 0"/></svg>')
    assert sprite(["flag"], tmp_path).count("<symbol") == 1
    try:
        sprite(["flag", "unicorn"], tmp_path)
    except ValueError as error:
        assert str(error) == "static/icons.txt names icons that do not exist: unicorn"
    else:
        raise AssertionError("an unknown icon was taken")
