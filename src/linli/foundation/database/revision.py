"""Marks: which state of some tables everything read into memory belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, models

NEVER = UUID(int=0)
T = TypeVar("T")

_held: ContextVar[dict[str, Any] | None] = ContextVar("held", default=None)


@contextmanager
def steady() -> Iterator[None]:
    """Read each mark once until the end: for one request, or a run that nobody else changes.

    Inside another such block it changes nothing: what that one has read holds.
    """
    if _held.get() is not None:
        yield
        return
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def remembered(name: str, read: Callable[[], T]) -> T:
    """Return what `read` says, asked once within `steady`."""
    held = _held.get()
    if held is None:
        return read()
    if name not in held:
        held[name] = read()
    return held[name]


def remember(name: str, value: object) -> None:
    """Keep, within `steady`, what was read together with something else."""
    held = _held.get()
    if held is not None:
        held[name] = value


def forgotten() -> None:
    """Forget what was remembered: something changed."""
    held = _held.get()
    if held is not None:
        held.clear()


class AbstractRevision(models.Model):
    """One row with a random mark, renewed in the transaction of every change.

    Random, not counted: a count that is rolled back comes again with other rows behind it.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    mark = models.UUIDField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.mark)

    @classmethod
    def renew(cls) -> None:
        """Mark a change; writers of the same tables queue on the row."""
        cls._default_manager.update_or_create(id=1, defaults={"mark": uuid4()})
        forgotten()

    @classmethod
    def current(cls) -> UUID:
        """Return the mark as this transaction sees it; one query, or none within `steady`.

        Whoever asks for one mark soon asks for another: the query brings all of them.
        """
        return remembered(cls._meta.label, cls._read)

    @classmethod
    def _read(cls) -> UUID:
        marks = _all_marks()
        for label, mark in marks.items():
            remember(label, mark)
        return marks[cls._meta.label]


def _all_marks() -> dict[str, UUID]:
    """Return the mark of every kind of revision, NEVER where nothing was written yet."""
    kinds = [m._meta for m in apps.get_models() if issubclass(m, AbstractRevision)]
    one = "SELECT %s, (SELECT mark FROM {} WHERE id = 1)"
    query = " UNION ALL ".join(one.format(connection.ops.quote_name(k.db_table)) for k in kinds)
    with connection.cursor() as cursor:
        cursor.execute(query, [k.label for k in kinds])
        return {label: mark or NEVER for label, mark in cursor.fetchall()}
