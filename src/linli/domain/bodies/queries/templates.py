"""Which templates of bodies there are: by place and year, with what they rest on."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from linli.kernel.errors import NotFound

FILE = Path(__file__).parents[1] / "data" / "templates.csv"


@dataclass(frozen=True, slots=True)
class Template:
    """A template of bodies and posts: for which place, of which year, by which basis."""

    key: str
    place: str
    year: str
    name: str
    name_en: str
    basis: str
    basis_en: str


@lru_cache(maxsize=1)
def templates() -> tuple[Template, ...]:
    """Return all templates in the file's order; one is a folder of two tables."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Template(**row) for row in csv.DictReader(file))


def template_called(key: str) -> Template:
    """Return a template by its key; raises NotFound with those there are."""
    found = next((t for t in templates() if t.key == key), None)
    if found is None:
        known = "、".join(t.key for t in templates())
        raise NotFound("unknown_template", field="template", name=key[:40], known=known)
    return found
