"""Powers in bulk: one instrument with 2,226 items, and resolve in a country of its own.

Limits: the instrument is enacted within 5 s (checked before, its lines in the database); resolve
answers ≥ 50,000/s over distinct (matter, place, day) triples with 10,000 matters, 200,000 mandates
and ten versions of the tree, each answer with lead, helpers and path. Answers are compared with a
plain walk over the mandates' rows for a sample. Everything is undone at the end.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle
from random import Random
from time import perf_counter, process_time
from typing import Any

from django.db import transaction

from bench._figures import percentiles, times
from linli.domain.bodies.models import Body
from linli.domain.bodies.models import Revision as Bodies
from linli.domain.bodies.states import BodyKind
from linli.domain.mandates import actions, queries
from linli.domain.mandates.actions import Paper
from linli.domain.mandates.models import Mandate, Matter, Revision
from linli.domain.mandates.rules.powers import Said
from linli.domain.mandates.states import InstrumentKind, ListKind
from linli.domain.territory import queries as territory
from linli.domain.territory.actions.places import create_place, rename_place
from linli.domain.territory.models import Place, PlaceVersion
from linli.domain.territory.states import Kind, Level
from linli.foundation.database.keys import copy_rows, reserve
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM

LIMIT = 50_000
ENACTED = 5.0  # seconds
FIRST, VERSIONS = date(2026, 1, 1), 10
ITEMS, PER_MATTER = 2_226, 99


def run(matters: str = "10000", mandates: str = "200000", triples: str = "100000") -> dict:
    """Measure in a tree, a catalogue and mandates made for it, and undo them."""
    with transaction.atomic():
        told = _measure(int(matters), int(mandates), int(triples))
        transaction.set_rollback(True)
    territory.forget()
    return told


def _measure(matters: int, mandates: int, triples: int) -> dict:
    dice = Random(1)  # noqa: S311 - a sample, no secret
    root, places = _tree()
    bodies = _bodies(root, places, dice)
    codes = _catalogue(matters)
    made = _mandates(codes, [p for p in places if p != root.pk], bodies, mandates, dice)
    enacted = _instrument(root, codes)
    days = [FIRST + timedelta(days=10 * n) for n in range(VERSIONS)]
    by_day = {day: queries.resolver(day) for day in days}
    asked: set[tuple[str, int, date]] = set()
    while len(asked) < triples:
        asked.add((dice.choice(codes), dice.choice(places), dice.choice(days)))
    questions = list(asked)

    def all_of_them() -> list[Any]:
        return [by_day[day](matter, place) for matter, place, day in questions]

    began = process_time()
    answers = all_of_them()
    spent = process_time() - began
    took = times([all_of_them] * 8)
    rates = sorted(triples / seconds for seconds in took)
    return {
        "rate": round(rates[-1]),
        "cpu_rate": round(triples / spent),  # by the time this process had, whatever else ran
        "median_rate": round(rates[len(rates) // 2]),
        **percentiles([seconds / triples * 1000 for seconds in took]),
        "unit": "µs a question",
        "limit": LIMIT,
        "ratio": round(rates[-1] / LIMIT, 2),
        "triples": triples,
        "matters": len(codes),
        "mandates": made,
        "tree_versions": VERSIONS,
        "places": len(places),
        "answered": sum(a is not None for a in answers),
        "equal_to_a_walk": _equal(list(zip(questions, answers, strict=True))[:200]),
        **enacted,
    }


def _tree() -> tuple[Place, list[int]]:
    """Lay 10 counties, 200 towns and 4,000 villages; a county is renamed every ten days."""
    now = clock.now()
    city = create_place(
        by=SYSTEM, at=now, kind=Kind.COUNTRY, name="示例国", parent=None, code="bench"
    )
    above = [city]
    for kind, level, each in (
        (Kind.PROVINCE, Level.PROVINCE, 1),
        (Kind.PREFECTURE, Level.PREFECTURE, 1),
        (Kind.COUNTY, Level.COUNTY, 10),
        (Kind.TOWN, Level.TOWN, 20),
        (Kind.VILLAGE, Level.COMMUNITY, 20),
    ):
        below = Place.objects.bulk_create([Place() for _ in range(each * len(above))])
        PlaceVersion.objects.bulk_create(
            [
                PlaceVersion(
                    place=place,
                    parent=above[n // each],
                    code=f"bench{level}{n}",
                    name=f"示例{n}",
                    kind=kind,
                    level=level,
                )
                for n, place in enumerate(below)
            ],
            batch_size=2_000,
        )
        above = list(below)
    counties = PlaceVersion.objects.filter(code__startswith=f"bench{int(Level.COUNTY)}")
    for n, row in enumerate(counties.order_by("id")[: VERSIONS - 1], 1):
        day = FIRST + timedelta(days=10 * n)
        rename_place(by=SYSTEM, at=now, place=row.place, name=f"新示例{n}", valid_from=day)
    ids = [int(i) for i in territory.atlas().subtree(city.pk)]
    return city, ids


def _bodies(root: Place, places: list[int], dice: Random) -> list[int]:
    seats = dice.sample(places, min(1_000, len(places)))
    rows = [Body(kind=BodyKind.BUREAU, name=f"示例局{n}", seat_id=s) for n, s in enumerate(seats)]
    ids = [b.pk for b in Body.objects.bulk_create(rows)]
    Bodies.renew()
    return ids


def _catalogue(count: int) -> list[str]:
    codes = [f"{n // 9801 + 50:02d}/{n // 99 % 99 + 1:02d}/{n % 99 + 1:02d}" for n in range(count)]
    known: dict[str, Matter] = {}
    for depth in (2, 5, 8):
        wanted = sorted({c[:depth] for c in codes} - known.keys())
        rows = [
            Matter(code=c, name=f"示例{c}", name_en=c, parent=known.get(c[: depth - 3]))
            for c in wanted
        ]
        known |= {m.code: m for m in Matter.objects.bulk_create(rows, batch_size=2_000)}
    return codes


def _mandates(
    codes: list[str], places: list[int], bodies: list[int], count: int, dice: Random
) -> int:
    ids = dict(Matter.objects.filter(code__in=codes).values_list("code", "id"))
    seen: set[tuple[int, int]] = set()
    columns = ("id", "matter_id", "body_id", "place_id", "role", "instrument", "basis", "basis_en")
    more = ("duty", "duty_en", "valid_from", "valid_to")
    keys = reserve("mandates_mandate", count)

    def rows() -> Any:
        for n, key in enumerate(keys):
            while (part := (ids[dice.choice(codes)], dice.choice(places))) in seen:
                pass
            seen.add(part)
            role = "lead" if n % 4 else "assist"
            since = FIRST + timedelta(days=dice.randrange(60)) if n % 3 == 0 else None
            yield (
                *(key, part[0], dice.choice(bodies), part[1], role, "statute", "示例", ""),
                *("", "", since, None),
            )

    copy_rows("mandates_mandate", (*columns, *more), rows())
    Revision.renew()
    return Mandate.objects.count()


def _instrument(root: Place, codes: list[str]) -> dict[str, float]:
    """Move 2,226 items to five bureaux by one instrument; return what each step took."""
    now, names = clock.now(), [f"示例承接局{n}" for n in range(5)]
    Body.objects.bulk_create([Body(kind=BodyKind.BUREAU, name=n, seat=root) for n in names])
    Bodies.renew()
    listed = actions.open_list(
        by=SYSTEM, at=now, place=root, kind=ListKind.GRANTED, name="示例", name_en="Sample"
    )
    lines = [
        Said(n, f"S{n}", name=f"示例{n}", matter=code, basis="示例", lead=lead)
        for n, (code, lead) in enumerate(zip(codes[:ITEMS], cycle(names), strict=False), 2)
    ]
    paper = Paper("示例", "示例1号", "示例", FIRST, InstrumentKind.DELEGATE)
    steps: dict[str, float] = {}
    began = perf_counter()
    made, _ = actions.draft_instrument(
        by=SYSTEM, at=now, power_list=listed, paper=paper, lines=lines
    )
    steps["draft_seconds"] = round(perf_counter() - began, 2)
    began = perf_counter()
    actions.check_instrument(by=SYSTEM, at=now, instrument=made)
    steps["check_seconds"] = round(perf_counter() - began, 2)
    began = perf_counter()
    actions.enact_instrument(by=SYSTEM, at=now, instrument=made)
    steps["enact_seconds"] = round(perf_counter() - began, 2)
    return {"items": len(lines), **steps, "enact_limit": ENACTED}


def _equal(pairs: list) -> bool:
    """Compare with a walk: every lead row of the day, place by place, matter by matter."""
    wanted = {m for (matter, _, _), _ in pairs for m in (matter, matter[:5], matter[:2])}
    rows = Mandate.objects.filter(role="lead", matter__code__in=wanted)
    fields = ("matter__code", "place_id", "valid_from", "valid_to", "pk")
    leads: dict[tuple[str, int], list[tuple[date | None, date | None, int]]] = {}
    for code, place, since, until, key in rows.order_by("id").values_list(*fields):
        leads.setdefault((code, place), []).append((since, until, key))
    for (matter, place, day), answer in pairs:
        climb = reversed(territory.atlas(day).path(place))
        tried = [(c, p) for p in climb for c in (matter, matter[:5], matter[:2])]
        found = [
            key
            for t in tried
            for since, until, key in leads.get(t, ())
            if (since is None or since <= day) and (until is None or day < until)
        ]
        if (found[0] if found else None) != (answer.mandate if answer else None):
            return False
    return True
