"""What number a receipt has: free of database and request."""

import re

from planner.errors import RuleBroken
from planner.i18n import _l
from planner.kept_files import digest
from planner.people.names import clean_text

FAPIAO_LENGTHS = ((0, 20), (10, 8), (12, 8))    # digits of code and number
_PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z ./_-]*\Z")


def number_key(kind, code, number, seller):
    """The one form of a receipt's number, by which it is found again wherever it is used. Raises RuleBroken beside the field.

    A fapiao has 20 digits, or 8 digits and a code of 10 or 12: some write the same one as code and number, some as
    one. Another receipt is known by its number and who issued it; one whose number is a fapiao's is that fapiao, whatever it is called.
    """
    for field, text in (("code", code), ("number", number)):
        if text and not _PLAIN.match(text):
            raise RuleBroken(_l("Write it with ordinary digits and letters, as printed."), field=field)
    code, short = (re.sub(r"[^0-9A-Za-z]", "", text).upper() for text in (code, number))
    if not short:
        raise RuleBroken(_l("Type the number that is printed on it."), field="number")
    is_fapiao = (code + short).isdigit() and (len(code), len(short)) in FAPIAO_LENGTHS
    if is_fapiao:
        return f"F:{code}{short}"
    if kind == "fapiao":
        raise RuleBroken(_l("A fapiao has a number of 20 digits, or one of 8 digits and a code of 10 or 12."), field="number")
    maker = re.sub(r"\W", "", clean_text(seller)).casefold()
    if not maker:
        raise RuleBroken(_l("Say who issued it."), field="seller")
    return f"R:{digest(maker.encode())[:20]}:{short}"
