"""Opening a place (开局): the checklist, the templates, trying a table and sending it in."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.domain.cases.queries.trial import running_trial
from linli.domain.cases.states import Permission as Cases
from linli.domain.people.states import Permission as People
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.foundation.exchange.queries import told
from linli.foundation.ui import formats
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.access import Target, can
from linli.kernel.errors import NotPermitted, Refusal
from linli.portal.forms import TableForm
from linli.portal.opening.logins import links_of, without_password
from linli.portal.opening.progress import Progress, progress
from linli.portal.opening.steps import STEPS, Step, step_called
from linli.portal.opening.tables import Tried, send_in, template_of

OPENS = tuple(dict.fromkeys(step.permission for step in STEPS))
HELD = 1_000_000  # bytes of a tried file that the page carries on to be sent in
HELD_FOR = 3600  # seconds
SHOWN = 200  # faults told one by one; all are counted
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def checklist(request: Request) -> HttpResponse:
    """Show the steps: what stands, what does not work yet without it, what comes next."""
    root, on = _root(request), formats.local(request.at).date()
    came = progress(root, on)
    following = next((s for s in STEPS if not came.rows[s.name]), None)
    ctx = {
        "place": territory.named([root.pk])[root.pk],
        "came": came,
        "lacking": [say(f"portal.opening.lacks.{key}") for key in came.lacking],
        "steps": [_line(request, root, s, came, following=s is following) for s in STEPS],
        "may_give_logins": _may(request, root, People.MANAGE),
        "trial": running_trial(),
        "trial_url": reverse("portal:trial") if request.actor.of(Cases.TRIAL) else "",
    }
    return render(request, "portal/opening/checklist.html", ctx)


def _line(
    request: Request, root: Place, step: Step, came: Progress, *, following: bool
) -> dict[str, Any]:
    rows = came.rows[step.name]
    return {
        "name": step.name,
        "title": say(f"sheet.{step.name}.title"),
        "about": say(f"sheet.{step.name}.about"),
        "rows": rows,
        "shape": "done" if rows else ("active" if following else "new"),
        "word": say("portal.opening.rows", count=rows) if rows else say("portal.opening.none"),
        "without": "" if rows else say(f"portal.opening.without.{step.name}"),
        "needed": step.needed,
        "following": following,
        "may": _may(request, root, step.permission),
        "who": say(f"portal.opening.who.{step.permission}"),
    }


@require_safe
def template(request: Request, name: str) -> HttpResponse:
    """Give out a step's template as an Excel file."""
    step, root = step_called(name), _root(request)
    data = template_of(step, root, formats.local(request.at).date())
    answer = HttpResponse(data, content_type=EXCEL)
    title = quote(f"{say(f'sheet.{name}.title')}.xlsx")
    answer["Content-Disposition"] = (
        f"attachment; filename=\"{name}.xlsx\"; filename*=UTF-8''{title}"
    )
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: Request, name: str) -> HttpResponse:
    """Try a filled-in table and show every fault, or send in what was tried."""
    step, root = step_called(name), _root(request)
    may = _may(request, root, step.permission)
    if request.method != "POST":
        return _page(request, step, TableForm(), may=may)
    if not may:
        raise NotPermitted("not_permitted", permission=step.permission)
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, step, form, may=may)
    try:
        data = _data(request, step, form)
        tried = send_in(
            by=request.actor,
            at=request.at,
            step=step,
            root=root,
            data=data,
            dry_run=not form.cleaned_data["held"] and "now" not in request.POST,
            keep_good=form.cleaned_data["keep_good"],
        )
    except signing.BadSignature:
        form.add_error("file", say("portal.opening.file.again"))
        return _page(request, step, form, may=may)
    except Refusal as refusal:
        form.add_error("file", sentence(refusal))
        return _page(request, step, form, may=may)
    if tried.outcome.written:
        return _done(request, step, tried)
    return _page(request, step, form, may=may, tried=tried, held=_held(request, step, data))


def _done(request: Request, step: Step, tried: Tried) -> HttpResponse:
    new, already = tried.outcome.new, tried.outcome.already
    title = say(f"sheet.{step.name}.title")
    messages.success(request, say("portal.opening.done", title=title, new=new, already=already))
    if tried.outcome.changed:
        what = _rows(tried.outcome.changed)
        messages.info(request, say("portal.opening.corrected", what=what))
    if tried.outcome.problems:
        left = len({p.row for p in tried.outcome.problems})
        messages.warning(request, say("portal.opening.left_out", count=left))
    return redirect("portal:opening_links" if step.name == "people" and new else "portal:opening")


def _page(
    request: Request,
    step: Step,
    form: TableForm,
    *,
    may: bool,
    tried: Tried | None = None,
    held: str = "",
) -> HttpResponse:
    ctx: dict[str, Any] = {
        "step": step,
        "title": say(f"sheet.{step.name}.title"),
        "about": say(f"sheet.{step.name}.about"),
        "who": say(f"portal.opening.who.{step.permission}"),
        "may": may,
        "form": form,
        "columns": [
            (c.titles[0], c.required, say(f"sheet.{step.name}.{c.name}")) for c in step.spec.columns
        ],
        "tried": tried,
        "held": held,
    }
    if tried:
        problems = tried.outcome.problems
        ctx |= {
            "new": tried.outcome.new,
            "faults": [told(p) for p in problems[:SHOWN]],
            "more_faults": max(0, len(problems) - SHOWN),
            "faulty_rows": len({p.row for p in problems}),
            "remarks": _remarks(tried),
        }
    return render(request, "portal/opening/table.html", ctx, status=422 if form.errors else 200)


def _remarks(tried: Tried) -> list[str]:
    """Return what was left aside or read though it did not show, in sentences."""
    table = tried.table
    found = (
        ("hidden", "、".join(table.hidden)),
        ("ignored", "、".join(table.ignored)),
        ("dropped", "、".join(table.dropped)),
        ("sheets", "、".join(table.other_sheets[:5])),
        ("examples", "、".join(map(str, table.examples))),
        ("skipped", "、".join(map(str, table.skipped[:20]))),
        ("changed", _rows(tried.outcome.changed)),
    )
    return [say(f"portal.opening.remark.{key}", what=what) for key, what in found if what]


def _rows(numbers: Sequence[int]) -> str:
    """Return the numbers of rows in words, the first forty of them."""
    return "、".join(map(str, numbers[:40])) + ("…" if len(numbers) > 40 else "")


def _data(request: Request, step: Step, form: TableForm) -> bytes:
    """Return the file sent, or the one tried before: the page carried it, sealed for its sender."""
    if form.cleaned_data["held"]:
        kept = signing.loads(form.cleaned_data["held"], salt=_salt(request, step), max_age=HELD_FOR)
        return base64.b64decode(kept)
    upload = form.cleaned_data["file"]
    data: bytes = upload.read(step.spec.most_bytes + 1)
    return data


def _held(request: Request, step: Step, data: bytes) -> str:
    if len(data) > HELD:
        return ""
    return signing.dumps(base64.b64encode(data).decode(), salt=_salt(request, step), compress=True)


def _salt(request: Request, step: Step) -> str:
    return f"opening.{step.name}.{request.user.pk}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: Request) -> HttpResponse:
    """Show who has never signed in; on demand their one-time links, to be handed out."""
    root = _root(request)
    if not _may(request, root, People.MANAGE):
        raise NotPermitted("not_permitted", permission=People.MANAGE.value)
    waiting = without_password(root, formats.local(request.at).date())
    made = links_of(waiting) if request.method == "POST" else {}
    rows = [(w, made.get(w.user, "")) for w in waiting]
    ctx = {"rows": rows, "made": bool(made), "site": request.build_absolute_uri("/")}
    return render(request, "portal/opening/links.html", ctx)


def _root(request: Request) -> Place:
    """Return the place that is opened: the one the asker administers; raises NotPermitted."""
    grants = [g for g in request.actor.grants if g.permission in OPENS]
    if not grants:
        raise NotPermitted("opening_needs_an_administrator")
    widest = min(grants, key=lambda g: g.level)
    return Place.objects.get(pk=min(widest.places))


def _may(request: Request, root: Place, permission: str) -> bool:
    path = frozenset(territory.atlas().path(root.pk))
    return can(request.actor, permission, Target(places=path))
