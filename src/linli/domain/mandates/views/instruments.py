"""Moving powers: a list opened, an instrument drafted from a file, tried, enacted, revoked."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from linli.domain.bodies import queries as bodies
from linli.domain.mandates import actions
from linli.domain.mandates.actions import Paper
from linli.domain.mandates.forms import ListForm, PaperForm
from linli.domain.mandates.models import PowerInstrument, PowerList
from linli.domain.mandates.queries import powers as queries
from linli.domain.mandates.queries.powers import Checked
from linli.domain.mandates.rules.powers import POWERS, Change, Fault, said_of
from linli.domain.mandates.states import (
    InstrumentKind,
    InstrumentMove,
    InstrumentState,
    ListKind,
    Permission,
)
from linli.domain.mandates.views.asked import frame_of, pick_url
from linli.domain.mandates.views.lists import XLSX, manages, state_key
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.foundation.exchange import queries as exchange
from linli.foundation.exchange.templates import template
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.render import note, render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.errors import Invalid, NotFound, NotPermitted, Refusal

SHOWN = 200  # faults and changes on one page; all of them are counted
OPEN = (InstrumentState.DRAFTED, InstrumentState.CHECKED)
CHANGES = ("item", "what", "before", "after")


@require_http_methods(["GET", "HEAD", "POST"])
def open_list(request: Request) -> HttpResponse:
    """Open a list of a kind for a place, or go to the one that stands."""
    on = timezone.localdate(request.at)
    place = request.GET.get("place", "")
    good = place.isascii() and place.isdecimal() and int(place) in territory.atlas(on)
    where = int(place) if good else territory.top(on)
    if where is None or not manages(request, where, on):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.open_list(
            by=request.actor,
            at=request.at,
            place=Place.objects.get(pk=where),
            kind=ListKind(form.cleaned_data["kind"]),
            name=form.cleaned_data["name"],
            name_en=form.cleaned_data["name_en"],
        )
        return redirect("mandates:list", made.pk)
    ctx = {
        "form": form,
        "place": territory.named([where], on).get(where),
        "pick": pick_url(reverse("mandates:list_open"), request),
    }
    return render(request, "mandates/powers/open.html", ctx, status=422 if form.errors else 200)


def _list(request: Request, pk: int) -> PowerList:
    listed = queries.power_list(pk)
    if not manages(request, listed.place_id, timezone.localdate(request.at)):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    return listed


@require_safe
def powers_template(request: Request) -> HttpResponse:
    """Give the empty table of an instrument as an Excel file."""
    answer = HttpResponse(template(POWERS), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="powers.xlsx"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: Request, pk: int) -> HttpResponse:
    """Draft an instrument from a file; what the cells hold wrong is told by row and column."""
    listed, problems = _list(request, pk), list[str]()
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made, problems = _drafted(request, listed, form)
        if made is not None:
            return redirect("mandates:instrument", made.pk)
    ctx = {
        "list": listed,
        "form": form,
        "count": len(problems),
        "problems": problems[:SHOWN],
    }
    status = 422 if form.errors or problems else 200
    return render(request, "mandates/powers/draft.html", ctx, status=status)


def _drafted(
    request: Request, listed: PowerList, form: PaperForm
) -> tuple[PowerInstrument | None, list[str]]:
    said = form.cleaned_data
    kind = InstrumentKind(said["kind"])
    try:
        table = exchange.read(said["file"].file, POWERS)
        if table.problems:
            return None, [exchange.told(p) for p in table.problems]
        made, already = actions.draft_instrument(
            by=request.actor,
            at=request.at,
            power_list=listed,
            paper=Paper(
                title=said["title"],
                number=said["number"],
                decided_by=said["decided_by"],
                effective_on=said["effective_on"],
                kind=kind,
                source=said["source"],
            ),
            lines=said_of(table.rows, kind),
        )
    except (Invalid, Refusal) as refusal:
        field = refusal.field if refusal.field in form.fields else "file"
        form.add_error(field, sentence(refusal))
        return None, []
    note(request, say("mandates.powers.drafted_already" if already else "mandates.powers.drafted"))
    return made, []


@login_not_required
@require_safe
def instrument(request: Request, pk: int) -> HttpResponse:
    """Show an instrument: what it would do and what is wrong, or what it did."""
    held = queries.instrument(pk)
    on = timezone.localdate(request.at)
    mine, is_open = manages(request, held.power_list.place_id, on), held.state in OPEN
    if not mine and held.state not in (InstrumentState.ENACTED, InstrumentState.REVOKED):
        raise NotFound("unknown_instrument", number=str(pk))
    found = queries.checked(held) if is_open else None
    lines = [] if found else queries.lines_of(held)
    ctx: dict[str, Any] = {
        "frame": frame_of(request),
        "it": held,
        "list": held.power_list,
        "title": either(held.title, held.title_en),
        "kind_key": f"mandates.paper.{held.kind}",
        "state_key": state_key(held.state),
        "manages": mine,
        "is_open": is_open,
        "is_checked": held.state == InstrumentState.CHECKED,
        "is_enacted": held.state == InstrumentState.ENACTED,
        "lines": [(s, f"mandates.act.{s.act}") for s in lines[:SHOWN]],
        "line_count": len(lines),
        "more": len(lines) > SHOWN,
        "found": None,
        "columns": [say(f"mandates.powers.col.{c}") for c in CHANGES],
        **_past(request, held, found),
    }
    if found:
        ctx |= _outcome(found)
    return render(request, "mandates/powers/instrument.html", ctx)


def _past(request: Request, held: PowerInstrument, found: Checked | None) -> dict[str, Any]:
    """Return how long ago the day was, and how many cases were worked on since."""
    today = timezone.localdate(request.at)
    ago = max(0, (today - held.effective_on).days) if found else 0
    return {"ago": ago, "meanwhile": queries.meanwhile(found, today) if found and ago else 0}


def _outcome(found: Checked) -> dict[str, Any]:
    faults = found.faults
    changes = [c for c in found.plan.changes if c.act != "same"]
    ids = {
        b
        for c in changes[:SHOWN]
        for x in (c.new, c.old and c.old.content)
        if x
        for b in (x.lead, x.in_name_of)
        if b
    }
    names = bodies.named(ids) if ids else {}
    counts = [
        (say(f"mandates.powers.count.{act}"), found.plan.count(act))
        for act in ("new", "change", "end", "assess", "same")
    ]
    return {
        "found": found,
        "faults": [fault_words(f) for f in faults[:SHOWN]],
        "fault_count": len(faults),
        "counts": [(word, n) for word, n in counts if n],
        "begins": len(found.moved.begin),
        "ends": len(found.moved.end),
        "changes": [_change_row(c, names) for c in changes[:SHOWN]],
        "change_count": len(changes),
        "more": len(changes) > SHOWN,
        "moves": found.plan.moves,
    }


def fault_words(fault: Fault) -> str:
    """Return a fault as a sentence with its row and column."""
    column = next((c for c in POWERS.columns if c.name == fault.column), POWERS.columns[0])
    params = {"title": "", "day": "", **fault.params}
    text = say(f"mandates.powers.fault.{fault.code}", **params)
    title = either(column.titles[0], column.titles[1])
    return say("exchange.problem.cell", row=fault.row, column=title, text=text)


def _change_row(change: Change, names: dict[int, bodies.BodyName]) -> dict[str, str]:
    old, new = change.old.content if change.old else None, change.new
    said = new or old
    return {
        "code": change.said.code,
        "name": either(said.name, said.name_en) if said else "",
        "what": say(f"mandates.powers.count.{change.act}"),
        "before": _held(old, names),
        "after": _held(new, names) if change.act != "end" else "",
    }


def _held(content: Any, names: dict[int, bodies.BodyName]) -> str:
    if content is None:
        return ""
    lead = names.get(content.lead or 0)
    told = named(lead) if lead else say("mandates.powers.nobody")
    if content.in_name_of in names:
        told += "，" + say("mandates.of.in_name_of", name=named(names[content.in_name_of]))
    return told


@require_http_methods(["POST"])
def move(request: Request, pk: int) -> HttpResponse:
    """Check, enact, revoke or drop an instrument, and say what came of it."""
    held = queries.instrument(pk)
    _list(request, held.power_list_id)
    asked = request.POST.get("do", "")
    if asked not in list(InstrumentMove):
        raise Invalid("unknown_move", move=asked[:20])
    try:
        note(request, _moved(request, held, InstrumentMove(asked)))
    except Refusal as refusal:
        if refusal.code not in {"instrument_faulty", "instrument_changes_nothing"}:
            raise
        note(request, sentence(refusal))
    if asked == InstrumentMove.DROP:
        return redirect("mandates:list", held.power_list_id)
    return redirect("mandates:instrument", pk)


def _moved(request: Request, held: PowerInstrument, asked: InstrumentMove) -> str:
    given: dict[str, Any] = {"by": request.actor, "at": request.at, "instrument": held}
    if asked is InstrumentMove.CHECK:
        faults = actions.check_instrument(**given).faults
        return say("mandates.powers.checked", count=len(faults))
    if asked is InstrumentMove.DROP:
        actions.drop_instrument(**given)
        return say("mandates.powers.dropped")
    verb = actions.enact_instrument if asked is InstrumentMove.ENACT else actions.revoke_instrument
    told = verb(**given)
    return say(
        "mandates.powers.enacted" if asked is InstrumentMove.ENACT else "mandates.powers.revoked",
        new=told.new,
        changed=told.changed,
        ended=told.ended,
        begun=told.mandates_begun,
        stopped=told.mandates_ended,
    )
