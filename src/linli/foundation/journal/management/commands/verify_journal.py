"""`linli verify journal`: recompute every digest and look for lost, doubled or stray rows."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.foundation.journal.models import Entry
from linli.foundation.journal.verifying import faults


class Command(BaseCommand):
    """Print each fault and end with 1 when there is one."""

    help = "check the journal against its digests and commitments"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the form of the answer."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the whole journal once."""
        found = list(faults())
        entries = Entry.objects.count()
        if options["json"]:
            rows = [{"code": f.code, "about": str(f.about), "detail": f.detail} for f in found]
            self.stdout.write(json.dumps({"entries": entries, "faults": rows}))
        else:
            for fault in found:
                self.stdout.write(f"{fault.code}: {fault.about} {fault.detail}".rstrip())
            self.stdout.write(f"{entries} entries, {len(found)} faults")
        if found:
            raise CommandError(f"the journal has {len(found)} faults")
