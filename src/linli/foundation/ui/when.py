"""The time of a request."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone


def at_of(request: HttpRequest | None) -> datetime:
    """Return when the request happens (`request.at`), or the clock's time outside of one."""
    return getattr(request, "at", None) or timezone.now()
