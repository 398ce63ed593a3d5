"""The day a page is read at: a field to choose it, and a banner while it is not today."""

from __future__ import annotations

from typing import Any

from django.template import Context, Library

from linli.foundation.ui import formats
from linli.foundation.ui.as_of import asked_day, day_of, others, undated
from linli.foundation.ui.as_of import dated as with_day

register = Library()


@register.inclusion_tag("ui/components/as_of.html", takes_context=True)
def as_of(context: Context) -> dict[str, Any]:
    """A date field, and a banner with the way back while the page shows another day than today."""
    request = context["request"]
    asked = asked_day(request)
    return {
        "asked": asked,
        "said": formats.day(asked) if asked else "",
        "value": day_of(request).isoformat(),
        "today": undated(request),
        "here": request.path,
        "others": others(request),
    }


@register.filter
def dated(url: str, request: Any) -> str:
    """Return an address that keeps the day which the page is read at."""
    return with_day(url, request)
