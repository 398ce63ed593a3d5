"""Reorganisations: the list, the draft, the check, enacting and revoking.

`parts` are the areas that take part; the composition root hands them in with the addresses.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.domain.territory.actions import reorganising
from linli.domain.territory.actions.reorganising.enacting import refuse_hand
from linli.domain.territory.actions.reorganising.recording import permit
from linli.domain.territory.forms.changes import ChangeForm, FileForm, HeadForm, ReasonForm, show
from linli.domain.territory.models import Reorganisation
from linli.domain.territory.queries import reorganisations as queries
from linli.domain.territory.rules.reorganising.parts import Part
from linli.domain.territory.rules.reorganising.plan import Finding
from linli.domain.territory.rules.reorganising.reading import Instrument, read_instrument
from linli.domain.territory.rules.reorganising.tabled import TABLE, changes_of
from linli.domain.territory.states import Verb
from linli.domain.territory.views.said import said_of, shown_changes
from linli.foundation.exchange.queries import read, told
from linli.foundation.exchange.writing import Heading, xlsx_chunks
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.render import note, render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.errors import Invalid, NotFound, Refusal

Parts = Sequence[Part]
SHAPES = {
    "drafted": "new",
    "checked": "check",
    "enacted": "done",
    "revoked": "refused",
    "dropped": "closed",
}


@require_GET
def index(request: Request, parts: Parts) -> HttpResponse:
    """List all instruments, the latest effective date first."""
    permit(request.actor)
    rows = [(row, SHAPES[row.state]) for row in queries.reorganisations()[:200]]
    return render(request, "territory/changes/index.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, parts: Parts, key: int = 0) -> HttpResponse:
    """Ask for the head of an instrument, or say it anew."""
    permit(request.actor)
    row = queries.reorganisation(key) if key else None
    initial = {n: getattr(row, n) for n in HeadForm.base_fields} if row else None
    form = HeadForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            made = _keep(request, form.cleaned_data, row)
        except Refusal as refusal:
            show(form, refusal)
        else:
            return redirect("changes:one", made.pk)
    ctx = {"form": form, "row": row}
    return render(request, "territory/changes/head.html", ctx, status=422 if form.is_bound else 200)


def _keep(request: Request, said: dict[str, Any], row: Reorganisation | None) -> Reorganisation:
    by, at = request.actor, request.at
    if row is not None:
        return reorganising.change_head(by=by, at=at, key=row.pk, said=said)
    return reorganising.draft(by=by, at=at, instrument=Instrument(orders=(), **said))


@require_GET
def one(request: Request, key: int, parts: Parts) -> HttpResponse:
    """Show an instrument: what it says, how far it is, what it moved, what may be done."""
    return _one(request, key, parts)


def _one(
    request: Request,
    key: int,
    parts: Parts,
    *,
    file: FileForm | None = None,
    reason: ReasonForm | None = None,
    problems: Sequence[str] = (),
) -> HttpResponse:
    permit(request.actor)
    row = queries.reorganisation(key)
    is_open = row.state in ("drafted", "checked")
    moved = queries.moved_rows(row.pk) if not is_open else {}
    ctx = {
        "row": row,
        "shape": SHAPES[row.state],
        "is_open": is_open,
        "changes": shown_changes(row),
        "verbs": [(v, f"territory.verb.{v}") for v in Verb],
        "forms": [form for part in parts for form in part.forms(row.pk)],
        "moved": [(f"territory.moved.{kind}", number) for kind, number in moved.items()],
        "file": file or FileForm(),
        "reason": reason or ReasonForm(),
        "problems": problems,
        "past": row.effective < timezone.localdate(request.at),
        "not_mine": _not_mine(request, row, parts),
    }
    faulty = any(f is not None and f.errors for f in (file, reason)) or problems
    return render(request, "territory/changes/one.html", ctx, status=422 if faulty else 200)


def _not_mine(request: Request, row: Reorganisation, parts: Parts) -> str:
    """Return why the reader may not enact a checked instrument; nothing where they may."""
    if row.state != "checked":
        return ""
    try:
        refuse_hand(row, request.actor, request.at, parts)
    except Refusal as refusal:
        return sentence(refusal)
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, key: int, verb: str, parts: Parts) -> HttpResponse:
    """Ask for one change of a verb, and add it."""
    permit(request.actor)
    row = queries.reorganisation(key)
    if verb not in tuple(Verb):
        raise NotFound("unknown_change")
    form = ChangeForm(request.POST or None, verb=Verb(verb))
    if form.is_valid():
        by, at = request.actor, request.at
        try:
            said = said_of(Verb(verb), form.cleaned_data, row.effective)
            reorganising.add_change(by=by, at=at, key=key, said=said)
        except Refusal as refusal:
            show(form, refusal)
        else:
            return redirect("changes:one", key)
    ctx = {"form": form, "row": row, "verb_key": f"territory.verb.{verb}"}
    status = 422 if form.is_bound else 200
    return render(request, "territory/changes/change.html", ctx, status=status)


@require_POST
def remove(request: Request, key: int, number: int, parts: Parts) -> HttpResponse:
    """Take one change out of a draft."""
    by, at = request.actor, request.at
    reorganising.remove_change(by=by, at=at, key=key, number=number)
    return redirect("changes:one", key)


@require_POST
def upload(request: Request, key: int, parts: Parts) -> HttpResponse:
    """Take all changes from a file in the place of the draft's; a faulty one changes nothing."""
    permit(request.actor)
    row = queries.reorganisation(key)
    form = FileForm(request.POST, request.FILES)
    problems: list[str] = []
    if form.is_valid():
        by, at = request.actor, request.at
        try:
            changes, problems = _changes(form.cleaned_data["file"])
            if not problems:
                data = queries.as_form(row) | {"changes": changes}
                instrument = read_instrument(data)
                reorganising.redraft(by=by, at=at, key=key, instrument=instrument)
                note(request, say("territory.reorganising.taken", count=len(instrument.orders)))
                return redirect("changes:check", key)
        except Refusal as refusal:
            show(form, refusal)
    return _one(request, key, parts, file=form, problems=problems)


def _changes(file: Any) -> tuple[list[Any], list[str]]:
    """Return the changes of a file and its faults, each with row and column."""
    data = file.read()
    if not str(file.name).lower().endswith(".json"):
        table = read(data, TABLE)
        return changes_of(r.values for r in table.rows), [told(p) for p in table.problems]
    try:
        found = json.loads(data.decode())
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise Invalid("reorganisation_form", field="file", name=str(file.name)[:60]) from None
    changes = found.get("changes") if isinstance(found, dict) else found
    return (changes if isinstance(changes, list) else []), []


@require_GET
def template(request: Request, parts: Parts) -> HttpResponse:
    """Give the table out, with a line as an example."""
    headings = [Heading(c.titles[0]) for c in TABLE.columns]
    rows = [[TABLE.example.get(c.name, "") for c in TABLE.columns]]
    answer = HttpResponse(
        b"".join(xlsx_chunks(headings, rows, title=say("territory.reorganising.title"))),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = 'attachment; filename="changes.xlsx"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, key: int, parts: Parts) -> HttpResponse:
    """Show what would move; POST answers what is open and marks a clear draft as checked."""
    by, at = request.actor, request.at
    permit(by)
    row = queries.reorganisation(key)
    if row.state not in ("drafted", "checked"):
        return redirect("changes:one", key)
    if request.method == "POST":
        answers = {
            name.removeprefix("answer:"): value
            for name, value in request.POST.items()
            if name.startswith("answer:") and isinstance(value, str)
        }
        if answers:
            reorganising.answer(by=by, at=at, key=key, answers=answers)
        found = reorganising.check(by=by, at=at, key=key, parts=parts)
        if found.is_clear:
            return redirect("changes:one", key)
        row.refresh_from_db()
    else:
        found = queries.examined(row, parts)
    ctx = {
        "row": row,
        "check": found,
        "contradictions": _said(found.of("contradiction")),
        "open": _said(found.of("ambiguous")),
        "notices": _said(found.of("notice")),
        "splits": Verb.SPLIT in found.plan.verbs.values(),
        "past": row.effective < timezone.localdate(at),
    }
    return render(request, "territory/changes/check.html", ctx)


def _said(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings with their sentences."""
    return [
        {
            "text": say(f.text_key, **f.params),
            "change": f.change,
            "key": f.key,
            "choices": f.choices,
        }
        for f in findings
    ]


@require_POST
def enact(request: Request, key: int, parts: Parts) -> HttpResponse:
    """Enact a checked instrument; open work follows in the background."""
    by, at = request.actor, request.at
    reorganising.enact(by=by, at=at, key=key, parts=parts)
    note(request, say("territory.reorganising.enacted"))
    return redirect("changes:one", key)


@require_POST
def revoke(request: Request, key: int, parts: Parts) -> HttpResponse:
    """Revoke an enacted instrument, with a reason."""
    by, at = request.actor, request.at
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            reorganising.revoke(by=by, at=at, key=key, reason=reason, parts=parts)
        except Refusal as refusal:
            show(form, refusal)
        else:
            note(request, say("territory.reorganising.revoked"))
            return redirect("changes:one", key)
    return _one(request, key, parts, reason=form)


@require_POST
def drop(request: Request, key: int, parts: Parts) -> HttpResponse:
    """Give a draft up."""
    by, at = request.actor, request.at
    reorganising.drop(by=by, at=at, key=key)
    return redirect("changes:index")
