"""Demands on subdistricts and towns: a cleared one is refused with the rule, and counted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.models import Body
from linli.domain.bodies.rules import subject_of
from linli.domain.mandates.actions.recording import record
from linli.domain.mandates.entries import DEMAND
from linli.domain.mandates.models import Demand
from linli.domain.mandates.queries.asking import RECEIVERS, cleared_at
from linli.domain.mandates.rules.demands import cleared_by
from linli.domain.mandates.states import DemandKind, Permission
from linli.kernel.access import Actor, ActorKind, Target, can
from linli.kernel.errors import Invalid, NotPermitted


@transaction.atomic
def make_demand(
    *, by: Actor, at: datetime, sender: Body, receiver: Body, kind: DemandKind, title: str
) -> Demand:
    """Put a demand to a subdistrict or town; one that was cleared is kept as refused (`item`).

    The same demand again is the same row. Raises Invalid without a title or for another receiver,
    NotPermitted for who does not speak for the sender.
    """
    asked = Target(bodies=frozenset({sender.pk}))
    if by.kind is not ActorKind.SYSTEM and not can(by, Permission.ASK, asked):
        raise NotPermitted("not_permitted", permission=Permission.ASK.value)
    words = title.strip()
    if not words:
        raise Invalid("demand_untitled", field="title")
    if receiver.kind not in RECEIVERS:
        raise Invalid("demand_receiver", field="receiver", body=receiver.name)
    found = cleared_by(words, cleared_at(receiver.seat_id, timezone.localdate(at)))
    row, made = Demand.objects.select_for_update().get_or_create(
        sender=sender,
        receiver=receiver,
        kind=DemandKind(kind),
        title=words,
        defaults={"item_id": found.item if found else None, "made_at": at},
    )
    if made:
        data = {"kind": row.kind, "receiver": receiver.pk}
        record(
            by=by,
            at=at,
            subject=subject_of("demand", row.pk),
            place_id=receiver.seat_id,
            body_id=sender.pk,
            move="refuse" if found else "make",
            data=data | ({"item": found.item} if found else {}),
            procedure=DEMAND,
        )
    return row
