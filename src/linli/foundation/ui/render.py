"""One way to answer a page, whole or in part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.utils.cache import patch_vary_headers


def is_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a part of a page; one that restores history gets the whole."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def note(request: HttpRequest, text: str) -> None:
    """Say at the head of the next page what was done; a part of a page shows it by itself."""
    if not is_fragment(request):
        messages.info(request, text)


def render(
    request: HttpRequest,
    template: str,
    ctx: dict[str, Any] | None = None,
    part: str | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Return the page, or its partial `part` when htmx asks for a fragment.

    No view reads htmx's headers itself.
    """
    fragment = bool(part) and is_fragment(request)
    name = f"{template}#{part}" if fragment else template
    answer = django_render(request, name, {**(ctx or {}), "fragment": fragment}, status=status)
    patch_vary_headers(answer, ("HX-Request", "Cookie"))
    return answer
