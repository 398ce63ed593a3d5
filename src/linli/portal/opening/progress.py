"""How far the opening of a place has come: what stands, and what the first case still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from linli.domain.bodies.models import Body, OfficeHours, Post
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
    """Return how far a place has come on a day; six queries."""
    atlas = territory.atlas(on)
    places = [int(i) for i in atlas.subtree(root.pk)]
    kinds = atlas.counts(root.pk)
    found, held = _bodies(places, root.pk, on), _posts(places, on)
    mandates = Mandate.objects.filter(holding(on), place_id__in=places).count()
    matters = Matter.objects.count()
    rows = {
        "bodies": found["bodies"],
        "grids": kinds.get(Kind.GRID, 0) + kinds.get(Kind.MICRO_GRID, 0),
        "people": held["people"],
        "posts": held["posts"],
        "buildings": kinds.get(Kind.ESTATE, 0) + kinds.get(Kind.BUILDING, 0),
        "hours": OfficeHours.objects.on(on).filter(body__seat_id__in=places).count(),
        "partners": found["partners"],
        "aliases": PlaceAlias.objects.filter(place_id__in=places).count(),
    }
    checks = (("matters", matters), ("desk", found["desks"]), ("people", held["desk"]))
    return Progress(rows, tuple(key for key, n in checks if not n), matters, mandates)


def _bodies(places: list[int], root: int, on: date) -> dict[str, int]:
    """Count bodies but for the place's own office, which was there first; desks; partner units."""
    desks = Q(kind__in=[k.value for k in DESK_KINDS])
    partner = Q(kind=BodyKind.PARTNER_UNIT)
    found: dict[str, int] = (
        Body.objects.on(on)
        .filter(seat_id__in=places)
        .aggregate(
            bodies=Count("pk", filter=~partner & ~(desks & Q(seat_id=root))),
            partners=Count("pk", filter=partner),
            desks=Count("pk", filter=desks),
        )
    )
    return found


def _posts(places: list[int], on: date) -> dict[str, int]:
    """Count posts, who holds them, and who at a desk can sign in; administrators are left out."""
    now = holding(on, prefix="appointments__")
    at_desk = now & Q(role__in=DESKS, appointments__person__user__isnull=False)
    rows = Post.objects.on(on).filter(place_id__in=places).exclude(role__in=_ADMINISTRATORS)
    found: dict[str, int] = rows.aggregate(
        posts=Count("pk", distinct=True),
        people=Count("appointments__person", distinct=True, filter=now),
        desk=Count("appointments", distinct=True, filter=at_desk),
    )
    return found
