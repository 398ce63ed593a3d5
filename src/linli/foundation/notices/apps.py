"""Registers the area with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Messages to people: inbox, outbox and channels."""

    name = "linli.foundation.notices"
    label = "notices"
