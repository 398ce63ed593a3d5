"""One case at a desk: what it is, who must act and why, what happened, what may be done now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.domain.bodies import queries as bodies
from linli.domain.cases import actions
from linli.domain.cases.forms.moves import MoveForm
from linli.domain.cases.queries import (
    AllowedMove,
    CaseDetail,
    ClockView,
    TimelineItem,
    day,
    detail,
)
from linli.domain.cases.queries.shapes import CaseRow
from linli.domain.cases.queries.sharing import of_case
from linli.domain.cases.rules.looks import takes_requests
from linli.domain.cases.rules.re_homing import MOVE as RE_HOME
from linli.domain.cases.states import PUBLISHABLE, SHAPES, MoveName, Permission
from linli.domain.cases.views.choosing import matter_choice
from linli.domain.cases.views.order_panel import panel_of
from linli.domain.cases.views.re_homed import re_homed
from linli.domain.cases.views.ringing import duty_read, duty_shown
from linli.domain.mandates import queries as mandates
from linli.domain.people import queries as people
from linli.domain.territory import queries as territory
from linli.foundation.attachments import actions as attachments
from linli.foundation.attachments import queries as files
from linli.foundation.ui import formats
from linli.foundation.ui.components.lists import TimelineItem as Step
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import note, render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.clock_steps import Step as ClockStep
from linli.kernel.errors import Invalid, MoveNotAllowed

# How a move's button looks; all others are secondary.
TONES = {
    "accept": "primary",
    "dispatch": "primary",
    "sign_for": "primary",
    "handle": "primary",
    "verify_pass": "primary",
    "adjudicate": "primary",
    "call_back": "primary",
    "told": "primary",
    "mark_objection": "primary",
    "uphold": "primary",
    "grant": "primary",
    "refuse": "danger",
    "send_back": "danger",
    "verify_fail": "danger",
}
KEYS = {
    "accept": "a",
    "dispatch": "d",
    "sign_for": "s",
    "handle": "h",
    "verify_pass": "p",
    "told": "t",
}
# Why somebody may look at a contact.
REASONS = ("call_back", "ask", "visit", "verify", "tell")
UNSAID = frozenset({"location", "title", "order_title", "order_address"})
# Moves with a place of their own on the page.
APART = frozenset({"escalate", "join"})
# Moves that need nothing typed act at once.
AT_ONCE = frozenset({"accept", "sign_for", "verify_pass", "resume", "mark_objection", "grant"})


@require_safe
def case_page(request: Request, case_id: UUID) -> HttpResponse:
    """Show a case, whole or beside its list."""
    found = detail(case_id, actor=request.actor, at=request.at)
    return render(request, "cases/detail.html", _context(request, found), part="panel")


def _context(request: Request, found: CaseDetail) -> dict[str, Any]:
    row = found.row
    matter = mandates.matter_names().get(row.matter)
    running = [c for c in found.clocks if c.stopped_at is None]
    shown = files.of("case", [row.id]).get(row.id, [])
    duty = duty_read(request, row)
    acted = {t.actor_id for t in found.timeline if t.actor_id}
    holders = people.named(acted | (duty.persons if duty else set()))  # one query for all names
    return {
        "case": found,
        "row": row,
        "shape": SHAPES[row.state],
        "matter": matter,
        "clocks": [(c, _explained(c)) for c in sorted(running, key=lambda c: c.due_at)],
        "hand": either(row.hand, row.hand_en),
        "lead": either(row.lead, row.lead_en),
        "desk": either(found.desk, found.desk_en),
        "story": _story(found, holders, _acts(found, acted)),
        "moves": [_button(row, m) for m in found.moves if m.name not in APART],
        **panel_of(found, shown, actor=request.actor),
        "matter_choice": matter_choice(found),
        "escalate": next((m for m in found.moves if m.name == "escalate"), None),
        "mandate": _mandate(found),
        "files": shown,
        "duty": duty_shown(duty, holders),
        "group_text": of_case(row, matter),
        "mine": day.is_mine(request.actor, row),
        "second": _second(found),
        "token": uuid4().hex,
        "seen": row.seq,
        "above": found.path[:-1],
        "leaf": found.path[-1] if found.path else "",
        "may_rights": row.procedure != "own_data"
        and not row.erased
        and takes_requests(request.actor, row.desk_id),
        "may_publish": bool(request.actor.of(Permission.PUBLISH))
        and row.state in PUBLISHABLE
        and not row.confidential,
        "reasons": [(r, say(f"cases.reason.{r}")) for r in REASONS],
    }


def _label(row: CaseRow, name: str) -> str:
    """Return a move's name; telling is named by how it is done."""
    by = f".{row.tell_by}" if name == "told" and row.tell_by else ""
    return say(f"cases.move.{name}{by}")


def _button(row: CaseRow, allowed: AllowedMove) -> dict[str, str]:
    return {
        "name": allowed.name,
        "label": _label(row, allowed.name),
        "tone": TONES.get(allowed.name, "secondary"),
        "key": KEYS.get(allowed.name, ""),
        "method": "post" if allowed.name in AT_ONCE or _is_resolved(allowed) else "",
    }


def _is_resolved(allowed: AllowedMove) -> bool:
    """Tell whether a dispatch can go at once: the mandates name the lead."""
    return allowed.name == "dispatch" and allowed.defaults.get("lead") is not None


def _mandate(found: CaseDetail) -> dict[str, Any] | None:
    """Return who is responsible, by which item, in whose name; None where nobody is."""
    resolution = found.resolution
    if resolution is None:
        return None
    rows = mandates.explain(resolution)
    held = [rows[h.mandate] for h in resolution.helpers if h.mandate in rows]
    helpers = [{"body": h.body, "duty": either(h.duty, h.duty_en)} for h in held]
    lead = rows[resolution.mandate]
    return {
        "lead": lead,
        "helpers": helpers,
        "basis": either(lead.basis, lead.basis_en),
        "in_name_of": named(lead.in_name_of),
    }


def _second(found: CaseDetail) -> dict[str, Any] | None:
    """Return who is the second hand where the body is too small, and by which rule."""
    if found.second is None:
        return None
    return {
        "body": either(found.second.body, found.second.body_en),
        "few": found.second.few,
        "basis": either(found.second.basis, found.second.basis_en),
    }


def _explained(clock: ClockView) -> list[ClockStep]:
    """Return the steps of a clock as the deadline component words them."""
    return [ClockStep(code, dict(params)) for code, params in clock.steps]


def _acts(found: CaseDetail, acted: Collection[int]) -> list[bodies.Acted]:
    return bodies.acted_for(acted, {t.body_id for t in found.timeline if t.body_id})


def _story(
    found: CaseDetail, holders: Mapping[int, Any], acts: Sequence[bodies.Acted]
) -> list[Step]:
    """Return what happened, newest first: the office, who it was, what was said, by which rule.

    Who acted for a post of the office that day is signed as such.
    """
    return [
        Step(
            at=t.at,
            what=say(f"cases.move.{t.move}"),
            who=" · ".join(p for p in (_office(t), _name(holders, t, acts)) if p),
            said=_said(t),
            note=say(t.why),
            tone="danger" if t.on_time is False else "",
        )
        for t in reversed(found.timeline)
    ]


def _office(item: TimelineItem) -> str:
    return either(item.body, item.body_en)


def _name(holders: Mapping[int, Any], item: TimelineItem, acts: Sequence[bodies.Acted]) -> str:
    holder = holders.get(item.actor_id or 0)
    if holder is None:
        return ""
    day = formats.local(item.at).date()
    for row in acts:
        if (row.person, row.body) == (item.actor_id, item.body_id) and row.holds(day):
            return say(f"bodies.acts.{row.acts}.as", title=named(holder))
    return named(holder)


def _said(item: TimelineItem) -> str:
    if item.move == MoveName.RECOUNT:
        return _recounted(item)
    if item.move == RE_HOME:
        return re_homed(item.data)
    unsaid = UNSAID | {"words"} if item.from_state is None else UNSAID
    return " ".join(text for name, text in item.texts.items() if name not in unsaid)


def _recounted(item: TimelineItem) -> str:
    """Return which limits a published calendar moved, and what it did to what was due next."""
    what = say("cases.recount.and").join(say(f"cases.clock.{k}") for k in item.data["clocks"])
    was = formats.moment(datetime.fromisoformat(item.data["was"]), item.at)
    if "due" not in item.data:
        return say("cases.recount.same", what=what, due=was)
    due = formats.moment(datetime.fromisoformat(item.data["due"]), item.at)
    return say("cases.recount.changed", what=what, was=was, due=due)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, case_id: UUID, name: str) -> HttpResponse:
    """Ask for what a move needs, or make it."""
    actor, at = request.actor, request.at
    found = detail(case_id, actor=actor, at=at)
    allowed = next((m for m in found.moves if m.name == name), None)
    if allowed is None:
        raise MoveNotAllowed(
            "move_not_allowed_now",
            allowed=tuple(m.name for m in found.moves),
            move=say(f"cases.move.{name}") if name.isidentifier() else name,
            state=say(f"cases.state.{found.row.state}.staff"),
        )
    form = _form(request, found, allowed)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _made(request, found, allowed, form):
            return redirect("cases:case", case_id=case_id)
        status = 422
    context = {**_context(request, found), "form": form, "allowed": allowed}
    context["move_label"] = _label(found.row, name)
    return render(request, "cases/move.html", context, part="panel", status=status)


def _form(request: Request, found: CaseDetail, allowed: AllowedMove) -> MoveForm:
    options = _options(found, allowed)
    if request.method == "POST":
        data = request.POST.copy()
        for name, value in allowed.defaults.items():
            data.setdefault(name, "" if value is None else str(value))
        return MoveForm(data, request.FILES, allowed=allowed, options=options)
    return MoveForm(allowed=allowed, options=options)


def _options(found: CaseDetail, allowed: AllowedMove) -> dict[str, list[tuple[Any, str]]]:
    options: dict[str, list[tuple[Any, str]]] = {}
    fields = (*allowed.supplies, *allowed.takes)
    if "lead" in fields:
        options["lead"] = _leads(found, allowed.defaults.get("lead"))
    if "matter" in fields:
        same = [("", say("cases.page.matter_same"))]
        names = mandates.matter_names().items()
        options["matter"] = same + [(c, f"{c} {named(m)}") for c, m in names if c.count("/") < 2]
    return options


def _leads(found: CaseDetail, resolved: int | None) -> list[tuple[Any, str]]:
    """Return the bodies that could lead here: the resolved one first, then those on the path."""
    day = timezone.localdate(found.row.filed_at)
    path = territory.path_ids(found.row.place_id)
    seated = {b.id: named(b) for b in bodies.bodies_on(path, day)}
    first = [(resolved, seated.pop(resolved))] if resolved in seated else []
    return [("", "–"), *first, *sorted(seated.items(), key=lambda b: b[1])]


def _made(request: Request, found: CaseDetail, allowed: AllowedMove, form: MoveForm) -> bool:
    """Make the move; a refusal is told at its field and the form is shown again."""
    actor, at = request.actor, request.at
    supplies = form.supplies()
    with told_in(form):
        kept = [
            attachments.add(
                by=actor,
                at=at,
                subject_kind="case",
                subject_id=found.row.id,
                file=f,
                part="done",
            )
            for f in form.cleaned_data.get("evidence") or []
        ]
        if kept:
            supplies["evidence"] = tuple(str(k.id) for k in kept)
        actions.move(
            by=actor,
            at=at,
            case_id=found.row.id,
            move=allowed.name,
            supplies=supplies,
            seen_seq=_seen(request),
            key=request.POST.get("key") or None,
        )
    if form.errors:
        return False
    note(request, say(f"cases.move.{allowed.name}"))
    return True


def _seen(request: Request) -> int | None:
    given = request.POST.get("seen", "")
    return int(given) if given.isdigit() else None


@require_POST
def contact(request: Request, case_id: UUID) -> HttpResponse:
    """Show how to reach the reporter, after writing down who looks and why."""
    reason = request.POST.get("reason", "")
    if reason not in REASONS:
        raise Invalid("look_reason_missing", field="reason")
    shown = actions.contact_of(
        by=request.actor,
        at=request.at,
        case_id=case_id,
        reason=reason,
    )
    found = detail(case_id, actor=request.actor, at=request.at)
    context = {**_context(request, found), "contact": shown}
    return render(request, "cases/detail.html", context, part="panel")
