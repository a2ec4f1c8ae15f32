"""Where receipts lie: under random names in a folder of their own, which no housekeeping empties."""

import os
import secrets

from flask import current_app

from planner.errors import NotFound


def folder():
    return current_app.extensions["settings"].files_folder.with_name("receipts")


def store(content):
    """Keep the bytes, whole on the disk before their row can be committed; returns the random name."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    name = secrets.token_hex(24)
    with open(folder() / name, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return name


def read(name):
    """The bytes kept under this name. Raises NotFound."""
    try:
        return (folder() / name).read_bytes()
    except FileNotFoundError:
        raise NotFound() from None


def drop(name):
    """Remove a file whose row is gone or never came."""
    (folder() / name).unlink(missing_ok=True)
