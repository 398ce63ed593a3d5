"""The sweep: drafts nobody sent, and bytes no row names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from linli.foundation import jobs
from linli.foundation.attachments import actions
from linli.foundation.attachments.models import Attachment
from linli.foundation.attachments.storage import storage
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM

DRAFT = "draft"
DRAFT_LIFE = timedelta(hours=24)
# A file is written before its row is committed: younger bytes may be someone's upload right now.
GRACE = timedelta(hours=1)


@jobs.periodic(cron="17 * * * *")
def sweep() -> int:
    """Sweep each hour; returns how many files went."""
    return sweep_at(clock.now())


def sweep_at(at: datetime) -> int:
    """Remove drafts older than a day and bytes without a row; safe to run twice or at once."""
    old = Attachment.objects.filter(subject_kind=DRAFT, added_at__lt=at - DRAFT_LIFE)
    gone = 0
    for subject_id in set(old.values_list("subject_id", flat=True)):
        gone += actions.erase(by=SYSTEM, at=at, subject_kind=DRAFT, subject_id=subject_id)
    return gone + _orphans(at)


def _orphans(at: datetime) -> int:
    store, gone = storage(), 0
    old = (name for name, written in store.names() if written < at - GRACE)
    while names := list(islice(old, 1000)):
        for name in set(names) - set(_known(names)):
            store.delete(name)
            gone += 1
    return gone


def _known(names: list[str]) -> Iterator[str]:
    rows = Attachment.objects
    yield from rows.filter(name__in=names).values_list("name", flat=True)
    yield from rows.filter(thumb__in=names).values_list("thumb", flat=True)
