"""What the tables of organisations have in common when their rows end and begin anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Q

from linli.domain.bodies.models import Appointment, Body, OfficeHours, Post
from linli.domain.territory.models import Moved

BODY, POST, SEAT, HOURS = "body", "post", "appointment", "hours"
NAME, SUPERIOR = "body_name", "superior"
TABLES: dict[str, type[models.Model]] = {
    BODY: Body,
    POST: Post,
    SEAT: Appointment,
    HOURS: OfficeHours,
}


def lasting(on: date) -> Q:
    """Return the condition of still holding on a day, or beginning later."""
    return Q(valid_to=None) | Q(valid_to__gt=on)


def some(values: Iterable[int | None]) -> list[int]:
    """Return the ids without the gaps."""
    return [v for v in values if v is not None]


def cut(begun: date | None, on: date) -> date:
    """Return the day on which a row ends or begins anew: never before it began."""
    return on if begun is None or begun <= on else begun


def latest(days: Iterable[date | None]) -> date | None:
    """Return the last end; None where one has no end."""
    some = list(days)
    return None if None in some else max(d for d in some if d is not None)


def iso(day: date | None) -> str | None:
    """Return a day as it is kept in what a row said before."""
    return day.isoformat() if day else None


def never(table: type[models.Model], ids: list[int]) -> None:
    """Let rows never have held: they end on the day they began."""
    rows = list(table._default_manager.filter(pk__in=ids))
    for row in rows:
        row.valid_to = row.valid_from  # type: ignore[attr-defined]
    table._default_manager.bulk_update(rows, ["valid_to"], batch_size=2_000)


def go_on(table: type[models.Model], moved: list[Moved]) -> None:
    """Let rows that were ended go on until when they said before."""
    until = {m.old: m.was.get("until") for m in moved}
    rows = list(table._default_manager.filter(pk__in=until))
    for row in rows:
        day = until[row.pk]
        row.valid_to = date.fromisoformat(day) if day else None  # type: ignore[attr-defined]
    table._default_manager.bulk_update(rows, ["valid_to"], batch_size=2_000)
