"""My data in a case: who looked, a copy, correct, erase; behind a code sent to the contact."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from linli.domain.cases import actions, queries
from linli.domain.cases.forms.fields import show
from linli.domain.cases.forms.own_data import CodeForm, CorrectForm, EraseForm
from linli.domain.cases.queries import resident
from linli.domain.cases.queries.own_data import requests_about
from linli.domain.cases.rules.filing import Contact
from linli.domain.cases.states import SHAPES, Asked, Whose
from linli.domain.cases.views import keep, tries
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.access import Actor, ActorKind
from linli.kernel.errors import Conflict, NotFound, Refusal
from linli.kernel.ids import uuid7

RECEIPT = "own_data"
FORMS: dict[str, type[forms.Form]] = {Asked.CORRECT: CorrectForm, Asked.ERASE: EraseForm}


@login_not_required
@require_safe
def mine(request: Request, case_id: UUID) -> HttpResponse:
    """Show what the case holds and what one may ask; before the code, how to get one."""
    if not keep.proved(request, case_id):
        return redirect("cases:find")
    return _page(request, case_id)


@login_not_required
@require_POST
def code(request: Request, case_id: UUID) -> HttpResponse:
    """Send a code to the contact on file."""
    by = _reporter(request, case_id)
    tries.spend(request, tries.PERSON)
    form = CodeForm()
    try:
        actions.send_code(by=by, at=request.at, case_id=case_id)
    except Conflict as refusal:
        form = CodeForm({})
        form.errors.clear()
        show(form, refusal)
        return _page(request, case_id, code=form)
    return _page(request, case_id, code=form, sent=True)


@login_not_required
@require_POST
def prove(request: Request, case_id: UUID) -> HttpResponse:
    """Take the code; a wrong one, an old one and none at all answer alike."""
    by = _reporter(request, case_id)
    form = CodeForm(request.POST)
    if form.is_valid():
        tries.spend(request, tries.PERSON)
        typed = form.cleaned_data["code"]
        if actions.prove(by=by, at=request.at, case_id=case_id, code=typed):
            keep.prove_person(request, case_id)
            return redirect("cases:mine", case_id)
        form.add_error("code", say("refusal.code_wrong"))
    return _page(request, case_id, code=form, sent=True)


@login_not_required
@require_POST
def copy(request: Request, case_id: UUID) -> HttpResponse:
    """Give a copy of everything the case holds; taking it is written down."""
    by = _person(request, case_id)
    held = actions.own_copy(by=by, at=request.at, case_id=case_id)
    answer = JsonResponse(dict(held), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="linli-{held["number"]}.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@login_not_required
@require_POST
def ask(request: Request, case_id: UUID, asked: str) -> HttpResponse:
    """File a request to correct or erase; its receipt comes at once."""
    by = _person(request, case_id)
    if asked not in FORMS:
        raise NotFound("case_not_found")
    form = FORMS[asked](request.POST, auto_id=f"{asked}_%s")
    if form.is_valid():
        try:
            filed = file_request(request, by, case_id, asked, form.cleaned_data)
        except Refusal as refusal:
            show(form, refusal)
        else:
            receipt = keep.Receipt(filed.case, filed.number, filed.tracking_code)
            keep.keep_receipt(request, receipt, RECEIPT)
            keep.prove(request, filed.case)
            return redirect("cases:mine", case_id)
    return _page(request, case_id, tried=asked, bound=form)


def file_request(
    request: Request, by: Actor, case_id: UUID, asked: str, values: dict[str, Any]
) -> actions.Filed:
    """File what a form holds, worded in the office's language."""
    number = queries.public_status(case_id, at=request.at).number
    with override(settings.LANGUAGE_CODE):
        title = say(f"cases.own_data.title.{asked}", number=number)
    reason = values.get("reason") or ""
    return actions.ask(
        by=by,
        at=request.at,
        case_id=case_id,
        asked=asked,
        words=f"{title}\n{reason}".strip(),
        instead=Contact(phone=values.get("phone") or "", name=values.get("name") or ""),
        papers=values.get("papers") or "",
        key=str(values["key"]),
    )


def _reporter(request: Request, case_id: UUID) -> Actor:
    if not keep.proved(request, case_id):
        raise NotFound("unknown_tracking")
    return Actor(ActorKind.REPORTER, subject=case_id)


def _person(request: Request, case_id: UUID) -> Actor:
    if not keep.proved_person(request, case_id):
        raise NotFound("unknown_tracking")
    return Actor(ActorKind.REPORTER, subject=case_id)


def _page(
    request: Request,
    case_id: UUID,
    *,
    code: CodeForm | None = None,
    sent: bool = False,
    tried: str = "",
    bound: forms.Form | None = None,
) -> HttpResponse:
    status = queries.public_status(case_id, at=request.at)
    ctx: dict[str, Any] = {
        "status": status,
        "open": keep.proved_person(request, case_id),
        "by_code": status.reachable and status.whose != Whose.PROXY and not status.erased,
        "code": code or CodeForm(),
        "sent": sent,
        "desk": either(status.desk, status.desk_en),
    }
    if ctx["open"]:
        ctx |= _opened(request, status, tried, bound)
    wrong = (code is not None and code.errors) or bound is not None
    return render(request, "cases/resident/mine.html", ctx, status=422 if wrong else 200)


def _opened(
    request: Request, status: queries.PublicStatus, tried: str, bound: forms.Form | None
) -> dict[str, Any]:
    found = requests_about(status.case)
    receipt = keep.receipt(request, RECEIPT)
    return {
        "looks": [look_row(one) for one in resident.looks_at(status.case)],
        "requests": [
            {
                "request": r,
                "what": say(f"cases.asked.{r.asked}"),
                "word": say(f"cases.own_data.{r.state}.staff"),
                "shape": SHAPES[r.state],
            }
            for r in found
        ],
        "receipt": receipt if receipt and any(r.id == receipt.case for r in found) else None,
        "forms": {
            name: {
                "form": bound
                if name == tried and bound
                else made(initial={"key": uuid7()}, auto_id=f"{name}_%s"),
                "opened": name == tried,
                "label": say(f"cases.asked.{name}"),
            }
            for name, made in FORMS.items()
        },
        "may_erase": not (status.open or status.telling),
    }


def look_row(one: resident.Looked) -> dict[str, Any]:
    """Return one look in words: when, which office, why; never who."""
    own = one.reason == "own_copy"
    office = named(one) or say("cases.track.looked.you" if own else "cases.track.looked.system")
    return {"at": one.at, "office": office, "reason": say(f"cases.reason.{one.reason}")}
