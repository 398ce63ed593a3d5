"""Registers the area with Django."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The append-only entries, their particulars, idempotency and horizons."""

    name = "linli.foundation.journal"
    label = "journal"

    def ready(self) -> None:
        """Register the checks."""
        from linli.foundation.journal import checks  # noqa: F401
