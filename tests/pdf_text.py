"""The words on a PDF as people copy them: read by pdftotext, in the order they were set."""

import subprocess


def pages_of(pdf):
    """The text of each page."""
    found = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return [page.rstrip("\n") for page in found.split("\f")[:-1]]


def text_of(pdf):
    """The text of all pages."""
    return "\n".join(pages_of(pdf))
