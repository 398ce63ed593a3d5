"""A street or community objects: to a matter published for its grids, to a demand made on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.models import Body
from linli.domain.bodies.rules import subject_of
from linli.domain.mandates.actions.recording import permit, record
from linli.domain.mandates.entries import ADMISSION, DEMAND
from linli.domain.mandates.models import Demand, GridAdmission, Objection
from linli.domain.mandates.states import AdmissionState, Permission
from linli.domain.territory import queries as territory
from linli.kernel.access import Actor, ActorKind, Target, can
from linli.kernel.errors import Conflict, Invalid, NotPermitted


@transaction.atomic
def object_to_admission(
    *, by: Actor, at: datetime, admission: GridAdmission, body: Body, words: str
) -> Objection:
    """Object, for a body below the list's place, to a matter while it is published.

    The same words again are the same objection. Raises NotPermitted, Invalid without a reason,
    Conflict outside the publication and where the body has objected already.
    """
    row = (
        GridAdmission.objects.select_for_update().select_related("power_list").get(pk=admission.pk)
    )
    on, place = timezone.localdate(at), row.power_list.place_id
    inside = body.seat_id in territory.atlas(on) and place in territory.atlas(on).path(body.seat_id)
    _permit(by, Permission.OBJECT, body.pk, reached=inside)
    if row.state != AdmissionState.PUBLISHED:
        raise Conflict("objection_not_now")
    return _kept(by, at, body, words, admission=row)


@transaction.atomic
def object_to_demand(
    *, by: Actor, at: datetime, demand: Demand, body: Body, words: str
) -> Objection:
    """Object to a demand for the body it was put to, or another one on the same seat.

    Raises as `object_to_admission`; Conflict for a demand that was refused or withdrawn.
    """
    row = (
        Demand.objects.select_for_update(of=("self",)).select_related("receiver").get(pk=demand.pk)
    )
    _permit(by, Permission.OBJECT, body.pk, reached=body.seat_id == row.receiver.seat_id)
    if row.item_id is not None or row.withdrawn_at is not None:
        raise Conflict("objection_not_now")
    return _kept(by, at, body, words, demand=row)


@transaction.atomic
def answer_objection(
    *, by: Actor, at: datetime, objection: Objection, upheld: bool, words: str
) -> Objection:
    """Answer an objection: the list's office, or the sender of the demand; upheld, that is gone.

    An upheld objection to a matter bars it from the list: it is refused then, or withdrawn. Raises
    NotPermitted, Invalid without a reason, Conflict where it is answered.
    """
    row = (
        Objection.objects.select_for_update(of=("self",))
        .select_related("admission__power_list", "demand")
        .get(pk=objection.pk)
    )
    if row.admission is not None:
        permit(by, row.admission.power_list.place_id, timezone.localdate(at))
    elif row.demand is not None:
        _permit(by, Permission.ASK, row.demand.sender_id, reached=True)
    if row.answered_at is not None:
        raise Conflict("objection_answered")
    row.upheld, row.answer, row.answered_at = upheld, _said(words), at
    row.save(update_fields=["upheld", "answer", "answered_at"])
    if upheld and row.demand is not None:
        row.demand.withdrawn_at = at
        row.demand.save(update_fields=["withdrawn_at"])
    _record(by, at, row, "answer", {"objection": row.pk, "upheld": upheld})
    return row


def _kept(by: Actor, at: datetime, body: Body, words: str, **about: Any) -> Objection:
    said = _said(words)
    standing = Objection.objects.filter(body=body, **about).first()
    if standing is not None and standing.words == said:
        return standing
    if standing is not None:
        raise Conflict("objection_stands", body=body.name)
    row = Objection.objects.create(body=body, words=said, made_at=at, person_id=by.person, **about)
    _record(by, at, row, "object", {"objection": row.pk})
    return row


def _said(words: str) -> str:
    if not words.strip():
        raise Invalid("objection_without_reason", field="words")
    return words.strip()[:500]


def _permit(by: Actor, permission: str, body: int, *, reached: bool) -> None:
    """Refuse whoever does not speak for the body, or whom it does not touch."""
    mine = can(by, permission, Target(bodies=frozenset({body})))
    if not reached or (by.kind is not ActorKind.SYSTEM and not mine):
        raise NotPermitted("not_permitted", permission=permission)


def _record(by: Actor, at: datetime, row: Objection, move: str, data: dict[str, Any]) -> None:
    kind = "grid_admission" if row.admission_id else "demand"
    record(
        by=by,
        at=at,
        subject=subject_of(kind, row.admission_id or row.demand_id or 0),
        place_id=row.body.seat_id,
        body_id=row.body_id,
        move=move,
        data=data,
        procedure=ADMISSION if row.admission_id else DEMAND,
    )
