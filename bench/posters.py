"""Posters of a county: as many sheets as asked for, drawn by the real command into a folder.

Buildings are laid out in the grids of the place, and stay: the processes that draw must see them,
so run it on a database of its own. The limit is 20,000 posters in 600 seconds.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from time import perf_counter

from django.core.management import call_command

from linli.domain.territory import actions
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import GridPlan
from linli.domain.territory.states import Kind, Level
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM

LIMIT = 600.0
WHOLE = 20_000


def run(at: str = "140403", posters: str = "20000", size: str = "a4", hands: str = "2") -> dict:
    """Draw posters for buildings of a place; with fewer than 20,000 the limit shrinks alike."""
    wanted = int(posters)
    root = territory.by_code(at).pk
    _lay(root, wanted)
    with tempfile.TemporaryDirectory() as folder:
        told, began = io.StringIO(), perf_counter()
        call_command(
            "posters",
            place=at,
            size=size,
            sheets="building",
            out=Path(folder),
            hands=int(hands),
            stdout=told,
        )
        took = perf_counter() - began
        files = list(Path(folder).glob("*.pdf"))
        written = sum(f.stat().st_size for f in files)
    drawn = int(told.getvalue().split()[0])
    limit = LIMIT * drawn / WHOLE
    return {
        "posters": drawn,
        "seconds": round(took, 1),
        "rate": round(drawn / took, 1),
        "files": len(files),
        "bytes_each": round(written / max(drawn, 1)),
        "limit": round(limit, 1),
        "ratio": round(limit / took, 2),
    }


def _lay(root: int, wanted: int) -> None:
    """Lay out as many buildings as are missing, spread over the grids of the place."""
    tree = territory.atlas()
    below = [int(i) for i in tree.subtree(root)]
    there = sum(1 for i in below if tree.level(i) == Level.BUILDING)
    grids = list(territory.named([i for i in below if tree.level(i) == Level.GRID]).values())
    plans = []
    for n in range(wanted - there):
        grid = grids[n % len(grids)]
        plans.append(
            GridPlan(grid.code, f"{grid.code}T{n:05d}", f"示例苑 {n % 30 + 1} 号楼", Kind.BUILDING)
        )
    if plans:
        actions.lay_out_grids(by=SYSTEM, at=clock.now(), plans=plans)
