"""Stating the pattern of codes at a place from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from linli.domain.territory import queries
from linli.domain.territory.actions.recording import record
from linli.domain.territory.actions.tree import lock_tree, permit
from linli.domain.territory.models import GridCodes, Place
from linli.domain.territory.rules.grid_codes import CodePattern
from linli.foundation.database.tenure import make_way
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid


@transaction.atomic
def state_grid_codes(
    *,
    by: Actor,
    at: datetime,
    pattern: str,
    basis: str,
    since: date,
    place: Place | None = None,
    basis_en: str = "",
) -> GridCodes:
    """Let new codes at a place and below it (everywhere: None) follow a pattern from a day on.

    The same again changes nothing. Raises NotPermitted, Invalid for an unreadable pattern or
    without a basis, Conflict where a row begins on that day or later.
    """
    today = timezone.localdate(at)
    permit(by, place.pk if place else queries.top(today), today)
    read, why = CodePattern.read(pattern), basis.strip()
    if not why:
        raise Invalid("basis_missing", field="basis")
    lock_tree()  # whoever gives codes waits here too
    rows, where = GridCodes.objects.all(), place.pk if place else None
    standing = rows.on(since).filter(place=place).first()
    if standing is not None and (standing.pattern, standing.basis) == (read.text, why):
        return standing
    if not make_way(rows, where, since):
        raise Conflict("grid_codes_begin_later", field="since")
    row = GridCodes.objects.create(
        place=place, pattern=read.text, basis=why, basis_en=basis_en.strip(), valid_from=since
    )
    # an entry holds codes, and a code is small letters without spaces
    data = {"pattern": read.text.lower().replace(" ", "/"), "since": since}
    record(by=by, at=at, place=where or 0, move="state_codes", data=data)
    return row
