"""Registers the area with Django."""

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """Organisations, posts, appointments and office hours."""

    name = "linli.domain.bodies"
    label = "bodies"
