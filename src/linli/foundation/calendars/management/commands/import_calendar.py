"""`linli import calendar`: published working days into rows."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from linli.foundation.calendars import actions, published
from linli.foundation.calendars.rules import Day, read_notice
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Invalid


class Command(BaseCommand):
    """Every year that the package knows, one of them, or a notice from a file."""

    help = "Import the published working days (all known years, --year Y, or a CSV notice)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a file or a year."""
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--year", type=int)
        parser.add_argument("--source", default="")
        parser.add_argument("--published-on", type=date.fromisoformat)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish each year; say which were changed and which were so already."""
        source = options["source"] or published.SOURCE
        try:
            years = self._years(options["file"], options["year"])
            if options["file"]:
                source = options["source"] or options["file"].name
            changed = _publish(years, source, options["published_on"])
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"cannot be read as UTF-8 text: {fault}") from None
        except Invalid as refusal:
            raise CommandError(f"{refusal.code} {refusal.params}") from None
        unchanged = sorted(set(years) - set(changed))
        if options["json"]:
            self.stdout.write(json.dumps({"changed": changed, "unchanged": unchanged}))
        else:
            self.stdout.write(f"changed: {changed or 'none'}; unchanged: {len(unchanged)} years")

    def _years(self, file: Path | None, year: int | None) -> dict[int, tuple[Day, ...]]:
        if file is None:
            known = published.years()
            if year is not None and year not in known:
                raise CommandError(
                    f"{year} is not in the package ({known[0]}-{known[-1]}): give the notice as a "
                    "CSV file with the columns day, is_workday, name, name_en"
                )
            return {y: published.days(y) for y in known if year in (None, y)}
        found: dict[int, list[Day]] = defaultdict(list)
        for day in read_notice(file.read_text(encoding="utf-8-sig")):
            found[day.day.year].append(day)
        return {y: tuple(days) for y, days in found.items() if year in (None, y)}


@transaction.atomic
def _publish(
    years: dict[int, tuple[Day, ...]], source: str, published_on: date | None
) -> list[int]:
    at = timezone.now()
    return [
        year
        for year, days in sorted(years.items())
        if actions.publish_year(
            by=SYSTEM, at=at, year=year, days=days, source=source, published_on=published_on
        )
    ]
