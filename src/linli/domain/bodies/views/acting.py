"""Who acts for a vacant post, from when to when, and ending it before its last day."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from linli.domain.bodies import actions, queries
from linli.domain.bodies.forms import ActingForm
from linli.domain.bodies.models import Appointment, Post
from linli.domain.bodies.rules.cover import last_day
from linli.domain.people.models import Person
from linli.domain.people.states import Permission
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.errors import NotFound, NotPermitted


@require_http_methods(["GET", "HEAD", "POST"])
def acting(request: Request, post: int) -> HttpResponse:
    """Show who acts for a post and let somebody act."""
    on = timezone.localdate(request.at)
    row = Post.objects.select_related("body").filter(pk=post).first()
    if row is None:
        raise NotFound("unknown_post", post=str(post))
    if not queries.may_appoint(request.actor, row, on):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    offered = _offered(row, request)
    form = ActingForm(people=offered, initial={"first": on})
    if request.method == "POST":
        form = ActingForm(request.POST, people=offered)
        if form.is_valid() and _kept(request, form, row):
            messages.info(request, say("bodies.acts.kept"))
            return redirect("bodies:acting", row.pk)
    held = queries.holders_of([row.pk], on).get(row.pk, [])
    ctx = {
        "post": row,
        "title": either(row.title, row.title_en),
        "form": form,
        "held": [h for h in held if not h.acting],
        "full": len(held) >= row.quota,
        "rows": [_shown(a) for a in queries.acting_for(row.pk, on)],
        "back": reverse("bodies:body", args=[row.body_id]),
    }
    return render(request, "bodies/acting.html", ctx, status=422 if form.errors else 200)


@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """End an acting today, or take back one that has not begun."""
    row = Appointment.objects.filter(pk=pk, acting=True).first()
    if row is None:
        raise NotFound("unknown_acting")
    actions.end_appointment(by=request.actor, at=request.at, appointment=row)
    messages.info(request, say("bodies.acts.ended"))
    return redirect("bodies:acting", row.post_id)


def _offered(post: Post, request: Request) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return who could act, those who would lead apart from those who would look after it."""
    found = queries.could_act(post, timezone.localdate(request.at))
    groups = groupby(found, key=lambda one: one[2])
    return [
        (
            say(f"bodies.acts.{'leads' if own else 'cares'}.why"),
            [_choice(who, body, own=own) for who, body, _ in some],
        )
        for own, some in groups
    ]


def _choice(who: Any, body: Any, *, own: bool) -> tuple[int, str]:
    return who.id, named(who) if own else f"{named(who)}（{named(body)}）"


def _shown(row: Appointment) -> dict[str, Any]:
    return {
        "row": row,
        "how": say(f"bodies.acts.{row.acts}"),
        "first": row.valid_from,
        "last": last_day(row.valid_to),
    }


def _kept(request: Request, form: ActingForm, post: Post) -> bool:
    given = form.cleaned_data
    person = Person.objects.get(pk=given["person"])
    days = {"first": given["first"], "last": given["last"]}
    with told_in(form):
        actions.let_act(by=request.actor, at=request.at, post=post, person=person, **days)
    return not form.errors
