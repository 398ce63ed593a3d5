"""Names and superiors have no rows of their own: they are written on the day, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from linli.domain.bodies.actions.reorganising.rows import NAME, SUPERIOR
from linli.domain.bodies.models import Body, Revision
from linli.domain.territory.models import Moved

Noted = tuple[str, int | None, int | None, dict[str, Any]]


def apply_now(reorganisation: int, *, back: bool) -> None:
    """Write the names and superiors that an instrument gives, or gave; doing it twice is one."""
    rows = Moved.objects.filter(reorganisation_id=reorganisation, kind__in=(NAME, SUPERIOR))
    noted = rows.order_by("id").values_list("kind", "old", "new", "was")
    if put(list(noted), back=back):
        Revision.renew()


def put(noted: Iterable[Noted], *, back: bool = False) -> int:
    """Write what bodies are called and under whom they stand, or what they were before.

    A body that says something else by now is left alone. Returns how many changed.
    """
    some = list(noted)
    above: dict[tuple[int | None, int | None], list[int]] = {}
    for kind, old, new, was in some:
        if kind == SUPERIOR and old:
            frm, into = (new, was["superior"]) if back else (was["superior"], new)
            above.setdefault((frm, into), []).append(old)
    changed = 0
    for (frm, into), ids in above.items():
        changed += Body.objects.filter(pk__in=ids, superior=frm).update(superior=into)
    for kind, old, _, was in some:
        if kind == NAME:
            pair = {"name": was["name"], "name_en": was["name_en"]}
            other = {"name": was["to"], "name_en": was["to_en"]}
            before, after = (other, pair) if back else (pair, other)
            changed += Body.objects.filter(pk=old or 0, **before).update(**after)
    return changed
