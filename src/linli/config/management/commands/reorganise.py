"""`linli reorganise FILE --check|--enact`: an instrument that changes the map, from a file."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.config.wiring import PARTS
from linli.domain.territory.actions import reorganising
from linli.domain.territory.queries.reorganisations import Check
from linli.domain.territory.rules.reorganising.reading import read_instrument
from linli.domain.territory.states import FindingKind
from linli.foundation.jobs import clock
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Drafts what the file says, checks it, and enacts it when asked to; open work follows."""

    help = "Check or enact a reorganisation from a JSON file (docs/guide.md has the form)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, what to do with it, form of the answer."""
        parser.add_argument("file", type=Path)
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="tell what would move")
        what.add_argument("--enact", action="store_true", help="enact it if it is clear")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Draft, check, enact; what is found is printed, and an unclear one ends with 1."""
        try:
            instrument = read_instrument(_read(options["file"]))
            row = reorganising.draft(by=SYSTEM, at=clock.now(), instrument=instrument)
            found = reorganising.check(by=SYSTEM, at=clock.now(), key=row.pk, parts=PARTS)
            self._tell(found, row.pk, as_json=options["json"], enacted=options["enact"])
            if not found.is_clear:
                raise CommandError(say("territory.reorganising.not_clear"))
            if options["enact"]:
                reorganising.enact(by=SYSTEM, at=clock.now(), key=row.pk, parts=PARTS)
                at = clock.now()
                moved = reorganising.re_home(at=at, on=timezone.localdate(at), parts=PARTS)
                self.stderr.write(f"re-homed {moved}")
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal

    def _tell(self, found: Check, key: int, *, as_json: bool, enacted: bool) -> None:
        told = {
            "id": key,
            "clear": found.is_clear,
            "moving": {m.kind: m.count for m in found.moving},
            "findings": [
                {
                    "kind": f.kind.value,
                    "code": f.code,
                    "change": f.change,
                    "key": f.key,
                    "params": dict(f.params),
                    "choices": [c.value for c in f.choices],
                }
                for f in found.findings
            ],
            "enacted": enacted and found.is_clear,
        }
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False, default=str))
            return
        for moving in found.moving:
            self.stdout.write(f"{say(moving.key)} {moving.count}")
        for finding in found.findings:
            mark = {FindingKind.NOTICE: " ", FindingKind.AMBIGUOUS: "?"}.get(finding.kind, "!")
            key_ = f" [{finding.key}]" if finding.key else ""
            self.stdout.write(f"{mark} {say(finding.text_key, **finding.params)}{key_}")


def _read(path: Path) -> Any:
    if not path.is_file():
        raise CommandError(say("cases.import.no_file", name=path.name))
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CommandError(say("territory.reorganising.no_json", name=path.name)) from error
