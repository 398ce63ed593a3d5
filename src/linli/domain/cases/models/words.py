"""Words of a case for search: of the text only, never a contact or a name given as one."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class CaseWords(models.Model):
    """The tokens of a case's text (a tsvector cannot be encrypted, so it stands apart).

    Read only through scope, erased in the same transaction as the particulars.
    """

    case = models.OneToOneField(
        "cases.Case", on_delete=models.CASCADE, primary_key=True, related_name="words"
    )
    tokens = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["tokens"], name="casewords_tokens", fastupdate=True)]

    def __str__(self) -> str:
        return str(self.case_id)
