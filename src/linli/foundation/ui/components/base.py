"""What components share: tones, icons, ids."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template import Library
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = Library()

TONES = ("", "primary", "success", "warning", "danger", "party", "quiet")
# A state is a word, a shape and a colour; the shape tells what the colour tells.
STATE_SHAPES = {
    "new": ("circle", "primary"),
    "active": ("half", "primary"),
    "waiting": ("pause", "warning"),
    "check": ("eye", "warning"),
    "late": ("clock", "danger"),
    "done": ("check", "success"),
    "closed": ("dot", ""),
    "refused": ("cross", "quiet"),
}
ALERT_ICONS = {"success": "check", "warning": "alert", "danger": "alert"}


def one_of(value: str, known: tuple[str, ...] | dict[str, Any], what: str) -> str:
    """Return the value; raise while people develop if no such value is known."""
    if value not in known and settings.TEXT_STRICT:
        raise ValueError(f"{what} {value!r} is none of {', '.join(known)}")
    return value


def tone_class(tone: str) -> str:
    """Return the CSS class of a tone."""
    return f"tone-{one_of(tone, TONES, 'tone')}" if tone else ""


@register.simple_tag
def icon(*, name: str, label: str = "") -> SafeString:
    """One symbol of the sprite; with `label` it speaks, without it is decoration."""
    address = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label,
            address,
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag
def badge(*, label: str, tone: str = "") -> SafeString:
    """A word that marks a thing: a count, a kind, a group."""
    return format_html('<span class="badge {}">{}</span>', tone_class(tone), label)


@register.simple_tag
def state_badge(*, word: str, shape: str) -> SafeString:
    """A state: its word, a shape and a colour; `shape` is a key of STATE_SHAPES."""
    symbol, tone = STATE_SHAPES[one_of(shape, STATE_SHAPES, "shape")]
    return format_html(
        '<span class="state {}">{}{}</span>', tone_class(tone), icon(name=symbol), word
    )


@register.simple_tag
def person_chip(*, name: str, post: str = "", body: str = "", href: str = "") -> SafeString:
    """A person: a mark of the surname, the name, and the post in its body."""
    inside = format_html(
        '<span class="mark" aria-hidden="true">{}</span><span class="who">'
        '<span>{}</span><span class="small muted">{}</span></span>',
        name.rpartition("·")[2].strip()[:1],
        name,
        " · ".join(p for p in (body, post) if p),
    )
    if href:
        return format_html('<a class="chip" href="{}">{}</a>', href, inside)
    return format_html('<span class="chip">{}</span>', inside)


@register.simple_tag
def place_path(*, leaf: str, above: object = (), href: str = "") -> SafeString:
    """A place: its leaf, after the names above it (an iterable of names or a ready text)."""
    names = [above] if isinstance(above, str) else list(above)  # type: ignore[call-overload]
    before = format_html_join(
        "", '<span class="above">{}</span>', ((getattr(n, "name", n),) for n in names if n)
    )
    end = format_html('<a href="{}">{}</a>', href, leaf) if href else format_html("{}", leaf)
    return format_html('<span class="path">{}{}</span>', before, end)


@register.inclusion_tag("ui/components/copy.html")
def copy(*, value: str, label: str = "") -> dict[str, Any]:
    """A value with a button that copies it; without JavaScript only the value."""
    return {"value": value, "label": label}


@register.inclusion_tag("ui/components/copy_text.html")
def copy_text(*, value: str, title: str, note: str = "") -> dict[str, Any]:
    """Several lines to be pasted elsewhere, folded away; without JavaScript only the lines."""
    return {"value": value, "title": title, "note": note}
