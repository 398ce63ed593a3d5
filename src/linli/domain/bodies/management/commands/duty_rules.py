"""`linli duty rules [--json]`: which bodies must have a rota; `--set KIND` states it from a day."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.domain.bodies import actions, queries
from linli.domain.bodies.models import DutyRule
from linli.domain.bodies.states import BodyKind
from linli.foundation.jobs import clock
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal

ALL = "all"


class Command(BaseCommand):
    """List the rules of duty, or state one from a day on."""

    help = "List the rules of duty, or state one: --set community_committee --required yes"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to set, form."""
        kinds = [ALL, *(k.value for k in BodyKind)]
        parser.add_argument("--set", choices=kinds, metavar="KIND", help="all, or a kind of body")
        parser.add_argument("--required", choices=("yes", "no"))
        parser.add_argument("--begins", type=time.fromisoformat, help="HH:MM")
        parser.add_argument("--since", type=date.fromisoformat, help="first day")
        parser.add_argument("--basis", default="", help="by which document")
        parser.add_argument("--basis-en", default="")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Set if asked to, then print all rules."""
        if options["set"]:
            _state(options)
        told = [_plain(row) for row in queries.all_rules()]
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for row in told:
            days = f"{row['valid_from'] or ''}–{row['valid_to'] or ''}"
            must = "+" if row["required"] else "-"
            self.stdout.write(f"{row['kind']:24} {must} {row['begins']} {days} {row['basis']}")


def _state(options: dict[str, Any]) -> None:
    if options["required"] is None or options["begins"] is None:
        raise CommandError("--set needs --required and --begins")
    now = clock.now()
    try:
        actions.state_duty_rule(
            by=SYSTEM,
            at=now,
            kind=None if options["set"] == ALL else BodyKind(options["set"]),
            required=options["required"] == "yes",
            begins=options["begins"],
            basis=options["basis"],
            basis_en=options["basis_en"],
            valid_from=options["since"] or timezone.localdate(now),
        )
    except Refusal as refusal:
        raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal


def _plain(row: DutyRule) -> dict[str, Any]:
    """Return a rule as plain values."""
    return {
        "kind": row.kind or ALL,
        "required": row.required,
        "begins": f"{row.begins:%H:%M}",
        "basis": row.basis,
        "basis_en": row.basis_en,
        "valid_from": row.valid_from and row.valid_from.isoformat(),
        "valid_to": row.valid_to and row.valid_to.isoformat(),
    }
