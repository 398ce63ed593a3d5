"""Square codes as one path: drawn by any page and any printer, no picture file needed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET = 4  # modules of white around it, as the standard asks


@dataclass(frozen=True, slots=True)
class Qr:
    """A code of `size` modules a side, its quiet zone included, and the path of the dark ones.

    The path is to be stroked one module wide: half as long as one that is filled.
    """

    size: int
    path: str


def qr(text: str) -> Qr:
    """Return the code of a text; a seventh of it may be torn or dirty."""
    code: QRCode = QRCode(border=QUIET, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    return Qr(len(rows), "".join(_row(y, row) for y, row in enumerate(rows)))


def _row(y: int, row: list[bool]) -> str:
    drawn, x = [], 0
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            drawn.append(f"M{x} {y}.5h{length}")
        x += length
    return "".join(drawn)
