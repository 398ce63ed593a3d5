"""Reading a page as of another day: `?on=YYYY-MM-DD`, kept by the links of the page."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from linli.kernel.errors import Invalid

KEY = "on"
EARLIEST = date(1949, 10, 1)  # a year of four digits that no office has to read before


def day_of(request: HttpRequest) -> date:
    """Return the day that `?on=` asks for, or the local day of the request.

    Raises Invalid for what is no date, or one that no record here can reach.
    """
    return asked_day(request) or timezone.localdate(request.at)  # type: ignore[attr-defined]


def asked_day(request: HttpRequest) -> date | None:
    """Return the day that is asked for where it is another one than today, else None."""
    text = request.GET.get(KEY, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("date_form", field=KEY, day=text[:20]) from None
    today = timezone.localdate(request.at)  # type: ignore[attr-defined]
    if not EARLIEST <= day <= today.replace(year=today.year + 10, day=1):
        raise Invalid("date_reach", field=KEY, day=day.isoformat(), first=EARLIEST.isoformat())
    return day if day != today else None


def dated(url: str, request: HttpRequest) -> str:
    """Return an address of ours that keeps the day which the page is read at."""
    day = asked_day(request)
    if day is None:
        return url
    parts = urlsplit(url)
    query = QueryDict(parts.query, mutable=True)
    query.setdefault(KEY, day.isoformat())
    return urlunsplit(parts._replace(query=query.urlencode()))


def undated(request: HttpRequest) -> str:
    """Return the page's own address as of today."""
    rest = [(k, v) for k, v in _pairs(request) if k != KEY]
    return f"{request.path}?{urlencode(rest)}" if rest else request.path


def others(request: HttpRequest, *keys: str) -> list[tuple[str, str]]:
    """Return what else the page was asked for, for a form that changes the day only."""
    return [(k, v) for k, v in _pairs(request) if k not in (KEY, *keys)]


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    return [(k, v) for k, held in request.GET.lists() for v in held]
