"""Puts templates/, static/ and demo/ into the wheel, as folders of the package `planner`, and the compiled search.

An editable installation reads them from the checkout and needs no copy. Where the search cannot be
compiled the wheel is one of pure Python.
"""

import sys
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
        sys.path.insert(0, str(root / "tools"))
        from compile_search import compile_search, compiled_files
        if compiled_files(root) or compile_search(root):
            build_data["pure_python"], build_data["infer_tag"] = False, True
        build_data["force_include"].update({str(root / name): f"planner/{name}" for name in FOLDERS})
