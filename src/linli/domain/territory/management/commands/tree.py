"""`linli tree --place CODE [--on DATE]`, `linli tree --compare RELEASE --within CODE`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.domain.territory import queries
from linli.domain.territory.queries import Comparison, PlaceName
from linli.domain.territory.rules.compare import Difference, Side
from linli.foundation.ui.text import say
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Read the tree at a date: the day given, or as last written."""

    help = "Show a place at a date: its path, names, children and counts by kind"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Code, day, list, form."""
        parser.add_argument("--place", "--within", dest="place", required=True, help="any code")
        parser.add_argument("--on", "--at", dest="on", type=date.fromisoformat, help="YYYY-MM-DD")
        parser.add_argument("--compare", default=None, metavar="RELEASE", help="2.3.1, 2.7.0 …")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Print the place, or how a list differs from what lies in it."""
        code, on, against = options["place"], options["on"], options["compare"]
        try:
            if against is None:
                told, tell = look(code, on), self._tell
            else:
                told, tell = compared(against, code, on), self._tell_compared
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            tell(told)

    def _tell(self, told: dict[str, Any]) -> None:
        self.stdout.write(" / ".join(p["name"] for p in told["path"]))
        self.stdout.write(" ".join(f"{kind} {n}" for kind, n in told["counts"].items()))
        for child in told["children"]:
            self.stdout.write(f"  {child['code']} {child['name']} ({child['kind']})")

    def _tell_compared(self, told: dict[str, Any]) -> None:
        self.stdout.write(" ".join(f"{word} {n}" for word, n in told["counts"].items()))
        for row in told["differences"]:
            ours, theirs = (
                f"{s['code']} {s['name']} < {s['above']}" if s else "–"
                for s in (row["ours"], row["theirs"])
            )
            why = "; ".join(row["instruments"])
            if row["open"]:
                why = "; ".join(filter(None, (why, say("territory.compare.unexplained"))))
            self.stdout.write(f"  {'+'.join(row['words'])}: {ours} | {theirs} | {why}")


def compared(name: str, within: str, on: date | None) -> dict[str, Any]:
    """Return how a list differs from what lies in a place on a day, as plain values."""
    told: Comparison = queries.compare_with(queries.release(name), within, on)
    listed = told.release.listed
    return {
        "place": _plain(told.place),
        "on": on.isoformat() if on else None,
        "release": told.release.name,
        "listed": listed.isoformat() if listed else None,
        "counts": told.found.counts(),
        "differences": [_difference(d) for d in told.found.differences],
    }


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "words": [w.value for w in found.words],
        "level": found.level.name.lower(),
        "place": found.place,
        "ours": _sided(found.ours),
        "theirs": _sided(found.theirs),
        "instruments": list(found.instruments),
        "open": [w.value for w in found.open],
    }


def _sided(side: Side | None) -> dict[str, str] | None:
    return asdict(side) if side else None


def look(code: str, on: date | None) -> dict[str, Any]:
    """Return a place on a day as plain values."""
    place = queries.by_code(code, on)
    tree = queries.atlas(on)
    path = queries.path_of(place.pk, on)
    children = queries.named(tree.children(place.pk).tolist(), on)
    return {
        "place": _plain(path[-1]),
        "at": on.isoformat() if on else None,
        "path": [_plain(p) for p in path],
        "counts": {kind.value: n for kind, n in tree.counts(place.pk).items()},
        "children": [
            _plain(c) | {"places": len(tree.subtree(c.id)) - 1}
            for c in sorted(children.values(), key=lambda c: c.code)
        ],
        "names": queries.history(place.pk),
    }


def _plain(place: PlaceName) -> dict[str, Any]:
    return {
        "id": place.id,
        "code": place.code,
        "name": place.name,
        "name_en": place.name_en,
        "kind": place.kind.value,
        "level": place.level.name.lower(),
    }
