"""Somebody leaves: what is open on the person, from which day, and who takes it over."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from linli.domain.bodies import actions
from linli.domain.bodies import queries as bodies
from linli.domain.bodies.forms import LeaverForm
from linli.domain.bodies.models import Appointment
from linli.domain.people import queries as people
from linli.domain.people.models import Person
from linli.domain.people.states import Permission
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.errors import NotFound, NotPermitted
from linli.portal.views.handing import actor_of_post, work_of


@require_safe
def find(request: Request) -> HttpResponse:
    """Find who leaves by name."""
    _permit(request)
    on, asked = timezone.localdate(request.at), request.GET.get("q", "").strip()[:60]
    found = people.called(asked, on) if asked else []
    held = bodies.posts_held([p.id for p in found], on)
    ctx = {"asked": asked, "found": [(p, held.get(p.id, ())) for p in found]}
    return render(request, "portal/leavers.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def leaver(request: Request, person: int) -> HttpResponse:
    """Show what is open on somebody and let them leave; afterwards the lists to be printed."""
    _permit(request)
    who, on = Person.objects.filter(pk=person).first(), timezone.localdate(request.at)
    if who is None:
        raise NotFound("unknown_person", person=str(person))
    gone = who.valid_to is not None and who.valid_to <= on
    held = [] if gone else list(bodies.appointments_of(who.pk, on))
    if not all(bodies.may_appoint(request.actor, a.post, on) for a in held):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    offered = [(p.id, named(p)) for p in bodies.could_stand_in([a.post for a in held], on, who.pk)]
    form = LeaverForm(people=offered, initial={"on": on})
    if request.method == "POST":
        form = LeaverForm(request.POST, people=offered)
        if form.is_valid() and _left(request, form, who):
            messages.info(request, say("bodies.leaver.kept"))
            return redirect("portal:leaver", who.pk)
    ctx = {
        "who": who,
        "gone": gone,
        "form": None if who.valid_to else form,
        "posts": [_post(a, request, on) for a in held],
        "duties": bodies.duties_to_come(who.pk, request.at),
        "covers": bodies.named_by(who.pk, on),
        "papers": bodies.papers_given(who.pk),
        "back": reverse("portal:leavers"),
    }
    return render(request, "portal/leaver.html", ctx, status=422 if form.errors else 200)


def _permit(request: Request) -> None:
    if not request.actor.of(Permission.MANAGE):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)


def _post(row: Appointment, request: Request, on: date) -> dict[str, Any]:
    """Return a post with its open work and in whose hand that is afterwards."""
    others = [h.person for h in bodies.holders_of([row.post_id], on)[row.post_id]]
    post = actor_of_post(row.post_id, request)
    return {
        "title": either(row.post.title, row.post.title_en),
        "body": row.post.body,
        "how": say(f"bodies.acts.{row.acts}") if row.acts else "",
        "others": [named(p) for p in others if p.pk != row.person_id],
        "work": work_of(post)["count"] if post else 0,
    }


def _left(request: Request, form: LeaverForm, who: Person) -> bool:
    given = form.cleaned_data
    taker = Person.objects.get(pk=given["taker"]) if given["taker"] else None
    with told_in(form):
        actions.depart(by=request.actor, at=request.at, person=who, on=given["on"], taker=taker)
    return not form.errors
