"""Many papers in one file: a zip with names in the reader's language, or one PDF; the same bytes for the same papers."""

import io
import zipfile
from collections.abc import Iterable
from datetime import date

from pypdf import PdfWriter

FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def zip_papers(files: list[tuple[str, bytes]], issued: date) -> bytes:
    """A zip of (name, content) in the order given; every entry bears the day of printing."""
    stamp = max((issued.year, issued.month, issued.day, 0, 0, 0), FIRST_DAY)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".pdf") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def joined(pdfs: Iterable[bytes]) -> bytes:
    """The pages of these PDFs as one, each taken in as it comes: the presses work on meanwhile."""
    writer, buffer = PdfWriter(), io.BytesIO()
    for pdf in pdfs:
        writer.append(io.BytesIO(pdf))
    writer.write(buffer)
    return buffer.getvalue()
