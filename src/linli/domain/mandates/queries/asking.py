"""Requests for the grid, demands on subdistricts, and what has been cleared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from linli.domain.bodies.models import Body
from linli.domain.bodies.states import BodyKind
from linli.domain.mandates.models import Demand, GridAdmission, Objection, PowerTerm
from linli.domain.mandates.queries.catalogue import threshold
from linli.domain.mandates.rules.demands import Cleared
from linli.domain.mandates.states import AdmissionState, ListKind
from linli.domain.territory import queries as territory
from linli.kernel.errors import NotFound

PUBLIC = (AdmissionState.PUBLISHED, AdmissionState.ADMITTED, AdmissionState.EXITED)
MOST = 200
RECEIVERS = frozenset(
    {BodyKind.SUBDISTRICT_OFFICE, BodyKind.TOWN_GOVERNMENT, BodyKind.WORK_COMMITTEE}
)


def admissions(*, staff: bool) -> list[GridAdmission]:
    """Return requests for the grid, newest first: the published ones, or all for staff."""
    rows = GridAdmission.objects.select_related("matter", "power_list", "body")
    if not staff:
        rows = rows.filter(state__in=PUBLIC)
    return list(rows.order_by("-id")[:MOST])


def admission(key: int, *, staff: bool) -> GridAdmission:
    """Return a request by its id; raises NotFound."""
    rows = GridAdmission.objects.select_related("matter", "power_list", "body", "asker")
    if not staff:
        rows = rows.filter(state__in=PUBLIC)
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound("unknown_admission")
    return found


def check_due(row: GridAdmission, on: date) -> date | None:
    """Return the day by which an admitted matter must be checked again, None for others."""
    if row.state != AdmissionState.ADMITTED or row.admitted_on is None:
        return None
    return (row.checked_on or row.admitted_on) + _span("grid.check", row, on)


def publicity_ends(row: GridAdmission, on: date) -> date | None:
    """Return the first day on which a published request may be admitted, None for others."""
    if row.state != AdmissionState.PUBLISHED or row.published_on is None:
        return None
    return row.published_on + _span("grid.publicity", row, on)


def _span(key: str, row: GridAdmission, on: date) -> timedelta:
    """Return a limit as it is at the list's place; of a place that ended, as it is everywhere."""
    place = row.power_list.place_id
    return threshold(key, place if place in territory.atlas(on) else None, on).span


def cleared_at(place_id: int, on: date) -> list[Cleared]:
    """Return the cleared demands on the lists of a place and above on a day; one query."""
    path = territory.atlas(on).path(place_id)
    rows = PowerTerm.objects.on(on).filter(
        item__power_list__kind=ListKind.CLEARED, item__power_list__place_id__in=path
    )
    fields = ("item_id", "item__code", "name", "basis")
    return [Cleared(*row) for row in rows.order_by("item__code").values_list(*fields)]


def demand(key: int) -> Demand:
    """Return a demand by its id; raises NotFound."""
    rows = Demand.objects.select_related("sender", "receiver", "item__power_list")
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound("unknown_demand")
    return found


def objections(**about: Demand | GridAdmission) -> list[Objection]:
    """Return what is objected to a request or a demand, the first first; one query."""
    return list(Objection.objects.filter(**about).select_related("body").order_by("id"))


def demands(bodies: Iterable[int] | None) -> QuerySet[Demand]:
    """Return demands, newest first: of and to some bodies, or all."""
    rows = Demand.objects.select_related("sender", "receiver", "item__power_list")
    if bodies is not None:
        mine = set(bodies)
        seats = Body.objects.filter(pk__in=mine).values("seat")  # of the street's two bodies
        here = Q(receiver__seat__in=seats, receiver__kind__in=[k.value for k in RECEIVERS])
        rows = rows.filter(Q(sender__in=mine) | Q(receiver__in=mine) | here)
    return rows.order_by("-id")


def refused_by_sender(bodies: Iterable[int] | None) -> list[tuple[str, str, int, int]]:
    """Return how many demands each body made and how many were refused, most refused first."""
    rows = demands(bodies).order_by().values("sender__name", "sender__name_en")
    told = rows.annotate(made=Count("id"), refused=Count("item")).order_by("-refused", "sender_id")
    return [(r["sender__name"], r["sender__name_en"], r["made"], r["refused"]) for r in told[:MOST]]
