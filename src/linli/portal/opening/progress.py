"""How far the opening of a place has come: what stands, and what the first case still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from linli.domain.bodies.models import Appointment, Body, OfficeHours, Post
from linli.domain.bodies.states import ADMINISTRATORS, DESK_KINDS, BodyKind, Role
from linli.domain.mandates.models import Mandate, Matter
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place, PlaceAlias
from linli.domain.territory.states import Kind
from linli.foundation.database.tenure import holding

DESKS = (Role.COMMUNITY_DESK, Role.SUBDISTRICT_DESK, Role.COUNTY_DESK, Role.CITY_DESK)
_ADMINISTRATORS = [role.value for role in ADMINISTRATORS]


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows that stand by step, and the keys of what the first case still lacks."""

    rows: Mapping[str, int]
    lacking: tuple[str, ...]
    matters: int
    mandates: int

    @property
    def can_file(self) -> bool:
        """Whether a first case can be filed and worked."""
        return not self.lacking


def progress(root: Place, on: date) -> Progress:
    """Return how far a place has come on a day; seven queries."""
    atlas = territory.atlas(on)
    places = [int(i) for i in atlas.subtree(root.pk)]
    kinds = atlas.counts(root.pk)
    found = _bodies(places, on)
    held = Appointment.objects.on(on).filter(post__place_id__in=places)
    people = held.exclude(post__role__in=_ADMINISTRATORS)
    at_desk = Q(post__role__in=DESKS, person__user__isnull=False)
    counts = people.aggregate(n=Count("person", distinct=True), desk=Count("pk", filter=at_desk))
    mandates = Mandate.objects.filter(holding(on), place_id__in=places).count()
    matters = Matter.objects.count()
    rows = {
        "bodies": found["bodies"],
        "grids": kinds.get(Kind.GRID, 0) + kinds.get(Kind.MICRO_GRID, 0),
        "people": counts["n"],
        "posts": found["posts"],
        "buildings": kinds.get(Kind.ESTATE, 0) + kinds.get(Kind.BUILDING, 0),
        "hours": OfficeHours.objects.on(on).filter(body__seat_id__in=places).count(),
        "partners": found["partners"],
        "aliases": PlaceAlias.objects.filter(place_id__in=places).count(),
    }
    checks = (("matters", matters), ("desk", found["desks"]), ("people", counts["desk"]))
    return Progress(rows, tuple(key for key, n in checks if not n), matters, mandates)


def _bodies(places: list[int], on: date) -> dict[str, int]:
    """Count bodies, desks among them, partner units and posts; administrators' posts are none."""
    posts = Post.objects.on(on).filter(place_id__in=places).exclude(role__in=_ADMINISTRATORS)
    rows = Body.objects.on(on).filter(seat_id__in=places)
    partner = Q(kind=BodyKind.PARTNER_UNIT)
    found = rows.aggregate(
        bodies=Count("pk", filter=~partner),
        partners=Count("pk", filter=partner),
        desks=Count("pk", filter=Q(kind__in=[k.value for k in DESK_KINDS])),
    )
    return {**found, "posts": posts.count()}
