"""Names and superiors have no rows of their own: they are written on the day, and back."""

from __future__ import annotations

from typing import Any

from linli.domain.bodies.actions.reorganising.rows import NAME, SUPERIOR
from linli.domain.bodies.models import Body, Revision
from linli.domain.territory.models import Moved


def apply_now(reorganisation: int, *, back: bool) -> None:
    """Write the names and superiors that an instrument gives, or gave; doing it twice is one."""
    rows = Moved.objects.filter(reorganisation_id=reorganisation, kind__in=(NAME, SUPERIOR))
    done = [put(m.kind, m.old, m.new, m.was, back=back) for m in rows.order_by("id")]
    if any(done):
        Revision.renew()


def put(kind: str, old: int | None, new: int | None, was: dict[str, Any], *, back: bool) -> int:
    """Write one name or superior, or the one before; return how many rows it changed."""
    mine = Body.objects.filter(pk=old or 0)
    if kind == NAME:
        to = {"name": was["to"], "name_en": was["to_en"]}
        before = {"name": was["name"], "name_en": was["name_en"]}
        frm, into = (to, before) if back else (before, to)
        return mine.filter(**frm).update(**into)
    if kind == SUPERIOR:
        frm_id, into_id = (new, was["superior"]) if back else (was["superior"], new)
        return mine.filter(superior=frm_id).update(superior=into_id)
    return 0
