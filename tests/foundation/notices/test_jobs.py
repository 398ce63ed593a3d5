from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from linli.foundation.notices import jobs
from linli.foundation.notices.models import Notice
from linli.foundation.notices.rules import Telling
from linli.foundation.notices.states import Inbox
from linli.kernel.ids import uuid7

pytestmark = [pytest.mark.db, pytest.mark.django_db]
NOW = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)


@dataclass
class Row:
    """The columns of an entry that the handler reads."""

    procedure: str = "appeal"
    at: datetime = NOW
    recorded_at: datetime = NOW
    data: dict = field(default_factory=dict)
    id: UUID = field(default_factory=uuid7)
    subject_id: UUID = field(default_factory=uuid7)


def teller(entries) -> jobs.Told:
    return jobs.Told(
        [
            Telling(e.id, Inbox.PERSON, 7, "notices.title", "case", e.subject_id, e.at)
            for e in entries
        ]
    )


@pytest.fixture(autouse=True)
def _told(settings):
    settings.NOTICE_TELLERS = {"appeal": f"{__name__}.teller"}


def test_entries_become_notices_once() -> None:
    rows = [Row(), Row(procedure="other")]
    assert jobs.on_entries(rows) == 1
    assert jobs.on_entries(rows) == 0


def test_history_tells_nobody() -> None:
    old = Row(at=NOW - timedelta(days=30))
    imported = Row(data={"imported": True})
    assert jobs.on_entries([old, imported]) == 0
    assert not Notice.objects.exists()
