"""A case filed while the merger of its place is enacted: two connections, either first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from linli.config.wiring import PARTS
from linli.domain.bodies.models import Body
from linli.domain.cases.models import Case, Involvement
from linli.domain.cases.queries import visible_to
from linli.domain.cases.queries.rebuild import differences
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.domain.territory.models import Reorganisation
from linli.foundation.journal.models import Entry
from linli.foundation.journal.verifying import faults
from linli.kernel.access import SYSTEM
from tests.domain.cases.test_reorganising import DAY, MERGER, actor, drafted, re_home
from tests.domain.cases.world import AT, World, build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]
PLACE = "140403007"  # one of the two that become one
LONGEST = 30


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    territory.forget()
    yield build()
    territory.forget()


@pytest.fixture
def others() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def apart(work: Callable[[], Any]) -> Any:
    """Do some work on a connection of its own."""
    try:
        return work()
    finally:
        connection.close()


@contextmanager
def unfinished(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> Iterator[Future]:
    """Do some work on another connection and commit it only when the block is left."""
    done, commit = threading.Event(), threading.Event()

    def run() -> Any:
        with transaction.atomic():
            made = work()
            done.set()
            assert commit.wait(LONGEST)
        return made

    first = pool.submit(apart, run)
    try:
        assert done.wait(LONGEST) or first.result(0)
        yield first
    finally:
        commit.set()
        first.result(LONGEST)


def wait_until_somebody_waits() -> None:
    """Return once a session of this database stands before the lock on the map."""
    for _ in range(LONGEST * 100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database "
                "WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits for the map")


def checked() -> Reorganisation:
    row, found = drafted(MERGER)
    assert found.is_clear
    return row


def enact(row: Reorganisation) -> Reorganisation:
    return reorganising.enact(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)


def one_living_owner(world: World, case: Case) -> None:
    new = territory.by_code("140403010", DAY)
    case.refresh_from_db()
    assert (case.place_id, case.town_id) == (new.pk, new.pk)
    assert Body.objects.on(DAY).get(pk=case.desk_id).seat_id == new.pk
    owners = Involvement.objects.filter(case=case, role="desk").values_list("body_id", flat=True)
    assert list(owners) == [case.desk_id]
    for name in ("street_desk", "street2_desk"):  # whoever held either desk holds the one now
        assert visible_to(actor(world, name)).sees(case.pk)
    assert Entry.objects.filter(subject_id=case.pk, move="file").count() == 1
    assert list(differences()) == []
    assert list(faults()) == []


def test_who_files_first_is_waited_for_and_the_case_follows(
    world: World, others: ThreadPoolExecutor
) -> None:
    row = checked()
    with unfinished(others, lambda: world.file("01", PLACE)) as filing:
        enacting = others.submit(apart, lambda: enact(row))
        wait_until_somebody_waits()
        assert not enacting.done()
    assert enacting.result(LONGEST).state == "enacted"
    case = Case.objects.get(pk=filing.result().case)
    assert case.place_id == world.places[PLACE]
    assert re_home() == 1
    one_living_owner(world, case)
    assert Entry.objects.filter(subject_id=case.pk, move="re_home").count() == 1


def test_who_files_during_the_enactment_files_at_the_successor(
    world: World, others: ThreadPoolExecutor
) -> None:
    row = checked()
    with unfinished(others, lambda: enact(row)):
        filing = others.submit(apart, lambda: world.file("01", PLACE))
        wait_until_somebody_waits()
        assert not filing.done()
    case = Case.objects.get(pk=filing.result(LONGEST).case)
    assert re_home() == 0
    one_living_owner(world, case)
