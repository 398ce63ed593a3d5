"""Bringing in a pack: new matters, and changed terms from a day on; all of it or nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.rules import subject_of
from linli.domain.mandates.actions.recording import permit, record
from linli.domain.mandates.actions.thresholds import fill_in
from linli.domain.mandates.models import Matter, MatterRule
from linli.domain.mandates.rules.pack import PackRow, missing_columns, read_pack
from linli.domain.mandates.rules.terms import TERMS
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid

DATA = Path(__file__).parents[1] / "data"
BIGGEST = 2_000_000  # bytes of a pack file


@dataclass(frozen=True, slots=True)
class Imported:
    """What a pack brought: matters made or renamed, terms begun, terms that held already.

    The default pack also brings the thresholds that the database does not have yet.
    """

    matters: int
    rules: int
    already: int
    thresholds: int = 0


def default_pack() -> Path:
    """Return the pack that comes with the software (a proposal, marked so in each basis)."""
    return DATA / "default" / "pack.csv"


@transaction.atomic
def import_pack(
    *, by: Actor, at: datetime, path: Path | None = None, since: date | None = None
) -> Imported:
    """Bring in a pack file (CSV, UTF-8); the default pack when no path is given.

    New terms hold from `since`, or from an open beginning. Terms that differ from those that hold
    end on `since` and the new ones begin; without `since` that is refused (Conflict). Any faulty
    cell refuses the file: Invalid with `faults` (line, column, code, value).
    """
    permit(by, None, timezone.localdate(at))
    rows = _read(path or default_pack())
    matters, made = _write_matters(rows)
    begun, already = _write_rules(rows, matters, since)
    filled = fill_in() if path is None else 0
    if made or begun or filled:
        data = {"matters": made, "rules": begun, "thresholds": filled, "since": since}
        record(
            by=by,
            at=at,
            subject=subject_of("catalogue", 1),
            place_id=0,  # the catalogue is of no place
            body_id=None,
            move="import_pack",
            data=data,
        )
    return Imported(made, begun, already, filled)


def _read(path: Path) -> list[PackRow]:
    if path.stat().st_size > BIGGEST:
        raise Invalid("pack_too_big", most=BIGGEST)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.DictReader(text.splitlines(), strict=True)
        missing = missing_columns(reader.fieldnames)
        if missing:
            raise Invalid("pack_columns_missing", columns="、".join(missing))
        rows, faults = read_pack(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid("pack_unreadable") from error
    if faults:
        raise Invalid("pack_faulty", count=len(faults), faults=faults)
    if not rows:
        raise Invalid("pack_empty")
    return rows


def _write_matters(rows: Sequence[PackRow]) -> tuple[dict[str, Matter], int]:
    held = {m.code: m for m in Matter.objects.select_for_update().order_by("code")}
    made = 0
    for row in rows:  # parents come before their children: the reader saw to it
        matter = held.get(row.code) or Matter(code=row.code)
        wanted = (row.name, row.name_en, list(row.keywords))
        if matter.pk and wanted == (matter.name, matter.name_en, matter.keywords):
            continue
        matter.name, matter.name_en, matter.keywords = wanted
        matter.parent = held[row.parent] if row.parent else None
        matter.save()
        held[row.code] = matter
        made += 1
    return held, made


def _write_rules(
    rows: Iterable[PackRow], matters: Mapping[str, Matter], since: date | None
) -> tuple[int, int]:
    standing = {
        r.matter_id: r for r in MatterRule.objects.filter(valid_to=None).order_by("matter_id")
    }
    fresh: list[MatterRule] = []
    already = 0
    for row in rows:
        matter = matters[row.code]
        old = standing.get(matter.pk)
        if old is not None and _same(old, row.terms):
            already += 1
            continue
        if old is not None:
            _close(old, since, row.code)
        fresh.append(MatterRule(matter=matter, valid_from=since, **row.terms))
    MatterRule.objects.bulk_create(fresh)
    return len(fresh), already


def _same(old: MatterRule, wanted: Mapping[str, Any]) -> bool:
    return all(getattr(old, name) == wanted[name] for name in TERMS)


def _close(old: MatterRule, since: date | None, code: str) -> None:
    if since is None:
        raise Conflict("pack_needs_since", matter=code)
    if old.valid_from is not None and old.valid_from >= since:
        raise Conflict("terms_begin_later", matter=code, day=old.valid_from.isoformat())
    old.valid_to = since
    old.save(update_fields=["valid_to"])
