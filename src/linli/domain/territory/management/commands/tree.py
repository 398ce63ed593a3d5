"""`linli tree --place CODE [--at DATE] --json`: a place, what it lies in, what lies in it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.domain.territory import queries
from linli.domain.territory.queries import PlaceName
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Read the tree at a date: the day given, or as last written."""

    help = "Show a place at a date: its path, names, children and counts by kind"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Code, day, form."""
        parser.add_argument("--place", required=True, help="code, an old one too")
        parser.add_argument("--at", type=date.fromisoformat, default=None, help="YYYY-MM-DD")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Print the place."""
        try:
            told = look(options["place"], options["at"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(" / ".join(p["name"] for p in told["path"]))
        self.stdout.write(" ".join(f"{kind} {n}" for kind, n in told["counts"].items()))
        for child in told["children"]:
            self.stdout.write(f"  {child['code']} {child['name']} ({child['kind']})")


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
