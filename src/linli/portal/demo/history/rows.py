"""Everything that hangs on the map, row by row, on a day: to compare before with after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from linli.domain.bodies.models import Appointment, Body, Post
from linli.domain.cases.models import Case
from linli.domain.mandates.models import Mandate
from linli.domain.territory.models import PlaceVersion

Rows = Mapping[Any, tuple[Any, ...]]

# what is compared of each table, beside its key
FIELDS: Mapping[str, tuple[str, ...]] = {
    "place": ("code", "name", "kind", "level", "parent_id"),
    "body": ("name", "kind", "line", "seat_id", "superior_id", "phone"),
    "post": ("body_id", "role", "title", "place_id", "quota"),
    "appointment": ("post_id", "person_id"),
    "mandate": ("matter_id", "body_id", "role", "place_id", "instrument", "basis"),
}
_MODELS: Mapping[str, Any] = {
    "body": Body,
    "post": Post,
    "appointment": Appointment,
    "mandate": Mandate,
}


def dated(on: date) -> dict[str, Rows]:
    """Return the rows of every dated table as they hold on a day, by key."""
    places = PlaceVersion.objects.on(on).order_by("place_id")
    told: dict[str, Rows] = {
        "place": {row[0]: row[1:] for row in places.values_list("place_id", *FIELDS["place"])}
    }
    for name, model in _MODELS.items():
        rows = model.objects.on(on).order_by("pk").values_list("pk", *FIELDS[name])
        told[name] = {row[0]: row[1:] for row in rows}
    return told


def cases() -> dict[Any, dict[str, Any]]:
    """Return every case with all that its row says."""
    return {row["id"]: dict(row) for row in Case.objects.order_by("id").values()}


def differences(before: Rows, after: Rows) -> dict[str, int]:
    """Return how many rows are the same, ended, begun and changed between two days."""
    both = before.keys() & after.keys()
    changed = sum(before[k] != after[k] for k in both)
    return {
        "same": len(both) - changed,
        "ended": len(before.keys() - after.keys()),
        "begun": len(after.keys() - before.keys()),
        "changed": changed,
    }


def fields_changed(
    before: Mapping[Any, dict[str, Any]], after: Mapping[Any, dict[str, Any]]
) -> dict[str, int]:
    """Return in how many cases each column differs, of those in both."""
    found: dict[str, int] = {}
    for key in before.keys() & after.keys():
        for name, value in before[key].items():
            if after[key][name] != value:
                found[name] = found.get(name, 0) + 1
    return found
