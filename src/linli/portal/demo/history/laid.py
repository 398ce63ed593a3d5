"""Laying down the tree as a published list had it, and letting an instrument change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from linli.domain.territory import actions
from linli.domain.territory import queries as tree
from linli.domain.territory.actions import reorganising
from linli.domain.territory.models import PlaceCode, Reorganisation
from linli.domain.territory.queries.reorganisations import Check
from linli.domain.territory.rules.divisions import read
from linli.domain.territory.rules.reorganising.parts import Part
from linli.domain.territory.rules.reorganising.reading import read_instrument
from linli.kernel.access import SYSTEM


@dataclass(frozen=True)
class Enacted:
    """An instrument, what its check announced (None when it was enacted before)."""

    row: Reorganisation
    announced: Check | None


def lay_down(
    *,
    at: datetime,
    release: str,
    within: str,
    without: str = "",
    parents: Mapping[str, str] | None = None,
) -> int:
    """Bring in a part of a list, valid since ever; return how many places are new.

    `without` leaves out a part of it, `parents` puts a village elsewhere than the list does: where
    its instrument says it was.
    """
    found = tree.release(release)
    divisions = [
        d._replace(parent=(parents or {}).get(d.code, d.parent))
        for d in read(found.folder, within)
        if not (without and d.code.startswith(without))
    ]
    told = actions.import_divisions(by=SYSTEM, at=at, divisions=divisions, source=found.source)
    return told.created


def enact(*, at: datetime, said: Mapping[str, Any], parts: Sequence[Part]) -> Enacted:
    """Draft, check and enact an instrument, and re-home what is open; once, however often asked.

    Raises ValueError where the check leaves something open: the data file is wrong then.
    """
    given = read_instrument(said)
    row = Reorganisation.objects.filter(
        title=given.title, effective=given.effective, enacted_at__isnull=False
    ).first()
    found: Check | None = None
    if row is None:
        row = reorganising.draft(by=SYSTEM, at=at, instrument=given)
        found = reorganising.check(by=SYSTEM, at=at, key=row.pk, parts=parts)
        if not found.is_clear:
            raise ValueError([f.code for f in found.findings])
        row = reorganising.enact(by=SYSTEM, at=at, key=row.pk, parts=parts)
    reorganising.re_home(at=at, on=given.effective, parts=parts)
    row.refresh_from_db()
    return Enacted(row, found)


def there(code: str) -> bool:
    """Tell whether a place with a code was ever laid down."""
    return PlaceCode.objects.filter(code=code).exists()


def day_before(day: date) -> date:
    """Return the last day on which the map was as before."""
    return day - timedelta(days=1)
