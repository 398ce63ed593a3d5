"""The mark of the tree: which state of places everything read in memory belongs to."""

from __future__ import annotations

from django.db import models

from linli.foundation.database.revision import AbstractRevision


class TreeVersion(AbstractRevision):
    """One row: a number for people and a random mark for caches, both new with every change.

    Whoever changes places updates it in the same transaction, so writers queue on it; a mark is
    never used twice, not even after a rollback or in another database.
    """

    number = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="treeversion_one_row", condition=models.Q(id=1)),
        )

    def __str__(self) -> str:
        return f"tree {self.number}"
