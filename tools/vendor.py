"""Copies what the pages load from node_modules/ to static/vendor/ and builds the icon sprite.

Run by `./run` after `npm ci`; needs nothing but Python. The folder is made anew each time, so a version that is no
longer wanted leaves nothing behind.
"""

import json
import re
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
SVG = "http://www.w3.org/2000/svg"

# npm package -> (folder name below static/vendor/, files to copy)
ASSETS = {
    "htmx.org": ("htmx.org", ["dist/htmx.min.js", "LICENSE"]),
    "@picocss/pico": ("pico", ["css/pico.min.css", "LICENSE.md"]),
    "bootstrap-icons": ("bootstrap-icons", ["LICENSE"]),
}


def icon_names(text):
    """Names in an icon list: one a line, `#` starts a comment."""
    return [name for line in text.splitlines() if (name := line.partition("#")[0].strip())]


def sprite(names, folder):
    """One SVG document with a `<symbol id=NAME>` for each icon; raises ValueError naming the icons that do not exist."""
    missing = [name for name in names if not (folder / f"{name}.svg").is_file()]
    if missing:
        raise ValueError(f"static/icons.txt names icons that do not exist: {', '.join(missing)}")
    ElementTree.register_namespace("", SVG)
    root = ElementTree.Element(f"{{{SVG}}}svg")
    for name in names:
        icon = ElementTree.parse(folder / f"{name}.svg").getroot()
        symbol = ElementTree.SubElement(root, f"{{{SVG}}}symbol", id=name, viewBox=icon.get("viewBox"))
        symbol.extend(icon)
    return re.sub(r">\s+<", "><", ElementTree.tostring(root, encoding="unicode"))


def copy_assets(modules, vendor):
    """Copies the files of ASSETS into `vendor`/NAME@VERSION/."""
    for package, (name, files) in ASSETS.items():
        source = modules / package
        version = json.loads((source / "package.json").read_text("utf-8"))["version"]
        target = vendor / f"{name}@{version}"
        target.mkdir(parents=True)
        for file in files:
            shutil.copyfile(source / file, target / Path(file).name)


def main():
    modules, vendor = ROOT / "node_modules", ROOT / "static" / "vendor"
    fresh = modules / ".vendor"
    shutil.rmtree(fresh, ignore_errors=True)
    copy_assets(modules, fresh)
    names = icon_names((ROOT / "static" / "icons.txt").read_text("utf-8"))
    (fresh / "icons.svg").write_text(sprite(names, modules / "bootstrap-icons" / "icons"), "utf-8")
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError) as error:
        sys.exit(f"static/vendor/ could not be built: {error}")
