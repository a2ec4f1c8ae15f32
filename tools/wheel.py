"""Puts templates/, static/ and demo/ into the wheel, as folders of the package `planner`.

An editable installation reads them from the checkout and needs no copy.
"""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("templates", "static", "demo")


class PackageFolders(BuildHookInterface):
    def initialize(self, version, build_data):
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / "static" / "vendor" / "icons.svg").is_file():
            raise FileNotFoundError("static/vendor is missing: `./run setup` makes it")
        build_data["force_include"].update({str(root / name): f"planner/{name}" for name in FOLDERS})
