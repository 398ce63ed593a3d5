"""`linli resolve --matter CODE --place CODE [--on DATE] --json`: who must act, why, who is up."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.domain.bodies import queries as bodies
from linli.domain.mandates import queries
from linli.domain.mandates.queries import Answer
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock
from linli.foundation.ui.text import say
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Ask who is responsible."""

    help = "Say which body must act on a matter at a place on a day, by which mandate"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Matter, place, day, form."""
        parser.add_argument("--matter", required=True, help="06/02")
        parser.add_argument("--place", required=True, help="code, an old one too")
        parser.add_argument(
            "--at", "--on", dest="at", type=_moment, help="YYYY-MM-DD or YYYY-MM-DDTHH:MM"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Print the answer."""
        at = options["at"] or clock.now()
        on = timezone.localdate(at)
        try:
            place = territory.by_code(options["place"], on)
            answer = queries.answer(options["matter"], place.pk, on)
        except Refusal as refusal:
            raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal
        body = answer.lead or (answer.desk.id if answer.desk else None)
        duty = bodies.on_duty(body, at) if body else None
        told = _plain(answer) | {"on_duty": duty and duty.plain()}
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        lead = told["lead"]
        self.stdout.write(lead["name"] if lead else say("mandates.who.nobody"))


def _moment(text: str) -> datetime:
    """Return a moment; a day alone is that day at this time of day."""
    given = datetime.fromisoformat(text)
    if len(text) <= len("2026-10-01"):
        now = timezone.localtime(clock.now())
        return datetime.combine(given.date(), now.time(), now.tzinfo)
    return given if given.tzinfo else timezone.make_aware(given)


def _plain(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain values."""
    parts = {p.body: p for p in answer.parts}
    lead = parts.get(answer.lead) if answer.lead else None
    return {
        "matter": answer.matter.code,
        "matter_name": answer.matter.name,
        "place": answer.path[-1].code,
        "at": answer.on.isoformat(),
        "lead": lead and lead.plain(),
        "helpers": [p.plain() for p in answer.parts if p is not lead],
        "is_fallback": answer.is_fallback,
        "blocked_channel": answer.terms.blocked_channel or None,
        "limits": {
            "sign": answer.terms.sign_limit,
            "respond": answer.terms.respond_limit,
            "resolve": answer.terms.resolve_limit,
        },
        "path": [
            {"place": s.place.code, "name": s.place.name, "fallback": s.is_fallback, "held": s.held}
            for s in answer.steps
        ],
    }
