"""The list page of a desk at 100,000 cases: whole requests through every middleware, no socket.

The issue asks for p95 and rate and sets no limit; `limit` is the half second in which a page must
come. Cases and people are laid down below the place in use and taken back at the end.
"""

from __future__ import annotations

from time import perf_counter

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench._actors import city
from bench._cases import Laid, lay
from bench._figures import percentiles
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock

LIMIT = 500.0
LISTS = (
    "",
    "?view=open",
    "?view=late",
    "?view=all",
    "?view=all&sort=oldest",
    "?view=open&sort=newest",
)


def run(at: str = "1404", cases: str = "100000", requests: str = "300") -> dict:
    """Measure the lists of desks at a place and below it, one request after the other."""
    settings.ALLOWED_HOSTS = ["*"]
    with transaction.atomic():
        here = city(territory.by_code(at).pk)
        began = perf_counter()
        lay(here.places, here.matters, clock.now(), Laid(int(cases)))
        laid = perf_counter() - began
        clients = []
        for desk in here.desks:
            clients.append(Client())
            clients[-1].force_login(desk.user)
        told = _measure(clients, int(requests))
        transaction.set_rollback(True)
    names = [d.name for d in here.desks]
    return told | {"cases": int(cases), "laid_seconds": round(laid, 1), "desks": names}


def _measure(clients: list[Client], requests: int) -> dict:
    kinds = [(client, query) for query in LISTS for client in clients]
    with CaptureQueriesContext(connection) as asked:
        for client, query in kinds:  # the first of each kind warms up
            _ask(client, query)
    took = [_ask(*kinds[n % len(kinds)]) for n in range(requests)]
    figures = percentiles(took)
    return {
        "rate": round(len(took) / sum(took), 1),
        **figures,
        "limit": LIMIT,
        "ratio": round(LIMIT / figures["p95"], 2),
        "requests": len(took),
        "queries_a_page": round(len(asked) / len(kinds), 1),
        "rows_a_page": 50,
    }


def _ask(client: Client, query: str) -> float:
    began = perf_counter()
    answer = client.get(f"/cases/{query}")
    if answer.status_code != 200:
        raise RuntimeError(f"{query}: {answer.status_code}")
    return perf_counter() - began
