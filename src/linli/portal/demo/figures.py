"""What the demo holds, counted from rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from linli.domain.bodies.models import Appointment, Body, Post
from linli.domain.bodies.states import Role
from linli.domain.cases.models import Case
from linli.domain.territory import queries as tree
from linli.domain.territory.states import Kind, Level
from linli.portal.demo.logins import CITY

TOWNS = frozenset({Kind.TOWN, Kind.SUBDISTRICT, Kind.TOWNSHIP})


def _below() -> list[int]:
    return [int(i) for i in tree.atlas().subtree(tree.by_code(CITY).pk)]


def grids(code: str = CITY) -> list[int]:
    """Return the ids of the grids of a place, in the order of the tree."""
    atlas = tree.atlas()
    below = (int(i) for i in atlas.subtree(tree.by_code(code).pk))
    return [i for i in below if atlas.level(i) == Level.GRID]


def count() -> dict[str, Any]:
    """Return how many places, bodies, posts and cases the city has, cases by state too."""
    atlas = tree.atlas()
    levels = [i for i in _below() if atlas.level(i) <= Level.COMMUNITY]
    kinds = [Kind(p.kind) for p in tree.named(levels).values()]
    posts = Post.objects.filter(valid_to=None)
    chairs = Appointment.objects.filter(valid_to=None, post__role=Role.GRID_WORKER)
    states = Case.objects.order_by("state").values("state").annotate(n=Count("id"))
    return {
        "places": len(_below()),
        "counties": kinds.count(Kind.COUNTY),
        "towns": sum(1 for k in kinds if k in TOWNS),
        "zones": kinds.count(Kind.ZONE),
        "villages": kinds.count(Kind.VILLAGE),
        "communities": kinds.count(Kind.COMMUNITY),
        "virtual": kinds.count(Kind.VIRTUAL),  # the statistics' own entries, counted apart
        "grids": len(grids()),
        "grid_posts": chairs.count(),
        "bodies": Body.objects.filter(valid_to=None).count(),
        "posts": posts.count(),
        "cases": Case.objects.count(),
        "cases_by_state": {row["state"]: row["n"] for row in states},
    }
