"""Pages for what went wrong: not found, not allowed, not understood, broken, stale form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from linli.foundation.ui.text import say


def _fault(request: HttpRequest, code: int, name: str) -> HttpResponse:
    ctx = {
        "code": code,
        "heading": say(f"ui.fault.{name}.heading"),
        "why": say(f"ui.fault.{name}.why"),
        "what_now": say(f"ui.fault.{name}.now"),
    }
    return render(request, "ui/fault.html", ctx, status=code)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return _fault(request, 400, "bad")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return _fault(request, 403, "forbidden")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return _fault(request, 404, "missing")


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 for a form that has grown old or came from elsewhere."""
    return _fault(request, 403, "stale")


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500 from a page that needs no database, no session and no text catalog."""
    return HttpResponse(render_to_string("ui/broken.html"), status=500)
