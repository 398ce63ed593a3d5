"""Registers the area with Django."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Sums of entries, declared once and folded to tallies."""

    name = "linli.domain.measures"
    label = "measures"
