"""The place that commands of the opening are about."""

from __future__ import annotations

from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.kernel.errors import NotFound


def root_of(code: str) -> Place:
    """Return the place of a code, or the one `linli init` opened; raises NotFound for neither."""
    if code:
        return territory.by_code(code)
    site = territory.site()
    if site is None:
        raise NotFound("nothing_opened")
    return site.place
