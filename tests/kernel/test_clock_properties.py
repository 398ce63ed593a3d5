"""Deadlines against a slow reference that lives through every minute, and the laws they obey."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from linli.kernel.clock import Limit, Pause, Unit, due, elapsed, spent
from linli.kernel.clock_steps import CODES
from tests.kernel.days import CALENDAR, ZONE, at, hours_by_season, pause

MINUTE = timedelta(minutes=1)
BEGIN = at("2026-01-28T00:00").astimezone(UTC)
# Around the Spring Festival: weekends, a long holiday and two worked Saturdays.
moments = st.integers(0, 30 * 1440).map(lambda n: BEGIN + n * MINUTE)


def pauses_after(start: datetime) -> st.SearchStrategy[list[Pause]]:
    stop = st.tuples(st.integers(-2000, 20_000), st.integers(0, 6000)).map(
        lambda pair: Pause(start + pair[0] * MINUTE, start + (pair[0] + pair[1]) * MINUTE)
    )
    return st.lists(stop, max_size=4)


cases = moments.flatmap(lambda m: st.tuples(st.just(m), pauses_after(m)))
limits = st.one_of(
    st.integers(1, 5000).map(lambda n: Limit(n, Unit.MINUTE)),
    st.integers(1, 60).map(lambda n: Limit(n, Unit.HOUR)),
    st.integers(1, 30).map(lambda n: Limit(n, Unit.OFFICE_HOUR)),
    st.integers(1, 8).map(lambda n: Limit(n, Unit.WORKDAY)),
    st.integers(1, 12).map(lambda n: Limit(n, Unit.DAY)),
)


def lived(start: datetime, limit: Limit, pauses: Sequence[Pause]) -> datetime:
    """Live minute by minute until the limit is used up."""
    minutes = {Unit.MINUTE: 1, Unit.HOUR: 60, Unit.OFFICE_HOUR: 60}.get(limit.unit, 0)
    left = limit.amount * (minutes or 1)
    now = start
    while True:
        begin, now = now, now + MINUTE
        if any(p.start <= begin and (p.end is None or now <= p.end) for p in pauses):
            continue
        if _counts(limit.unit, start, begin, now):
            left -= 1
        if left <= 0 and (minutes or _closes(now)):
            return now


def _counts(unit: Unit, start: datetime, begin: datetime, end: datetime) -> bool:
    if unit in (Unit.MINUTE, Unit.HOUR):
        return True
    local = begin.astimezone(ZONE)
    day, worked = local.date(), CALENDAR.is_workday(local.date())
    if unit is Unit.OFFICE_HOUR:
        windows = hours_by_season(day).windows
        return worked and any(w.start <= local.time() < w.end for w in windows)
    if day == start.astimezone(ZONE).date():
        return False
    midnight = end.astimezone(ZONE).time().isoformat() == "00:00:00"
    return _closes(end) or (unit is Unit.DAY and not worked and midnight)


def _closes(end: datetime) -> bool:
    local = end.astimezone(ZONE)
    day = local.date()
    return CALENDAR.is_workday(day) and local == hours_by_season(day).close(day, ZONE)


def ended(start: datetime, limit: Limit, pauses: Sequence[Pause] = ()) -> datetime:
    answer = due(start, limit, CALENDAR, hours_by_season, ZONE, pauses).due
    assert answer is not None
    return answer


@settings(max_examples=60, deadline=None)
@given(cases, limits)
@example((at("2026-02-13T16:00").astimezone(UTC), []), Limit(5, Unit.WORKDAY))
@example(
    (at("2026-03-02T09:00").astimezone(UTC), [pause("2026-03-09T10:00", "2026-03-10T10:00")]),
    Limit(5, Unit.DAY),
)
@example(
    (at("2026-02-13T16:00").astimezone(UTC), [pause("2026-02-14T17:30", "2026-02-24T17:30")]),
    Limit(2, Unit.WORKDAY),
)
def test_a_deadline_is_what_living_through_it_gives(
    case: tuple[datetime, list[Pause]], limit: Limit
) -> None:
    start, pauses = case
    assert ended(start, limit, pauses) == lived(start, limit, pauses)


@settings(max_examples=150, deadline=None)
@given(cases, limits, st.integers(0, 3000))
def test_a_later_start_never_ends_earlier(
    case: tuple[datetime, list[Pause]], limit: Limit, later: int
) -> None:
    start, pauses = case
    assert ended(start, limit, pauses) <= ended(start + later * MINUTE, limit, pauses)


@settings(max_examples=150, deadline=None)
@given(cases, limits, st.integers(0, 10))
def test_a_longer_limit_never_ends_earlier(
    case: tuple[datetime, list[Pause]], limit: Limit, more: int
) -> None:
    start, pauses = case
    longer = Limit(limit.amount + more, limit.unit)
    assert ended(start, limit, pauses) <= ended(start, longer, pauses)


@settings(max_examples=150, deadline=None)
@given(cases, limits)
def test_a_pause_never_hastens_and_no_deadline_falls_into_one(
    case: tuple[datetime, list[Pause]], limit: Limit
) -> None:
    start, pauses = case
    answer = ended(start, limit, pauses)
    assert answer >= ended(start, limit)
    assert not any(p.start < answer <= p.end for p in pauses if p.end)


@settings(max_examples=150, deadline=None)
@given(cases, limits)
def test_elapsed_at_the_deadline_is_the_limit(
    case: tuple[datetime, list[Pause]], limit: Limit
) -> None:
    start, pauses = case
    world = (CALENDAR, hours_by_season, ZONE, pauses)
    counted = elapsed(start, ended(start, limit, pauses), limit.unit, *world)
    # Calendar days go on while a last day off gives way to the next workday.
    assert counted >= limit.amount if limit.unit is Unit.DAY else counted == limit.amount


@settings(max_examples=150, deadline=None)
@given(moments, st.lists(st.integers(0, 9000), min_size=2, max_size=6), limits)
def test_time_spent_adds_up(start: datetime, steps: list[int], limit: Limit) -> None:
    marks = [start + n * MINUTE for n in sorted(steps)]
    world = (limit.unit, CALENDAR, hours_by_season, ZONE)
    parts = sum((spent(a, b, *world) for a, b in pairwise(marks)), timedelta())
    assert parts == spent(marks[0], marks[-1], *world)


@settings(max_examples=100, deadline=None)
@given(cases, limits)
@example(
    (at("2026-03-02T09:00").astimezone(UTC), [pause("2026-03-09T10:00", "2026-03-10T10:00")]),
    Limit(5, Unit.DAY),
)
def test_steps_begin_with_the_start_and_end_with_the_deadline(
    case: tuple[datetime, list[Pause]], limit: Limit
) -> None:
    start, pauses = case
    steps = due(start, limit, CALENDAR, hours_by_season, ZONE, pauses).steps
    assert steps[0].code == "start"
    assert steps[-1].code == "due"
    assert {s.code for s in steps} <= CODES
    for step in steps:
        if step.code.removesuffix("_one") in {"off", "holiday"}:
            last = date.fromisoformat(str(step.params.get("last", step.params["first"])))
            first = date.fromisoformat(str(step.params["first"]))
            days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
            assert len(days) == step.params["days"]
            assert not any(CALENDAR.is_workday(d) for d in days)
    assert all(isinstance(v, str | int) for s in steps for v in s.params.values())
