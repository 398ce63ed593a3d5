"""The street's opinion on the head of an office stationed there: asked, answered, decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.domain.bodies import actions, queries
from linli.domain.bodies.forms.lines import OpinionForm
from linli.domain.bodies.models import Body, Hearing, Post
from linli.domain.bodies.procedures import CLOCK, HEARING, HOST
from linli.domain.bodies.states import HearingAct, HearingMove, HearingState
from linli.domain.people.models import Person
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.errors import NotFound, NotPermitted, Refusal

LIMIT = "bodies.opinion"


@require_safe
def hearing(request: Request, pk: UUID) -> HttpResponse:
    """Show an opinion to the two sides: what was asked and said, and the moves that are open."""
    return _page(request, _seen(request, pk), {})


@require_POST
def move(request: Request, pk: UUID, name: str) -> HttpResponse:
    """Make one move; what it lacks is said beside it."""
    row = _seen(request, pk)
    if name not in set(HearingMove):
        raise NotFound("unknown_hearing")
    words = request.POST.get("words", "")
    try:
        actions.move_hearing(
            by=request.actor, at=request.at, hearing=row, move=HearingMove(name), words=words
        )
    except NotPermitted:
        raise
    except Refusal as refusal:
        fault = say(f"refusal.{refusal.code}", **refusal.params)
        return _page(request, row, {"name": name, "fault": fault, "words": words})
    messages.info(request, say(f"bodies.hearing.done.{name}"))
    return redirect("bodies:hearing", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, office: int) -> HttpResponse:
    """Show both sides what was asked about an office's head; the line above asks anew."""
    on = timezone.localdate(request.at)
    body = Body.objects.select_related("superior").filter(pk=office).first()
    if body is None:
        raise NotFound("unknown_body", body=str(office))
    stands = queries.stationing_of(office, on)
    may = queries.may_ask(request.actor, office)
    answers = stands is not None and queries.answers_for(request.actor, stands.host_id)
    if not may and (request.method == "POST" or not answers):
        raise NotPermitted("not_permitted", permission=HEARING.moves[-1].needs)
    heads = queries.heads_heard(office, on)
    where = stands.host.seat_id if stands else body.seat_id
    limit: timedelta = import_string(settings.SPANS)(LIMIT, where, on)
    people = [(p.id, named(p)) for p in queries.of_the_line(office, on)]
    posts = [(h.post.pk, either(h.post.title, h.post.title_en)) for h in heads]
    initial = {"post": posts[0][0] if posts else None}
    form = OpinionForm(people=people, posts=posts, initial=initial)
    if request.method == "POST":
        form = OpinionForm(request.POST, people=people, posts=posts)
        if form.is_valid() and (made := _asked(request, form, limit)) is not None:
            messages.info(request, say("bodies.hearing.done.ask"))
            return redirect("bodies:hearing", made.pk)
    ctx = {
        "office": body,
        "heads": heads,
        "stands": stands,
        "form": form if heads and may else None,
        "opinions": queries.opinions_of(request.actor, [office]),
        "days": limit.days,
        "back": reverse("bodies:body", args=[office]),
    }
    return render(request, "bodies/opinion.html", ctx, status=422 if form.errors else 200)


def _asked(request: Request, form: OpinionForm, limit: timedelta) -> Hearing | None:
    given = form.cleaned_data
    with told_in(form):
        return actions.ask_opinion(
            by=request.actor,
            at=request.at,
            post=Post.objects.get(pk=given["post"]),
            person=Person.objects.get(pk=given["person"]),
            act=HearingAct(given["act"]),
            limit=limit,
            words=given["words"],
        )
    return None


def _seen(request: Request, pk: UUID) -> Hearing:
    row = queries.hearing(pk)
    if not queries.may_see(request.actor, row):
        raise NotPermitted("hearing_not_yours")
    return row


def _page(request: Request, row: Hearing, tried: dict[str, str]) -> HttpResponse:
    ctx = {
        "row": row,
        "title": either(row.post.title, row.post.title_en),
        "act": say(f"bodies.hearing.act.{row.act}"),
        "state": say(f"bodies.hearing.state.{row.state}"),
        "open": HEARING.state[row.state].open,
        "late": row.state == HearingState.UNANSWERED,
        "book": [
            {"entry": e, "what": say(f"bodies.hearing.move.{e.move}"), "words": t.get("words", "")}
            for e, t in queries.told_in(row)
        ],
        "moves": [_move(m, tried) for m in _moves(request, row)],
    }
    return render(request, "bodies/hearing.html", ctx, status=422 if tried else 200)


def _moves(request: Request, row: Hearing) -> list[Any]:
    answers = queries.may_answer(request.actor, row)
    asks = queries.may_ask(request.actor, row.post.body_id)
    allowed = HEARING.allowed(row.state)
    return [m for m in allowed if m.hand != CLOCK and (answers if m.hand == HOST else asks)]


def _move(step: Any, tried: dict[str, str]) -> dict[str, Any]:
    mine = tried.get("name") == step.name
    return {
        "name": step.name,
        "label": say(f"bodies.hearing.do.{step.name}"),
        "why": say(step.why),
        "asks": bool(step.supplies or step.takes),
        "must": bool(step.supplies),
        "fault": tried.get("fault") if mine else None,
        "words": tried.get("words", "") if mine else "",
        "tone": "primary" if step.name != HearingMove.WITHDRAW else "quiet",
    }
