"""Rosters: who holds which post, and figures on age and education that give nobody away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from linli.domain.bodies import queries
from linli.domain.bodies.forms.staffing import FactsForm
from linli.domain.bodies.queries import staffing
from linli.domain.bodies.rules.cover import last_day
from linli.domain.bodies.rules.roster import AGES, SCHOOLING, RosterFigures, Table
from linli.domain.bodies.views.staffing.framing import frame, place_of, workbook
from linli.domain.people import actions as people
from linli.domain.people import queries as persons
from linli.domain.people.models import Person
from linli.domain.people.states import Education
from linli.domain.territory import queries as territory
from linli.foundation.ui.as_of import day_of
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.errors import NotFound, NotPermitted

Threshold = Callable[[str, int | None, date], Any]
COLUMNS = ("unit", "people", "mean_age", "aged", "upper", "schooled")


def _asked(request: Request, threshold: Threshold) -> tuple[int, date, int, staffing.Shown]:
    """Return place, day, the fewest shown, and what is shown; the fewest is everywhere alike."""
    on = day_of(request)
    place = place_of(request, on)
    least = threshold("bodies.least_shown", None, on).number
    text = request.GET.get("body", "")
    body = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    if text and (body is None or body not in queries.directory().bodies):
        raise NotFound("unknown_body", body=text[:20])
    if body is not None:
        place = queries.seat_of(body)
    return place, on, least, staffing.figures_at(place, on, least, body)


@require_GET
def index(request: Request, threshold: Threshold) -> HttpResponse:
    """Show the figures of a place, of the units in it, or of one body."""
    place, on, least, found = _asked(request, threshold)
    body = request.GET.get("body", "")
    places = territory.named([p for p, _ in found.places], on)
    wanted = [b for b, _ in found.bodies] + ([int(body)] if body else [])
    names = queries.named(wanted)
    ctx = {
        **frame(request, "roster", place, on),
        "body": names.get(int(body)) if body else None,
        "least": least,
        "whole": _told(found.whole),
        "tables": [
            {"title": say(f"bodies.roster.by_{name}"), "rows": rows}
            for name, rows in (
                ("age", _cells(found.whole.ages, _age)),
                ("education", _cells(found.whole.education, _education)),
            )
            if rows
        ],
        "columns": [
            say("bodies.roster.unit"),
            *((say(f"bodies.roster.{c}"), "figure") for c in ("people", "mean_age", "upper")),
        ],
        "places": [(places[p], _told(f)) for p, f in found.places if p in places],
        "bodies": [(names[b], _told(f)) for b, f in found.bodies],
        "mine": request.actor.person is not None,
    }
    return render(request, "bodies/staffing/roster.html", ctx)


def _told(row: RosterFigures) -> dict[str, Any]:
    return {
        "people": row.people,
        "mean_age": None if row.mean_age is None else f"{row.mean_age}",
        "aged": row.ages.count,
        "upper": row.education.upper,
        "schooled": row.education.count,
    }


def _cells(table: Table, name: Callable[[int, int], str]) -> list[tuple[str, int]]:
    return [(name(first, last), count) for first, last, count in table.cells]


def _age(first: int, last: int) -> str:
    if first == 0:
        return say("bodies.roster.age_to", most=AGES[last])
    if last == len(AGES):
        return say("bodies.roster.age_from", least=AGES[first - 1] + 1)
    return say("bodies.roster.age_between", least=AGES[first - 1] + 1, most=AGES[last])


def _education(first: int, last: int) -> str:
    if first == last:
        return say(f"bodies.roster.education.{SCHOOLING[first].value}")
    return say("bodies.roster.education_upper" if first else "bodies.roster.education_lower")


@require_safe
def export_figures(request: Request, threshold: Threshold) -> StreamingHttpResponse:
    """Give the same figures as Excel: what is hidden on the page is hidden in it."""
    place, on, _, found = _asked(request, threshold)
    places = territory.named([place, *(p for p, _ in found.places)], on)
    body = request.GET.get("body", "")
    names = queries.named([b for b, _ in found.bodies] + ([int(body)] if body else []))
    top = named(names[int(body)]) if body else named(places[place])

    def lines() -> Iterator[list[Any]]:
        yield [top, *_line(found.whole)]
        for table, name in ((found.whole.ages, _age), (found.whole.education, _education)):
            for words, count in _cells(table, name):
                yield [f"{top} · {words}", count, "", "", "", ""]
        for key, row in found.places:
            if key in places:
                yield [named(places[key]), *_line(row)]
        for key, row in found.bodies:
            yield [named(names[key]), *_line(row)]

    heads = [say(f"bodies.roster.{c}") for c in COLUMNS]
    return workbook(say("bodies.roster.sheet", name=top, day=on.isoformat()), heads, lines())


def _line(row: RosterFigures) -> list[Any]:
    told = _told(row)
    return ["" if told[c] in (None, 0) and c != "people" else told[c] for c in COLUMNS[1:]]


@require_safe
def export_people(request: Request, threshold: Threshold) -> StreamingHttpResponse:
    """Give who holds which post at a place and below as Excel: no age, no education."""
    del threshold
    on = day_of(request)
    place = place_of(request, on)
    heads = [say(f"bodies.roster.{c}") for c in ("body", "post", "name", "since", "until", "term")]
    rows = (
        [
            named(r.post.body),
            either(r.post.title, r.post.title_en),
            named(r.person),
            r.valid_from or "",
            last_day(r.valid_to) or "",
            r.term_ends or "",
        ]
        for r in staffing.roster(place, on)
    )
    title = say(
        "bodies.roster.people_sheet",
        name=named(territory.path_of(place, on)[-1]),
        day=on.isoformat(),
    )
    return workbook(title, heads, rows)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: Request, threshold: Threshold) -> HttpResponse:
    """Show one's own year of birth and education, state or correct them."""
    del threshold
    who = Person.objects.filter(pk=request.actor.person or 0).first()
    if who is None:
        raise NotPermitted("leave_without_person")
    held = persons.facts_of(who.pk)
    form = FactsForm(initial={"born": held and held.born, "education": held and held.education})
    if request.method == "POST":
        form = FactsForm(request.POST)
        if form.is_valid() and _stated(request, form, who):
            messages.info(request, say("bodies.roster.kept"))
            return redirect("roster:index")
    ctx = {"form": form}
    return render(request, "bodies/staffing/facts.html", ctx, status=422 if form.errors else 200)


def _stated(request: Request, form: FactsForm, who: Person) -> bool:
    given = form.cleaned_data
    with told_in(form):
        people.state_facts(
            by=request.actor,
            at=request.at,
            person=who,
            born=given["born"],
            education=Education(given["education"]) if given["education"] else None,
        )
    return not form.errors
