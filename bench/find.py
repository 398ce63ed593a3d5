"""Finding a place among all that are in the database in use: names, parts, initials, codes.

Limit: p95 ≤ 50 ms for one search with its paths.
"""

from __future__ import annotations

import random

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench._figures import percentiles, times
from linli.domain.territory import queries
from linli.domain.territory.models import PlaceVersion

LIMIT = 50.0


def run(searches: str = "500") -> dict:
    """Search for random places by five ways of writing them."""
    tree = queries.atlas()
    chosen = random.Random(1)  # noqa: S311 - a sample, not a secret
    ids = chosen.sample(tree.ids.tolist(), min(int(searches), len(tree)))
    rows = PlaceVersion.objects.on(None).filter(place_id__in=ids).order_by("pk")
    texts = [
        chosen.choice([row.name, row.name[:2], row.name[1:3] or row.name, row.initials, row.code])
        for row in rows
    ]
    queries.find("村")
    took = times([lambda t=t: queries.find(t) for t in texts])
    with CaptureQueriesContext(connection) as asked:
        queries.find("140403")
    told = percentiles(took)
    return {
        "places": len(tree),
        "rate": round(len(took) / sum(took)),
        **told,
        "limit": LIMIT,
        "ratio": round(LIMIT / told["p95"], 2),
        "queries": len(asked),
    }
