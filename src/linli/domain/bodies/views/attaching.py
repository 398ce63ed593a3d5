"""What a party organisation covers: seen, attached, ended; a table of it; how it is counted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.domain.bodies import queries
from linli.domain.bodies.actions import coverage as actions
from linli.domain.bodies.forms.lines import AttachForm, CoverageRuleForm
from linli.domain.bodies.models import Body, Coverage, CoverageRule
from linli.domain.bodies.queries import coverage as covering
from linli.domain.bodies.rules.coverage import COVERAGE
from linli.domain.bodies.states import PARTY_KINDS, BodyKind, CoverageOf, Permission
from linli.domain.bodies.views.coverage import XLSX, asked
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.domain.territory.states import Kind
from linli.foundation.exchange import queries as exchange
from linli.foundation.exchange.writing import Heading, xlsx_chunks
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.access import Target, can
from linli.kernel.errors import Invalid, NotFound, NotPermitted

FAULTS = 100


@require_http_methods(["GET", "HEAD", "POST"])
def branch(request: Request, pk: int) -> HttpResponse:
    """Show what an organisation covers; whoever may change bodies attaches more."""
    on = timezone.localdate(request.at)
    row = Body.objects.filter(pk=pk).first()
    if row is None or row.kind not in PARTY_KINDS:
        raise NotFound("unknown_body", body=str(pk))
    may = may_change(request, row.seat_id, on)
    people = [(m.person_id, named(m.person)) for m in _people(row, on)]
    form = AttachForm(people=people, initial={"since": on}) if may else None
    if request.method == "POST":
        if form is None:
            raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
        form = AttachForm(request.POST, people=people)
        if form.is_valid() and _attached(request, form, row):
            messages.info(request, say("bodies.coverage.kept"))
            return redirect("bodies:branch", pk)
    ctx = {
        "body": row,
        "rows": shown(covering.covers_of(pk, on), on),
        "form": form,
        "back": reverse("bodies:body", args=[pk]),
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "bodies/branch.html", ctx, status=422 if wrong else 200)


def shown(rows: list[Coverage], on: Any) -> list[dict[str, Any]]:
    """Return rows of coverage with the name of what they cover."""
    places = territory.named({r.place_id for r in rows if r.place_id is not None}, on)
    return [{"row": r, "name": r.unit or places.get(r.place_id or 0)} for r in rows]


def _people(row: Body, on: Any) -> list[Any]:
    seen: dict[int, Any] = {}
    for held in queries.members_of(row.pk, on):
        seen.setdefault(held.person_id, held)
    for one in covering.people_at(row.seat_id, on):
        seen.setdefault(one.person_id, one)
    return list(seen.values())


def may_change(request: Request, place: int, on: Any) -> bool:
    """Tell whether the reader may change bodies at a place."""
    tree = territory.atlas(on)
    path = frozenset(tree.path(place) if place in tree else ())
    return can(request.actor, Permission.MANAGE, Target(places=path))


def _attached(request: Request, form: AttachForm, row: Body) -> bool:
    given = form.cleaned_data
    who = given["instructor"]
    with told_in(form):
        unit, place = actions.thing_called(given["target"], row.seat_id)
        actions.attach(
            by=request.actor,
            at=request.at,
            branch=row,
            instructor=Person.objects.get(pk=who) if who else None,
            unit=unit,
            place=place,
            since=given["since"],
            basis=given["basis"],
        )
    return not form.errors


@require_POST
def detach(request: Request, pk: int) -> HttpResponse:
    """End one row of coverage today."""
    row = Coverage.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("coverage_thing_unknown", name=str(pk))
    actions.detach(by=request.actor, at=request.at, coverage=row)
    messages.info(request, say("bodies.coverage.ended"))
    return redirect("bodies:branch", row.branch_id) if row.branch_id else redirect("bodies:index")


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: Request) -> HttpResponse:
    """Check a table of coverage, or bring it in: whole, or not at all with every fault."""
    place, _, on = asked(request)
    if not may_change(request, place, on):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    told, fault = None, ""
    if request.method == "POST":
        try:
            table = exchange.read(file_of(request), COVERAGE)
            told = actions.import_coverage(
                by=request.actor,
                at=request.at,
                table=table,
                root=Place.objects.get(pk=place),
                dry_run=request.POST.get("do") != "import",
            )
        except Invalid as refusal:
            fault = say(f"refusal.{refusal.code}", **refusal.params)
    ctx = {
        "place": territory.named([place], on).get(place),
        "place_id": place,
        "told": told,
        "fault": fault,
        "problems": [exchange.told(p) for p in told.problems[:FAULTS]] if told else [],
        "count": len(told.problems) if told else 0,
        "back": f"{reverse('bodies:coverage')}?place={place}",
    }
    wrong = bool(fault or (told and told.problems))
    return render(request, "bodies/coverage_import.html", ctx, status=422 if wrong else 200)


def file_of(request: Request) -> Any:
    """Return the file that was sent; raises Invalid without one."""
    given = request.FILES.get("file")
    if given is None:
        raise Invalid("coverage_file_missing", field="file")
    return given.file


@require_safe
def template(request: Request) -> StreamingHttpResponse:
    """Give an empty table of coverage."""
    headings = [Heading(either(c.titles[0], c.titles[1]), 24) for c in COVERAGE.columns]
    title = say("bodies.coverage.import")
    answer = StreamingHttpResponse(xlsx_chunks(headings, [], title=title), content_type=XLSX)
    answer["Content-Disposition"] = "attachment; filename=coverage.xlsx"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: Request) -> HttpResponse:
    """Show how coverage is counted at a place (without: everywhere); whoever may states it anew."""
    on = timezone.localdate(request.at)
    place = asked(request)[0] if request.GET.get("place", "").strip() else None
    may = may_change(request, place or territory.top(on) or 0, on)
    kinds = [(k.value, say(f"bodies.kind.{k.value}")) for k in BodyKind]
    kinds += [(k.value, say(f"territory.kind.{k.value}")) for k in Kind]
    initial = {"since": on, "joint": True, "by_organisation": True}
    form = CoverageRuleForm(kinds=kinds, initial=initial) if may else None
    if request.method == "POST":
        if not may:
            raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
        form = CoverageRuleForm(request.POST, kinds=kinds)
        if form.is_valid() and _stated(request, form, place):
            messages.info(request, say("bodies.coverage.rule.stated"))
            return redirect(reverse("bodies:coverage_rules") + _tail(place))
    found = covering.rules(territory.atlas(on).path(place) if place else ())
    names = territory.named({r.place_id for r in found if r.place_id is not None}, on)
    here = reverse("bodies:coverage_rules")
    ctx = {
        "rows": [_rule(r, dict(kinds), on, names) for r in found],
        "form": form,
        "place": territory.named([place], on)[place] if place else None,
        "back": reverse("bodies:coverage") + _tail(place),
        "pick": f"{reverse('territory:pick')}?{urlencode({'next': here})}",
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "bodies/coverage_rules.html", ctx, status=422 if wrong else 200)


def _tail(place: int | None) -> str:
    return f"?{urlencode({'place': place})}" if place else ""


def _rule(row: CoverageRule, kinds: dict[str, str], on: Any, names: Any) -> dict[str, Any]:
    begun = row.valid_from is None or row.valid_from <= on
    return {
        "row": row,
        "where": names.get(row.place_id or 0),
        "of": say(f"bodies.coverage.of.{row.of}"),
        "kinds": "、".join(kinds[k] for k in row.kinds),
        "words": either(row.words, row.words_en),
        "basis": either(row.basis, row.basis_en),
        "holds": begun and (row.valid_to is None or row.valid_to > on),
    }


def _stated(request: Request, form: CoverageRuleForm, place: int | None) -> bool:
    given = dict(form.cleaned_data)
    since = given.pop("since")
    with told_in(form):
        actions.state_coverage_rule(
            by=request.actor,
            at=request.at,
            valid_from=since,
            place=Place(pk=place) if place else None,
            of=CoverageOf(given.pop("of")),
            **given,
        )
    return not form.errors
