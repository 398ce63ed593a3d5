"""Registers the composition root with Django."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, roles and wiring."""

    name = "linli.config"
    label = "config"
