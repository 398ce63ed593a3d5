"""Lists of cases for people at desks: tabs, filters, split view, bulk, export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from linli.domain.cases import actions
from linli.domain.cases.forms.listing import ListForm
from linli.domain.cases.queries import CaseRow, Page, visible_to
from linli.domain.cases.queries.whose import whose
from linli.domain.cases.rules.imports import UNSORTED
from linli.domain.cases.states import SHAPES, Permission, State
from linli.domain.mandates import queries as mandates
from linli.domain.territory import queries as territory
from linli.foundation.exchange.writing import Heading, csv_chunks, xlsx_chunks
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.foundation.ui.way_back import own_page
from linli.kernel.access import Actor
from linli.kernel.errors import Invalid, NotPermitted, Refusal

SIZE = 50
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
COLUMNS = {
    "number": 14,
    "state": 14,
    "title": 40,
    "matter": 20,
    "place": 20,
    "lead": 30,
    "source": 10,
    "filed": 18,
    "due": 18,
    "closed": 18,
}
BULK = 50


@require_safe
def case_list(request: Request) -> HttpResponse:
    """Show what the reader may see, one tab at a time."""
    form = ListForm(request.GET, matters=_matters())
    scope = visible_to(request.actor)
    place, level = _place_of(request)
    filters = form.filters(request.at, actor=request.actor, place=place, level=level)
    after = request.GET.get("after") or None
    count = scope.count(filters)
    # what is empty is not looked for: no index can tell so as quickly as its count
    asked = count.number or after
    page = scope.page(filters, form.sort_key, after, SIZE) if asked else Page((), None)
    keep = {"place": request.GET.get("place", "")}
    return render(
        request,
        "cases/list.html",
        {
            "form": form,
            "rows": [(row, SHAPES[row.state]) for row in page.rows],
            "behalf": _whose(request) if page.rows else {},
            "count": count,
            "tabs": [
                {
                    "label": say(f"cases.list.view.{v}"),
                    "url": form.address(view=v, sort="", state="", **keep),
                    "current": v == form.view,
                }
                for v in form.tabs
            ],
            "next_url": form.address(after=page.next, **keep) if page.next else "",
            "first_url": form.address(**keep) if after else "",
            "export_url": form.address(**keep) if _may_export(request.actor) else "",
            "may_file": bool(request.actor.of(Permission.FILE)),
            "place": territory.named([place]).get(place) if place else None,
            "token": uuid4().hex,
        },
        part="rows",
    )


def _whose(request: Request) -> dict[int, str]:
    return whose(request.actor, request.duty.acting, timezone.localdate(request.at))


def _matters() -> list[tuple[str, str]]:
    return [(code, named(m)) for code, m in mandates.matter_names().items() if "/" not in code]


def _place_of(request: Request) -> tuple[int | None, int | None]:
    """Return the place that narrows a list and its level; an unknown one narrows to nothing."""
    given = request.GET.get("place", "")
    if not given.isdigit():
        return None, None
    atlas = territory.atlas()
    place = int(given)
    return (place, atlas.level(place)) if place in atlas else (0, 4)


def _may_export(actor: Actor) -> bool:
    return bool(actor.of(Permission.EXPORT))


@require_POST
def bulk_accept(request: Request) -> HttpResponse:
    """Accept the ticked cases and dispatch each to its resolved lead; each stands for itself."""
    done, refused = 0, []
    for picked in request.POST.getlist("pick")[:BULK]:
        try:
            _accept_and_dispatch(request, UUID(picked))
            done += 1
        except (Refusal, ValueError) as error:
            refused.append(error)
    messages.info(request, say("cases.bulk.done", count=done))
    if refused:
        messages.warning(request, say("cases.bulk.refused", count=len(refused)))
    return redirect(own_page(request, request.POST.get("back", "")) or "cases:list")


@transaction.atomic
def _accept_and_dispatch(request: Request, case_id: UUID) -> None:
    """Accept and dispatch one case, or neither: where nobody is named it stays as it was."""
    actor, at = request.actor, request.at
    case = visible_to(actor).get(case_id)
    if case.state == State.FILED:
        if case.matter == UNSORTED:
            raise Invalid("matter_unsorted", field="matter")
        case = actions.move(by=actor, at=at, case_id=case_id, move="accept", supplies={})
    actions.move(by=actor, at=at, case_id=case_id, move="dispatch", supplies={})


@require_GET
def export(request: Request) -> HttpResponse | StreamingHttpResponse:
    """Send the list as Excel or CSV: what the list shows, no contact in it."""
    actor: Actor = request.actor
    if not _may_export(actor):
        raise NotPermitted("export_not_permitted")
    form = ListForm(request.GET, matters=_matters())
    place, level = _place_of(request)
    filters = form.filters(request.at, actor=request.actor, place=place, level=level)
    sort = form.sort_key if form.sort_key != "due" or filters.open_only else "newest"
    form_asked = "csv" if request.GET.get("as") == "csv" else "xlsx"
    actions.note_export(by=actor, at=request.at, form=form_asked)
    rows = visible_to(actor).export_iter(filters, sort)
    return _download(request, _cells(rows))


def _download(request: Request, rows: Iterator[list[Any]]) -> StreamingHttpResponse:
    """Return the rows as a file marked with who took it and when."""
    at = timezone.localtime(request.at)
    kind = "csv" if request.GET.get("as") == "csv" else "xlsx"
    if kind == "csv":
        body = csv_chunks(_headings(), rows)
    else:
        mark = f"{request.user} {at:%Y-%m-%d %H:%M}"
        body = xlsx_chunks(_headings(), rows, title=say("cases.list.title"), mark=mark)
    answer = StreamingHttpResponse(body, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="linli-{at:%Y%m%d-%H%M}.{kind}"'
    return answer


def _headings() -> list[Heading]:
    return [Heading(say(f"cases.column.{name}"), width) for name, width in COLUMNS.items()]


def _cells(rows: Iterator[CaseRow]) -> Iterator[list[Any]]:
    names = mandates.matter_names()
    for row in rows:
        matter = names.get(row.matter)
        yield [
            row.number,
            say(f"cases.state.{row.state}.staff"),
            row.title,
            named(matter) if matter else row.matter,
            row.place,
            row.lead,
            say(f"cases.source.{row.source}"),
            row.filed_at,
            row.due_at,
            row.closed_at,
        ]
