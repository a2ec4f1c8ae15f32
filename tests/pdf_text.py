"""The words on a PDF as people copy them, read by pdftotext in the order they were set; and the faces it is set in."""

import io
import subprocess

from pypdf import PdfReader

FACES = ("Noto-Serif-CJK-SC", "Noto-Sans-CJK-SC", "LXGW-WenKai", "Amiri", "Symbola", "DejaVu-Sans")


def pages_of(pdf):
    """The text of each page."""
    found = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return [page.rstrip("\n") for page in found.split("\f")[:-1]]


def text_of(pdf):
    """The text of all pages."""
    return "\n".join(pages_of(pdf))


def wrong_fonts(pdf):
    """The fonts of a PDF that are not embedded, or are no faces of the house; all of them when it has none."""
    fonts = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        fonts |= page["/Resources"].get("/Font", {})
    found = {font["/BaseFont"].split("+")[1]: font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in (one.get_object() for one in fonts.values())}
    wrong = [family for family, described in found.items() if not described.keys() & {"/FontFile2", "/FontFile3"} or not family.startswith(FACES)]
    return wrong if found else ["no font at all"]
