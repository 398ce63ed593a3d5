"""What a request asks, checked; the frame that staff and residents each see; limits in words."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from linli.domain.territory import queries as territory
from linli.foundation.ui.as_of import EARLIEST, dated
from linli.foundation.ui.text import say
from linli.kernel.clock import Limit
from linli.kernel.errors import Invalid, NotFound


def a_day(request: HttpRequest, name: str, otherwise: date) -> date:
    """Return the day asked for by a name, or another; raises Invalid for what is no day."""
    asked = request.GET.get(name, "").strip()
    if not asked:
        return otherwise
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise Invalid("date_form", field=name, day=asked[:20]) from None
    if day < EARLIEST:
        first = EARLIEST.isoformat()
        raise Invalid("date_reach", field=name, day=day.isoformat(), first=first)
    return day


def a_number(request: HttpRequest, name: str) -> int | None:
    """Return the id asked for by a name, None without one; raises NotFound for what is no id."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound("unknown_place", place=text[:20])
    return int(text)


def place_of(request: HttpRequest, on: date) -> int | None:
    """Return the place that `?place=` names by its id; NotFound for one that is none."""
    text = request.GET.get("place", "").strip()
    if not text:
        return None
    good = text.isascii() and text.isdecimal() and len(text) < 19
    if not good or int(text) not in territory.atlas(on):
        raise NotFound("unknown_place", place=text[:20])
    return int(text)


def frame_of(request: HttpRequest) -> str:
    """Return the frame of a page that staff and residents share."""
    return "ui/desk.html" if request.user.is_authenticated else "ui/public.html"


def pick_url(back: str, request: HttpRequest) -> str:
    """Return the place picker's address; it goes on to `back` with the place, on the same day."""
    query = urlencode({"next": dated(back, request)})
    return dated(f"{reverse('territory:pick')}?{query}", request)


def limit_words(text: str) -> str:
    """Return a limit in words: 5 个工作日."""
    limit = Limit.parse(text)
    return say(f"mandates.limit.{limit.unit.value}", count=limit.amount)
