"""The tree beside a published list: what differs, and what no instrument explains."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from linli.domain.territory import queries
from linli.domain.territory.forms.compare import CompareForm
from linli.domain.territory.queries import Comparison
from linli.domain.territory.rules.compare import Difference, Word
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.errors import NotPermitted, Refusal

CHANGE = "territory.change"
MOST = 200  # differences shown; a smaller place shows the rest
OPEN = "open"


@require_safe
def compare(request: Request) -> HttpResponse:
    """Compare a part of the tree with a list, for those who tend the tree."""
    if not request.actor.of(CHANGE):
        raise NotPermitted("place_change_not_permitted")
    asked = "release" in request.GET
    form = CompareForm(request.GET if asked else None, initial={"within": _own(request)})
    ctx: dict[str, Any] = {"form": form, "here": request.path, "found": None}
    if asked and form.is_valid():
        try:
            ctx |= _compared(request, form.cleaned_data)
        except Refusal as refusal:
            form.add_error("within", sentence(refusal))
    return render(request, "territory/compare.html", ctx)


def _own(request: Request) -> str:
    """Return the code of the reader's own place."""
    place = request.duty.place or queries.top()
    return queries.named([place])[place].code if place else ""


def _compared(request: Request, asked: dict[str, Any]) -> dict[str, Any]:
    on = asked["on"] or timezone.localdate(request.at)
    within = asked["within"].strip()
    found = queries.compare_with(queries.release(asked["release"]), within, on)
    word = request.GET.get("word", "")
    rows = [d for d in found.found.differences if _has(d, word)]
    return {
        "found": found,
        "on": on,
        "tabs": _tabs(found, word, {"release": found.release.name, "within": within, "on": on}),
        "rows": [_row(d) for d in rows[:MOST]],
        "cut": len(rows) - MOST if len(rows) > MOST else 0,
        "columns": [say(f"territory.compare.col.{c}") for c in ("what", "ours", "theirs", "why")],
    }


def _has(found: Difference, word: str) -> bool:
    if word == OPEN:
        return bool(found.open)
    return not word or word in found.words


def _tabs(found: Comparison, word: str, query: dict[str, Any]) -> list[dict[str, Any]]:
    counts = found.found.counts()
    total = len(found.found.differences)
    words = [("", "all", total), *((w, w, counts[w]) for w in (OPEN, *Word))]
    return [
        {
            "label": say(f"territory.compare.{label}"),
            "url": f"?{urlencode({**query, 'word': key} if key else query)}",
            "current": key == word,
            "count": count,
        }
        for key, label, count in words
        if count or not key
    ]


def _row(found: Difference) -> dict[str, Any]:
    return {
        "words": [say(f"territory.compare.{w}") for w in found.words],
        "ours": found.ours,
        "theirs": found.theirs,
        "instruments": found.instruments,
        "open": [say(f"territory.compare.{w}") for w in found.open],
    }
