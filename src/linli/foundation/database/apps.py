"""Registers the area with Django."""

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """The PostgreSQL server, its two roles and the guard that refuses to serve as owner."""

    name = "linli.foundation.database"
    label = "database"

    def ready(self) -> None:
        """Register the checks."""
        from linli.foundation.database import checks  # noqa: F401
