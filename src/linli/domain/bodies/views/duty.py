"""Pages of duty: who is on duty and when, one shift with its book, swaps, handing over."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from linli.domain.bodies import actions, queries
from linli.domain.bodies.forms import LineForm, SwapForm
from linli.domain.bodies.models import DutyShift
from linli.domain.bodies.queries import OnDuty
from linli.domain.bodies.queries.duty import Book, people_in
from linli.domain.bodies.rules import month
from linli.domain.bodies.states import BookLine, SwapMove
from linli.domain.people import queries as people
from linli.foundation.calendars import queries as calendars
from linli.foundation.notices import queries as notices
from linli.foundation.notices.channels import words
from linli.foundation.ui import formats
from linli.foundation.ui.as_of import asked_day, dated, day_of
from linli.foundation.ui.components.lists import TimelineItem
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.errors import Invalid, NotFound, NotPermitted


@require_safe
def index(request: Request) -> HttpResponse:
    """Show a body's rota by month: who is on duty now, then day by day.

    At another day it is who was on duty then, at this time of the day.
    """
    today = timezone.localdate(request.at)
    mine = queries.rotas_of(request.actor, today)
    body_id = asked_body(request, mine)
    on = day_of(request)
    at = request.at if on == today else request.at + (on - today)
    first = month.month_of(request.GET.get("month", ""), on)
    days = month.days_of(first)
    shifts = queries.rota(body_id, days[0], days[-1]) if body_id else []
    now = queries.on_duty(body_id, at) if body_id else None
    climbed = (*now.climbed, now.body) if now else ()
    names = queries.named({*mine, *([body_id] if body_id else []), *climbed})
    ctx = {
        "body": names.get(body_id or 0),
        "now": now and duty_shown(now, names),
        "days": _days(days, shifts, on),
        "then": asked_day(request),
        "has_shifts": bool(shifts),
        "month_name": say("bodies.duty.month", year=first.year, month=first.month),
        "earlier": dated(_address(body_id, month.shifted(first, -1)), request),
        "later": dated(_address(body_id, month.shifted(first, 1)), request),
        "others": [
            {
                "label": named(names[b]),
                "url": dated(_address(b, first), request),
                "current": b == body_id,
            }
            for b in mine[:8]
            if b in names
        ],
        "may_plan": body_id is not None
        and on == today
        and queries.may_make_rota(request.actor, body_id, today),
        "query": urlencode({"body": body_id}) if body_id else "",
        "waiting": [
            {"id": n.pk, "text": words(n), "at": n.at}
            for n in notices.waiting_for(request.actor.person)
        ],
        "swaps": _swaps(request),
    }
    return render(request, "bodies/duty/month.html", ctx)


def _may_plan(request: Request, body_id: int | None, today: date) -> bool:
    return body_id is not None and queries.may_make_rota(request.actor, body_id, today)


def asked_body(request: Request, mine: list[int]) -> int | None:
    """Return the body that `?body=` names, else the first rota of one's own, else one's body."""
    text = request.GET.get("body", "") or request.POST.get("body", "")
    if not text:
        return next(iter(mine), min(request.actor.bodies, default=None))
    good = text.isascii() and text.isdecimal() and len(text) < 19
    if not good or int(text) not in queries.directory().bodies:
        raise NotFound("unknown_body", body=text[:20])
    return int(text)


def _address(body_id: int | None, first: date) -> str:
    return "?" + urlencode({"body": body_id or "", "month": f"{first:%Y-%m}"})


def duty_shown(now: OnDuty, names: dict[int, Any]) -> dict[str, Any]:
    """Return who is on duty as pages show it: people, phone, whose rota, who had none."""
    return {
        "duty": now,
        "officers": "、".join(named(o) for o in now.officers) or named(now.leader),
        "leader": named(now.leader),
        "phone": now.phone or (names[now.body].phone if now.body in names else ""),
        "body": named(names.get(now.body)),
        "instead_of": named(names.get(now.asked)) if now.climbed else "",
        "until": now.ends_at,
    }


def _days(days: list[date], shifts: list[DutyShift], today: date) -> list[dict[str, Any]]:
    calendar = calendars.calendar()
    by_day: dict[date, list[dict[str, Any]]] = {d: [] for d in days}
    for shift in shifts:
        by_day[shift.day].append(shift_shown(shift))
    return [
        {
            "day": d,
            "number": d.day,
            "weekday": say(f"ui.weekday.{d.isoweekday()}"),
            "column": d.isoweekday(),
            "is_today": d == today,
            "is_past": d < today,
            "is_off": not calendar.is_workday(d),
            "holiday": either(name.zh, name.en) if (name := calendar.name(d)) else "",
            "shifts": by_day[d],
        }
        for d in days
    ]


def shift_shown(shift: DutyShift) -> dict[str, Any]:
    """Return a shift as rows show it."""
    hours = f"{formats.clock(shift.starts_at)}–{formats.clock(shift.ends_at)}"
    return {
        "id": shift.pk,
        "day": shift.day,
        "weekday": say(f"ui.weekday.{shift.day.isoweekday()}"),
        "name": shift.name,
        "hours": hours,
        "leader": named(shift.leader),
        "officers": "、".join(named(o.person) for o in shift.officers.all()),
        "phone": shift.phone,
        "signed": shift.signed_at is not None,
    }


def _swaps(request: Request) -> list[dict[str, Any]]:
    return [
        {
            "id": s.row.pk,
            "giver": named(s.row.giver),
            "taker": named(s.row.taker),
            "body": named(s.shift.body),
            "shift": s.shift.pk,
            "day": s.shift.day,
            "mine_to_answer": s.is_mine_to_answer,
            "mine": s.is_mine,
        }
        for s in queries.swaps_for(request.actor.person)
    ]


@require_safe
def shift(request: Request, shift_id: UUID) -> HttpResponse:
    """Show one shift: its people, what the one before handed over, its book, swaps."""
    return _page(request, shift_id)


def _page(
    request: Request,
    shift_id: UUID,
    *,
    line: LineForm | None = None,
    swap: SwapForm | None = None,
    status: int = 200,
) -> HttpResponse:
    on, me = timezone.localdate(request.at), request.actor.person
    found, before = queries.shift_and_before(shift_id)
    mine = me in people_in(found)
    may_read = queries.may_read_book(request.actor, found, on)
    begun = found.starts_at <= request.at
    books = queries.books_of([found, *([before] if before else [])]) if may_read and begun else {}
    names = queries.named([found.body_id])
    ctx = {
        "body": names[found.body_id],
        "shift": shift_shown(found),
        "row": found,
        "mine": mine,
        "begun": begun,
        "may_read": may_read,
        "book": _book(books.get(found.pk, [])),
        "before": before and shift_shown(before),
        "handed": _handed(books.get(before.pk, [])) if before else [],
        "may_sign": before is not None and before.signed_at is None and mine and begun,
        "signed_by": named(found.signed_by) if found.signed_by_id else "",
        "may_write": may_read and begun and found.signed_at is None,
        "line": line or LineForm(),
        "swap": swap or (_swap_form(found) if mine and not begun else None),
        "swaps": _swaps_of(request, found),
        "token": uuid4().hex,
        "back": f"{reverse('duty:index')}{_address(found.body_id, found.day)}",
        "may_edit": not begun and queries.may_make_rota(request.actor, found.body_id, on),
    }
    return render(request, "bodies/duty/shift.html", ctx, status=status)


def _swap_form(found: DutyShift, *given: Any) -> SwapForm:
    choices = [(c.id, named(c)) for c in queries.colleagues(found)]
    return SwapForm(*given, colleagues=choices)


def _swaps_of(request: Request, found: DutyShift) -> list[dict[str, Any]]:
    return [s for s in _swaps(request) if s["shift"] == found.pk]


def _book(rows: Book) -> list[TimelineItem]:
    data = [row.data for row, _ in rows]
    ids = {row.actor_id for row, _ in rows} | {
        d.get(key) for d in data for key in ("person", "leader", "giver", "taker")
    }
    holders = people.named({i for i in ids if i}) if rows else {}
    return [
        TimelineItem(
            at=row.at,
            what=_what(row, holders),
            who=named(holders[row.actor_id]) if row.actor_id in holders else "",
            said=texts.get("words", ""),
        )
        for row, texts in reversed(rows)
    ]


def _what(row: Any, holders: dict[int, Any]) -> str:
    if row.move == "note":
        return say(f"bodies.duty.line.{row.data['line']}")
    said = {k: named(holders.get(row.data.get(k, 0))) or "–" for k in ("person", "leader", "taker")}
    return say(f"bodies.duty.move.{row.move}", **said)


def _handed(book: Book) -> list[str]:
    """Return what the shift before handed over, in its words."""
    return [
        texts.get("words", "")
        for row, texts in book
        if row.move == "note" and row.data.get("line") == BookLine.HANDED_OVER
    ]


@require_POST
def note(request: Request, shift_id: UUID) -> HttpResponse:
    """Write a line into the book."""
    found = queries.shift_at(shift_id)
    form = LineForm(request.POST)
    if not form.is_valid():
        if not queries.may_read_book(request.actor, found, timezone.localdate(request.at)):
            raise NotPermitted("duty_book_not_yours")
        return _page(request, shift_id, line=form, status=422)
    actions.note(
        by=request.actor,
        at=request.at,
        shift_id=shift_id,
        line=BookLine(form.cleaned_data["line"]),
        words=form.cleaned_data["words"],
        key=request.POST.get("key", "")[:64] or None,
    )
    messages.info(request, say("bodies.duty.noted"))
    return redirect("duty:shift", shift_id=shift_id)


@require_POST
def sign(request: Request, shift_id: UUID) -> HttpResponse:
    """Sign for what a shift hands over, as someone of the next."""
    done = actions.hand_over(by=request.actor, at=request.at, shift_id=shift_id)
    messages.info(request, say("bodies.duty.signed"))
    after = queries.next_shift(done)
    return redirect("duty:shift", shift_id=after.pk if after else shift_id)


@require_POST
def swap(request: Request, shift_id: UUID) -> HttpResponse:
    """Ask a colleague to take one's duty."""
    found = queries.shift_at(shift_id)
    form = _swap_form(found, request.POST)
    if not form.is_valid():
        return _page(request, shift_id, swap=form, status=422)
    try:
        taker = form.cleaned_data["taker"]
        actions.ask_swap(by=request.actor, at=request.at, shift_id=shift_id, taker_id=taker)
    except Invalid as refusal:
        form.add_error("taker", say(f"refusal.{refusal.code}", **refusal.params))
        return _page(request, shift_id, swap=form, status=422)
    messages.info(request, say("bodies.duty.asked"))
    return redirect("duty:shift", shift_id=shift_id)


@require_POST
def answer(request: Request, swap_id: UUID, move: str) -> HttpResponse:
    """Agree to a swap, decline it or take it back."""
    if move not in set(SwapMove):
        raise NotFound("unknown_swap")
    done = actions.answer_swap(
        by=request.actor, at=request.at, swap_id=swap_id, move=SwapMove(move)
    )
    messages.info(request, say(f"bodies.duty.answered.{move}"))
    return redirect("duty:shift", shift_id=done.shift_id)
