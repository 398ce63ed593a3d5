"""Marks: which state of some tables everything read into memory belongs to."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models

NEVER = UUID(int=0)


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

    @classmethod
    def current(cls) -> UUID:
        """Return the mark as this transaction sees it; one query."""
        return cls._default_manager.filter(id=1).values_list("mark", flat=True).first() or NEVER
