"""`linli replay erasures`: after a restore, before the site opens, forget again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from linli.config.wiring import BESIDE
from linli.foundation.journal import actions
from linli.kernel.access import SYSTEM


class Command(BaseCommand):
    """Begin a new epoch if the cluster changed, and replay the list of erasures."""

    help = "after a restore: replay the erasures listed outside the database"

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay and print how many."""
        epoch = actions.begin_epoch()
        count = actions.replay_erasures(by=SYSTEM, at=datetime.now(UTC), beside=BESIDE)
        self.stdout.write(f"epoch {epoch}, {count} subjects erased again")
