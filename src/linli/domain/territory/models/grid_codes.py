"""How codes of grids and what lies in them are made, as dated rows."""

from __future__ import annotations

from django.db import models

from linli.domain.territory.models.place import Place
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap


class GridCodes(models.Model):
    """The pattern of new codes at a place and below it, from a day to a day; no place: everywhere.

    `pattern` is read by `rules.grid_codes`. Codes that were given stay what they are.
    """

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    pattern = models.CharField(max_length=40)
    basis = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("gridcodes_tenure_in_order"),
            no_overlap("gridcodes_one_at_a_time", "place"),
        ]

    def __str__(self) -> str:
        return self.pattern
