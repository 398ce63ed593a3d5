"""`linli migrate`: Django's, followed by the grants that new tables need."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from linli.foundation.database import grants


class Command(migrate.Command):
    """Migrate, then give linli_app its rights on what is there now."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate and grant."""
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"] or options["prune"]):
            grants.grant(connections[options["database"]])
