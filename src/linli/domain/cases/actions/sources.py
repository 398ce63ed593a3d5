"""Keep how a platform's files look."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from linli.domain.cases.models import OrderSource
from linli.domain.cases.rules.platforms import Platform


@transaction.atomic
def keep_source(platform: Platform) -> OrderSource:
    """Keep a platform's form in place of the one that was; its orders stay as they are."""
    values = asdict(platform)
    row, _ = OrderSource.objects.update_or_create(code=values.pop("code"), defaults=values)
    return row


@transaction.atomic
def source_of(platform: Platform) -> OrderSource:
    """Return the row of a platform, made at its first order from what is shipped."""
    values = asdict(platform)
    row, _ = OrderSource.objects.get_or_create(code=values.pop("code"), defaults=values)
    return row
