"""What the tables of organisations have in common when their rows end and begin anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import models
from django.db.models import F, Q

from linli.domain.bodies.models import Appointment, Body, Deputy, OfficeHours, Post

BODY, POST, SEAT, HOURS, DEPUTY = "body", "post", "appointment", "hours", "deputy"
NAME, SUPERIOR = "body_name", "superior"
TABLES: dict[str, type[models.Model]] = {
    BODY: Body,
    POST: Post,
    SEAT: Appointment,
    HOURS: OfficeHours,
    DEPUTY: Deputy,
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


def end_rows(table: type[models.Model], ids: Iterable[int], on: date) -> None:
    """End rows on a day, or on the day they would only have begun; two statements in all."""
    rows = table._default_manager.filter(pk__in=list(ids))
    rows.filter(valid_from__gt=on).update(valid_to=F("valid_from"))
    rows.filter(Q(valid_from=None) | Q(valid_from__lte=on)).update(valid_to=on)


def latest(days: Iterable[date | None]) -> date | None:
    """Return the last end; None where one has no end."""
    some = list(days)
    return None if None in some else max(d for d in some if d is not None)


def iso(day: date | None) -> str | None:
    """Return a day as it is kept in what a row said before."""
    return day.isoformat() if day else None


def never(table: type[models.Model], ids: list[int]) -> None:
    """Let rows never have held: they end on the day they began."""
    table._default_manager.filter(pk__in=ids).update(valid_to=F("valid_from"))


def go_on(table: type[models.Model], until: Mapping[int, str | None]) -> None:
    """Let rows that were ended go on until when they said before."""
    by_day: dict[str | None, list[int]] = {}
    for pk, day in until.items():
        by_day.setdefault(day, []).append(pk)
    for day, ids in by_day.items():
        table._default_manager.filter(pk__in=ids).update(valid_to=day)
