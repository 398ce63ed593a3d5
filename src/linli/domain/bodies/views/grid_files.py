"""Grids as files: GeoJSON in, tried first; GeoJSON and Excel out, with who works there."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

from django.core import signing
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from linli.domain.bodies.forms import GridFileForm
from linli.domain.bodies.queries.grids import GridPerson, people_of
from linli.domain.bodies.states import Role
from linli.domain.territory import actions
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import GridsTaken
from linli.domain.territory.models import Place
from linli.domain.territory.queries.grids import may_draw
from linli.foundation.exchange.writing import Heading, xlsx_chunks
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.errors import Invalid, NotFound, NotPermitted, Refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 8 * 2**20
HELD = 2 * 2**20  # bytes of a tried file that the page carries, sealed, until it is taken
SHOWN = 200
COLUMNS = ("kind", "name", "parent", "code", "head", "worker", "phone", "drawn")
_WIDTHS = (10, 20, 30, 24, 16, 24, 18, 10)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: Request) -> HttpResponse:
    """Try a file of grids and say every fault, then take what was tried."""
    on, place = timezone.localdate(request.at), _place(request)
    if not may_draw(request.actor, place, on):
        raise NotPermitted("place_change_not_permitted")
    form, told, held = GridFileForm(initial={"since": on}), None, ""
    if request.method == "POST":
        form = GridFileForm(request.POST, request.FILES)
        if form.is_valid():
            told, held = _tried(request, form, place)
    faults = sorted(told.faults, key=lambda f: f.number) if told else []
    ctx = {
        "form": form,
        "told": told,
        "held": held,
        "faults": [_sentence(f) for f in faults[:SHOWN]],
        "count": len(faults),
        "place": territory.named([place], on)[place],
        "query": urlencode({"place": place}),
    }
    wrong = bool(form.errors) or bool(faults)
    return render(request, "bodies/grids/import.html", ctx, status=422 if wrong else 200)


def _tried(request: Request, form: Any, place: int) -> tuple[GridsTaken | None, str]:
    held = request.POST.get("held", "")
    try:
        data = _data(request, form, held)
        told = actions.take_grids(
            by=request.actor,
            at=request.at,
            root=Place(pk=place),
            data=data,
            since=form.cleaned_data["since"],
            dry_run=not held,
        )
    except signing.BadSignature:
        form.add_error("file", say("bodies.grids.again"))
        return None, ""
    except NotPermitted:
        raise
    except Refusal as refusal:
        form.add_error("file", say(f"refusal.{refusal.code}", **refusal.params))
        return None, ""
    keep = not told.written and not told.faults and len(data) <= HELD
    sealed = signing.dumps(base64.b64encode(data).decode(), salt=_salt(request), compress=True)
    return told, sealed if keep else ""


def _data(request: Request, form: Any, held: str) -> bytes:
    if held:
        return base64.b64decode(signing.loads(held, salt=_salt(request), max_age=3600))
    data: bytes = form.cleaned_data["file"].read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Invalid("table_too_large", field="file", most=MOST_BYTES // 2**20)
    return data


def _salt(request: Request) -> str:
    return f"grids.{request.user.pk}"


def _sentence(fault: actions.FeatureFault) -> str:
    text = say(f"refusal.{fault.code}", **fault.params)
    return say("bodies.grids.feature", number=fault.number, name=fault.name or "–", text=text)


@require_safe
def export(request: Request) -> HttpResponse | StreamingHttpResponse:
    """Send the grids at a place and below: GeoJSON as it comes in again, or Excel to read."""
    on, place = timezone.localdate(request.at), _place(request)
    name = f"grids-{territory.named([place], on)[place].code}-{on:%Y%m%d}"
    if request.GET.get("as") == "xlsx":
        rows = ([r[c] for c in COLUMNS] for r in _rows(place, on))
        headings = [
            Heading(say(f"bodies.grids.col.{c}"), w) for c, w in zip(COLUMNS, _WIDTHS, strict=True)
        ]
        at = timezone.localtime(request.at)
        mark = f"{request.user} {at:%Y-%m-%d %H:%M}"
        body = xlsx_chunks(headings, rows, title=say("bodies.grids.title"), mark=mark)
        sheet = StreamingHttpResponse(body, content_type=XLSX)
        sheet["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
        return sheet
    whole = {"type": "FeatureCollection", "features": _features(place, on)}
    text = json.dumps(whole, ensure_ascii=False)
    answer = HttpResponse(text, content_type="application/geo+json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.geojson"'
    return answer


def _place(request: Request) -> int:
    on = timezone.localdate(request.at)
    text = request.GET.get("place", "").strip()
    good = text.isascii() and text.isdecimal() and len(text) < 19
    if not good or int(text) not in territory.atlas(on):
        raise NotFound("unknown_place", place=text[:20])
    return int(text)


def _rows(place: int, on: date) -> list[dict[str, Any]]:
    tree, ids = territory.atlas(on), territory.drawn_in(place, on)
    above = {i: tree.path(i)[-2] for i in ids}
    names = territory.named({*ids, *above.values()}, on)
    workers, drawn = people_of(ids, on), territory.outlines_of(ids, on)
    return [
        {
            "id": i,
            "kind": say(f"territory.kind.{names[i].kind}"),
            "name": names[i].name,
            "parent": names[above[i]].code,
            "code": names[i].code,
            "head": _said(workers.get(i, ()), Role.GRID_HEAD),
            "worker": _said(workers.get(i, ()), Role.GRID_WORKER),
            "phone": "、".join(p.phone for p in workers.get(i, ()) if p.phone),
            "drawn": say("bodies.grids.yes") if i in drawn else "",
        }
        for i in ids
    ]


def _said(people: Any, role: Role) -> str:
    held: list[GridPerson] = [p for p in people if p.role == role]
    return "、".join(p.name for p in held)


def _features(place: int, on: date) -> list[dict[str, Any]]:
    rows = _rows(place, on)
    ids = [r["id"] for r in rows]
    drawn, names = territory.outlines_of(ids, on), territory.named(ids, on)
    return [
        {
            "type": "Feature",
            "properties": {
                "kind": names[r["id"]].kind.value,
                **{c: r[c] for c in ("name", "parent", "code", "head", "worker", "phone")},
            },
            "geometry": drawn.get(r["id"]),
        }
        for r in rows
    ]
