"""An address as a QR code, for papers and sheets."""

from itertools import groupby

import segno

BORDER = 2
"""Light modules around the code; four are usual, two are read everywhere and leave more for the code itself."""


def qr_path(address, mask=None):
    """(one SVG path of all dark modules, modules on a side with the border). A given `mask` (0 to 7) is not compared with the others,
    which takes a quarter of the time; a random token is even enough under each."""
    code = segno.make(address, error="m", mask=mask)
    bars = (f"M{x + BORDER} {y + BORDER}h{width}v1h-{width}z" for y, row in enumerate(code.matrix) for x, width in _dark_runs(row))
    return "".join(bars), code.symbol_size(border=BORDER)[0]


def _dark_runs(row):
    """(where it begins, how many modules) of each run of dark modules."""
    x = 0
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            yield x, width
        x += width
