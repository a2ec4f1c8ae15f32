"""Compile the inner loops of the seating search, where a C compiler is at hand.

    python tools/compile_search.py        makes seating/stages/*.so beside their sources

The sources are ordinary Python with Cython's types as annotations: without a compiler they run as
they are, some fifty times slower and with the same plans.
"""
import os
import sys
import sysconfig
import tempfile
from pathlib import Path

SOURCES = ("search", "order", "assign")
ROOT = Path(__file__).resolve().parent.parent


def compiled_files(root=ROOT):
    """The compiled files that are not older than their sources, for every source; else []."""
    found = []
    for name in SOURCES:
        source = Path(root) / "seating" / "stages" / f"{name}.py"
        files = source.parent.glob(f"{name}{sysconfig.get_config_var('EXT_SUFFIX')}")
        found.append(next((f for f in files if f.stat().st_mtime >= source.stat().st_mtime), None))
    return found if all(found) else []


def compile_search(root=ROOT):
    """The files made, or [] when there is no compiler or it failed (the reason goes to standard error)."""
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension
    from setuptools.errors import BaseError
    here = os.getcwd()
    os.chdir(root)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            modules = [Extension(f"seating.stages.{name}", [f"seating/stages/{name}.py"], extra_compile_args=["-O2"]) for name in SOURCES]
            modules = cythonize(modules, language_level=3, quiet=True, build_dir=scratch)
            builder = Distribution({"name": "seating", "packages": [], "ext_modules": modules}).get_command_obj("build_ext")
            builder.inplace, builder.build_temp, builder.build_lib, builder.parallel = True, scratch, scratch, len(SOURCES)
            builder.ensure_finalized()
            builder.run()
            return compiled_files(root)
    except (BaseError, OSError) as error:
        print(f"The seating search was not compiled and runs slowly: {error}", file=sys.stderr)
        return []
    finally:
        os.chdir(here)


if __name__ == "__main__":
    made = compile_search()
    for file in made:
        print(file.relative_to(ROOT))
    sys.exit(0 if made else 1)
