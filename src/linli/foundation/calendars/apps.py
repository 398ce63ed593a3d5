"""Registers the area with Django."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """Days that are worked and days that are not, as published rows."""

    name = "linli.foundation.calendars"
    label = "calendars"
