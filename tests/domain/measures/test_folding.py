"""Tallies folded in pieces equal what a plain walk, PostgreSQL and DuckDB make of the entries."""

import random
import tempfile
import threading
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domain.measures.conftest import lives
from tests.foundation.journal.test_reading import settle

from linli.domain.cases.procedures import COUNTED, PROCEDURES
from linli.domain.measures import actions
from linli.domain.measures.actions import exporting, folding
from linli.domain.measures.models import Tally
from linli.domain.measures.rules import engines
from linli.domain.measures.rules.declared import COLUMNS
from linli.domain.measures.rules.tallies import Sum, spread
from linli.domain.measures.states import Grain
from linli.foundation.journal import actions as journal
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM

SETTINGS = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def flows(e: Entry) -> list[str]:
    """The names of the measures that count a move."""
    found = ["filed"] if e.from_state is None else []
    if e.move in ("report_back", "settle_on_spot") or (e.procedure, e.move) == (
        "grid_event",
        "close",
    ):
        found += ["resolved", "resolved_in_time"] if e.on_time else ["resolved"]
    if e.move == "explain":
        found.append("explained")
    if e.move in ("report_back", "explain", "answered_elsewhere") and e.elapsed is not None:
        found.append("reply_days")
    return found


def by_hand(entries: list[Entry]) -> list[Sum]:
    """The measures in plain words, one entry after the other."""
    found: Counter[tuple] = Counter()
    for e in entries:
        if e.procedure not in COUNTED:
            continue  # the places of these tests were made by moves of their own
        states = PROCEDURES[e.procedure].state
        body, matter, day = e.body_id or 0, e.matter[:2], e.effective_on

        def count(name: str, n: int, body: int, bucket: int = 0, e=e, matter=matter, day=day):
            found[(name, e.place_id, body, matter, day, bucket)] += n

        for name in flows(e):
            count(name, e.value, body, e.elapsed // 86_400 if name == "reply_days" else 0)
        if e.reverses_id is None or e.from_state is None:
            before = e.from_state is not None and states[e.from_state].open
            count("open", (states[e.to_state].open - before) * e.value, 0)
    return [Sum(*key, total) for key, total in found.items() if total]


def nonzero(tallies: Counter) -> dict:
    return {k: v for k, v in tallies.items() if v}


def write(seed: int, number: int, places: list[int]) -> list[Entry]:
    dice = random.Random(seed)  # noqa: S311
    entries = journal.write_many(lives(seed, number, places))
    for entry in dice.sample(entries, len(entries) // 4):
        journal.reverse(entry, by=SYSTEM, at=entry.at)
    return list(Entry.objects.order_by("id"))


@pytest.mark.django_db
@SETTINGS
@given(seed=st.integers(0, 10**6), number=st.integers(1, 10), pieces=st.integers(1, 5))
def test_pieces_make_the_whole_on_every_engine(places, seed, number, pieces) -> None:
    with transaction.atomic():
        entries = write(seed, number, list(places.values()))
        dice = random.Random(seed)  # noqa: S311
        parts = [[] for _ in range(pieces)]
        for entry in entries:
            dice.choice(parts).append(entry.id)
        for part in parts:
            folding.add(spread(folding.sums("id = ANY(%s)", [part]), folding.path_of))
        expected = nonzero(spread(by_hand(entries), folding.path_of))
        assert nonzero(exporting.kept()) == expected
        assert nonzero(spread(folding.sums("true", []), folding.path_of)) == expected
        with tempfile.TemporaryDirectory() as folder:
            csv, parquet = Path(folder, "e.csv"), Path(folder, "e.parquet")
            exporting.export(csv, COLUMNS, "true", [])
            engines.to_parquet(csv, parquet)
            assert nonzero(spread(engines.sums(parquet), folding.path_of)) == expected
        transaction.set_rollback(True)


@pytest.mark.django_db
@SETTINGS
@given(seed=st.integers(0, 10**6))
def test_what_is_all_taken_back_counts_nothing(places, seed) -> None:
    with transaction.atomic():
        entries = journal.write_many(lives(seed, 3, list(places.values())))
        for entry in entries:
            journal.reverse(entry, by=SYSTEM, at=entry.at)
        sums = folding.sums("true", [])
        flows = nonzero(spread((s for s in sums if s.measure != "open"), folding.path_of))
        assert flows == {}
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_tally_stands_at_the_leaf_and_at_each_place_above(places) -> None:
    journal.write_many(lives(1, 30, [places["140403006"]]))
    folding.add(spread(folding.sums("true", []), folding.path_of))
    above = ("140403006", "140403", "1404", "14", "86")
    filed = Tally.objects.filter(measure="filed", grain=Grain.DAY)
    totals = [sum(filed.filter(place_id=places[c]).values_list("total", flat=True)) for c in above]
    assert totals == [30] * 5
    assert not Tally.objects.filter(place_id=places["140404"]).exists()


@pytest.mark.django_db
def test_a_place_that_was_not_there_yet_has_todays_path(places) -> None:
    leaf = places["140403006"]
    assert folding.path_of(date(1990, 1, 1), leaf)[-1] == leaf
    assert folding.path_of(date(1990, 1, 1), leaf)[0] == places["86"]
    assert folding.path_of(date(2026, 3, 3), 12345) == (12345,)


@pytest.fixture
def first_epoch(transactional_db: None) -> None:
    journal.begin_epoch()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("first_epoch")
def test_a_late_commit_is_folded_once(places) -> None:
    settle()
    assert actions.fold() == len(places)  # the entries of the places themselves
    early, late = (lives(s, 4, [places["140403"]]) for s in (1, 2))
    written, commit = threading.Event(), threading.Event()

    def other() -> None:
        with transaction.atomic():
            journal.write_many(early)
            written.set()
            commit.wait(30)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    assert written.wait(30)
    journal.write_many(late)
    assert actions.fold() == 0
    commit.set()
    thread.join(30)
    settle()
    assert actions.fold(limit=5) == len(early) + len(late)
    assert actions.fold() == 0
    expected = spread(by_hand(list(Entry.objects.all())), folding.path_of)
    assert nonzero(exporting.kept()) == nonzero(expected)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("first_epoch")
def test_a_killed_fold_leaves_nothing_half_done(places, monkeypatch) -> None:
    drafts = lives(3, 5, [places["140403"]])
    journal.write_many(drafts)
    settle()
    settled = Entry.objects.count()
    monkeypatch.setattr(folding, "_ADD", "SELECT pg_terminate_backend(pg_backend_pid()) -- %s%s")
    monkeypatch.setattr(folding, "_CHUNK", 3)
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the driver says of a lost server
        actions.fold()
    connection.close()
    monkeypatch.undo()
    assert Tally.objects.count() == 0
    assert actions.fold() == settled
    assert nonzero(exporting.kept()) == nonzero(
        spread(by_hand(list(Entry.objects.all())), folding.path_of)
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("first_epoch")
def test_verify_compares_by_two_engines_and_finds_a_changed_tally(places) -> None:
    write(5, 20, list(places.values()))
    settle()
    out = StringIO()
    with CaptureQueriesContext(connection):  # a developer's cursor
        call_command("verify_measures", stdout=out)
    assert out.getvalue().count(" 0 differences") == 2
    row = Tally.objects.filter(measure="filed", grain=Grain.DAY).order_by("id")[0]
    Tally.objects.filter(pk=row.pk).update(total=row.total + 1)
    out = StringIO()
    with pytest.raises(CommandError, match="2 tallies differ"):
        call_command("verify_measures", stdout=out)
    assert f"{row.total + 1} ≠ {row.total}" in out.getvalue()
