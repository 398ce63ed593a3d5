"""A file handed in on the page: kept sealed, looked at, taken in, its outcome kept for the page."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.domain.cases.actions.orders import OrderFile, Taken, import_orders
from linli.domain.cases.actions.ratings import Heard, RatingFile, import_ratings
from linli.domain.cases.actions.sources import source_of
from linli.domain.cases.models import OrderUpload
from linli.domain.cases.queries.files import table_of
from linli.domain.cases.queries.home import home_place
from linli.domain.cases.queries.labels import default_rules
from linli.domain.cases.queries.platforms import platform
from linli.domain.cases.states import Permission, UploadState
from linli.foundation.exchange.rules.tables import Problem
from linli.foundation.keys.lookup import derived
from linli.kernel.access import Actor, ActorKind, Grant, Reach
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from linli.kernel.ids import uuid7

KEPT = timedelta(days=7)
SHOWN = 500  # problems kept one by one; all of them are counted
_PURPOSE = "cases.upload"


@transaction.atomic
def hand_in(*, by: Actor, at: datetime, kind: str, source: str, data: bytes) -> OrderUpload:
    """Keep a file to be looked at; raises Invalid where it cannot be read as a whole.

    NotPermitted for who may not take orders in.
    """
    grants = by.of(Permission.ORDERS)
    if by.person is None or not grants:
        raise NotPermitted("order_outside_scope")
    table = table_of(kind, platform(source), data)
    upload = OrderUpload(
        id=uuid7(),
        kind=kind,
        source_code=source,
        root_id=min(min(grants, key=lambda g: g.level).places),
        person_id=by.person,
        grants=[_written(g) for g in (*grants, *by.of(Permission.FILE), *by.of(Permission.SEE))],
        rows=len(table.rows) + len(table.faulty_rows),
        state=UploadState.LOOKING,
        came_at=at,
    )
    upload.file = derived(_PURPOSE).seal(data, f"file:{upload.id}")
    upload.save(force_insert=True)
    return upload


@transaction.atomic
def ask_to_take(*, by: Actor, upload_id: UUID) -> bool:
    """Note that a person wants the file in; False when that was asked before.

    Raises NotPermitted for somebody else's file, Conflict while it has not been looked at.
    """
    row = OrderUpload.objects.select_for_update().get(pk=upload_id)
    if row.person_id != by.person:
        raise NotPermitted("order_outside_scope")
    if row.state in (UploadState.TAKING, UploadState.TAKEN):
        return False
    if row.state != UploadState.LOOKED:
        raise Conflict("order_file_not_looked_at")
    row.state, row.done = UploadState.TAKING, 0
    row.save()
    return True


def work_on(*, at: datetime, upload_id: UUID) -> None:
    """Look at a file, or take it in, as its state says; killed half-way it is done again.

    Rows that are in already stay as they are, so the second time goes on where the first ended.
    """
    row = OrderUpload.objects.filter(pk=upload_id).first()
    if row is None or row.state not in (UploadState.LOOKING, UploadState.TAKING):
        return
    dry = row.state == UploadState.LOOKING
    try:
        told = _run(row, at, dry_run=dry)
    except Invalid as refusal:  # the form or the catalogue has changed since
        told = {"problems": [[0, "", f"refusal.{refusal.code}", dict(refusal.params)]]}
    sealed = derived(_PURPOSE).seal_text(_json(told), f"outcome:{row.id}")
    state = UploadState.LOOKED if dry else UploadState.TAKEN
    OrderUpload.objects.filter(pk=row.pk).update(outcome=sealed, state=state, done=row.rows)


def outcome_of(row: OrderUpload) -> dict[str, Any]:
    """Return what came of a file, empty while nothing has."""
    if row.outcome is None:
        return {}
    text = derived(_PURPOSE).open_text(bytes(row.outcome), f"outcome:{row.id}")
    told: dict[str, Any] = json.loads(text)
    return told


def forget_uploads(*, at: datetime) -> int:
    """Delete files handed in more than a week ago; return how many."""
    count, _ = OrderUpload.objects.filter(came_at__lt=at - KEPT).delete()
    return count


def _run(row: OrderUpload, at: datetime, *, dry_run: bool) -> dict[str, Any]:
    data = derived(_PURPOSE).open(bytes(row.file), f"file:{row.id}")
    found = platform(row.source_code)
    by = Actor(ActorKind.PERSON, person=row.person_id, grants=tuple(_read(g) for g in row.grants))
    table, source = table_of(row.kind, found, data), source_of(found)

    def step(done: int, of: int) -> None:
        OrderUpload.objects.filter(pk=row.pk).update(done=done)

    if row.kind == "ratings":
        file = RatingFile(source, table, row.root_id)
        return _told(import_ratings(by=by, at=at, file=file, dry_run=dry_run))
    orders = OrderFile(
        source, found, table, row.root_id, home_place() or row.root_id, default_rules()
    )
    return _told(import_orders(by=by, at=at, file=orders, step=step, dry_run=dry_run))


def _told(told: Taken | Heard) -> dict[str, Any]:
    counted: dict[str, Any] = {n: v for n, v in vars(told).items() if isinstance(v, int)}
    counted["problems"] = _listed(told.problems)
    counted["noted"] = _listed(getattr(told, "noted", []))
    return counted


def _listed(problems: list[Problem]) -> list[list[Any]]:
    return [[p.row, p.column, p.code, dict(p.params)] for p in problems[:SHOWN]]


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, default=str)


def _written(grant: Grant) -> dict[str, Any]:
    plain = asdict(grant)
    for name in ("places", "bodies", "matters"):
        if plain[name] is not None:
            plain[name] = sorted(plain[name])
    return plain | {"reach": str(grant.reach)}


def _read(given: dict[str, Any]) -> Grant:
    matters = given["matters"]
    return Grant(
        permission=given["permission"],
        reach=Reach(given["reach"]),
        level=given["level"],
        places=frozenset(given["places"]),
        bodies=frozenset(given["bodies"]),
        post=given["post"],
        matters=None if matters is None else frozenset(matters),
    )
