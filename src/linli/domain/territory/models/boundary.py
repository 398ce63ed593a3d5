"""Boundaries: polygons of places with their source."""

from __future__ import annotations

from django.db import models

from linli.domain.territory.models.place import Place
from linli.domain.territory.models.tenure import DatedQuerySet, not_empty, one_at_a_time
from linli.domain.territory.states import Crs


class Boundary(models.Model):
    """The outline of a place as GeoJSON (Polygon or MultiPolygon, degrees), from a day to another.

    `schematic` marks a layout made for orientation, which decides nothing.
    """

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="boundaries")
    geojson = models.JSONField()
    crs = models.CharField(max_length=16, choices=[(c, c) for c in Crs])
    source = models.CharField(max_length=120)
    schematic = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["Boundary"].as_manager()

    class Meta:
        ordering = ("place", "id")
        constraints = (one_at_a_time("boundary_one_at_a_time"), not_empty("boundary_not_empty"))

    def __str__(self) -> str:
        return f"boundary of {self.place_id}"
