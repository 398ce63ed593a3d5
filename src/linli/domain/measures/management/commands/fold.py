"""`linli fold`: fold settled entries into tallies now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from linli.domain.measures import actions


class Command(BaseCommand):
    """Fold once; the worker does the same every ten seconds."""

    help = "fold settled entries into tallies"

    def handle(self, *args: Any, **options: Any) -> None:
        """Fold and print how many entries."""
        self.stdout.write(f"{actions.fold()} entries folded")
