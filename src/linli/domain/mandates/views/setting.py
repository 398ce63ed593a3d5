"""Setting a threshold at a place from a day on: first what would change, then for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods

from linli.domain.mandates import actions, queries
from linli.domain.mandates.forms import UNITS, LimitForm
from linli.domain.mandates.queries import Held
from linli.domain.mandates.rules.thresholds import judged
from linli.domain.mandates.states import Permission, ThresholdKind
from linli.domain.mandates.views.asked import limit_words, pick_url, place_of
from linli.domain.mandates.views.limits import value_words
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.clock import Limit
from linli.kernel.errors import NotPermitted

SHOWN = 20  # places below with a value of their own, by name


@require_http_methods(["GET", "HEAD", "POST"])
def set_limit(request: Request, key: str) -> HttpResponse:
    """Show what holds and take another value; pressed first, it says what would change."""
    on = timezone.localdate(request.at)
    place = place_of(request, on)
    if not queries.may_set(request.actor, place, on):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    held = queries.threshold(key, place, on)
    kind = ThresholdKind(held.kind)
    form = LimitForm(kind=kind, initial=_initial(held, kind, on))
    change = None
    if request.method == "POST":
        form = LimitForm(request.POST, kind=kind)
        if form.is_valid() and _reads(form):
            if request.POST.get("do") == "set" and _set(request, form, key, place):
                messages.info(request, say("mandates.limits.kept"))
                return redirect(_back(place))
            change = None if form.errors else _change(form, key, place)
    ctx = {
        "form": form,
        "held": held,
        "now": value_words(held),
        "change": change,
        "place": territory.named([place], on)[place] if place else None,
        "back": _back(place),
        "pick": pick_url(reverse("mandates:set_limit", args=[key]), request),
    }
    return render(request, "mandates/set.html", ctx, status=422 if form.errors else 200)


def _back(place: int | None) -> str:
    tail = f"?{urlencode({'place': place})}" if place else ""
    return reverse("mandates:limits") + tail


def _initial(held: Held, kind: ThresholdKind, on: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"since": on + timedelta(days=1)}
    if kind in UNITS:
        limit = Limit.parse(held.value)
        return values | {"amount": limit.amount, "unit": limit.unit.value}
    if kind is ThresholdKind.TIME:
        return values | {"time": held.time}
    return values | {"amount": held.value.removesuffix("%")}


def _reads(form: LimitForm) -> bool:
    if judged(form.kind, form.value) is not None:
        return True
    text = say("refusal.threshold_unreadable", value=form.value, rule="")
    form.add_error("amount" if "amount" in form.fields else "time", text)
    return False


def _change(form: LimitForm, key: str, place: int | None) -> dict[str, Any]:
    """Return what would change on the first day: from, to, and where it stays as it is."""
    since = form.cleaned_data["since"]
    was = queries.threshold(key, place, since)
    apart = queries.set_below(key, place, since)
    names = territory.named(apart[:SHOWN], since)
    words = limit_words(form.value) if form.kind in UNITS else form.value
    return {
        "since": since,
        "was": was,
        "was_words": value_words(was),
        "words": words,
        "same": was.value == form.value and was.place == place,
        "apart": [names[p] for p in apart[:SHOWN] if p in names],
        "apart_count": len(apart),
        "touched": import_string(settings.LIMIT_REACH)(key, place, apart, since),
    }


def _set(request: Request, form: LimitForm, key: str, place: int | None) -> bool:
    given = form.cleaned_data
    with told_in(form, fields={"value": "amount"}, other="since"):
        actions.set_threshold(
            by=request.actor,
            at=request.at,
            key=key,
            value=form.value,
            basis=given["basis"],
            basis_en=given["basis_en"],
            place=Place(pk=place) if place else None,
            since=given["since"],
        )
    return not form.errors
