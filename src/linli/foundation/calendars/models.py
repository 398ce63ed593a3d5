"""Published days as rows: the exceptions of a year, and the years that are published at all."""

from __future__ import annotations

import secrets

from django.db import models


def new_revision() -> int:
    """Return a number that no other state of a year's days has had."""
    return secrets.randbits(48)


class CalendarYear(models.Model):
    """A year whose working days are published; a year without a row is a guess."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200)
    published_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    # The sum over all years tells a process whether the calendar it holds is still the one here.
    revision = models.BigIntegerField(default=new_revision)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """One day that is not as its weekday says, or that has a name."""

    day = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return self.day.isoformat()
