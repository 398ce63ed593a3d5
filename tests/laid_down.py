"""What migrations lay down, put back where a transactional test has emptied the database."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Model

Kept = dict[type[Model], list[dict[str, Any]]]


def read() -> Kept:
    """Return every row of our own tables: in a database just migrated, what migrations wrote."""
    mine = [m for m in apps.get_models() if m.__module__.startswith("linli.") and m._meta.managed]
    kept = {m: list(m._base_manager.order_by("pk").values()) for m in mine}
    return {model: rows for model, rows in kept.items() if rows}


def put_back(kept: Kept) -> None:
    """Write those rows again into the tables that are empty."""
    for model, rows in kept.items():
        if not model._base_manager.exists():
            model._base_manager.bulk_create(model(**row) for row in rows)
