"""Registers the area with Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background work: periodic, retried, recovered."""

    name = "linli.foundation.jobs"
    label = "jobs"
