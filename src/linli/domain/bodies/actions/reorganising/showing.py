"""What of organisations would move: the rows of the check."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.domain.bodies.actions.reorganising.links import links_moving
from linli.domain.bodies.actions.reorganising.rotas import shifts_after
from linli.domain.bodies.actions.reorganising.rows import HOURS, POST, SEAT, lasting
from linli.domain.bodies.models import Appointment, Body, OfficeHours, Post
from linli.domain.bodies.rules.succeeding import Trace
from linli.domain.territory.rules.reorganising.parts import Asked, Line, Moving
from linli.domain.territory.rules.reorganising.plan import Finding, Plan
from linli.domain.territory.states import FindingKind


def posts_moving(plan: Plan, found: Trace) -> list[Post]:
    """Return the posts whose body or place ends: each goes on in what comes after."""
    if "posts" not in plan.kept:
        rows = _posts(plan, found).select_related("body")
        plan.kept["posts"] = list(rows.order_by("id"))
    return list(plan.kept["posts"])


def _posts(plan: Plan, found: Trace) -> QuerySet[Post]:
    ended = [r.place for r in plan.ended]
    going = Q(body__in=set(found.ended)) | Q(place__in=ended)
    return Post.objects.filter(lasting(plan.on)).filter(going)


def moving_of(plan: Plan, found: Trace, asked: Asked) -> Iterator[Moving]:
    """Yield what of organisations moves, by kind; one query a kind."""
    if asked.wants(*_BODIES):
        yield from bodies_moving(found, asked)
    if asked.wants(POST):
        lines = [Line(f"{p.body.name} {p.title}") for p in posts_moving(plan, found)]
        yield asked.moving(POST, lines)
    if asked.wants(SEAT):
        posts = _posts(plan, found).order_by().values("pk")
        held = Appointment.objects.filter(lasting(plan.on), post__in=posts).order_by("id")
        people = held.values_list("person__name", "post__title")
        yield asked.moving(SEAT, [Line(f"{name} {title}") for name, title in people])
    if asked.wants(HOURS):
        hours = OfficeHours.objects.filter(lasting(plan.on), body__in=found.ended)
        told = hours.order_by("body_id", "id").values_list("body__name", "windows")
        yield asked.moving(HOURS, [Line(f"{name} {windows}") for name, windows in told])
    if asked.wants("shift"):
        shifts = shifts_after(found.ended, plan.on).values_list("body__name", "starts_at")
        lines = [Line(f"{n} {timezone.localtime(at):%Y-%m-%d %H:%M}") for n, at in shifts]
        yield asked.moving("shift", lines)
    yield from links_moving(plan, found, asked)


_BODIES = ("body_ends", "body_begins", "body_name", "superior")


def bodies_moving(found: Trace, asked: Asked) -> Iterator[Moving]:
    """Yield the bodies that end, begin, change name or superior; one query."""
    names = {n.id: n.names.zh for n in found.new}
    above = [b for b in found.superiors.values() if b]
    wanted = [*found.ended, *found.renamed, *found.superiors, *found.heirs.values(), *above]
    names |= dict(Body.objects.filter(pk__in=wanted).values_list("id", "name"))
    ends = [
        Line(names[b], names.get(found.heir(b) or 0, "") if b in found.heirs else "")
        for b in found.ended
    ]
    told = [Line(names[b], n.zh) for b, n in found.renamed.items()]
    under = [Line(names[b], names.get(s or 0, "")) for b, s in found.superiors.items()]
    for kind, lines in zip(
        _BODIES, (ends, [Line(n.names.zh) for n in found.new], told, under), strict=True
    ):
        if asked.wants(kind):
            yield asked.moving(kind, lines)


def homeless(found: Trace, posts: list[Post]) -> Iterator[Finding]:
    """Tell of bodies that end and leave nobody to carry on: their people have no post then."""
    names = dict(
        Body.objects.filter(pk__in=[b for b in found.ended if b not in found.heirs]).values_list(
            "id", "name"
        )
    )
    for body, name in sorted(names.items()):
        number = sum(p.body_id == body for p in posts)
        params = {"name": name, "posts": number}
        yield Finding(FindingKind.NOTICE, "body_without_heir", params=params)
