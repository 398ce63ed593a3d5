"""A city-wide instrument with open work: step one, the re-homing, and the lists meanwhile.

Two counties of the city become one and its towns come to lie elsewhere; cases and people are laid
down below the place in use and taken back at the end. The lists are measured quiet, then after
every few batches of the re-homing.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from bench._actors import City, city
from bench._cases import Laid, lay
from bench._figures import percentiles
from linli.config.wiring import PARTS
from linli.domain.cases.models import Case
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.domain.territory.rules.reorganising.reading import read_instrument
from linli.domain.territory.states import Level
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM

STEP_ONE, RE_HOMING, REQUEST = 2.0, 60.0, 2.0  # seconds
LISTS = ("", "?view=open", "?view=late", "?view=open&sort=newest")
EVERY = 5  # batches between two looks at the lists


def run(at: str = "1404", cases: str = "100000", counties: str = "0") -> dict[str, Any]:
    """Measure an instrument that merges counties of a city (0: all of them into one)."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECOND_FACTOR = False  # the people made for the run have none
    with transaction.atomic():
        root = territory.by_code(at).pk
        here = city(root)
        lay(here.places, here.matters, clock.now(), Laid(int(cases), open_share=1.0, texts=False))
        clients = _clients(here)
        quiet = _lists(clients)
        told = _change(root, int(counties), clients)
        transaction.set_rollback(True)
    seconds = told.pop("meanwhile")
    meanwhile = percentiles(seconds)
    calm = percentiles(quiet)
    return told | {
        "cases": int(cases),
        "quiet_p95": calm["p95"],
        "meanwhile_p95": meanwhile["p95"],
        "meanwhile_slowest": round(max(seconds), 2),
        "ratio": round(meanwhile["p95"] / calm["p95"], 2),
        "limits": {"step_one": STEP_ONE, "re_homing": RE_HOMING, "ratio": 2, "request": REQUEST},
    }


def _change(root: int, most: int, clients: list[Client]) -> dict[str, Any]:
    began = perf_counter()
    row = reorganising.draft(by=SYSTEM, at=clock.now(), instrument=_merger(root, most))
    for _ in range(3):
        found = reorganising.check(by=SYSTEM, at=clock.now(), key=row.pk, parts=PARTS)
        if found.is_clear:
            break
        answers = {f.key: f.choices[0].value for f in found.of("ambiguous")}
        reorganising.answer(by=SYSTEM, at=clock.now(), key=row.pk, answers=answers)
    checked = perf_counter() - began
    began = perf_counter()
    reorganising.enact(by=SYSTEM, at=clock.now(), key=row.pk, parts=PARTS)
    enacted = perf_counter() - began
    meanwhile = _lists(clients)
    spent, batches = 0.0, 0
    done: int | None = 0
    while done is not None:
        at = clock.now()
        began = perf_counter()
        on = timezone.localdate(at)
        done = reorganising.re_home_next(key=row.pk, at=at, on=on, parts=PARTS)
        spent += perf_counter() - began
        batches += 1
        if batches % EVERY == 0:
            meanwhile += _lists(clients)
    row.refresh_from_db()
    return {
        "moving": {m.kind: m.count for m in found.moving},
        "checked_seconds": round(checked, 2),
        "enacted_seconds": round(enacted, 2),
        "re_homed_seconds": round(spent, 2),
        "re_homed": row.moved,
        "left": Case.objects.filter(open=True)
        .exclude(county_id__in=territory.atlas(on).ids.tolist())
        .count(),
        "batches": batches,
        "meanwhile": meanwhile,
    }


def _merger(root: int, most: int) -> Any:
    tree = territory.atlas()
    below = [int(i) for i in tree.children(root) if tree.level(int(i)) == Level.COUNTY]
    names = territory.named(below)
    some = sorted(names.values(), key=lambda p: p.code)[: most or None]
    to = {"code": f"{some[0].code[:4]}99", "name": "示例区", "kind": "county"}
    to["parent"] = territory.named([root])[root].code
    return read_instrument(
        {
            "title": "示例：合并区县",
            "decided_by": "示例",
            "effective": timezone.localdate(clock.now()).isoformat(),
            "changes": [{"verb": "merge", "from": [p.code for p in some], "to": to}],
        }
    )


def _clients(here: City) -> list[Client]:
    clients = []
    for desk in here.desks:
        clients.append(Client())
        clients[-1].force_login(desk.user)
    return clients


def _lists(clients: list[Client]) -> list[float]:
    took = []
    for turn in range(2):
        for client in clients:
            for query in LISTS:
                began = perf_counter()
                answer = client.get(f"/cases/{query}")
                if answer.status_code != 200:
                    where = answer.headers.get("Location", "")
                    raise RuntimeError(f"{query}: {answer.status_code} {where}")
                if turn:  # the first of each kind warms up
                    took.append(perf_counter() - began)
    return took
