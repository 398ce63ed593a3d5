"""What a request asks of the tree: in which frame it is shown."""

from __future__ import annotations

from django.http import HttpRequest


def frame_of(request: HttpRequest) -> str:
    """Return the frame of a page that staff and residents share."""
    return "ui/desk.html" if request.user.is_authenticated else "ui/public.html"
