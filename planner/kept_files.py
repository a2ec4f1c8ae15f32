"""Papers that people attach: what a file is by its content, and where it lies, under a random name in a folder that no housekeeping empties.

Nothing here is unpacked, drawn or run. A file is looked at, refused or kept, and given out again as it came.
"""

import hashlib
import io
import os
import re
import secrets
import struct
import zipfile

from flask import current_app, make_response

from planner.errors import NotFound, RuleBroken
from planner.i18n import _l

TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "ofd": "application/ofd"}
LARGEST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 100_000_000
MOST_ENTRIES = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 200                # of one entry: text packs some 20 times, a bomb a thousand times
ACTIVE = (b"/JavaScript", b"/Launch")


def ending_of(content):
    """"pdf", "jpg", "png" or "ofd" by what the bytes say, whatever the file is called. Raises RuleBroken with a sentence."""
    if not content:
        raise _refused(_l("The file is empty."))
    if len(content) > LARGEST_BYTES:
        raise _refused(_l("The file is too large. The most is 10 MB."))
    for start, ending, check in ((b"%PDF-", "pdf", _check_pdf), (b"\xff\xd8\xff", "jpg", _check_jpeg), (b"\x89PNG\r\n\x1a\n", "png", _check_png),
                                 (b"PK\x03\x04", "ofd", _check_ofd)):
        if content.startswith(start):
            check(content)
            return ending
    raise _refused(_l("This is neither a PDF, a JPEG or PNG picture, nor an OFD invoice."))


def digest(content):
    return hashlib.sha256(content).hexdigest()


def _refused(message):
    return RuleBroken(message, field="file")


def _broken():
    return _refused(_l("The file is damaged or not whole. Please save it again and attach that."))


def _check_pdf(content):
    if not re.match(rb"%PDF-[12]\.[0-9]", content) or b"%%EOF" not in content[-1024:] or b"startxref" not in content[-2048:]:
        raise _broken()
    if b"/Encrypt" in content[-4096:]:
        raise _refused(_l("The PDF is locked with a password. Attach one that everybody can open."))
    if any(word in content for word in ACTIVE):
        raise _refused(_l("The PDF contains a program. Attach one without."))


def _check_jpeg(content):
    if b"\xff\xd9" not in content[-64:]:
        raise _broken()
    at = 2
    while at + 9 <= len(content):
        if content[at] != 0xFF:
            raise _broken()
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2:at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5:at + 9])
            return _check_pixels(width, height)
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA or length < 2:
            break
        at += 2 + length
    raise _broken()


def _check_png(content):
    if len(content) < 45 or content[12:16] != b"IHDR" or b"IEND" not in content[-16:]:
        raise _broken()
    _check_pixels(*struct.unpack(">II", content[16:24]))


def _check_pixels(width, height):
    if not width or not height:
        raise _broken()
    if width * height > MOST_PIXELS:
        raise _refused(_l("The picture has too many pixels. Attach a smaller one."))


def _check_ofd(content):
    """A zip with OFD.xml at its top, by its list of contents alone."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError):
        raise _broken() from None
    if "OFD.xml" not in {entry.filename for entry in entries}:
        raise _refused(_l("This is a packed file, but not an OFD invoice. Attach the invoice itself."))
    unpacked = sum(entry.file_size for entry in entries)
    dense = any(entry.file_size > MOST_RATIO * max(entry.compress_size, 1) and entry.file_size > 1024 * 1024 for entry in entries)
    strange = any(entry.filename.startswith(("/", "\\")) or ".." in entry.filename or entry.flag_bits & 1 or (entry.external_attr >> 16) & 0o170000 == 0o120000
                  for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or dense or strange:
        raise _refused(_l("This packed file is made to do harm, or damaged. It was not kept."))


# Where they lie -------------------------------------------------------------------------------------------------------------

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


def given_out(name, content_type, called):
    """The answer with a kept file as it came: to be saved under `called` and the ending of its type, never shown inside our pages."""
    response = make_response(read(name))
    response.mimetype = content_type
    ending = next(ending for ending, known in TYPES.items() if known == content_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"{called}.{ending}")
    response.headers["Content-Security-Policy"] = "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
    return response


def tame(name):
    """The last part of a file's name as somebody called it, without what cannot be seen."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[-200:]
