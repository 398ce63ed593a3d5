"""Giving a mechanism to a body at a place, from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.actions.recording import permit, record
from linli.domain.bodies.models import Body, Mechanism, MechanismOwner
from linli.domain.bodies.states import Permission
from linli.domain.territory.models import Place
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid


@transaction.atomic
def own(
    *,
    by: Actor,
    at: datetime,
    mechanism: Mechanism,
    place: Place,
    body: Body,
    basis: str,
    since: date | None = None,
) -> MechanismOwner:
    """Let a body own a mechanism at a place from a day on; who owned it there ends with that day.

    Said again as it stands, it changes nothing. Raises NotPermitted at the place, Invalid without
    a basis, Conflict for a body that has ended or where a row begins that day or later.
    """
    today = timezone.localdate(at)
    begin = since or today
    permit(by, Permission.MANAGE, place.pk, today)
    if not basis.strip():
        raise Invalid("basis_missing", field="basis")
    if body.valid_to is not None and body.valid_to <= begin:
        raise Conflict("body_ended", field="body", name=body.name)
    Mechanism.objects.select_for_update().get(pk=mechanism.pk)  # two hands at once take turns
    rows = MechanismOwner.objects.filter(mechanism=mechanism, place=place)
    standing = rows.exclude(valid_to__lte=begin).order_by("valid_from").first()
    if standing is not None:
        if (standing.body_id, standing.valid_to) == (body.pk, None):
            return standing
        if standing.valid_from is not None and standing.valid_from >= begin:
            raise Conflict("owner_stands", field="since", name=mechanism.name)
        standing.valid_to = begin
        standing.save(update_fields=["valid_to"])
    row = MechanismOwner.objects.create(
        mechanism=mechanism, place=place, body=body, basis=basis.strip(), valid_from=begin
    )
    data = {"mechanism": mechanism.key, "place": place.pk, "since": begin}
    record(by=by, at=at, body=body, move="own", data=data)
    return row
