"""Mandates of a template for the bodies of a territory: a proposal, marked so in each basis."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.models import Body
from linli.domain.bodies.rules import sort_of, subject_of
from linli.domain.mandates.actions.packs import DATA
from linli.domain.mandates.actions.recording import permit, record
from linli.domain.mandates.models import Mandate, Matter
from linli.domain.mandates.states import Instrument, MandateRole
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.domain.territory.states import Level
from linli.foundation.database.keys import copy_rows, reserve
from linli.kernel.access import Actor
from linli.kernel.errors import Invalid

_COLUMNS = (
    *("id", "matter_id", "body_id", "place_id", "role", "instrument", "basis", "basis_en"),
    *("in_name_of_id", "duty", "duty_en"),
)


@dataclass(frozen=True, slots=True)
class MandatePlan:
    """One part that every body of a line has in a matter, in places of a sort."""

    matter: str
    role: MandateRole
    duty: str
    duty_en: str
    basis: str
    basis_en: str
    instrument: Instrument
    in_name_of: str


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a template gave: mandates made, and parts that were held already."""

    mandates: int
    already: int


@transaction.atomic
def adopt_template(*, by: Actor, at: datetime, root: Place, template: str = "default") -> Adopted:
    """Give the template's mandates to the bodies seated at a place and below, open beginning.

    A matter that somebody leads at a place already, and a part that a body has already, are left
    as they are: running it again gives nothing. Raises Invalid if the catalogue lacks a matter.
    """
    today = timezone.localdate(at)
    permit(by, root.pk, today)
    matters = dict(Matter.objects.order_by("code").values_list("code", "id"))
    missing = {p.matter for plans in plans_of(template).values() for p in plans} - set(matters)
    if missing:
        raise Invalid("template_needs_matters", codes=" ".join(sorted(missing)))
    atlas = territory.atlas(today)
    places = [int(p) for p in atlas.subtree(root.pk) if atlas.level(int(p)) <= Level.COMMUNITY]
    held = Mandate.objects.filter(place_id__in=places, valid_to=None).order_by("id")
    parts = set(held.values_list("matter_id", "place_id", "body_id"))
    led = set(held.filter(role=MandateRole.LEAD).values_list("matter_id", "place_id"))
    rows, already = [], 0
    for row in _rows(places, template, matters, root.pk, today):
        matter, body, place, role = row[:4]
        if (matter, place, body) in parts or (role == "lead" and (matter, place) in led):
            already += 1
            continue
        rows.append(row)
    keys = reserve("mandates_mandate", len(rows))
    copy_rows("mandates_mandate", _COLUMNS, ((k, *r) for k, r in zip(keys, rows, strict=True)))
    if rows:
        record(
            by=by,
            at=at,
            subject=subject_of("mandates", root.pk),
            place_id=root.pk,
            body_id=None,
            move="adopt_template",
            data={"mandates": len(rows)},
        )
    return Adopted(len(rows), already)


def _rows(
    places: list[int], template: str, matters: dict[str, int], root: int, today: date
) -> Iterator[tuple]:
    atlas, names = territory.atlas(today), territory.named(places, today)
    seats = {*places, *atlas.path(root)}
    found = Body.objects.filter(seat_id__in=seats, valid_to=None).exclude(line="").order_by("id")
    by_line = {(seat, line): pk for pk, seat, line in found.values_list("id", "seat_id", "line")}
    for (place, line), body in by_line.items():
        sort = sort_of(names[place].kind, names[place].level) if place in names else None
        for plan in plans_of(template).get((sort or "", line), ()):
            name = _body_at(by_line, atlas.path(place), plan.in_name_of)
            yield (
                matters[plan.matter],
                body,
                place,
                plan.role.value,
                plan.instrument.value,
                plan.basis,
                plan.basis_en,
                name,
                plan.duty,
                plan.duty_en,
            )


def _body_at(by_line: dict[tuple[int, str], int], path: tuple[int, ...], said: str) -> int | None:
    where, _, line = said.partition(":")
    if not line:
        return None
    seats = path[-1:] if where == "here" else reversed(path[:-1])
    return next((by_line[s, line] for s in seats if (s, line) in by_line), None)


@lru_cache(maxsize=4)
def plans_of(template: str) -> dict[tuple[str, str], tuple[MandatePlan, ...]]:
    """Return a template's mandates by sort of place and line of the body."""
    out: dict[tuple[str, str], tuple[MandatePlan, ...]] = {}
    with (DATA / template / "mandates.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            plans = tuple(_plan(row, code) for code in row["matters"].split())
            for sort in row["sorts"].split():
                key = (sort, row["line"])
                out[key] = (*out.get(key, ()), *plans)
    return out


def _plan(row: dict[str, str], code: str) -> MandatePlan:
    return MandatePlan(
        matter=code,
        role=MandateRole(row["role"]),
        duty=row["duty"],
        duty_en=row["duty_en"],
        basis=row["basis"],
        basis_en=row["basis_en"],
        instrument=Instrument(row["instrument"]),
        in_name_of=row["in_name_of"],
    )
