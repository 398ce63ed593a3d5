"""The hand-over list: open work, duties and what waits, to be printed and signed by both."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST, require_safe

from linli.domain.bodies import actions as bodies_actions
from linli.domain.bodies import queries as bodies
from linli.domain.bodies.states import Paper
from linli.domain.cases.queries import Filters, day, visible_to
from linli.domain.mandates import queries as mandates
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.access import Actor
from linli.kernel.errors import NotFound, NotPermitted

SHOWN = 200  # cases that the sheet spells out; all of them are counted


@require_safe
def hand_over(request: Request, pk: UUID) -> HttpResponse:
    """Show what one hands to the next, as it is now: numbers and matters, nobody's words."""
    row, on = bodies.hand_over(pk), timezone.localdate(request.at)
    if not bodies.may_see_hand_over(request.actor, row, on):
        raise NotPermitted("hand_over_not_yours")
    post = actor_of_post(row.post_id, request)
    work = work_of(post) if post else {"cases": [], "count": 0, "waiting": 0}
    ctx: dict[str, Any] = {
        "paper": row,
        "title": either(row.post.title, row.post.title_en),
        "why": say(f"bodies.hand_over.why.{row.why}"),
        "body": row.post.body,
        "giver": named(row.giver),
        "taker": named(row.taker) if row.taker else named(row.post.body),
        "duties": bodies.duties_to_come(row.giver_id, request.at),
        "may_give": request.actor.person == row.giver_id and row.given_at is None,
        "may_take": row.taken_at is None
        and (
            request.actor.person == row.taker_id
            if row.taker_id
            else bodies.may_arrange(request.actor, row.post, on)
        ),
        "may_file": not row.is_signed and bodies.may_arrange(request.actor, row.post, on),
        "columns": [say(f"bodies.hand_over.col.{c}") for c in COLUMNS],
        **work,
    }
    return render(request, "portal/hand_over.html", ctx)


COLUMNS = ("number", "matter", "place", "state", "due")


def actor_of_post(post: int, request: Request) -> Actor | None:
    """Return what the post alone grants; None where nobody acts for it: its body has the work."""
    try:
        found: Actor = import_string(settings.POST_ACTOR)(post, request.at)
    except NotFound:
        return None
    return found


def work_of(post: Actor) -> dict[str, Any]:
    """Return what waits for a post, and how many cases of its body wait for others."""
    scope, mine = visible_to(post), day.to_do(post)
    waiting = Filters(waiting="body")
    count, others = scope.counts(mine, waiting)
    (rows,) = scope.firsts(mine, size=SHOWN)
    names = mandates.matter_names() if rows else {}
    return {
        "cases": [(r, names.get(r.matter)) for r in rows],
        "count": count.number,
        "waiting": others.number,
    }


@require_POST
def sign(request: Request, pk: UUID, how: str) -> HttpResponse:
    """Sign as giver or taker, or note that both signed on paper."""
    if how not in [p.value for p in Paper]:
        raise NotFound("unknown_hand_over")
    bodies_actions.sign_hand_over(by=request.actor, at=request.at, hand_over_id=pk, how=Paper(how))
    messages.info(request, say("bodies.hand_over.signed"))
    return redirect("portal:hand_over", pk)
