"""`linli import orders FILE --source CODE [--at PLACE] [--dry-run] --json`: orders from above."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override
from tqdm import tqdm

from linli.domain.cases.actions.orders import OrderFile, Taken, import_orders
from linli.domain.cases.actions.sources import source_of
from linli.domain.cases.queries.files import table_of
from linli.domain.cases.queries.home import home_place
from linli.domain.cases.queries.labels import default_rules
from linli.domain.cases.queries.platforms import platform
from linli.domain.territory import queries as territory
from linli.foundation.database.revision import steady
from linli.foundation.exchange import queries as exchange
from linli.foundation.exchange.rules.tables import Problem
from linli.foundation.jobs import clock
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Invalid, Refusal

SHOWN = 200  # problems told one by one; all of them are counted


class Command(BaseCommand):
    """File what is new, note what changed, leave what is known."""

    help = "Take in an order file of a platform above; a second run changes nothing"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, source, place, form."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="code of the platform: 12345 …")
        parser.add_argument("--at", default="", help="code of the place; else the home place")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read, take in, print; a row that is refused makes no failure, a refused file does."""
        began, at = perf_counter(), clock.now()
        try:
            file = order_file(options["file"], options["source"], options["at"])
            bar = tqdm(total=len(file.table.rows), disable=None, leave=False)
            with steady():
                told = import_orders(
                    by=SYSTEM,
                    at=at,
                    file=file,
                    step=lambda done, of: bar.update(done - bar.n) and None,
                    dry_run=options["dry_run"],
                )
            bar.close()
        except Refusal as refusal:
            raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal
        answer = _plain(told) | {"seconds": round(perf_counter() - began, 1)}
        answer["dry_run"] = options["dry_run"]
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for problem in (*told.problems, *told.noted)[:SHOWN]:
            self.stderr.write(exchange.told(problem))
        shown = {k: v for k, v in answer.items() if k not in ("problems", "noted")}
        self.stdout.write("\n".join(f"{k}: {v}" for k, v in shown.items()))


def order_file(path: Path, code: str, at: str) -> OrderFile:
    """Return what to take in; raises Refusal, CommandError."""
    if not path.is_file():
        raise CommandError(say("cases.import.no_file", name=path.name))
    found = platform(code)
    table = table_of("orders", found, path.read_bytes())
    root = root_of(at)
    return OrderFile(source_of(found), found, table, root, root, default_rules())


def root_of(code: str) -> int:
    """Return the place that a code names, else the home place; raises Refusal."""
    root = territory.by_code(code).pk if code else home_place()
    if root is None:
        raise Invalid("order_place_missing")
    return root


def _plain(told: Taken) -> dict[str, Any]:
    names = territory.named(told.by_place)
    places = {p.code: told.by_place[i] for i, p in names.items()}
    return {
        "filed": told.filed,
        "already": told.already,
        "changed": told.changed,
        "linked": told.linked,
        "refused": told.refused,
        "by_matter": dict(sorted(told.by_matter.items())),
        "by_place": dict(sorted(places.items())),
        "problems": [in_words(p) for p in told.problems[:SHOWN]],
        "noted": [in_words(p) for p in told.noted[:SHOWN]],
    }


def in_words(problem: Problem) -> dict[str, Any]:
    """Return a problem with its sentence in both languages."""
    said = {}
    for language in ("zh-hans", "en"):
        with override(language):
            said[language] = exchange.told(problem)
    return {"row": problem.row, "column": problem.column, "code": problem.code, "text": said}
