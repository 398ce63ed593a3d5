"""Components that hold others: page header, card, alert, dialog, tabs, stepper, buttons, moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from linli.foundation.ui import formats
from linli.foundation.ui.components.base import ALERT_ICONS, one_of, tone_class
from linli.foundation.ui.components.texts import now_of

register = Library()

BUTTON_TONES = ("primary", "secondary", "quiet", "danger")


@register.simple_block_tag
def page_header(
    content: str,
    *,
    title: str,
    lead: str = "",
    back_url: str = "",
    back_label: str = "",
) -> SafeString:
    """The page's one h1, a sentence about it, the way back; inside: the page's actions."""
    return render_to_string(
        "ui/components/page_header.html",
        {
            "title": title,
            "lead": lead,
            "back_url": back_url,
            "back_label": back_label,
            "actions": content if content.strip() else "",
        },
    )


@register.simple_block_tag
def card(
    content: str,
    *,
    title: str = "",
    tone: str = "",
    flush: bool = False,
    more_url: str = "",
    more_label: str = "",
    anchor: str = "",
) -> SafeString:
    """A surface with a title; `flush` lets a list or table reach its edges."""
    return render_to_string(
        "ui/components/card.html",
        {
            "title": title,
            "tone": tone_class(tone),
            "flush": flush,
            "more_url": more_url,
            "more_label": more_label,
            "anchor": anchor,
            "content": content,
        },
    )


@register.simple_block_tag
def alert(content: str, *, tone: str = "primary", title: str = "") -> SafeString:
    """Something to know before going on; said to screen readers when it is a danger."""
    return render_to_string(
        "ui/components/alert.html",
        {
            "tone": tone_class(tone),
            "icon": ALERT_ICONS.get(tone, "info"),
            "title": title,
            "content": content,
            "role": "alert" if tone == "danger" else "status",
        },
    )


@register.simple_block_tag(takes_context=True)
def polled(
    context: Context, content: str, *, name: str, seconds: int = 60, css: str = "board"
) -> SafeString:
    """A part of a page that fetches itself anew, and says how old it is when it cannot."""
    return render_to_string(
        "ui/components/polled.html",
        {
            "content": content,
            "name": name,
            "seconds": seconds,
            "css": css,
            "at": formats.moment(now_of(context)),
        },
    )


@register.simple_block_tag
def dialog(
    content: str, *, label: str, tone: str = "secondary", opened: bool = False, icon: str = ""
) -> SafeString:
    """A question that opens in place under its button; works without JavaScript."""
    return render_to_string(
        "ui/components/dialog.html",
        {
            "label": label,
            "tone": one_of(tone, BUTTON_TONES, "button tone"),
            "opened": opened,
            "icon": icon,
            "content": content,
        },
    )


@register.inclusion_tag("ui/components/button.html")
def button(
    *,
    label: str,
    tone: str = "primary",
    href: str = "",
    name: str = "",
    value: str = "",
    icon: str = "",
    wide: bool = False,
    compact: bool = False,
    disabled: bool = False,
    key: str = "",
    form: str = "",
    split: str = "",
) -> dict[str, Any]:
    """A submit button, or a link that looks like one when `href` is given.

    `key` is the letter that presses it on a desk; `form` the id of a form elsewhere on the page;
    `split` the selector of the panel in which a link opens.
    """
    return {
        "label": label,
        "tone": one_of(tone, BUTTON_TONES, "button tone"),
        "href": href,
        "name": name,
        "value": value,
        "icon": icon,
        "wide": wide,
        "compact": compact,
        "disabled": disabled,
        "key": key,
        "form": form,
        "split": split,
    }


@register.inclusion_tag("ui/components/tabs.html")
def tabs(*, items: Iterable[Mapping[str, Any]], label: str) -> dict[str, Any]:
    """Views of one thing: items with label, url, current, and a count if it has one."""
    return {"items": [{"current": False, "count": None, **i} for i in items], "label": label}


@register.inclusion_tag("ui/components/stepper.html")
def stepper(*, steps: Iterable[str], current: int) -> dict[str, Any]:
    """How far a form has come; `current` counts from 1."""
    listed = list(steps)
    return {
        "steps": [
            {"label": s, "done": n < current, "current": n == current}
            for n, s in enumerate(listed, 1)
        ],
        "current": current,
        "total": len(listed),
    }


@register.inclusion_tag("ui/components/move_buttons.html", takes_context=True)
def move_buttons(
    context: Context, *, moves: Iterable[Mapping[str, Any]], token: str = ""
) -> dict[str, Any]:
    """The moves that are allowed now: mappings with label, url, and tone, key, method, confirm.

    `method` 'post' acts at once; otherwise the button leads to the move's form. `token` is sent
    along as the idempotency key.
    """
    return {
        "moves": [{"tone": "secondary", "key": "", "icon": "", "method": "", **m} for m in moves],
        "token": token,
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("ui/components/tile.html")
def tile(
    *, href: str, icon: str, title: str, note: str = "", primary: bool = False
) -> dict[str, Any]:
    """A large way in: what it is, and a sentence about it; one of a page may be primary."""
    return {"href": href, "icon": icon, "title": title, "note": note, "primary": primary}
