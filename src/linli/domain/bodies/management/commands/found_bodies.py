"""`linli found bodies [TEMPLATE] --place CODE [--dry-run] [--json]`: bodies by a template."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.domain.bodies import actions, queries
from linli.domain.bodies.actions.template import lacking
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock
from linli.foundation.ui.refusals import sentence
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Founds what a template has and a place lacks, down to villages; without one, lists them."""

    help = "Found bodies: linli found bodies fujian-subdistrict-2024 --place 350102001"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which template, where, how."""
        parser.add_argument("template", nargs="?", default="")
        parser.add_argument("--place", default="", help="code")
        parser.add_argument("--dry-run", action="store_true", help="say what is lacking")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """List, or found and print."""
        if not options["template"]:
            for row in queries.templates():
                self.stdout.write(f"{row.key:26} {row.place} {row.year} {row.name}")
            return
        try:
            told = _founded(options)
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        words = json.dumps(told, ensure_ascii=False)
        self.stdout.write(
            words if options["json"] else "\n".join(f"{k}: {v}" for k, v in told.items())
        )


def _founded(options: dict[str, Any]) -> dict[str, Any]:
    key, now = queries.template_called(options["template"]).key, clock.now()
    root = territory.by_code(options["place"])
    if options["dry_run"]:
        return {"lacking": lacking(root.pk, timezone.localdate(now), key)}
    told = actions.found_from_template(by=SYSTEM, at=now, root=root, template=key)
    return {"bodies": told.bodies, "posts": told.posts, "already": told.already}
