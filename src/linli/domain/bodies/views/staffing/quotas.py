"""Quotas of a place and of a body on a day: approved, filled, vacant, over, and by which papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from linli.domain.bodies import queries
from linli.domain.bodies.actions import staffing as actions
from linli.domain.bodies.forms.staffing import QuotaSeatForm
from linli.domain.bodies.models import Body, QuotaLine
from linli.domain.bodies.queries import staffing
from linli.domain.bodies.rules.staffing import QuotaTotal, total
from linli.domain.bodies.states import Permission, QuotaKind
from linli.domain.bodies.views.staffing.framing import (
    FIGURES,
    figures,
    frame,
    kind_of,
    place_of,
    workbook,
)
from linli.domain.people.models import Person
from linli.domain.people.states import Permission as People
from linli.domain.territory import queries as territory
from linli.foundation.ui.as_of import day_of
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.errors import NotFound, NotPermitted

SHOWN = 50  # what is to be put right, of each sort; all are counted


@require_GET
def index(request: Request) -> HttpResponse:
    """Show a place's quotas: the sums by kind, its own bodies, the places below."""
    on = day_of(request)
    place = place_of(request, on)
    found = staffing.quotas_at(place, on)
    over = list(found.over.items())[:SHOWN]
    unposted = staffing.unposted(request.actor, place, on)
    names = queries.named([*(b for b, _ in found.bodies), *(b for (b, _), _ in over)])
    places = territory.named((p for p, _ in found.below), on)
    ctx = {
        **frame(request, "quotas", place, on),
        "total": found.total,
        "columns": _columns("bodies.quotas.kind"),
        "kinds": [(kind_of(k), figures(t)) for k, t in found.kinds],
        "bodies": [(names[b], _kinds(rows)) for b, rows in found.bodies],
        "below": [(places[p], figures(t)) for p, t in found.below if p in places],
        "below_columns": _columns("bodies.quotas.place"),
        "over": [(names[b], kind_of(k), q) for (b, k), q in over],
        "unposted": unposted[:SHOWN],
        "unposted_count": len(unposted),
        "may_decide": bool(request.actor.of(Permission.MANAGE)),
    }
    return render(request, "bodies/staffing/quotas.html", ctx)


def _columns(first: str) -> list[Any]:
    return [say(first), *((say(f"bodies.quotas.{n}"), "figure") for n in FIGURES)]


def _kinds(rows: list[tuple[str, QuotaTotal]]) -> list[dict[str, Any]]:
    return [{"name": kind_of(k), "total": t} for k, t in rows]


@require_safe
def export(request: Request) -> StreamingHttpResponse:
    """Give the quotas of a place and all below it as Excel: a line for each body and kind."""
    on = day_of(request)
    place = place_of(request, on)
    inside = staffing.quotas_at(place, on).inside
    names = queries.named({body for body, _ in inside})
    seats = territory.named({n.seat_id for n in names.values()}, on)
    heads = [say(f"bodies.quotas.{n}") for n in ("place", "body", "kind", *FIGURES)]
    rows = (
        [
            named(seats[names[body].seat_id]) if names[body].seat_id in seats else "",
            named(names[body]),
            kind_of(kind),
            *(getattr(quota, n) for n in FIGURES),
        ]
        for (body, kind), quota in inside.items()
    )
    where = named(territory.path_of(place, on)[-1])
    title = say("bodies.quotas.sheet", place=where, day=on.isoformat())
    return workbook(title, heads, rows)


@require_GET
def body(request: Request, pk: int) -> HttpResponse:
    """Show a body's quotas by kind, the papers they come from, and to who arranges: who sits."""
    on = day_of(request)
    row = _body(pk)
    rows = staffing.quotas(on, [pk])
    may_see = staffing.may_see_staff(request.actor, pk, on)
    seat = row.seat_id if row.seat_id in territory.atlas(on) else place_of(request, on)
    sitting = staffing.sitting_on(pk, on) if may_see else []
    guests = staffing.guests_of(pk, on) if may_see else []
    wanted = {b for s in (*sitting, *guests) for b in (s.seat.body_id, *s.works_in)}
    ctx = {
        **frame(request, "quotas", seat, on),
        "body": row,
        "total": total(rows.values()),
        "columns": _columns("bodies.quotas.kind"),
        "kinds": [(kind_of(k), figures(t)) for k, t in staffing.by_kind(rows)],
        "lines": [_line(n) for n in staffing.lines_of_body(pk, on)],
        "may_see": may_see,
        "may_seat": may_see and bool(request.actor.of(People.MANAGE)),
        "groups": _groups(sitting, guests, queries.named(wanted)),
    }
    return render(request, "bodies/staffing/body.html", ctx)


def _body(pk: int) -> Body:
    row = Body.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("unknown_body", body=str(pk))
    return row


def _line(row: QuotaLine) -> dict[str, Any]:
    return {
        "paper": row.paper,
        "kind": kind_of(row.kind),
        "change": f"{row.change:+d}",
        "follows": row.follows_id is not None,
    }


def _groups(sitting: Any, guests: Any, names: Any) -> list[dict[str, Any]]:
    def told(s: staffing.Sitting, others: list[int]) -> dict[str, Any]:
        return {
            "person": s.seat.person,
            "kind": kind_of(s.seat.kind),
            "others": [named(names.get(b)) for b in others],
            "posted": s.is_at_home or bool(s.works_in),
        }

    return [
        {"name": "sitting", "rows": [told(s, s.works_in) for s in sitting]},
        {"name": "guests", "rows": [told(s, [s.seat.body_id]) for s in guests]},
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: Request, person: int) -> HttpResponse:
    """Say on whose quota a person sits from a day on; for who appoints people."""
    on = timezone.localdate(request.at)
    who = Person.objects.filter(pk=person).first()
    if who is None:
        raise NotFound("unknown_person", person=str(person))
    held = [a.post.body for a in queries.appointments_of(person, on)]
    standing = staffing.seat_of_person(person, on)
    touched = [*held, *([standing.body] if standing else [])]
    if not request.actor.of(People.MANAGE) or not any(
        staffing.may_see_staff(request.actor, b.pk, on) for b in touched
    ):
        raise NotPermitted("not_permitted", permission=People.MANAGE.value)
    initial: dict[str, Any] = {"since": on}
    if standing:
        initial |= {"body": standing.body.name, "kind": standing.kind}
    elif held:
        initial |= {"body": held[0].name}
    form = QuotaSeatForm(initial=initial)
    if request.method == "POST":
        form = QuotaSeatForm(request.POST)
        if form.is_valid() and (seated := _seated(request, form, who)):
            messages.info(request, say("bodies.quotas.seat.kept"))
            return redirect("staffing:body", seated)
    back = standing.body_id if standing else held[0].pk
    ctx = {"form": form, "who": who, "standing": standing, "back": back}
    return render(request, "bodies/staffing/seat.html", ctx, status=422 if form.errors else 200)


def _seated(request: Request, form: QuotaSeatForm, who: Person) -> int | None:
    given = form.cleaned_data
    with told_in(form):
        body = _body(queries.body_called(given["body"])) if given["body"] else None
        standing = staffing.seat_of_person(who.pk, given["since"])
        row = actions.sit_on_quota(
            by=request.actor,
            at=request.at,
            person=who,
            body=body,
            kind=QuotaKind(given["kind"]),
            since=given["since"],
        )
    if form.errors:
        return None
    found = row or standing
    return found.body_id if found else None
