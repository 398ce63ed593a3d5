"""Leave and who stands in: one's own page, the same for who arranges it for others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from linli.domain.bodies import actions, queries
from linli.domain.bodies.forms import DeputyForm, LeaveForm
from linli.domain.bodies.models import Appointment, Leave, Post
from linli.domain.bodies.rules.cover import last_day
from linli.domain.bodies.states import LeaveKind, Permission
from linli.domain.people.models import Person
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.errors import NotFound, NotPermitted


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: Request) -> HttpResponse:
    """Show one's own leave, who stands in, and ask for days."""
    person = Person.objects.filter(pk=request.actor.person or 0).first()
    if person is None:
        raise NotPermitted("leave_without_person")
    return _page(request, person)


@require_http_methods(["GET", "HEAD", "POST"])
def of(request: Request, person: int) -> HttpResponse:
    """Show somebody's leave to who arranges it there."""
    who = Person.objects.filter(pk=person).first()
    if who is None:
        raise NotFound("unknown_person", person=str(person))
    if who.pk == request.actor.person:
        return redirect("bodies:leave")
    on = timezone.localdate(request.at)
    posts = [a.post for a in queries.appointments_of(who.pk, on)]
    if not posts or not all(queries.may_arrange(request.actor, p, on) for p in posts):
        raise NotPermitted("not_permitted", permission=Permission.COVER.value)
    return _page(request, who)


def _page(request: Request, who: Person) -> HttpResponse:
    on = timezone.localdate(request.at)
    held = list(queries.appointments_of(who.pk, on))
    others = queries.could_stand_in([a.post for a in held], on, who.pk)
    offered = [(p.id, named(p)) for p in others]
    form = LeaveForm(people=offered, initial={"first": on, "last": on})
    if request.method == "POST":
        form = LeaveForm(request.POST, people=offered)
        if form.is_valid() and _taken(request, form, who):
            messages.info(request, say("bodies.leave.kept"))
            return redirect(_address(request, who.pk))
    hands = queries.hands_of([a.post_id for a in held], on)
    chairs = {(h.post, h.holder.id): h for h in hands}
    ctx = {
        "who": who,
        "is_me": who.pk == request.actor.person,
        "form": form if held else None,
        "posts": [_post(a, chairs.get((a.post_id, who.pk)), request) for a in held],
        "leaves": [_leave(row, on) for row in queries.leaves_of(who.pk, on)],
        "for_others": _for_others(request) if who.pk == request.actor.person else [],
    }
    return render(request, "bodies/leave.html", ctx, status=422 if form.errors else 200)


def _for_others(request: Request) -> list[queries.Cover]:
    actor = request.actor
    return queries.covers_by(actor.person or 0, actor.stands_for, timezone.localdate(request.at))


def _address(request: Request, person: int) -> str:
    mine = person == request.actor.person
    return reverse("bodies:leave") if mine else reverse("bodies:leave_of", args=[person])


def _post(row: Appointment, hand: queries.Cover | None, request: Request) -> dict[str, Any]:
    return {
        "post": row.post,
        "title": either(row.post.title, row.post.title_en),
        "body": row.post.body,
        "acting": say(f"bodies.acts.{row.acts}") if row.acting else "",
        "until": last_day(row.valid_to),
        "term_ends": row.term_ends,
        "deputy": hand and hand.deputy,
        "cover": hand if hand and hand.is_away else None,
        "may_arrange": queries.may_arrange(request.actor, row.post, timezone.localdate(request.at)),
    }


def _leave(row: Leave, on: Any) -> dict[str, Any]:
    return {
        "row": row,
        "first": row.valid_from,
        "last": last_day(row.valid_to),
        "now": row.valid_from <= on,
        "kind": say(f"bodies.leave.kind.{row.kind}"),
    }


def _taken(request: Request, form: LeaveForm, who: Person) -> bool:
    given = form.cleaned_data
    stand_in = given["stand_in"]
    with told_in(form):
        actions.take_leave(
            by=request.actor,
            at=request.at,
            person=who,
            kind=LeaveKind(given["kind"]),
            first=given["first"],
            last=given["last"],
            stand_in=Person.objects.get(pk=stand_in) if stand_in else None,
        )
    return not form.errors


@require_POST
def back(request: Request, pk: int) -> HttpResponse:
    """Let somebody be back today, or take back days that have not begun."""
    row = queries.leave_of(pk)
    actions.end_leave(by=request.actor, at=request.at, leave=row)
    messages.info(request, say("bodies.leave.ended"))
    return redirect(_address(request, row.person_id))


@require_http_methods(["GET", "HEAD", "POST"])
def deputy(request: Request, post: int) -> HttpResponse:
    """Name the deputy of a post, or none."""
    on = timezone.localdate(request.at)
    row = Post.objects.select_related("body").filter(pk=post).first()
    if row is None:
        raise NotFound("unknown_post", post=str(post))
    queries.permit_cover(request.actor, row, on)
    standing = queries.deputies_of([row.pk], on).get(row.pk)
    offered = [(p.id, named(p)) for p in queries.could_stand_in([row], on, 0)]
    form = DeputyForm(people=offered, initial={"person": standing and standing.person_id})
    if request.method == "POST":
        form = DeputyForm(request.POST, people=offered)
        if form.is_valid() and _named(request, form, row):
            messages.info(request, say("bodies.deputy.kept"))
            return redirect("bodies:body", row.body_id)
    ctx = {
        "post": row,
        "title": either(row.title, row.title_en),
        "form": form,
        "back": reverse("bodies:body", args=[row.body_id]),
    }
    return render(request, "bodies/deputy.html", ctx, status=422 if form.errors else 200)


def _named(request: Request, form: DeputyForm, post: Post) -> bool:
    person = form.cleaned_data["person"]
    with told_in(form):
        actions.name_deputy(
            by=request.actor,
            at=request.at,
            post=post,
            person=Person.objects.get(pk=person) if person else None,
        )
    return not form.errors
