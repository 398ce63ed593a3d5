"""Whether a demand on a subdistrict is one of the cleared letters of duty and vetoes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

# what every such title says, whatever it is about
_USUAL = re.compile(
    r"目标管理|目标责任|责任状|责任书|一票否决制?|考核|签订|工作|年度|事项|示例|\d{2,4}年?"
)
_NOISE = re.compile(r"[\W_]+")
SHORTEST = 2  # characters that are left to compare


class Cleared(NamedTuple):
    """An item of a list of cleared demands: its id, code, name and basis."""

    item: int
    code: str
    name: str
    basis: str


def cleared_by(title: str, cleared: Iterable[Cleared]) -> Cleared | None:
    """Return the cleared item that a demand's title repeats, None where it is new.

    Spaces, punctuation, years and the words that every letter of duty has do not matter; what is
    left of one must stand in the other.
    """
    asked = _core(title)
    for one in cleared:
        known = _core(one.name)
        if min(len(asked), len(known)) >= SHORTEST and (known in asked or asked in known):
            return one
    return None


def _core(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _NOISE.sub("", _USUAL.sub("", plain))
