"""`linli import appeals FILE --at PLACE [--mapping FILE] --json`: cases of another platform."""

from __future__ import annotations

import hashlib
import json
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override
from tqdm import tqdm

from linli.domain.cases.actions.importing import Bundle, Imported, import_appeals
from linli.domain.cases.queries.labels import default_rules
from linli.domain.cases.queries.labels import mapping as mapping_of
from linli.domain.cases.rules.imports import APPEALS
from linli.domain.territory import queries as territory
from linli.foundation.database.revision import steady
from linli.foundation.exchange import queries as exchange
from linli.foundation.exchange.rules.tables import Problem
from linli.foundation.jobs import clock
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal

SHOWN = 200  # problems told one by one; all of them are counted


class Command(BaseCommand):
    """File the rows of a table as what they are: history that nobody is chased or told for."""

    help = "File cases from an Excel or CSV file of another platform; a second run files nothing"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, place, mapping, form."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--at", required=True, help="code of the place, an old one too")
        parser.add_argument("--mapping", type=Path, help="table: field,value,code")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read, import, print; a row that is refused makes no failure, a refused file does."""
        began, at = perf_counter(), clock.now()
        try:
            order = _order(options)
            bar = tqdm(total=len(order.table.rows), disable=None, leave=False)
            with steady():
                told = import_appeals(
                    by=SYSTEM, at=at, order=order, step=lambda done, of: bar.update() and None
                )
            bar.close()
        except Refusal as refusal:
            raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal
        answer = _plain(told) | {"seconds": round(perf_counter() - began, 1)}
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for problem in told.problems[:SHOWN]:
            self.stderr.write(exchange.told(problem))
        shown = {k: v for k, v in answer.items() if k != "problems"}
        self.stdout.write("\n".join(f"{k}: {v}" for k, v in shown.items()))


def _order(options: dict[str, Any]) -> Bundle:
    path, mapping = options["file"], options["mapping"]
    for named in filter(None, (path, mapping)):
        if not named.is_file():
            raise CommandError(say("cases.import.no_file", name=named.name))
    data = path.read_bytes()
    return Bundle(
        table=exchange.read(data, APPEALS),
        digest=hashlib.sha256(data).hexdigest()[:32],
        root=territory.by_code(options["at"]).pk,
        rules=mapping_of(mapping) if mapping else (),
        defaults=default_rules(),
    )


def _plain(told: Imported) -> dict[str, Any]:
    names = territory.named(told.by_place)
    places = {p.code: told.by_place[i] for i, p in names.items()}
    return {
        "filed": told.filed,
        "already": told.already,
        "refused": told.refused,
        "resolved": told.resolved,
        "without_body": told.without_body.total(),
        "without_body_why": dict(told.without_body),
        "by_state": dict(told.by_state),
        "by_matter": dict(sorted(told.by_matter.items())),
        "by_place": dict(sorted(places.items())),
        "problems": [_told(p) for p in told.problems[:SHOWN]],
    }


def _told(problem: Problem) -> dict[str, Any]:
    """Return a problem with its sentence in both languages."""
    said = {}
    for language in ("zh-hans", "en"):
        with override(language):
            said[language] = exchange.told(problem)
    return {"row": problem.row, "column": problem.column, "code": problem.code, "text": said}
