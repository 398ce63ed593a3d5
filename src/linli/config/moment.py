"""One moment for one request: all of it happens at the same `at` and on the same marks."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from linli.foundation.database.revision import steady
from linli.foundation.jobs import clock


class Moment:
    """Puts `request.at` (aware, UTC) on every request; views pass it on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read the clock once and go on."""
        request.at = clock.now()  # type: ignore[attr-defined]
        with steady():
            return self.get_response(request)
