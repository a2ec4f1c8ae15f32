"""The house's logo, if the installation has one: `logo.png` in the data directory, printed on letters and cards."""

from functools import lru_cache

from flask import current_app

FILE = "logo.png"
MOST_BYTES = 500_000
PNG = b"\x89PNG\r\n\x1a\n"


def logo():
    """The bytes of the logo; None without one, or when it is no PNG of at most 500 kB."""
    path = current_app.extensions["settings"].data_dir / FILE
    try:
        found = path.stat()
    except OSError:
        return None
    return _read(path, found.st_mtime_ns) if found.st_size <= MOST_BYTES else None


@lru_cache(maxsize=4)
def _read(path, _changed):
    content = path.read_bytes()
    return content if content.startswith(PNG) else None
