"""What the desk reads of a case that came with a change of the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.domain.bodies import queries as bodies
from linli.domain.territory.models import PlaceVersion
from linli.domain.territory.queries.reorganisations import reorganisations
from linli.foundation.ui.text import either, say


def re_homed(data: Mapping[str, Any]) -> str:
    """Return where a case came from, since when, and by which instrument."""
    row = reorganisations().filter(pk=data.get("reorganisation") or 0).first()
    said = {"day": row.effective.isoformat() if row else "", "by": row.basis if row else ""}
    key = "cases.re_homed.back" if data.get("back") else "cases.re_homed.from"
    return say(key, whence=_whence(data), **said)


def _whence(data: Mapping[str, Any]) -> str:
    """Return the body that had it before, else the place it lay in."""
    for name in ("was_lead", "was_desk"):
        held = bodies.named([data[name]]).get(data[name]) if data.get(name) else None
        if held is not None:
            return either(held.name, held.name_en)
    ids = [data[f"was_{n}"] for n in ("community", "town", "county") if data.get(f"was_{n}")]
    rows = PlaceVersion.objects.filter(place_id__in=ids[:1]).order_by("-valid_from")
    return str(rows.values_list("name", flat=True).first() or "")
