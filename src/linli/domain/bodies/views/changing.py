"""Changes of organisations in an instrument: renamed, merged, put under another, abolished."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from linli.domain.bodies.forms.changing import BodyChangeForm
from linli.domain.bodies.queries import body_called
from linli.domain.bodies.states import CHANGED
from linli.domain.territory.actions import reorganising
from linli.domain.territory.actions.reorganising.recording import permit
from linli.domain.territory.forms.changes import lines, show
from linli.domain.territory.queries import reorganisations
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.kernel.errors import NotFound, Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, key: int, verb: str) -> HttpResponse:
    """Ask for one change of organisations and add it to an instrument."""
    permit(request.actor)
    row = reorganisations.reorganisation(key)
    if verb not in CHANGED:
        raise NotFound("unknown_change")
    form = BodyChangeForm(request.POST or None, verb=verb)
    if form.is_valid():
        try:
            said = _said(verb, form.cleaned_data)
            reorganising.add_change(by=request.actor, at=request.at, key=key, said=said)
        except Refusal as refusal:
            show(form, refusal)
        else:
            return redirect("changes:one", key)
    ctx = {"form": form, "row": row, "verb_key": f"bodies.change.{verb}"}
    status = 422 if form.is_bound else 200
    return render(request, "bodies/change.html", ctx, status=status)


def _said(verb: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return a change in the form of the file; raises NotFound for a name that none or two have."""
    new = {k: asked[k] for k in ("name", "name_en") if asked.get(k)}
    if verb == "merge":
        members = [_body(line, "bodies") for line in lines(asked["bodies"])]
        return {"verb": verb, "from": members, "to": new}
    out = {"verb": verb, "body": _body(asked["body"], "body"), **new}
    return out | {k: _body(asked[k], k) for k in ("superior", "heir") if asked.get(k)}


def _body(text: str, field: str) -> dict[str, Any]:
    try:
        return {"id": body_called(text.strip()), "called": text.strip()}
    except NotFound as refusal:
        refusal.field = field
        raise
