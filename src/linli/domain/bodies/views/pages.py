"""Pages of organisations: those seated at a place, and one with its posts and office hours."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from linli.domain.bodies import queries
from linli.domain.bodies.models import Appointment, Body, Post
from linli.domain.bodies.rules.cover import last_day
from linli.domain.bodies.states import PARTY_KINDS, Permission
from linli.domain.bodies.views import lines
from linli.domain.territory import queries as territory
from linli.foundation.ui.as_of import dated, day_of
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.errors import NotFound


@login_not_required
@require_GET
def index(request: Request) -> HttpResponse:
    """List the bodies seated at a place, the top of the tree when none is asked."""
    on = day_of(request)
    text = request.GET.get("place", "").strip()
    place = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    place = territory.top(on) if not text else place
    if place is None or place not in territory.atlas(on):
        if not text:
            nothing: dict[str, Any] = {"place": None, "path": [], "rows": [], "pick": ""}
            return render(request, "bodies/index.html", {"frame": frame_of(request), **nothing})
        raise NotFound("unknown_place", place=text[:20])
    path = territory.path_of(place, on)
    rows: list[dict[str, Any]] = [
        {"body": b, "kind_key": f"bodies.kind.{b.kind}", "is_party": b.kind in PARTY_KINDS}
        for b in queries.bodies_seated(place, on)
    ]
    back = urlencode({"next": dated(reverse("bodies:index"), request)})
    ctx = {
        "frame": frame_of(request),
        "place": path[-1],
        "path": path[1:],
        "rows": sorted(rows, key=lambda r: (not r["is_party"], r["body"].pk)),
        "pick": dated(f"{reverse('territory:pick')}?{back}", request),
        "may_found": request.user.is_authenticated and bool(request.actor.of(Permission.MANAGE)),
    }
    return render(request, "bodies/index.html", ctx)


@login_not_required
@require_GET
def body(request: Request, pk: int) -> HttpResponse:
    """Show a body on a day: where it sat, under whom, its posts, who held them, when it was open.

    Holders' work names are for colleagues; a resident sees the posts and the office's phone.
    """
    on = day_of(request)
    row = Body.objects.select_related("superior").filter(pk=pk).first()
    if row is None:
        raise NotFound("unknown_body", body=str(pk))
    story = queries.story_of(row, on)
    (row.name, row.name_en), row.superior = story.names, story.superior
    staff = request.user.is_authenticated
    posts = list(queries.posts_of(pk, on))
    holders = queries.holders_of([p.pk for p in posts], on) if staff else {}
    ctx: dict[str, Any] = {
        "frame": frame_of(request),
        "body": row,
        "kind_key": f"bodies.kind.{row.kind}",
        "is_party": row.kind in PARTY_KINDS,
        # a body may be looked at on a day before it, or its seat, was there
        "path": territory.path_of(row.seat_id, on)[1:]
        if row.seat_id in territory.atlas(on)
        else [],
        "ended": row.valid_to is not None and row.valid_to <= on,
        "to_come": row.valid_from is not None and row.valid_from > on,
        "story": _story(story),
        "posts": _posts(request, posts, holders, on),
        "staff": staff,
        "hours": queries.hours_at(pk)(on).text,
        "lines": lines.panel(request, row, on),
    }
    return render(request, "bodies/body.html", ctx)


def _story(story: queries.Story) -> dict[str, Any]:
    """Return what a body was and became as sentences, each with the body it leads to."""
    return {
        "went": [(_became("went", b), b.other) for b in story.went],
        "came": [(_became("came", b), b.other) for b in story.came],
        "called": [
            say("bodies.story.called", name=c.name, day=c.until.isoformat(), by=c.instrument.basis)
            for c in story.called
        ],
        "stands": story.stands,
    }


def _became(way: str, step: queries.Became) -> str:
    how = "part" if step.part else "whole"
    return say(f"bodies.story.{way}.{how}", day=step.on.isoformat(), by=step.instrument.basis)


def _posts(
    request: Request, posts: list[Post], holders: dict[int, list[Appointment]], on: date
) -> list[dict[str, Any]]:
    """Return posts with who holds them, who acts while those are away, and who would."""
    if not request.user.is_authenticated or not posts:
        return [{"post": p, "holders": []} for p in posts]
    actor, ids = request.actor, [p.pk for p in posts]
    deputies = queries.deputies_of(ids, on)
    hands = {(h.post, h.holder.id): h for h in queries.hands_of(ids, on) if h.is_away}
    return [
        {
            "post": p,
            "holders": [
                {
                    "held": h,
                    "how": say(f"bodies.acts.{h.acts}") if h.acting else "",
                    "cover": hands.get((p.pk, h.person_id)),
                    "last": last_day(h.valid_to),
                }
                for h in holders.get(p.pk, [])
            ],
            "deputy": deputies.get(p.pk),
            "may_arrange": queries.may_arrange(actor, p, on),
            "may_let_act": _wants_acting(p, holders.get(p.pk, []))
            and queries.may_appoint(actor, p, on),
        }
        for p in posts
    ]


def _wants_acting(post: Post, held: list[Appointment]) -> bool:
    """Tell whether a chair of a post is empty, or somebody acts for it."""
    return len(held) < post.quota or any(h.acting for h in held)


def _path(row: Body, on: date) -> list[territory.PlaceName]:
    """Return where a body sat on a day; nothing for a day before its seat was there."""
    there = row.seat_id in territory.atlas(on)
    return territory.path_of(row.seat_id, on)[1:] if there else []


def frame_of(request: Request) -> str:
    """Return the frame of a page that staff and residents share."""
    return "ui/desk.html" if request.user.is_authenticated else "ui/public.html"
