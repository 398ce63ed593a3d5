"""Where an office with two lines is stationed, and what each line decides about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.actions.recording import permit, record
from linli.domain.bodies.models import Body, Stationing
from linli.domain.bodies.states import Decides, Permission, Subject
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid


@transaction.atomic
def station(
    *,
    by: Actor,
    at: datetime,
    body: Body,
    host: Body,
    decides: Mapping[Subject, Decides],
    basis: str,
    basis_en: str = "",
    document: str = "",
    since: date | None = None,
) -> Stationing:
    """Station an office at a street's body from a day on (today by default); what stood ends.

    Said again as it stands, it changes nothing. Raises NotPermitted at the street; Invalid without
    a basis, for a body without a superior, or whose superior is the host; Conflict where a row
    begins that day or later, or one of the two has ended.
    """
    day = since or timezone.localdate(at)
    permit(by, Permission.MANAGE, host.seat_id, timezone.localdate(at))
    held = Body.objects.select_for_update().get(pk=body.pk)
    if not basis.strip():
        raise Invalid("basis_missing", field="basis")
    if held.superior_id is None or host.pk in (held.pk, held.superior_id):
        raise Invalid("stationing_needs_two_lines", field="host", name=held.name)
    for one in (held, host):
        if one.valid_to is not None and one.valid_to <= day:
            raise Conflict("body_ended", field="host", name=one.name)
    said = {s.value: Decides(decides[s]).value for s in Subject}
    words = {"basis": basis.strip(), "basis_en": basis_en.strip(), "document": document.strip()}
    standing = Stationing.objects.filter(body=held).exclude(valid_to__lte=day).first()
    if standing is not None:
        same = {"host_id": host.pk, **said, **words}
        if standing.valid_to is None and all(getattr(standing, k) == v for k, v in same.items()):
            return standing
        _end(standing, day, held.name)
    row = Stationing.objects.create(body=held, host=host, valid_from=day, **said, **words)
    record(by=by, at=at, body=held, move="station", data={"host": host.pk, "since": day})
    return row


@transaction.atomic
def end_stationing(*, by: Actor, at: datetime, body: Body, on: date | None = None) -> Stationing:
    """End an office's second line with a day (today by default); raises Conflict if it has none."""
    today = timezone.localdate(at)
    held = Body.objects.select_for_update().get(pk=body.pk)
    row = Stationing.objects.select_related("host").filter(body=held)
    standing = row.exclude(valid_to__lte=on or today).first()
    if standing is None:
        raise Conflict("stationing_ended", name=held.name)
    permit(by, Permission.MANAGE, standing.host.seat_id, today)
    standing.valid_to = on or today
    if standing.valid_from is not None and standing.valid_from > standing.valid_to:
        standing.valid_to = standing.valid_from
    standing.save(update_fields=["valid_to"])
    data = {"host": standing.host_id, "on": standing.valid_to}
    record(by=by, at=at, body=held, move="end_stationing", data=data)
    return standing


def _end(row: Stationing, on: date, name: str) -> None:
    if row.valid_from is not None and row.valid_from >= on:
        raise Conflict("stationing_stands", field="since", name=name)
    row.valid_to = on
    row.save(update_fields=["valid_to"])
