"""The evening of the story is a Monday of the heating season, and it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.portal.demo.evening import evening

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-25T12:00", "2026-11-23T19:40"),
        ("2026-11-23T19:40", "2026-11-16T19:40"),
        ("2026-11-23T19:41", "2026-11-23T19:40"),
        ("2026-11-15T12:00", "2026-03-09T19:40"),
        ("2026-07-01T12:00", "2026-03-09T19:40"),
    ],
)
def test_the_evening_before(now: str, then: str) -> None:
    told = evening(datetime.fromisoformat(now).replace(tzinfo=ZONE), ZONE)
    assert told == datetime.fromisoformat(then).replace(tzinfo=ZONE)


@given(st.integers(0, 20 * 366 * 24 * 60))
def test_it_is_always_a_heated_monday_that_is_over(minutes: int) -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    at = evening(now, ZONE)
    assert at < now
    assert now - at < timedelta(days=260)
    assert (at.isoweekday(), at.hour, at.minute) == (1, 19, 40)
    assert at.month in (11, 12, 1, 2, 3)
