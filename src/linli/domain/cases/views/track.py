"""A resident follows a case: number and code open it; answer, rate, ask again, withdraw."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.domain.cases import actions, queries
from linli.domain.cases.forms.fields import show
from linli.domain.cases.forms.resident import (
    ObjectForm,
    PicturesForm,
    RateForm,
    ReasonForm,
    SupplementForm,
    TrackForm,
    WithdrawForm,
)
from linli.domain.cases.queries.facts import OBJECTABLE
from linli.domain.cases.rules.re_homing import MOVE
from linli.domain.cases.states import TellBy
from linli.domain.cases.views import keep, tries
from linli.domain.cases.views.words import told_of
from linli.foundation.attachments import actions as files
from linli.foundation.attachments import queries as file_queries
from linli.foundation.ui.components.lists import TimelineItem
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, language, say
from linli.kernel.access import Actor, ActorKind
from linli.kernel.clock_steps import Step
from linli.kernel.errors import NotFound, Refusal
from linli.kernel.ids import uuid7

# The reporter's own moves and the forms that make them; pictures can be added besides.
MOVES: dict[str, type[forms.Form]] = {
    "supplement": SupplementForm,
    "rate": RateForm,
    "re_open_by_reporter": ReasonForm,
    "object": ObjectForm,
    "withdraw": WithdrawForm,
}
FORMS: dict[str, type[forms.Form]] = {**MOVES, "add": PicturesForm}
OPEN_TO_PICTURES = ("filed", "accepted", "dispatched", "returned", "in_hand", "re_opened")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: Request) -> HttpResponse:
    """Ask for number and code; a wrong number and a wrong code answer alike."""
    if request.method != "POST":
        form = TrackForm(initial={"number": request.GET.get("number", "")[:40]})
        return render(request, "cases/resident/find.html", {"form": form})
    form = TrackForm(request.POST)
    if form.is_valid():
        tries.spend(request)
        try:
            case = _case_of(form)
        except NotFound as refusal:
            show(form, refusal)
        else:
            tries.forgive(request)
            keep.prove(request, case)
            return redirect("cases:track", case)
    return render(request, "cases/resident/find.html", {"form": form}, status=422)


def _case_of(form: TrackForm) -> UUID:
    reporter = queries.by_tracking(form.cleaned_data["number"], form.cleaned_data["code"])
    if reporter.subject is None:
        raise NotFound("unknown_tracking")
    return reporter.subject


@login_not_required
@require_safe
def show_case(request: Request, case_id: UUID) -> HttpResponse:
    """Show where a case stands, in the resident's words."""
    if not keep.proved(request, case_id):
        return redirect("cases:find")
    return _page(request, case_id)


@login_not_required
@require_POST
def move(request: Request, case_id: UUID, name: str) -> HttpResponse:
    """Make one of the reporter's own moves, or add pictures; a second press is the same act."""
    if not keep.proved(request, case_id) or name not in FORMS:
        raise NotFound("case_not_found")
    form = FORMS[name](request.POST, request.FILES, auto_id=f"{name}_%s")
    if not form.is_valid():
        return _page(request, case_id, name, form)
    try:
        _act(request, case_id, name, form)
    except Refusal as refusal:
        show(form, refusal)
        return _page(request, case_id, name, form)
    return redirect("cases:track", case_id)


@transaction.atomic
def _act(request: Request, case_id: UUID, name: str, form: forms.Form) -> None:
    by = Actor(ActorKind.REPORTER, subject=case_id)
    values = dict(form.cleaned_data)
    key = str(values.pop("key"))
    for file in values.pop("file", ()):
        files.add(by=by, at=request.at, subject_kind="case", subject_id=case_id, file=file)
    if name in MOVES:
        supplies = {field: value for field, value in values.items() if value != ""}
        actions.move(by=by, at=request.at, case_id=case_id, move=name, supplies=supplies, key=key)


def _page(
    request: Request, case_id: UUID, tried: str = "", bound: forms.Form | None = None
) -> HttpResponse:
    """Show the case; a form that was refused stands open with its faults."""
    status = queries.public_status(case_id, at=request.at)
    pictures = file_queries.of("case", [case_id]).get(case_id, [])
    ctx = {
        "status": status,
        "told": told_of(status, request.at),
        "steps": [Step(code, params) for code, params in status.clock.steps]
        if status.clock
        else [],
        "paused": bool(status.clock and status.clock.paused_at),
        "lead": (status.why_lead_en if language() == "en" else "") or status.why_lead,
        "desk": (status.desk_en if language() == "en" else "") or status.desk,
        "asked": [p for p in pictures if p.part == "asked"],
        "done": [p for p in pictures if p.part == "done"],
        "story": story(status),
        "forms": _forms(status, tried, bound),
        "told_by": _told_by(status),
        "unreviewed": status.state in OBJECTABLE and "object" not in status.moves,
    }
    return render(request, "cases/resident/track.html", ctx, status=422 if bound else 200)


def _told_by(status: queries.PublicStatus) -> str:
    """Return who will call or visit, while that is still to come."""
    if not status.tell_by or status.tell_by == TellBy.NONE or not (status.open or status.telling):
        return ""
    office = either(status.teller, status.teller_en)
    return say(f"cases.track.told_by.{status.tell_by}", office=office)


def story(status: queries.PublicStatus) -> list[TimelineItem]:
    """Return what happened in the resident's words, newest first."""
    return [TimelineItem(at=at, what=say(_word(state))) for at, state in reversed(status.steps)]


def _word(state: str) -> str:
    """Return the text key of a step: the state it came into, or that another body has it now."""
    return "cases.track.re_homed" if state == MOVE else f"cases.state.{state}.word"


def _forms(
    status: queries.PublicStatus, tried: str, bound: forms.Form | None
) -> dict[str, dict[str, Any]]:
    """Return the forms of the moves that are open now, by name."""
    offered = [name for name in FORMS if name in status.moves]
    if status.state in OPEN_TO_PICTURES:
        offered.append("add")
    made = {}
    for name in offered:
        form = bound if bound is not None and name == tried else None
        made[name] = {
            "form": form or FORMS[name](initial={"key": uuid7()}, auto_id=f"{name}_%s"),
            "opened": form is not None,
            "label": say(f"cases.own.{name}.send"),
            "title": say(f"cases.own.{name}"),
        }
    return made
