"""What time it is, for views, jobs and commands; everything below is told `at`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the time to pass as `at`, UTC; settings.CLOCK_SHIFT seconds are added (tests, demo).

    The database's `recorded_at` is never shifted.
    """
    return timezone.now() + timedelta(seconds=settings.CLOCK_SHIFT)
