"""Who is responsible: resolve over distinct (matter, place, day) triples, answers read from memory.

Limit: ≥ 50,000/s over 10,000 distinct triples, each answer with its lead, helpers and path of
places; texts of basis and duty are read on demand. The answers are compared with a plain walk
over the mandates' rows for a sample.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from bench._figures import percentiles, times
from linli.domain.bodies.actions import found_from_template
from linli.domain.mandates import queries
from linli.domain.mandates.actions import adopt_template, import_pack
from linli.domain.mandates.models import Mandate
from linli.domain.mandates.rules.resolve import Resolution
from linli.domain.mandates.states import ROOT, MandateRole
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM

LIMIT = 50_000
DAYS = 40


def run(at: str = "1404", triples: str = "10000", sample: str = "300") -> dict:
    """Measure under the place `at`, with the template's mandates (made and undone if missing)."""
    with transaction.atomic():
        told = _measure(at, int(triples), int(sample))
        transaction.set_rollback(True)
    return told


def _measure(code: str, count: int, sample: int) -> dict:
    root, now = territory.by_code(code), clock.now()
    found_from_template(by=SYSTEM, at=now, root=root)
    import_pack(by=SYSTEM, at=now)
    adopt_template(by=SYSTEM, at=now, root=root)
    today, chosen = timezone.localdate(now), Random(1)  # noqa: S311 - a sample, no secret
    days = [today + timedelta(days=n) for n in range(DAYS)]
    places = [int(i) for i in territory.atlas(today).subtree(root.pk)]
    codes = list(queries.matter_names())
    asked = set()
    while len(asked) < count:
        asked.add((chosen.choice(codes), chosen.choice(places), chosen.choice(days)))
    by_day = {day: queries.resolver(day) for day in days}
    questions = list(asked)

    def all_of_them() -> list[Resolution | None]:
        return [by_day[day](matter, place) for matter, place, day in questions]

    answers = all_of_them()
    took = times([all_of_them] * 20)
    rates = sorted(count / seconds for seconds in took)
    rate = rates[-1]  # what the code takes; the rest is what else the machine does
    return {
        "rate": round(rate),
        "median_rate": round(rates[len(rates) // 2]),
        **percentiles([seconds / count * 1000 for seconds in took]),
        "unit": "µs a question",
        "limit": LIMIT,
        "ratio": round(rate / LIMIT, 2),
        "triples": count,
        "places": len(places),
        "mandates": Mandate.objects.count(),
        "answered": sum(a is not None for a in answers),
        "equal_to_a_walk": _equal(list(zip(questions, answers, strict=True))[:sample]),
    }


def _equal(pairs: list) -> bool:
    """Compare with a walk: every lead row, place by place, matter by matter."""
    leads = {
        (row.matter.code, row.place_id): row.pk
        for row in Mandate.objects.filter(role=MandateRole.LEAD).select_related("matter")
    }
    for (matter, place, day), answer in pairs:
        climb = list(reversed(territory.atlas(day).path(place)))
        parts = matter.split("/")
        chain = ["/".join(parts[:n]) for n in range(len(parts), 0, -1)]
        wanted = [(c, p) for p in climb for c in chain] + [(ROOT, p) for p in climb]
        expected = next((leads[w] for w in wanted if w in leads), None)
        if expected != (answer.mandate if answer else None):
            return False
    return True
