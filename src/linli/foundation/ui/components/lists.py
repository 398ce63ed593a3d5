"""Lists: rows, tables that become cards, count, filters, paging, empty states, timelines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from linli.foundation.ui import formats
from linli.foundation.ui.components.base import tone_class
from linli.foundation.ui.components.texts import now_of
from linli.foundation.ui.text import say

register = Library()


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One step of a story: when, what happened, by whom, the words said, and more if need be."""

    at: datetime
    what: str
    who: str = ""
    said: str = ""
    note: str = ""
    tone: str = ""

    @property
    def tone_class(self) -> str:
        """The CSS class of its tone."""
        return tone_class(self.tone)


@register.inclusion_tag("ui/components/timeline.html", takes_context=True)
def timeline(context: Context, *, items: Iterable[TimelineItem]) -> dict[str, Any]:
    """What happened, newest first as given."""
    now = now_of(context)
    return {"items": [(i, formats.moment(i.at, now)) for i in items]}


@register.simple_tag(takes_context=True)
def count_line(
    context: Context,
    *,
    count: int,
    noun: str = "",
    scope: str = "",
    exact: bool = True,
    as_of: datetime | None = None,
) -> SafeString:
    """How many, of what, in which scope, as of when; beyond an exact count a plus."""
    number = formats.number(count) + ("" if exact else "+")
    told = say(
        "ui.count", number=format_html("<b data-linli-count>{}</b>", number), noun=noun, count=count
    )
    when = formats.moment(as_of or now_of(context), now_of(context))
    parts = [told, scope, say("ui.as_of", moment=when)]
    inside = format_html_join(" ", "<span>{}</span>", ((p,) for p in parts if p))
    return format_html('<p class="count-line" role="status">{}</p>', inside)


@register.inclusion_tag("ui/components/empty_state.html")
def empty_state(
    *, title: str, why: str = "", action_label: str = "", action_url: str = "", icon: str = "inbox"
) -> dict[str, Any]:
    """Why a list is empty and what to do about it."""
    return {
        "title": title,
        "why": why,
        "action_label": action_label,
        "action_url": action_url,
        "icon": icon,
    }


@register.inclusion_tag("ui/components/key_pagination.html")
def key_pagination(*, next_url: str = "", previous_url: str = "") -> dict[str, Any]:
    """The page after and the page before, by key; nothing when the list fits one page."""
    return {"next_url": next_url, "previous_url": previous_url}


@register.simple_block_tag
def filters(
    content: str, *, action: str, label: str = "", clear_url: str = "", opened: bool = False
) -> SafeString:
    """A form that narrows a list by GET; inside: fields. A phone folds it unless `opened`."""
    return render_to_string(
        "ui/components/filters.html",
        {
            "content": content,
            "action": action,
            "label": label,
            "clear_url": clear_url,
            "opened": opened,
        },
    )


@register.simple_block_tag
def data_table(
    content: str,
    *,
    columns: Iterable[Any],
    caption: str = "",
    cards: bool = True,
) -> SafeString:
    """A table with a head; on a phone each row becomes a card.

    `columns` are labels, or pairs of label and 'figure' for numbers. Inside: tr of th and
    {% cell %}.
    """
    heads = [c if isinstance(c, (tuple, list)) else (c, "") for c in columns]
    return render_to_string(
        "ui/components/data_table.html",
        {"content": content, "heads": heads, "caption": caption, "cards": cards},
    )


@register.simple_block_tag
def cell(content: str, *, label: str = "", figure: bool = False) -> SafeString:
    """One cell; `label` stands beside the value when the row is a card."""
    return format_html(
        "<td{}{}>{}</td>",
        format_html(' data-label="{}"', label) if label else "",
        SafeString(' class="figure"') if figure else "",
        content,
    )


@register.simple_block_tag
def list_row(
    content: str,
    *,
    href: str,
    title: str,
    word: str = "",
    shape: str = "",
    pick: str = "",
    opened: bool = False,
    split: str = "",
) -> SafeString:
    """One row of a list: title, its state (word and shape) at the right; inside: a line of facts.

    `pick` is the value of its tick box; `split` the selector of the panel that it opens in.
    """
    return render_to_string(
        "ui/components/list_row.html",
        {
            "content": content,
            "href": href,
            "title": title,
            "word": word,
            "shape": shape,
            "pick": pick,
            "opened": opened,
            "split": split,
        },
    )
