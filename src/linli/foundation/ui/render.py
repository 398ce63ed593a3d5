"""One way to answer a page, whole or in part."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.utils.cache import patch_vary_headers


def render(
    request: HttpRequest,
    template: str,
    ctx: dict[str, Any] | None = None,
    part: str | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Return the page, or its partial `part` when htmx asks for a fragment.

    No view reads htmx's headers itself. A request that restores history gets the whole page.
    """
    htmx = getattr(request, "htmx", None)
    fragment = bool(part and htmx and not htmx.boosted and not htmx.history_restore_request)
    name = f"{template}#{part}" if fragment else template
    answer = django_render(request, name, {**(ctx or {}), "fragment": fragment}, status=status)
    patch_vary_headers(answer, ("HX-Request", "Cookie"))
    return answer
