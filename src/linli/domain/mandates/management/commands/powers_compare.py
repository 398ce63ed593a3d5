"""`linli powers compare --list KIND --place CODE --since DAY --until DAY`, or `--with CODE`.

One list on two days, or the lists of two places on one day; `--out FILE` writes Excel.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.domain.mandates.queries import powers as queries
from linli.domain.mandates.queries.powers import Comparison, Pair, Power
from linli.domain.mandates.states import ListKind
from linli.domain.territory import queries as territory
from linli.foundation.exchange.writing import Heading, write_xlsx
from linli.foundation.jobs import clock
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.text import named, say
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Say what differs."""

    help = "Compare a list on two days, or the lists of two places on one"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which list, which days or places, form."""
        parser.add_argument("--list", required=True, choices=list(ListKind), dest="listed")
        parser.add_argument("--place", required=True, help="code")
        parser.add_argument("--with", default="", dest="other", help="code of the other place")
        parser.add_argument("--on", type=date.fromisoformat, help="YYYY-MM-DD")
        parser.add_argument("--since", type=date.fromisoformat)
        parser.add_argument("--until", type=date.fromisoformat)
        parser.add_argument("--out", type=Path, help="an Excel file to write")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Compare and print."""
        try:
            told = _compared(options)
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        rows = [_plain(pair) for pair in told.differing]
        counts = {how: told.count(how) for how in ("added", "gone", "changed", "same")}
        if options["out"]:
            _write(options["out"], rows)
        if options["json"]:
            self.stdout.write(json.dumps(counts | {"items": rows}, ensure_ascii=False))
            return
        self.stdout.write(" ".join(f"{k} {v}" for k, v in counts.items()))
        for row in rows:
            self.stdout.write(
                f"{row['code']:16} {row['how']:8} {row['name']} · "
                f"{row['before']} → {row['after']} {' '.join(row['fields'])}"
            )


def _compared(options: dict[str, Any]) -> Comparison:
    on = options["on"] or options["until"] or timezone.localdate(clock.now())
    kind = ListKind(options["listed"])
    listed = queries.list_of(territory.by_code(options["place"], on).pk, kind)
    if options["other"]:
        other = queries.list_of(territory.by_code(options["other"], on).pk, kind)
        return queries.compare_places(listed, other, on)
    return queries.compare_days(listed, options["since"] or on.replace(month=1, day=1), on)


def _plain(pair: Pair) -> dict[str, Any]:
    power = pair.power
    return {
        "code": pair.code,
        "name": named(power.term) if power else "",
        "how": pair.how,
        "fields": list(pair.fields),
        "before": _lead(pair.one),
        "after": _lead(pair.other),
    }


def _lead(power: Power | None) -> str:
    if power is None:
        return "–"
    return named(power.lead) or say("mandates.powers.nobody")


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    keys = ("code", "name", "how", "before", "after")
    titles = ("code", "name", "col.how", "col.before", "col.after")
    heads = [Heading(say(f"mandates.powers.{t}"), 24) for t in titles]
    with path.open("wb") as file:
        write_xlsx(file, heads, ([r[k] for k in keys] for r in rows), title=path.stem)
