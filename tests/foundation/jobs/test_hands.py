"""Hands side by side: each on a connection of its own, whatever the parent has open."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from linli.foundation.jobs.hands import Work, side_by_side

pytestmark = pytest.mark.django_db(transaction=True)
TURNS = 200


def backend() -> int:
    """Return the number of the server's process that answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def asks(number: int) -> Work:
    """Ask the server for a number of one's own, many times; yields how often it was answered."""

    def work() -> Iterator[int]:
        mine = backend()
        for turn in range(TURNS):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid(), %s", [number * TURNS + turn])
                assert cursor.fetchone() == (mine, number * TURNS + turn)
            yield 1

    return work


def test_what_each_did_is_counted() -> None:
    assert side_by_side([asks(0), asks(1)], total=2 * TURNS, unit="answers") == 2 * TURNS


def test_a_hand_that_fails_is_told() -> None:
    def fails() -> Iterator[int]:
        yield 1
        os._exit(9)  # as if killed

    with pytest.raises(ChildProcessError, match="one of 2"):
        side_by_side([asks(0), fails], total=TURNS, unit="answers")


def test_a_connection_the_parent_left_open_is_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under an event loop Django keeps its connections apart, and closes only those."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    held = backend()

    async def under_a_loop() -> int:
        return side_by_side([asks(0), asks(1)], total=2 * TURNS, unit="answers")

    assert asyncio.run(under_a_loop()) == 2 * TURNS
    assert backend() == held  # and the parent still has its own
