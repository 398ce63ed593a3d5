"""Registers the area with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons who work in the system."""

    name = "linli.domain.people"
    label = "people"
