"""What of organisations would move: the rows of the check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from linli.domain.bodies.actions.reorganising.links import LINK_TABLES, links_moving
from linli.domain.bodies.actions.reorganising.rotas import SHIFT, shifts_after
from linli.domain.bodies.actions.reorganising.rows import (
    BODY,
    HOURS,
    NAME,
    POST,
    SEAT,
    SUPERIOR,
    lasting,
)
from linli.domain.bodies.models import Appointment, Body, OfficeHours, Post
from linli.domain.bodies.rules.succeeding import Trace
from linli.domain.territory.rules.reorganising.parts import Asked, Line, Moving, Question, Told
from linli.domain.territory.rules.reorganising.plan import Finding, Plan
from linli.domain.territory.states import FindingKind

_BODIES = ("body_ends", "body_begins", NAME, SUPERIOR)
_LINES = (POST, SEAT, HOURS, SHIFT, *LINK_TABLES)
HOMELESS = "homeless"


def posts_moving(plan: Plan, found: Trace) -> QuerySet[Post]:
    """Return the posts whose body or place ends: each goes on in what comes after."""
    ended = [r.place for r in plan.ended]
    going = Q(body__in=set(found.ended)) | Q(place__in=ended)
    return Post.objects.filter(lasting(plan.on)).filter(going).order_by("id")


def reads_of(plan: Plan, found: Trace, asked: Asked) -> dict[str, Question]:
    """Return the questions for what of organisations moves, and for who would have no heir."""
    questions = dict(_rows_of(plan, found, asked))
    if asked.wants(*_BODIES):
        above = [b for b in found.superiors.values() if b]
        wanted = [*found.ended, *found.renamed, *found.superiors, *found.heirs.values(), *above]
        named = Body.objects.filter(pk__in=wanted).order_by()
        questions[BODY] = Question(named.values("id", "name"))
    if asked.has_findings:
        lone = Body.objects.filter(pk__in=[b for b in found.ended if b not in found.heirs])
        held = Q(posts__valid_to=None) | Q(posts__valid_to__gt=plan.on)
        told = lone.order_by("id").values("name", number=Count("posts", filter=held))
        questions[HOMELESS] = Question(told)
    return questions


def _rows_of(plan: Plan, found: Trace, asked: Asked) -> Iterator[tuple[str, Question]]:
    """Yield the question of each kind whose rows are listed by what they are called."""
    if asked.wants(POST):
        posts = posts_moving(plan, found).values("title", called=F("body__name"))
        yield POST, Question(posts, asked.shown)
    if asked.wants(SEAT):
        mine = posts_moving(plan, found).order_by().values("pk")
        held = Appointment.objects.filter(lasting(plan.on), post__in=mine).order_by("id")
        people = held.values(called=F("person__name"), title=F("post__title"))
        yield SEAT, Question(people, asked.shown)
    if asked.wants(HOURS):
        hours = OfficeHours.objects.filter(lasting(plan.on), body__in=found.ended)
        told = hours.order_by("body_id", "id").values(called=F("body__name"), title=F("windows"))
        yield HOURS, Question(told, asked.shown)
    if asked.wants(SHIFT):
        shifts = shifts_after(found.ended, plan.on)
        yield SHIFT, Question(shifts.values("starts_at", called=F("body__name")), asked.shown)
    yield from links_moving(plan, found, asked)


def moving_of(found: Trace, asked: Asked, read: Mapping[str, Told]) -> Iterator[Moving]:
    """Yield what of organisations moves, by kind."""
    if BODY in read:
        names = {row["id"]: row["name"] for row in read[BODY].rows}
        yield from _bodies_moving(found, asked, names)
    for kind in _LINES:
        if kind in read:
            told = read[kind]
            yield Moving(kind, told.count, tuple(Line(_called(row)) for row in told.rows))


def _called(row: Mapping[str, str]) -> str:
    if "starts_at" in row:
        begins = timezone.localtime(datetime.fromisoformat(row["starts_at"]))
        return f"{row['called']} {begins:%Y-%m-%d %H:%M}"
    return f"{row['called']} {row.get('title', '')}".strip()


def _bodies_moving(found: Trace, asked: Asked, names: dict[int, str]) -> Iterator[Moving]:
    """Yield the bodies that end, begin, change name or superior."""
    names |= {n.id: n.names.zh for n in found.new}
    ends = [
        Line(names[b], names.get(found.heir(b) or 0, "") if b in found.heirs else "")
        for b in found.ended
    ]
    told = [Line(names[b], n.zh) for b, n in found.renamed.items()]
    under = [Line(names[b], names.get(s or 0, "")) for b, s in found.superiors.items()]
    begins = [Line(n.names.zh) for n in found.new]
    all_lines: Sequence[list[Line]] = (ends, begins, told, under)
    for kind, lines in zip(_BODIES, all_lines, strict=True):
        if asked.wants(kind):
            yield asked.moving(kind, lines)


def homeless(read: Mapping[str, Told]) -> Iterator[Finding]:
    """Tell of bodies that end and leave nobody to carry on: their people have no post then."""
    for row in read[HOMELESS].rows:
        params = {"name": row["name"], "posts": row["number"]}
        yield Finding(FindingKind.NOTICE, "body_without_heir", params=params)
