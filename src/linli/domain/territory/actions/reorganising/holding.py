"""The lock between whoever changes the map and whoever files or moves on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date

from django.db import connection

from linli.domain.territory import queries
from linli.domain.territory.rules.reorganising.parts import Part
from linli.foundation.database.revision import forgotten

KEY = 0x6C_69_6E_6C_69_01  # "linli", 1


def share_map() -> None:
    """Keep the map as it is until this transaction ends, beside others who do; then look anew.

    Whoever files or moves a case holds this, so that nothing is filed at a place that ends in that
    moment: either the change waits for the filing, or the filing sees the change.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [KEY])
    queries.ask_again()
    forgotten()


def hold_map() -> None:
    """Change the map alone: wait for all who hold it shared, and keep them waiting till the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEY])
    queries.ask_again()
    forgotten()


@contextmanager
def around(parts: Sequence[Part], on: date, places: Iterable[int]) -> Iterator[None]:
    """Let every area do what needs the tree before and after a change below some places."""
    some = list(places)
    with ExitStack() as stack:
        for part in parts:
            stack.enter_context(part.around(on, some))
        yield
