"""Registers the area with Django."""

from django.apps import AppConfig


class MandatesConfig(AppConfig):
    """Matters, who must act on them and by which rule."""

    name = "linli.domain.mandates"
    label = "mandates"
