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
    """The fonts of a PDF that are not embedded or are no faces of the house; a PDF without any is wrong, too."""
    fonts = [font.get_object() for page in PdfReader(io.BytesIO(pdf)).pages for font in page["/Resources"].get("/Font", {}).values()]
    wrong = {font["/BaseFont"] for font in fonts if not _is_embedded(font) or not font["/BaseFont"].split("+")[1].startswith(FACES)}
    return sorted(wrong) if fonts else ["no font at all"]


def _is_embedded(font):
    described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
    return "/FontFile2" in described or "/FontFile3" in described
