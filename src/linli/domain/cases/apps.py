"""Registers the area with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Appeals and grid events: the closed loop."""

    name = "linli.domain.cases"
    label = "cases"
