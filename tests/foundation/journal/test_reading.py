"""Entries behind the horizon, over real connections: what commits late is read, once."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.db import close_old_connections, connection, transaction

from linli.foundation.journal import actions
from linli.foundation.journal.models import Entry, Epoch, Horizon

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


@pytest.fixture(autouse=True)
def first_epoch() -> None:
    """Transactional tests begin with empty tables; a real database never lacks its epoch."""
    actions.begin_epoch()


class Reader:
    """A consumer that keeps what it was given."""

    def __init__(self) -> None:
        self.got: list[str] = []

    def __call__(self, entries: Sequence[Entry]) -> None:
        self.got += [e.move for e in entries]


def settle() -> None:
    """Wait until all transactions of the server that began before now have ended.

    The server is shared: transactions of other databases hold the horizon back too.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        (mine,) = cursor.fetchone()
        for _ in range(6000):
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) > %s::xid8", [str(mine)])
            if cursor.fetchone()[0]:
                return
            time.sleep(0.1)
    raise AssertionError("another transaction of this server runs for more than ten minutes")


@contextmanager
def other_connection(work: Callable[[], None]) -> Iterator[tuple[threading.Event, Callable]]:
    """Run work in a transaction of another connection that stays open until told to commit."""
    done, commit = threading.Event(), threading.Event()

    def run() -> None:
        try:
            with transaction.atomic():
                work()
                done.set()
                commit.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()

    def finish() -> None:
        commit.set()
        thread.join(30)

    assert done.wait(30)
    try:
        yield done, finish
    finally:
        finish()
        close_old_connections()


def test_a_late_commit_is_read_once_and_nothing_twice(parcel) -> None:
    reader = Reader()
    with other_connection(lambda: actions.write(**parcel(move="early"))) as (_, commit):
        # the early transaction holds the smaller id and txid, and is still open
        actions.write(**parcel(move="late"))
        assert actions.deliver(consumer="test", handle=reader) == 0
        commit()
    settle()
    assert actions.deliver(consumer="test", handle=reader) == 2
    assert actions.deliver(consumer="test", handle=reader) == 0
    assert reader.got == ["early", "late"]


def test_a_watermark_of_ids_would_have_lost_it(parcel) -> None:
    """The same race without the horizon: why ids are no watermark."""
    with other_connection(lambda: actions.write(**parcel(move="early"))) as (_, commit):
        late = actions.write(**parcel(move="late"))
        seen = list(Entry.objects.order_by("id"))
        commit()
    assert [e.move for e in seen] == ["late"]
    assert list(Entry.objects.filter(id__gt=late.id)) == []
    assert Entry.objects.count() == 2


def test_a_reader_that_was_killed_repeats_nothing_in_the_database(parcel) -> None:
    for n in range(5):
        actions.write(**parcel(move=f"m{n}"))
    settle()
    kept: list[str] = []

    def dies(entries: Sequence[Entry]) -> None:
        Epoch.objects.create(number=99, system="written by the handler")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.deliver(consumer="test", handle=dies)
    assert not Epoch.objects.filter(number=99).exists()
    actions.deliver(consumer="test", handle=lambda es: kept.extend(e.move for e in es))
    assert kept == [f"m{n}" for n in range(5)]


def test_a_big_transaction_is_read_in_pieces_in_order(parcel) -> None:
    with transaction.atomic():
        for n in range(7):
            actions.write(**parcel(move=f"m{n}"))
    settle()
    reader = Reader()
    counts = [actions.deliver(consumer="test", handle=reader, limit=3) for _ in range(4)]
    assert counts == [3, 3, 1, 0]
    assert reader.got == [f"m{n}" for n in range(7)]


def test_consumers_have_their_own_horizons(parcel) -> None:
    actions.write(**parcel())
    settle()
    assert [actions.deliver(consumer=c, handle=Reader()) for c in ("a", "b", "a")] == [1, 1, 0]


def test_two_workers_of_one_consumer_do_not_both_read(parcel) -> None:
    actions.write(**parcel())
    settle()

    def hold() -> None:
        Horizon.objects.create(consumer="test")

    hold()
    with other_connection(
        lambda: Horizon.objects.select_for_update().get(consumer="test").save()
    ) as (_, commit):
        assert actions.deliver(consumer="test", handle=Reader()) == 0
        commit()
    assert actions.deliver(consumer="test", handle=Reader()) == 1


def test_a_dump_restored_elsewhere_begins_an_epoch_and_loses_nothing(parcel) -> None:
    actions.write(**parcel(move="before"))
    settle()
    reader = Reader()
    actions.deliver(consumer="test", handle=reader)
    # the new cluster counts transactions from the start: the position read so far is far ahead
    Horizon.objects.filter(consumer="test").update(txid=1 << 60)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_epoch DISABLE TRIGGER journal_epoch_no_change")
        cursor.execute("UPDATE journal_epoch SET system = 'the old cluster'")
        cursor.execute("ALTER TABLE journal_epoch ENABLE TRIGGER journal_epoch_no_change")
    assert actions.begin_epoch() == actions.begin_epoch() == 2
    assert actions.write(**parcel(move="after")).epoch == 2
    settle()
    actions.deliver(consumer="test", handle=reader)
    assert reader.got == ["before", "after"]
