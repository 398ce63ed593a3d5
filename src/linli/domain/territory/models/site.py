"""Which place this installation was opened for."""

from __future__ import annotations

from django.db import models

from linli.domain.territory.models.place import Place


class Site(models.Model):
    """One row, made by `linli init`: the place that works here, and what is opened in it first.

    `finished_at` is empty while the opening has not come to its end; then it can be run again.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    first = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True, blank=True)
    opened_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(name="site_one_row", condition=models.Q(id=1)),)

    def __str__(self) -> str:
        return f"site {self.place_id}"
