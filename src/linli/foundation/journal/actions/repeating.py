"""Idempotency: one request acts once, and its answer is given again for 30 days."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from linli.foundation.journal.models import Once
from linli.foundation.keys.lookup import derived, fingerprint
from linli.kernel.errors import Conflict
from linli.kernel.ids import uuid7

KEPT = timedelta(days=30)
KEPT_FOR_EVER = "import:"  # scopes of imports: a file brought in twice must find itself, always

_CLAIM = """
    INSERT INTO journal_once (id, scope, key, request) VALUES (%s, %s, %s, %s)
    ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""


@transaction.atomic
def once(
    *, scope: str, key: str, request: bytes, make: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Run `make` for the first request of a key and return its answer (JSON) to every later one.

    A second request at the same time waits for the first. Raises Conflict (409) when the key came
    before with another request. The answer is kept sealed: it may hold a tracking code.
    """
    asked, bound = fingerprint(request, "once"), f"{scope}\0{key}"
    if _claimed(scope, key, asked):
        answer = make()
        text = json.dumps(answer, ensure_ascii=False, sort_keys=True)
        sealed = derived("once").seal_text(text, bound)
        Once.objects.filter(scope=scope, key=key).update(result=sealed)
        return answer
    before = Once.objects.get(scope=scope, key=key)
    if before.result is None or bytes(before.request) != asked:
        raise Conflict("key_reused")
    held: dict[str, Any] = json.loads(derived("once").open_text(bytes(before.result), bound))
    return held


def _claimed(scope: str, key: str, asked: bytes) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [uuid7(), scope, key, asked])
        return cursor.fetchone() is not None


@transaction.atomic
def forget_answers(*, at: datetime) -> int:
    """Delete answers older than 30 days, except those of imports; return how many."""
    old = Once.objects.filter(created_at__lt=at - KEPT)
    count, _ = old.exclude(scope__startswith=KEPT_FOR_EVER).delete()
    return count
