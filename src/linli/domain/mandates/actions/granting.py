"""One mandate at a time: given to a body from a day on, taken back on a day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.domain.bodies.models import Body
from linli.domain.bodies.rules import subject_of
from linli.domain.mandates.actions.recording import permit, record
from linli.domain.mandates.models import Mandate, Matter
from linli.domain.mandates.states import Instrument, MandateRole
from linli.domain.territory.models import Place
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound


@transaction.atomic
def grant(
    *,
    by: Actor,
    at: datetime,
    matter: str,
    body: Body,
    role: MandateRole,
    instrument: Instrument,
    basis: str,
    basis_en: str = "",
    place: Place | None = None,
    in_name_of: Body | None = None,
    answers_suit: Body | None = None,
    duty: str = "",
    duty_en: str = "",
    since: date | None = None,
) -> Mandate:
    """Give a body its part in a matter over a place (its seat by default), from a day on.

    Raises NotFound for the matter, Invalid without a basis or for an entrusted mandate that does
    not say in whose name, Conflict where another body leads the matter there in those days.
    """
    where = place.pk if place else body.seat_id
    permit(by, where, timezone.localdate(at))
    found = Matter.objects.filter(code=matter).first()
    if found is None:
        raise NotFound("unknown_matter", code=matter)
    if not basis.strip():
        raise Invalid("basis_missing", field="basis")
    if instrument is Instrument.ENTRUSTED and in_name_of is None:
        raise Invalid("entrusted_by_whom", field="in_name_of")
    _refuse_overlap(found, body, where, since)
    row = Mandate(
        matter=found,
        body=body,
        place_id=where,
        role=MandateRole(role),
        instrument=Instrument(instrument),
        basis=basis,
        basis_en=basis_en,
        in_name_of=in_name_of,
        answers_suit=answers_suit,
        duty=duty,
        duty_en=duty_en,
        valid_from=since,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("mandate_taken", matter=matter, body=body.name) from error
    data = {
        "mandate": row.pk,
        "matter": matter,
        "role": row.role,
        "instrument": row.instrument,
        "since": since,
    }
    _record(by, at, row, "grant", data)
    return row


@transaction.atomic
def take_back(*, by: Actor, at: datetime, mandate: Mandate, on: date) -> Mandate:
    """End a mandate with a day; raises Conflict if it has ended by then."""
    permit(by, mandate.place_id, timezone.localdate(at))
    held = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if held.valid_to is not None and held.valid_to <= on:
        raise Conflict("mandate_ended", day=held.valid_to.isoformat())
    held.valid_to = on if held.valid_from is None or held.valid_from <= on else held.valid_from
    held.save(update_fields=["valid_to"])
    data = {"mandate": held.pk, "matter": held.matter.code, "on": on}
    _record(by, at, held, "take_back", data)
    return held


def _refuse_overlap(matter: Matter, body: Body, place_id: int, since: date | None) -> None:
    """One part a body in a matter at a place at a time: a new one begins when the old has ended."""
    held = Mandate.objects.filter(matter=matter, body=body, place_id=place_id)
    lasting = held if since is None else held.exclude(valid_to__lte=since)
    if lasting.exists():
        raise Conflict("mandate_taken", matter=matter.code, body=body.name)


def _record(by: Actor, at: datetime, row: Mandate, move: str, data: dict) -> None:
    record(
        by=by,
        at=at,
        subject=subject_of("mandate", row.pk),
        place_id=row.place_id,
        body_id=row.body_id,
        move=move,
        matter=row.matter.code,
        data=data,
    )
