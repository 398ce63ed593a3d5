"""Registers the area with Django."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Places, their history, aliases and boundaries."""

    name = "linli.domain.territory"
    label = "territory"
