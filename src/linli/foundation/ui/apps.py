"""Registers the area with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Components, tokens, texts and the gallery."""

    name = "linli.foundation.ui"
    label = "ui"
