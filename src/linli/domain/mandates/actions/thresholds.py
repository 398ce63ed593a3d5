"""Setting a threshold at a place from a day on, and writing those that a new version brings."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from linli.domain.bodies.rules import subject_of
from linli.domain.mandates.actions.recording import permit, record
from linli.domain.mandates.models import Threshold, ThresholdRule
from linli.domain.mandates.queries.thresholds import shipped
from linli.domain.mandates.rules.thresholds import judged
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound


def fill_in() -> int:
    """Write the shipped thresholds that have no row yet, under the caller's lock; return how many.

    A value that somebody set stays; what a threshold is called follows the version.
    """
    held = {t.key: t for t in Threshold.objects.order_by("key")}
    made = 0
    for row in shipped():
        what = held.get(row.key) or Threshold(key=row.key)
        wanted = (row.kind, row.name, row.name_en)
        if what.pk is None or wanted != (what.kind, what.name, what.name_en):
            what.kind, what.name, what.name_en = wanted
            what.save()
            made += 1
        if not ThresholdRule.objects.filter(threshold=what, place=None).exists():
            ThresholdRule.objects.create(
                threshold=what, value=row.value, basis=row.basis, basis_en=row.basis_en
            )
    return made


@transaction.atomic
def set_threshold(
    *,
    by: Actor,
    at: datetime,
    key: str,
    value: str,
    basis: str,
    basis_en: str = "",
    place: Place | None = None,
    since: date,
) -> ThresholdRule:
    """Let a threshold be something else at a place and below it (everywhere: None) from a day on.

    Raises NotFound for the key, Invalid for a value not of its kind or without a basis, Conflict
    where a row begins on that day or later, NotPermitted. The same value again changes nothing.
    """
    today = timezone.localdate(at)
    permit(by, place.pk if place else territory.top(today), today)
    what = _written(key)
    read = judged(what.kind, value.strip())
    if read is None:
        raise Invalid("threshold_unreadable", field="value", rule=key, value=value[:20])
    if not basis.strip():
        raise Invalid("basis_missing", field="basis")
    rows = ThresholdRule.objects.filter(threshold=what, place=place)
    old = rows.on(since).order_by("id").first()
    if old is not None and (old.value, old.basis) == (read, basis.strip()):
        return old
    _refuse_later(rows, since, key)
    if old is not None:
        old.valid_to = since
        old.save(update_fields=["valid_to"])
    row = ThresholdRule.objects.create(
        threshold=what,
        place=place,
        value=read,
        basis=basis.strip(),
        basis_en=basis_en.strip(),
        valid_from=since,
    )
    record(
        by=by,
        at=at,
        subject=subject_of("threshold", what.pk),
        place_id=place.pk if place else 0,
        body_id=None,
        move="set_threshold",
        # a share as a quotient: entries hold codes, and a code has no per cent sign
        data={"key": key, "value": read.replace("%", "/100"), "since": since},
    )
    return row


def _written(key: str) -> Threshold:
    """Return the row of a key, locked; one that only ships so far is written now."""
    rows = Threshold.objects.select_for_update().filter(key=key)
    what = rows.first()
    if what is None and any(row.key == key for row in shipped()):
        fill_in()
        what = rows.first()
    if what is None:
        raise NotFound("unknown_threshold", rule=key)
    return what


def _refuse_later(rows: QuerySet[ThresholdRule], since: date, key: str) -> None:
    later = rows.filter(valid_from__gte=since).order_by("valid_from").first()
    if later is not None and later.valid_from is not None:
        raise Conflict("threshold_begins_later", rule=key, day=later.valid_from.isoformat())
