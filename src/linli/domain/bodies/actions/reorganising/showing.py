"""What of organisations would move: the rows of the check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from linli.domain.bodies.actions.reorganising.rows import lasting
from linli.domain.bodies.models import Appointment, Body, Post
from linli.domain.bodies.rules.succeeding import Trace
from linli.domain.territory.rules.reorganising.parts import Line, Moving
from linli.domain.territory.rules.reorganising.plan import Finding, Plan
from linli.domain.territory.states import FindingKind


def posts_moving(plan: Plan, found: Trace) -> Iterator[Post]:
    """Yield the posts whose body or place ends: each goes on in what comes after."""
    gone, ended = set(found.ended), [r.place for r in plan.ended]
    rows = Post.objects.filter(lasting(plan.on)).filter(Q(body__in=gone) | Q(place__in=ended))
    yield from rows.select_related("body").order_by("id")


def bodies_moving(found: Trace, most: int) -> Iterator[Moving]:
    """Yield the bodies that end, begin, change name or superior."""
    names = {n.id: n.names.zh for n in found.new}
    wanted = [*found.ended, *found.renamed, *found.superiors, *found.heirs.values()]
    names |= dict(Body.objects.filter(pk__in=wanted).values_list("id", "name"))
    ends = [
        Line(names[b], names.get(found.heir(b) or 0, "") if b in found.heirs else "")
        for b in found.ended
    ]
    yield Moving("body_ends", len(ends), tuple(ends[:most]))
    new = [Line(n.names.zh) for n in found.new]
    yield Moving("body_begins", len(new), tuple(new[:most]))
    told = [Line(names[b], n.zh) for b, n in found.renamed.items()]
    yield Moving("body_name", len(told), tuple(told[:most]))
    above = [Line(names[b]) for b in found.superiors]
    yield Moving("superior", len(above), tuple(above[:most]))


def post_line(post: Post) -> Line:
    """Return a post as the check lists it."""
    return Line(f"{post.body.name} {post.title}")


def people_moving(posts: list[Post], on: date, most: int) -> Iterator[Moving]:
    """Yield who holds the posts that move."""
    rows = Appointment.objects.filter(lasting(on), post__in=[p.pk for p in posts])
    some = rows.select_related("person", "post").order_by("id")[:most]
    lines = tuple(Line(f"{a.person.name} {a.post.title}") for a in some)
    yield Moving("appointment", rows.count(), lines)


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
