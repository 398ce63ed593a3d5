from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.foundation.notices import rules

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("hour", "leaves"),
    [
        ((2026, 10, 12, 7, 59), (2026, 10, 12, 8, 0)),
        ((2026, 10, 12, 8, 0), (2026, 10, 12, 8, 0)),
        ((2026, 10, 12, 20, 59), (2026, 10, 12, 20, 59)),
        ((2026, 10, 12, 21, 0), (2026, 10, 13, 8, 0)),
        ((2026, 12, 31, 23, 30), (2027, 1, 1, 8, 0)),
        ((2026, 10, 13, 0, 0), (2026, 10, 13, 8, 0)),
    ],
)
def test_nobody_is_told_at_night(hour, leaves) -> None:
    at = datetime(*hour, tzinfo=ZONE)
    assert rules.leaves_at(at, single="urgent", zone=ZONE) == datetime(*leaves, tzinfo=ZONE)


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)))  # noqa: DTZ001
def test_an_emergency_leaves_at_once_and_nothing_leaves_early(naive) -> None:
    at = naive.replace(tzinfo=ZONE)
    assert rules.leaves_at(at, single="emergency", zone=ZONE) == at
    assert rules.leaves_at(at, single="urgent", zone=ZONE) >= at


def test_tries_grow_apart_and_end() -> None:
    at = datetime(2026, 10, 12, tzinfo=ZONE)
    waits = [rules.again_at(at, n) for n in range(1, rules.TRIES + 1)]
    gaps = [(w - at).total_seconds() / 60 for w in waits if w]
    assert gaps == [1, 4, 16, 64, 256]
    assert waits[-1] is None
