"""Posters: which there are, asking for them, how far they are, one to print at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from linli.domain.territory import queries as territory
from linli.foundation.attachments import queries as files
from linli.foundation.ui import formats
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.errors import NotFound, Refusal
from linli.portal.forms import PostersForm
from linli.portal.jobs import draw_posters
from linli.portal.models import PosterBatch, PosterRun
from linli.portal.posters import content, drawing, runs
from linli.portal.states import Sheet, Size

RUNS = 8
VACANT = 30


@require_http_methods(["GET", "HEAD", "POST"])
def posters(request: Request) -> HttpResponse:
    """Show what can be printed in a place and take the order; one sheet is shown at once."""
    on = formats.local(request.at).date()
    place = _place(request)
    runs.permit(request.actor, place, request.at)
    form = PostersForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        size, sheets = Size(form.cleaned_data["size"]), form.chosen
        try:
            if "one" in request.POST:
                return _first(request, place, size, sheets)
            run = runs.ask(by=request.actor, at=request.at, place=place, size=size, sheets=sheets)
        except Refusal as refusal:
            form.add_error("sheets", sentence(refusal))
        else:
            draw_posters.later(run=str(run.pk), once=f"posters:{run.pk}")
            return redirect("portal:poster_run", run.pk)
    vacant = content.vacant_grids(place, on)
    counts = content.counts_of(place, on)
    back = urlencode({"next": reverse("portal:posters")})
    ctx = {
        "form": form,
        "place": territory.named([place], on)[place],
        "counts": [(f"portal.sheet.{s}", n) for s, n in counts.items()],
        "any": any(counts.values()),
        "vacant": _named(vacant[:VACANT], on),
        "vacant_count": len(vacant),
        "runs": [_told(run) for run in PosterRun.objects.filter(place=place)[:RUNS]],
        "pick": f"{reverse('territory:pick')}?{back}",
    }
    return render(request, "portal/posters/index.html", ctx, status=422 if form.errors else 200)


def _first(request: Request, place: int, size: Size, sheets: list[Sheet]) -> HttpResponse:
    """Give the first sheet of a place its sign and lead to it."""
    first = runs.sign_first(by=request.actor, at=request.at, place=place, sheets=sheets)
    return redirect(f"{reverse('portal:poster_one', args=[first])}?{urlencode({'size': size})}")


@require_safe
def run(request: Request, run_id: UUID) -> HttpResponse:
    """Show how far a run is, and its files."""
    asked = PosterRun.objects.filter(pk=run_id).first()
    if asked is None:
        raise NotFound("unknown_file")
    runs.permit(request.actor, asked.place_id, request.at)
    batches = list(asked.batches.all())
    held = files.of(runs.SUBJECT, [b.pk for b in batches if b.done_at])
    titles = territory.named({b.title_id for b in batches})
    ctx = {
        "run": _told(asked, batches),
        "place": territory.named([asked.place_id]).get(asked.place_id),
        "days": runs.KEPT.days,
        "batches": [
            {
                "title": named(titles.get(b.title_id)),
                "count": len(b.places),
                "file": held[b.pk][0].pk if b.pk in held else None,
            }
            for b in batches
        ],
    }
    return render(request, "portal/posters/run.html", ctx)


@require_safe
def one(request: Request, place: int) -> HttpResponse:
    """Show one poster as it is printed."""
    on = formats.local(request.at).date()
    if place not in territory.atlas(on) or not territory.signs_of([place]):
        raise NotFound("unknown_place", place=place)
    runs.permit(request.actor, place, request.at)
    asked = request.GET.get("size", "")
    size = Size(asked) if asked in tuple(Size) else Size.A4
    ctx = drawing.context(content.posters_of([place], on), size, on)
    ctx["back"] = f"{reverse('portal:posters')}?{urlencode({'place': place})}"
    return render(request, "portal/posters/screen.html", ctx)


def of_batch(request: Request, batch_id: UUID) -> bool:
    """Tell whether someone may have the file of a batch (settings.ATTACHMENT_GUARDS)."""
    batch = PosterBatch.objects.select_related("run").filter(pk=batch_id).first()
    if batch is None:
        return False
    try:
        runs.permit(request.actor, batch.run.place_id, request.at)
    except Refusal:
        return False
    return True


def _told(asked: PosterRun, batches: list[PosterBatch] | None = None) -> dict[str, Any]:
    rows = asked.batches.all() if batches is None else batches
    done = sum(len(b.places) for b in rows if b.done_at)
    return {
        "id": asked.pk,
        "at": asked.asked_at,
        "size": f"portal.size.{asked.size}",
        "sheets": [say(f"portal.sheet.{s}") for s in asked.sheets],
        "done": done,
        "total": asked.total,
        "finished": asked.finished_at is not None,
    }


def _named(places: list[int], on: Any) -> list[str]:
    tree = territory.atlas(on)
    names = territory.named({i for p in places for i in tree.path(p)[-2:]}, on)
    return [" ".join(named(names[i]) for i in tree.path(p)[-2:]) for p in places]


def _place(request: Request) -> int:
    """Return the place asked for, else the one of the person's post."""
    text = request.GET.get("place", "").strip()
    if text.isascii() and text.isdecimal() and len(text) < 19:
        place = int(text)
    else:
        place = request.duty.place or 0
    if place not in territory.atlas(formats.local(request.at).date()):
        raise NotFound("unknown_place", place=text[:20])
    return place
