"""Signs: the codes that hang on walls and lead to the page of a place."""

from __future__ import annotations

from django.db import models

from linli.domain.territory.models.place import Place


class Sign(models.Model):
    """The code of a place's sign: short, unguessable, one for each place and for ever.

    It belongs to the place and not to its division code or name, so a sheet on a wall outlives
    renaming, and is printed again with the same code.
    """

    code = models.CharField(max_length=9, primary_key=True)
    place = models.OneToOneField(Place, models.PROTECT, related_name="sign")
    made_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True, blank=True)  # last time a poster was drawn

    def __str__(self) -> str:
        return self.code
