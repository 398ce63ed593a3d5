"""What has come to rest on an instrument: while something has, it stands."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from linli.domain.mandates.models import Mandate, PowerInstrument, PowerTerm
from linli.domain.mandates.queries.powers import went_on
from linli.domain.mandates.states import MANDATING, InstrumentState
from linli.kernel.errors import Conflict


def refuse_built_on(held: PowerInstrument) -> None:
    """Refuse while a later instrument, or a hand, has changed what this one began or ended."""
    began = PowerTerm.objects.filter(begun_by=held)
    touched = PowerTerm.objects.filter(Q(begun_by=held) | Q(ended_by=held)).values("item")
    if (went := went_on(held)) is not None:
        raise Conflict("list_went_on", name=went.name)
    by = _said_since(held, touched) or _leaning_on(held)
    if by is None:
        stopped = began.exclude(ended_by=None).select_related("ended_by").order_by("id").first()
        by = stopped.ended_by if stopped else None
    if by is None:
        mine = Mandate.objects.filter(begun_by=held).exclude(valid_to=None).order_by("id").first()
        if mine is None:
            return
        by = mine.ended_by
    number = by.number if by else ""
    day = by.effective_on.isoformat() if by else ""
    raise Conflict("instrument_built_on", number=number, day=day)


def _said_since(held: PowerInstrument, items: QuerySet[Any]) -> PowerInstrument | None:
    """Return a later instrument that speaks of the same items; unchanged is a word too."""
    return (
        PowerInstrument.objects.filter(state=InstrumentState.ENACTED, lines__item__in=items)
        .filter(enacted_at__gt=held.enacted_at)
        .order_by("effective_on", "enacted_at")
        .first()
    )


def _leaning_on(held: PowerInstrument) -> PowerInstrument | None:
    """Return a later instrument that found its matter led already, by what this one began."""
    matters = Mandate.objects.filter(begun_by=held).values("matter")
    leaning = (
        PowerTerm.objects.filter(item__power_list__place_id=held.power_list.place_id)
        .filter(item__power_list__kind__in=MANDATING, matter__in=matters)
        .filter(begun_by__enacted_at__gt=held.enacted_at)
        .exclude(valid_to=F("valid_from"))
        .select_related("begun_by")
        .order_by("id")
        .first()
    )
    return leaning.begun_by if leaning else None
