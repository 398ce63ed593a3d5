"""Registers the area with Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages that cross areas."""

    name = "linli.portal"
    label = "portal"
