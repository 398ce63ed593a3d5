"""`linli deadline --start ISO --limit 5wd [--body ID|NAME] --json`: when due, and how it came."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from linli.domain.bodies import queries
from linli.foundation.calendars.queries import calendar
from linli.foundation.ui.text import say
from linli.kernel.calendar import usual_hours
from linli.kernel.clock import Limit, due
from linli.kernel.clock_steps import Step
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Compute one deadline as every clock of the system does."""

    help = "Say when a limit is used up, and each step of how that was computed"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Start, limit, whose office hours, form."""
        parser.add_argument("--start", required=True, type=_moment, help="2026-02-13T16:00")
        parser.add_argument("--limit", required=True, help="5wd, 8wh, 30wmin, 24h, 30min or 60d")
        parser.add_argument("--body", default="", help="id or name: whose office hours count")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Print the deadline."""
        try:
            told = deadline(options["start"], options["limit"], options["body"])
        except Refusal as refusal:
            raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(str(told["due"]))
        for step in told["steps"]:
            self.stdout.write(f"  {step['zh']}")
        if told["guessed"]:
            self.stdout.write(told["warning"]["zh"])


def deadline(start: datetime, limit: str, body: str = "") -> dict[str, Any]:
    """Return a deadline with its steps in both languages as plain values."""
    zone = ZoneInfo(settings.TIME_ZONE)
    local = start if start.tzinfo else start.replace(tzinfo=zone)
    hours = queries.hours_at(queries.body_called(body)) if body else usual_hours
    found = due(local, Limit.parse(limit), calendar(), hours, zone)
    years = ", ".join(str(s.params["year"]) for s in found.steps if s.code == "guessed")
    warning = {c: _say(c, "calendar.warn.unpublished", year=years) for c in ("zh", "en")}
    return {
        "start": timezone.localtime(local, zone).isoformat(),
        "limit": limit,
        "due": found.due.isoformat() if found.due else None,
        "guessed": found.guessed,
        "warning": warning if found.guessed else None,
        "steps": [
            {"code": s.code, "params": dict(s.params), "zh": _words("zh", s), "en": _words("en", s)}
            for s in found.steps
        ],
    }


def _words(code: str, step: Step) -> str:
    params = dict(step.params)
    if code == "en" and "name_en" in params:
        params["name"] = params["name_en"]
    return _say(code, f"clock.step.{step.code}", **params)


def _say(code: str, key: str, **params: Any) -> str:
    with override("zh-hans" if code == "zh" else "en"):
        return say(key, **params)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
