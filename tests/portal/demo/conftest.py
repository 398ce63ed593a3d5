"""A history is built once for all that is asserted of it, and rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from linli.domain.territory import queries as tree


@pytest.fixture(scope="module")
def rolled_back(django_db_setup: None, django_db_blocker: pytest.Blocker):  # type: ignore[name-defined]
    """Return a context in which the database may be written and is as before afterwards."""

    @contextmanager
    def within() -> Iterator[None]:
        with django_db_blocker.unblock(), transaction.atomic():
            tree.forget()
            yield
            transaction.set_rollback(True)
        tree.forget()

    return within
