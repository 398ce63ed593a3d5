"""What a request asks of the tree: on which day, in which frame."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from linli.kernel.errors import Invalid


def day_of(request: HttpRequest) -> date:
    """Return the day asked for by `?on=`, or the local day of the request."""
    asked = request.GET.get("on", "").strip()
    if not asked:
        return timezone.localdate(request.at)  # type: ignore[attr-defined]
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise Invalid("date_form", field="on", day=asked[:20]) from None


def frame_of(request: HttpRequest) -> str:
    """Return the frame of a page that staff and residents share."""
    return "ui/desk.html" if request.user.is_authenticated else "ui/public.html"
