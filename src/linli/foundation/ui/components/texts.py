"""Words, dates and numbers in templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.template import Context, Library
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from linli.foundation.ui import formats
from linli.foundation.ui import text as words

register = Library()


def now_of(context: Context) -> datetime:
    """Return the request's time; a page rendered outside a request takes the clock's."""
    return getattr(context.get("request"), "at", None) or timezone.now()


@register.simple_tag
def say(key: str, /, **params: Any) -> str:
    """A key's words; values are escaped, marked-up values kept."""
    return words.say(key, **params)


@register.filter
def named(thing: words.Named | None) -> str:
    """Return a thing's name in the language in force."""
    return words.named(thing)


@register.filter
def titled(thing: Any) -> str:
    """Return a thing's title in the language in force."""
    return words.either(thing.title, thing.title_en)


@register.filter
def at(held: Mapping[Any, Any], key: Any) -> Any:
    """Return what a mapping holds under a key; "" for nothing."""
    return held.get(key, "")


@register.filter
def duration(seconds: float) -> str:
    """Return a length of time in words."""
    return formats.duration(seconds)


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    """Return a number with thousands separated; a dash for none."""
    return "–" if value is None else formats.number(value, digits)


@register.simple_tag(takes_context=True)
def moment(context: Context, when: datetime | None, /) -> SafeString:
    """Return date, weekday and time of day; a dash for none."""
    if when is None:
        return format_html("{}", "–")
    words_ = formats.moment(when, now_of(context))
    return format_html('<time datetime="{}">{}</time>', when.isoformat(), words_)


@register.simple_tag(takes_context=True)
def day(context: Context, when: date | datetime | None, /) -> SafeString:
    """Return a date with its weekday; a dash for none."""
    if when is None:
        return format_html("{}", "–")
    today = formats.local(now_of(context)).date()
    return format_html('<time datetime="{}">{}</time>', when.isoformat(), formats.day(when, today))


@register.simple_tag
def quantity(*, value: float, unit: str, digits: int = 0) -> str:
    """Return a number, a thin space and its unit."""
    return formats.quantity(value, unit, digits)


@register.inclusion_tag("ui/components/deadline.html", takes_context=True)
def deadline(
    context: Context,
    *,
    due: datetime | None,
    steps: Iterable[Any] = (),
    paused: bool = False,
    guessed: bool = False,
) -> dict[str, Any]:
    """A deadline: date, weekday and what is left; one tap away, how it was computed.

    `steps` are objects with `code` and `params`, worded by `clock.step.<code>`, or ready texts.
    """
    told = formats.due(due, now_of(context)) if due else None
    return {
        "due": due,
        "told": told,
        "steps": [_step(s) for s in steps],
        "paused": paused,
        "guessed": guessed,
        "symbol": {"late": "alert", "soon": "clock"}.get(told.tone if told else "", ""),
    }


def _step(step: Any) -> str:
    if isinstance(step, str):
        return step
    params = dict(step.params)
    if words.language() == "en" and "name_en" in params:
        params["name"] = params["name_en"]  # a holiday has a name in either language
    return words.say(f"clock.step.{step.code}", **params)
