"""Places: identities that last, and the dated rows that say what they were called and lay in."""

from __future__ import annotations

from django.db import models

from linli.domain.territory.models.tenure import DatedQuerySet, not_empty, one_at_a_time
from linli.domain.territory.states import AliasKind, Kind, Level


class Place(models.Model):
    """A node of the territorial tree; everything said of it is a dated row elsewhere."""

    id = models.BigAutoField(primary_key=True)

    def __str__(self) -> str:
        return f"place {self.pk}"


class PlaceVersion(models.Model):
    """What a place was called, its code and its parent, from a day up to another.

    `official` is the name in the source's list where it differs (演武社区居委会 for 演武社区);
    `pinyin` and `initials` are keys for search, `instrument` the document that made the row.
    """

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="versions", db_index=False)
    parent = models.ForeignKey(
        Place, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=64)
    official = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in Kind])
    level = models.PositiveSmallIntegerField(choices=[(int(v), v.name.lower()) for v in Level])
    pinyin = models.CharField(max_length=240, blank=True)
    initials = models.CharField(max_length=64, blank=True)
    schematic = models.BooleanField(default=False)
    source = models.CharField(max_length=64, blank=True)
    instrument = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["PlaceVersion"].as_manager()

    class Meta:
        ordering = ("code", "id")
        indexes = (
            models.Index(fields=("place",), name="placeversion_place"),
            models.Index(fields=("parent", "code"), name="placeversion_parent"),
            models.Index(
                fields=("code",), name="placeversion_code", opclasses=("varchar_pattern_ops",)
            ),
            models.Index(
                fields=("valid_from",),
                name="placeversion_begun",
                condition=models.Q(valid_from__isnull=False),
            ),
            models.Index(
                fields=("valid_to",),
                name="placeversion_ended",
                condition=models.Q(valid_to__isnull=False),
            ),
        )
        constraints = (
            one_at_a_time("placeversion_one_at_a_time"),
            not_empty("placeversion_not_empty"),
            models.CheckConstraint(
                name="placeversion_root_or_parent",
                condition=models.Q(parent__isnull=False) | models.Q(level=Level.COUNTRY),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class PlaceCode(models.Model):
    """A code and the place it belongs to for ever: retired, never reused."""

    code = models.CharField(max_length=32, primary_key=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="codes")

    def __str__(self) -> str:
        return self.code


class PlaceAlias(models.Model):
    """Another name that people use: former, short, popular or misspelt.

    Of a former name, `replaced_on` is the day the present one took its place, by the instrument
    `basis`; either may be unknown. `valid_to` would end its use, which law cannot.
    """

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in AliasKind])
    replaced_on = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["PlaceAlias"].as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("place", "name"), name="placealias_once"),
            not_empty("placealias_not_empty"),
        )
        indexes = (models.Index(fields=("name",), name="placealias_name"),)

    def __str__(self) -> str:
        return self.name

    @property
    def kind_key(self) -> str:
        """The text key of its kind."""
        return f"territory.alias.{self.kind}"
