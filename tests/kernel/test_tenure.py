"""Half-open intervals of days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.tenure import Tenure

DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(12)]
ends = st.none() | st.sampled_from(DAYS)


@st.composite
def tenures(draw: st.DrawFn) -> Tenure:
    start, end = draw(ends), draw(ends)
    if start and end:
        start, end = min(start, end), max(start, end) + timedelta(days=1)
    return Tenure(start, end)


def held(tenure: Tenure) -> set[date]:
    return {d for d in DAYS if tenure.holds(d)}


def test_the_last_day_is_not_held() -> None:
    year = Tenure(date(2026, 1, 1), date(2026, 1, 3))
    assert held(year) == {date(2026, 1, 1), date(2026, 1, 2)}


@pytest.mark.parametrize("end", [date(2026, 1, 1), date(2025, 12, 31)])
def test_an_interval_without_a_day_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="empty tenure"):
        Tenure(date(2026, 1, 1), end)


@given(tenures(), tenures())
def test_overlap_is_sharing_a_day(one: Tenure, other: Tenure) -> None:
    shared = held(one) & held(other)
    assert one.overlaps(other) == other.overlaps(one)
    if shared:
        assert one.overlaps(other)
    meet = one.meet(other)
    assert (meet is not None) == one.overlaps(other)
    assert (held(meet) if meet else set()) == shared


def test_touching_intervals_share_nothing() -> None:
    assert not Tenure(None, date(2026, 1, 3)).overlaps(Tenure(date(2026, 1, 3), None))
    assert Tenure().meet(Tenure()) == Tenure()
