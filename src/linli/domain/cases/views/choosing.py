"""The choice of a matter beside the press that accepts: residents are not asked to classify."""

from __future__ import annotations

from typing import Any

from linli.domain.cases.queries import CaseDetail
from linli.domain.cases.rules.imports import UNSORTED
from linli.domain.mandates import queries as mandates
from linli.foundation.ui.text import named, say

LEVELS = 2  # of the catalogue that are offered: finer ones are for statistics


def matter_choice(found: CaseDetail) -> dict[str, Any] | None:
    """Return the matters by their first level and what the words sound like; None when sorted."""
    if found.row.matter != UNSORTED or not any(m.name == "accept" for m in found.moves):
        return None
    offered = [m for c, m in mandates.matter_names().items() if c.count("/") < LEVELS]
    heads = {m.code: named(m) for m in offered if m.parent not in {o.code for o in offered}}
    groups: dict[str, list[tuple[str, str]]] = {name: [] for name in heads.values()}
    for matter in offered:
        groups[heads[matter.code.split("/")[0]]].append(
            (matter.code, f"{matter.code} {named(matter)}")
        )
    sounds = mandates.suggested(found.texts.get("words", ""), LEVELS)
    return {
        "groups": [(name, rows) for name, rows in groups.items()],
        "chosen": sounds.matter if sounds else "",
        "why": say("cases.sort.sounds", words="、".join(sounds.keywords)) if sounds else "",
    }
