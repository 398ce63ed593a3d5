"""The order of tiers and areas, read from the contracts that import-linter checks."""

from __future__ import annotations

import configparser
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "linli"


@cache
def ranks() -> dict[str, int]:
    """Return each area's height: a higher one may use a lower one, never the other way.

    Areas on one line of a contract have the same height and may not use each other.
    """
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")

    def layers(name: str) -> list[list[str]]:
        lines = contracts[f"importlinter:contract:{name}"]["layers"].split("\n")
        return [re.split(r"\s*\|\s*", line) for line in lines if line]

    order: list[list[str]] = []
    for (tier,) in reversed(layers("tiers")):
        inside = tier in ("domain", "foundation")
        order += reversed(layers(tier)) if inside else [[tier]]
    return {area: height for height, row in enumerate(order) for area in row}


def reaches_up(area: str, other: str) -> bool:
    """Tell whether naming another area breaks the order; unknown names are third parties'."""
    if area == other or area not in ranks() or other not in ranks():
        return False
    return ranks()[other] >= ranks()[area]


def area_of(path: Path) -> str:
    """Return the area that a file of the source tree belongs to, by its folder."""
    parts = path.relative_to(SOURCE).parts
    return parts[1] if parts[0] in ("domain", "foundation") else parts[0]
