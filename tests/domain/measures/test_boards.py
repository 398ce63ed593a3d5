from datetime import date, timedelta

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.measures.conftest import FIRST, LAST, lives

from linli.domain.measures.actions import folding
from linli.domain.measures.queries import board, figures, rows_behind, subjects_behind
from linli.domain.measures.rules.histogram import median, percentile
from linli.domain.measures.rules.maps import BEGINNING
from linli.domain.measures.rules.tallies import EDGE_DAYS, spread, stretch
from linli.domain.measures.states import STOCKS, Name
from linli.foundation.journal import actions as journal
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def days_of(ranges) -> list[date]:
    return [a + timedelta(days=n) for a, b in ranges for n in range((b - a).days)]


@given(since=DAYS, length=st.integers(0, 900))
def test_a_stretch_reads_every_day_once_and_few_by_day(since: date, length: int) -> None:
    until = since + timedelta(days=length)
    found = stretch(since, until)
    days = days_of(found.days)
    months = days_of([found.months]) if found.months else []
    assert sorted(days + months) == days_of([(since, until + timedelta(days=1))])
    assert len(days) <= EDGE_DAYS
    assert all(d.day == 1 for d in found.months or ())


@given(until=DAYS)
def test_a_stock_is_all_months_before_and_the_days_of_its_own(until: date) -> None:
    found = stretch(BEGINNING, until)
    assert found.months
    assert found.months[0] == BEGINNING
    days = days_of(found.days)
    assert (days[-1] if days else found.months[1] - timedelta(days=1)) == until
    assert len(days) <= 31


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
def test_percentiles_of_a_histogram_are_those_of_the_list(days: list[int]) -> None:
    histogram = {d: days.count(d) for d in days}
    ordered = sorted(days)
    assert median(histogram) == ordered[(len(days) - 1) // 2]
    assert percentile(histogram, 1) == ordered[-1]


def test_no_reply_has_no_median() -> None:
    assert median({}) is None
    assert median({3: 0}) is None


@pytest.fixture
def folded(places) -> dict[str, int]:
    drafts = lives(7, 120, list(places.values()))
    entries = journal.write_many(drafts)
    for entry in [e for e in entries if e.from_state][::9]:
        journal.reverse(entry, by=SYSTEM, at=entry.at)
    folding.add(spread(folding.sums("true", []), folding.path_of))
    return places


@pytest.mark.django_db
@pytest.mark.parametrize("days", [1, 40, 62, 63, 151])
def test_a_board_equals_the_entries(folded, days: int) -> None:
    since = LAST - timedelta(days=days - 1)
    found = board(folded["1404"], since, LAST)
    assert [r.place.code[:6] for r in found.rows] == ["140403", "140404"]
    for row in (found.place, *found.rows):
        for name in Name:
            behind = rows_behind(name, row.place.id, since, LAST)
            if name is Name.REPLY_DAYS:
                assert row.figures.replied == sum(e.value for e in behind)
            elif name not in STOCKS:
                assert row.figures[name] == sum(e.value for e in behind)
    whole = found.place.figures
    if days == 151:
        assert whole.filed > 0
        assert whole.open > 0
        assert whole.replied > 0
        assert 0 < whole.in_time < whole.resolved


@pytest.mark.django_db
def test_the_open_ones_behind_a_stock_are_those_that_stand_open(folded) -> None:
    for code in ("140403", "1404"):
        (number,) = (f.open for f in figures([folded[code]], FIRST, LAST).values())
        open_ones = subjects_behind(Name.OPEN, folded[code], FIRST, LAST, limit=1000)
        assert len(set(open_ones)) == len(open_ones) == number > 0
        page = subjects_behind(Name.OPEN, folded[code], FIRST, LAST, limit=5)
        rest = subjects_behind(Name.OPEN, folded[code], FIRST, LAST, limit=1000, before=page[-1])
        assert page + rest == open_ones


@pytest.mark.django_db
def test_figures_narrow_to_a_body_a_matter_and_a_bucket(folded) -> None:
    place = folded["1404"]
    whole = figures([place], FIRST, LAST)[place]
    bodies = [figures([place], FIRST, LAST, body_id=b)[place] for b in (0, 1, 2)]
    matters = [figures([place], FIRST, LAST, matter=m)[place] for m in ("01", "02")]
    assert sum(f.filed for f in bodies) == sum(f.filed for f in matters) == whole.filed
    assert sum(f.resolved for f in bodies) == sum(f.resolved for f in matters) == whole.resolved
    one = rows_behind(Name.FILED, place, FIRST, LAST, body_id=1, matter="02")
    assert (
        sum(e.value for e in one)
        == figures([place], FIRST, LAST, body_id=1, matter="02")[place][Name.FILED]
    )
    bucket, number = max(whole.reply_days.items())
    behind = rows_behind(Name.REPLY_DAYS, place, FIRST, LAST, bucket=bucket)
    assert sum(e.value for e in behind) == number


@pytest.mark.django_db
def test_a_board_is_one_query_whatever_it_counts(folded, django_assert_num_queries) -> None:
    board(folded["1404"], FIRST, LAST)  # the tree and its names are remembered from then on
    with django_assert_num_queries(1):
        board(folded["1404"], FIRST, LAST)
    assert Entry.objects.count() > 300


def test_the_compiled_sql_is_that_of_the_declarations() -> None:
    call_command("compile_measures", "--check")
