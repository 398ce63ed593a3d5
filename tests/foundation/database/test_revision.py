"""Marks are read once within `steady`, and again after a change."""

from __future__ import annotations

import pytest
from django.test.utils import CaptureQueriesContext

from linli.domain.bodies.models import Revision
from linli.foundation.database.revision import steady

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_mark_is_read_once_within_steady(
    django_assert_num_queries: CaptureQueriesContext,
) -> None:
    with steady(), django_assert_num_queries(1):
        assert Revision.current() == Revision.current()


def test_without_steady_it_is_read_each_time(
    django_assert_num_queries: CaptureQueriesContext,
) -> None:
    with django_assert_num_queries(2):
        Revision.current()
        Revision.current()


def test_a_change_is_seen_within_steady() -> None:
    with steady():
        before = Revision.current()
        Revision.renew()
        assert Revision.current() != before
