"""The schemas of all areas, gathered from their `entries.py`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from linli.foundation.journal.entries import PARTICULARS, Fields, Schemas, encoded
from linli.kernel.errors import Invalid


@lru_cache(maxsize=1)
def schemas() -> Schemas:
    """Return procedure → move → fields; two areas may not declare one procedure."""
    gathered: dict[str, Mapping[str, Fields]] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("linli.") or find_spec(f"{config.name}.entries") is None:
            continue
        for procedure, moves in getattr(
            import_module(f"{config.name}.entries"), "SCHEMAS", {}
        ).items():
            if procedure in gathered:
                raise ValueError(f"two areas declare the entries of {procedure}")
            gathered[procedure] = moves
    return gathered


def checked(procedure: str, move: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data as JSON keeps it; raises Invalid for what the move's schema does not hold."""
    if not data:
        return {}
    fields = schemas().get(procedure, {}).get(move, {})
    clean = {}
    for name, value in data.items():
        if name not in fields or name == PARTICULARS:
            raise Invalid("entry_data_unknown", procedure=procedure, move=move, name=name)
        try:
            clean[name] = encoded(fields[name], value)
        except (ValueError, TypeError):
            # the value is not repeated: it may be what must not stand here
            raise Invalid(
                "entry_data_not_of_kind", move=move, name=name, kind=fields[name].value
            ) from None
    return clean
