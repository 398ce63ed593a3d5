"""Where this installation is at home: the place that all its topmost bodies sit in."""

from __future__ import annotations

from django.conf import settings

from linli.domain.bodies.models import Body
from linli.domain.territory import queries as territory
from linli.kernel.errors import NotFound


def home_place() -> int | None:
    """Return the place that pickers start from: the setting's code, else the bodies' common place.

    None where there is neither: then pickers start at the provinces.
    """
    code = getattr(settings, "HOME_PLACE", "")
    if code:
        try:
            return territory.by_code(code).pk
        except NotFound:
            return None
    seats = Body.objects.filter(superior=None).order_by("seat_id").values_list("seat_id")
    paths = []
    for (seat,) in seats.distinct()[:20]:
        try:
            paths.append(territory.atlas().path(seat))
        except KeyError:
            continue
    common: int | None = None
    for here in zip(*paths, strict=False):
        if len(set(here)) > 1:
            break
        common = int(here[0])
    return common
