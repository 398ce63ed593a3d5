"""Giving out a step's template and taking what comes back: tried first, written whole or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from linli.domain.territory.models import Place
from linli.foundation.exchange import actions as exchange
from linli.foundation.exchange.actions import Outcome
from linli.foundation.exchange.queries import read
from linli.foundation.exchange.rules.tables import Row, Table
from linli.foundation.exchange.states import Changed
from linli.foundation.exchange.templates import template
from linli.kernel.access import Actor
from linli.portal.opening.steps import Step


@dataclass(frozen=True, slots=True)
class Tried:
    """What a file holds, and what came or would come of it."""

    table: Table
    outcome: Outcome


def template_of(step: Step, root: Place, on: date) -> bytes:
    """Return a step's template, with what is proposed for the place filled in."""
    return template(step.spec, step.rows(root, on))


def send_in(
    *,
    by: Actor,
    at: datetime,
    step: Step,
    root: Place,
    data: bytes,
    dry_run: bool = False,
    keep_good: bool = False,
) -> Tried:
    """Take a step's filled-in table, with what follows from it; raises Invalid for a file.

    A dry run goes the whole way and takes everything back.
    """
    table = read(data, step.spec)

    def take(by: Actor, at: datetime, row: Row) -> Changed | bool:
        return step.take(by=by, at=at, row=row, root=root)

    with transaction.atomic():
        outcome = exchange.take_rows(
            by=by, at=at, table=table, take=take, keep_good=keep_good, dry_run=dry_run
        )
        if outcome.written:
            step.after(by, at, root)
    return Tried(table, outcome)
