"""Which place a word in a table means: a code, a name, or a path such as 演武社区/第一网格."""

from __future__ import annotations

import re

from django.db.models import Q

from linli.domain.territory.models import Place, PlaceAlias, PlaceVersion
from linli.domain.territory.queries.places import path_ids
from linli.domain.territory.rules.names import half_width
from linli.kernel.codes import plain
from linli.kernel.errors import Invalid, NotFound

MOST = 50  # places of one name that are looked at
_PARTS = re.compile(r"\s*[/／＞>›]\s*")


def place_called(text: str, *, within: int) -> Place:
    """Return the one place inside another (or that one itself) that a text means; no Atlas.

    For rows of an import, where the tree changes from row to row. Raises NotFound
    `unknown_place_name`, Invalid `place_ambiguous_here` with how to say which.
    """
    *above, last = [p for p in _PARTS.split(half_width(text.strip())) if p] or [""]
    found = [
        (place, path)
        for place in _named(last)
        if within in (path := path_ids(place, None)) and all(_on(path, name) for name in above)
    ]
    if not found:
        raise NotFound("unknown_place_name", field="parent", name=text.strip()[:64])
    if len(found) > 1:
        raise Invalid("place_ambiguous_here", field="parent", name=last, count=len(found))
    return Place.objects.get(pk=found[0][0])


def _named(name: str) -> list[int]:
    known = Q(code=plain(name)) | Q(name=name) | Q(official=name)
    rows = PlaceVersion.objects.on(None).filter(known).order_by("id")
    found = list(dict.fromkeys(rows.values_list("place_id", flat=True)[:MOST]))
    if found:
        return found
    aliases = PlaceAlias.objects.on(None).filter(name=name).order_by("id")
    return list(dict.fromkeys(aliases.values_list("place_id", flat=True)[:MOST]))


def _on(path: frozenset[int], name: str) -> bool:
    rows = PlaceVersion.objects.on(None).filter(place_id__in=path)
    return rows.filter(Q(name=name) | Q(code=plain(name))).exists()
