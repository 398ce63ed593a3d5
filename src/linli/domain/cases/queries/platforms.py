"""The platforms that give orders: as this installation has set them, else as they are shipped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from linli.domain.cases.models import OrderSource
from linli.domain.cases.rules.platforms import Platform, platform_of
from linli.domain.cases.states import Source
from linli.kernel.errors import NotFound

SHIPPED = Path(__file__).parents[1] / "data" / "orders"


def platforms() -> dict[str, Platform]:
    """Return all platforms by code, those that give only a number and a link last; one query."""
    found = dict(shipped())
    for row in OrderSource.objects.order_by("id"):
        found[row.code] = read_row(row)
    return dict(sorted(found.items(), key=lambda item: _rank(item[1])))


def _rank(platform: Platform) -> tuple[bool, bool]:
    """The hotline first, those that give only a number and a link last."""
    return platform.link_only, platform.way != Source.HOTLINE


def platform(code: str) -> Platform:
    """Return one platform; raises NotFound `order_source_unknown`."""
    found = platforms()
    if code not in found:
        raise NotFound("order_source_unknown", field="source", code=code, known="、".join(found))
    return found[code]


def read_row(row: OrderSource) -> Platform:
    """Return a kept source, read."""
    kept = ("code", "name", "name_en", "way", "link_only", "form")
    return platform_of({name: getattr(row, name) for name in kept})


@cache
def shipped() -> Mapping[str, Platform]:
    """Return the forms that come with Linli; an office changes its own by `import ordersource`."""
    read = (platform_of(json.loads(f.read_text("utf-8"))) for f in sorted(SHIPPED.glob("*.json")))
    return {p.code: p for p in read}
