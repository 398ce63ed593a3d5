"""Asking for posters, drawing them batch by batch, forgetting what was drawn."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from linli.domain.territory import actions as territory
from linli.domain.territory import queries as tree
from linli.foundation.attachments import actions as attachments
from linli.foundation.journal import actions as journal
from linli.kernel.access import Actor, ActorKind, Target, can
from linli.kernel.errors import Invalid, NotPermitted
from linli.portal.entries import PROCEDURE
from linli.portal.models import PosterBatch, PosterRun
from linli.portal.posters import content
from linli.portal.posters.content import Part, parts_of
from linli.portal.states import Permission, Sheet, Size

SUBJECT = "posters"
LEASE = timedelta(minutes=5)
KEPT = timedelta(days=7)  # what was drawn; the codes stay for ever


def permit(by: Actor, place: int, at: datetime) -> None:
    """Refuse whoever may not print the posters of a place (403)."""
    if by.kind is ActorKind.SYSTEM:
        return
    path = frozenset(tree.path_ids(place, timezone.localdate(at)))
    if not can(by, Permission.POSTERS, Target(places=path)):
        raise NotPermitted("not_permitted", permission=Permission.POSTERS.value)


@transaction.atomic
def plan(*, by: Actor, at: datetime, place: int, sheets: Sequence[Sheet]) -> list[Part]:
    """Give every place of the posters its sign and return the files they go into.

    Raises NotPermitted; Invalid where there is nothing to print.
    """
    permit(by, place, at)
    if not sheets:
        raise Invalid("posters_no_sheets", field="sheets")
    parts = parts_of(place, sheets, timezone.localdate(at))
    if not parts:
        raise Invalid("posters_nothing", field="sheets")
    places = [p for part in parts for p in part.places]
    territory.make_signs(by=by, at=at, root=place, places=places)
    return parts


@transaction.atomic
def sign_first(*, by: Actor, at: datetime, place: int, sheets: Sequence[Sheet]) -> int:
    """Give the first poster of a place its sign and return whose it is; raises as `plan` does."""
    permit(by, place, at)
    parts = parts_of(place, sheets, timezone.localdate(at))
    if not parts:
        raise Invalid("posters_nothing", field="sheets")
    first = parts[0].places[0]
    territory.make_signs(by=by, at=at, root=first, places=[first])
    return first


@transaction.atomic
def ask(*, by: Actor, at: datetime, place: int, size: Size, sheets: Sequence[Sheet]) -> PosterRun:
    """Ask for the posters of a place; a run of the same that is not finished is given back."""
    parts = plan(by=by, at=at, place=place, sheets=sheets)
    wanted = sorted(set(sheets))
    same = PosterRun.objects.filter(place_id=place, size=size, sheets=wanted, finished_at=None)
    standing = same.filter(asked_by_id=by.person).first()
    if standing is not None:
        return standing
    run = PosterRun.objects.create(
        place_id=place,
        size=size,
        sheets=wanted,
        asked_by_id=by.person,
        asked_at=at,
        total=sum(len(part.places) for part in parts),
    )
    PosterBatch.objects.bulk_create(
        PosterBatch(run=run, number=p.number, title_id=p.title, places=list(p.places))
        for p in parts
    )
    _record(by, at, run)
    return run


def _record(by: Actor, at: datetime, run: PosterRun) -> None:
    data: dict[str, Any] = {"size": run.size, "posters": run.total}
    journal.write(
        by=by,
        at=at,
        subject_kind=SUBJECT,
        subject_id=run.pk,
        seq=1,
        place_id=run.place_id,
        body_id=None,
        procedure=PROCEDURE,
        move="ask_posters",
        from_state=None,
        to_state=None,
        data=data,
    )


@transaction.atomic
def take(*, at: datetime, run: UUID) -> PosterBatch | None:
    """Return a batch to draw, leased to the caller for some minutes; None when none is left."""
    free = Q(taken_at=None) | Q(taken_at__lt=at - LEASE)
    waiting = PosterBatch.objects.filter(free, run_id=run, done_at=None).order_by("number")
    batch = waiting.select_for_update(skip_locked=True).first()
    if batch is not None:
        batch.taken_at = at
        batch.save(update_fields=["taken_at"])
    return batch


@transaction.atomic
def keep(*, by: Actor, at: datetime, batch: PosterBatch, pdf: bytes) -> None:
    """Keep what was drawn and mark the batch done; drawn twice, the first one stays."""
    run = PosterRun.objects.select_for_update().get(pk=batch.run_id)
    held = PosterBatch.objects.get(pk=batch.pk)
    if held.done_at is not None:
        return
    attachments.add(
        by=by, at=at, subject_kind=SUBJECT, subject_id=held.pk, file=io.BytesIO(pdf), part="done"
    )
    territory.mark_printed(by=by, at=at, places=held.places)
    held.done_at = at
    held.save(update_fields=["done_at"])
    if not PosterBatch.objects.filter(run=run, done_at=None).exists():
        run.finished_at = at
        run.save(update_fields=["finished_at"])


@transaction.atomic
def forget_of(*, by: Actor, at: datetime, person: int) -> list[UUID]:
    """Remove what was drawn of the places where a person works; return the runs to draw anew."""
    places = content.places_of(person, timezone.localdate(at))
    rows = PosterBatch.objects.select_for_update(of=("self",)).filter(
        places__overlap=places, done_at__isnull=False
    )
    found = list(rows.order_by("run_id", "number"))
    for batch in found:
        attachments.erase(by=by, at=at, subject_kind=SUBJECT, subject_id=batch.pk)
        batch.taken_at = batch.done_at = None
        batch.save(update_fields=["taken_at", "done_at"])
    again = list(dict.fromkeys(b.run_id for b in found))
    PosterRun.objects.filter(pk__in=again).update(finished_at=None)
    return again


def forget_old(*, by: Actor, at: datetime) -> int:
    """Remove what was drawn more than some days ago, run by run; returns how many runs."""
    old = list(PosterRun.objects.filter(asked_at__lt=at - KEPT).order_by("id"))
    for run in old:
        with transaction.atomic():
            for batch in run.batches.all():
                attachments.erase(by=by, at=at, subject_kind=SUBJECT, subject_id=batch.pk)
            run.delete()
    return len(old)
