"""Figures: a number that opens, bars and small charts drawn on the server."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.template import Library

from linli.foundation.ui.components.base import tone_class

register = Library()


@register.inclusion_tag("ui/components/stat.html")
def stat(
    *,
    label: str,
    value: str | float | None,
    unit: str = "",
    href: str = "",
    note: str = "",
    tone: str = "",
    icon: str = "",
) -> dict[str, Any]:
    """A figure: what, how much, against what; it leads to what makes it."""
    return {
        "label": label,
        "value": shown(value),
        "unit": unit,
        "href": href,
        "note": note,
        "tone": tone_class(tone),
        "icon": icon,
    }


def shown(value: str | float | None) -> str:
    """Return a figure as written: thousands separated, one decimal at most, a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what, how long, where it leads, grey when it stands for comparison."""

    label: str
    value: float
    href: str = ""
    grey: bool = False


@register.inclusion_tag("ui/components/bars.html")
def bars(*, rows: Iterable[Bar], unit: str = "", label: str = "") -> dict[str, Any]:
    """Bars from zero with their figures beside them; the list is its own table."""
    listed = list(rows)
    top = max((b.value for b in listed), default=0) or 1
    return {
        "rows": [(b, round(100 * b.value / top, 2), shown(b.value)) for b in listed],
        "unit": unit,
        "label": label,
    }


WIDTH, HEIGHT, FOOT, HEAD = 640, 180, 22, 18


@register.inclusion_tag("ui/components/histogram.html")
def histogram(
    *, rows: Sequence[Bar], label: str, unit: str = "", marked: str = ""
) -> dict[str, Any]:
    """Columns from zero, each with its figure; `marked` is a sentence about the middle one."""
    top = max((b.value for b in rows), default=0) or 1
    step = WIDTH / max(len(rows), 1)
    room = HEIGHT - FOOT - HEAD
    columns = [
        {
            "bar": b,
            "x": round(n * step + step * 0.12, 1),
            "width": round(step * 0.76, 1),
            "y": round(HEAD + room * (1 - b.value / top), 1),
            "height": round(room * b.value / top, 1),
            "middle": round(n * step + step / 2, 1),
            "value": shown(b.value),
        }
        for n, b in enumerate(rows)
    ]
    for column in columns:
        column["text_y"] = round(float(column["y"]) - 5, 1)  # type: ignore[arg-type]
    return {
        "columns": columns,
        "empty": not any(b.value for b in rows),
        "label": label,
        "unit": unit,
        "marked": marked,
        "width": WIDTH,
        "height": HEIGHT,
        "base": HEIGHT - FOOT,
        "words": HEIGHT - 6,
    }


@register.inclusion_tag("ui/components/trend.html")
def trend(
    *,
    values: Sequence[float],
    label: str,
    before: Sequence[float] = (),
    names: Sequence[str] = (),
) -> dict[str, Any]:
    """A line from zero over days, a grey one for comparison, the last value said beside it."""
    top = max([*values, *before], default=0) or 1
    return {
        "line": _points(values, top),
        "grey": _points(before, top),
        "label": label,
        "last": shown(values[-1]) if values else "–",
        "last_x": WIDTH - 52,
        "last_y": round(
            HEAD + (HEIGHT - FOOT - HEAD) * (1 - (values[-1] if values else 0) / top) + 4
        ),
        "first_name": names[0] if names else "",
        "last_name": names[-1] if names else "",
        "top": shown(top),
        "width": WIDTH,
        "height": HEIGHT,
        "base": HEIGHT - FOOT,
        "words": HEIGHT - 6,
    }


def _points(values: Sequence[float], top: float) -> str:
    room = HEIGHT - FOOT - HEAD
    step = (WIDTH - 60) / max(len(values) - 1, 1)
    return " ".join(
        f"{round(n * step, 1)},{round(HEAD + room * (1 - v / top), 1)}"
        for n, v in enumerate(values)
    )
