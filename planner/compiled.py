"""Compiled templates are kept from one start to the next: compiling all of them takes about as long as the rest of the start."""

from contextlib import suppress

import jinja2


class Kept(jinja2.FileSystemBytecodeCache):
    """Jinja's own cache, for which a full or vanished folder is no reason to fail a page."""

    def dump_bytecode(self, bucket):
        with suppress(OSError):
            super().dump_bytecode(bucket)


def kept_templates(name):
    """The kept templates, in a temporary folder of this user alone; None where there can be none.

    One `name` for each set of Jinja options: what is kept knows its source and its Python, not how it was compiled.
    """
    try:
        return Kept(pattern=f"shangzuo-{name}-{jinja2.__version__}-%s.cache")
    except (OSError, RuntimeError):  # nowhere to write, or the folder is somebody else's
        return None
