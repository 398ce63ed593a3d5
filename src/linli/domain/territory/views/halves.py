"""A split answered by a list of sub-places and cases, or by a boundary that was drawn."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from linli.domain.territory.actions import reorganising
from linli.domain.territory.actions.reorganising.recording import permit
from linli.domain.territory.forms.changes import BoundaryForm, ListForm, show
from linli.domain.territory.models import Reorganisation
from linli.domain.territory.queries import halves as queries
from linli.domain.territory.queries.reorganisations import reorganisation
from linli.domain.territory.rules.canvas import canvas
from linli.domain.territory.rules.gridding import read_points
from linli.domain.territory.rules.reorganising.halves import LIST, drawn
from linli.domain.territory.rules.reorganising.parts import Part
from linli.foundation.exchange.queries import read, told
from linli.foundation.exchange.writing import Heading, xlsx_chunks
from linli.foundation.ui.render import note, render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.errors import Invalid, NotFound, Refusal

Parts = Sequence[Part]
SHOWN = 20  # faults and unknown rows that are spelled out


@require_http_methods(["GET", "HEAD", "POST"])
def halves(request: Request, key: int, parts: Parts) -> HttpResponse:
    """Take a list or a boundary; what it answers is kept, the rest is asked on the check's page."""
    permit(request.actor)
    row = reorganisation(key)
    made = queries.parts_of(row)
    if row.state not in ("drafted", "checked") or not made:
        raise NotFound("unknown_change")
    is_list = "file" in request.FILES
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    listed = ListForm(*(data if is_list else (None, None)))
    outline = BoundaryForm(*((None, None) if is_list else data), parts=made)
    asked: forms.Form = listed if is_list else outline
    problems: list[str] = []
    if asked.is_valid():
        try:
            if is_list:
                found, problems = _by_list(row, listed, parts)
            else:
                found = _by_boundary(row, outline, parts)
            if not problems and found.answers:
                by, at = request.actor, request.at
                reorganising.answer(by=by, at=at, key=key, answers=found.answers)
            if not problems:
                note(request, say("territory.halves.taken", count=len(found.answers)))
                return redirect("changes:check", key)
        except Refusal as refusal:
            show(asked, refusal)
    ctx = {"row": row, "list": listed, "outline": outline, "problems": problems[:SHOWN]}
    split, below = queries.ground(row)
    ctx |= {"faults": len(problems), "canvas": canvas(split, within=below)}
    status = 422 if asked.is_bound else 200
    return render(request, "territory/changes/halves.html", ctx, status=status)


def _by_list(
    row: Reorganisation, form: ListForm, parts: Parts
) -> tuple[queries.Answered, list[str]]:
    """Return what a list answers, and its faults: one faulty row and nothing is taken."""
    table = read(form.cleaned_data["file"].read(), LIST)
    said = {str(r.values["what"]): str(r.values["part"]) for r in table.rows}
    found = queries.by_list(row, said, parts)
    unknown = [say("territory.halves.unknown", row=text) for text in found.unknown]
    return found, [*(told(p) for p in table.problems), *unknown]


def _by_boundary(row: Reorganisation, form: BoundaryForm, parts: Parts) -> queries.Answered:
    given = form.cleaned_data
    if given["points"].strip():
        data = read_points(given["points"])
    else:
        try:
            data = json.loads(given["outline"].read().decode())
        except (UnicodeDecodeError, json.JSONDecodeError):
            raise Invalid("outline_unreadable", field="outline") from None
    return queries.by_boundary(row, drawn(data), given["part"], parts)


@require_GET
def template(request: Request, parts: Parts) -> HttpResponse:
    """Give the list's table out, with a line as an example."""
    headings = [Heading(c.titles[0], 24) for c in LIST.columns]
    rows = [[LIST.example.get(c.name, "") for c in LIST.columns]]
    answer = HttpResponse(
        b"".join(xlsx_chunks(headings, rows, title=say("territory.halves.title"))),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = 'attachment; filename="halves.xlsx"'
    return answer
