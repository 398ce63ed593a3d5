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
    some = [n for n in noted if n[0] in (NAME, SUPERIOR)]
    bodies = Body.objects.in_bulk([old for _, old, *_ in some if old])
    changed = {old for kind, old, new, was in some if _put(bodies, kind, old, new, was, back=back)}
    rows = [bodies[pk] for pk in sorted(pk for pk in changed if pk)]
    Body.objects.bulk_update(rows, ["name", "name_en", "superior"], batch_size=2_000)
    return len(rows)


def _put(
    bodies: dict[int, Body],
    kind: str,
    old: int | None,
    new: int | None,
    was: dict[str, Any],
    *,
    back: bool,
) -> bool:
    body = bodies.get(old or 0)
    if body is None:
        return False
    if kind == SUPERIOR:
        frm, into = (new, was["superior"]) if back else (was["superior"], new)
        if body.superior_id != frm:
            return False
        body.superior_id = into
        return True
    names = (was["name"], was["name_en"]), (was["to"], was["to_en"])
    before, after = names if not back else names[::-1]
    if (body.name, body.name_en) != before:
        return False
    body.name, body.name_en = after
    return True
