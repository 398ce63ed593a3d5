"""Day lists and counts are kept for some days, then deleted, a part at a time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from linli.foundation.notices import actions
from linli.foundation.notices.actions import forgetting
from linli.foundation.notices.models import DayList, Round, TellingCount
from linli.kernel.access import SYSTEM

pytestmark = [pytest.mark.db, pytest.mark.django_db]
AT = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = date(2026, 3, 2)


def laid(day: date, persons: int) -> None:
    """Lay down a day's lists and counts of some persons."""
    for person in range(1, persons + 1):
        DayList.objects.create(person_id=person, day=day, part="morning", until=AT, made_at=AT)
        TellingCount.objects.create(person_id=person, day=day, singles=1)
    Round.objects.create(day=day, part="morning")


def test_what_is_older_goes_and_the_rest_stays() -> None:
    laid(DAY - timedelta(days=1), 2)
    laid(DAY, 2)
    assert actions.forget_lists(by=SYSTEM, at=AT, before=DAY) == 5
    assert actions.forget_lists(by=SYSTEM, at=AT, before=DAY) == 0
    for model in (DayList, TellingCount, Round):
        assert set(model.objects.values_list("day", flat=True)) == {DAY}


def test_killed_half_way_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 3)
    laid(DAY - timedelta(days=1), 5)
    assert actions.forget_lists(by=SYSTEM, at=AT, before=DAY) == 7  # killed here
    while actions.forget_lists(by=SYSTEM, at=AT, before=DAY):
        pass
    assert not DayList.objects.exists()
    assert not TellingCount.objects.exists()
