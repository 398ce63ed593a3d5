"""The inbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.accounts import present
from linli.foundation.accounts.states import Permission
from linli.foundation.notices import actions, queries
from linli.foundation.notices.channels import headed, list_lines, words
from linli.foundation.notices.forms import WishForm
from linli.foundation.notices.models import DayList, Notice
from linli.foundation.notices.states import Inbox
from linli.foundation.ui import formats
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.errors import NotPermitted

FEW = 5  # below this many people a spread would point at them


@require_safe
def inbox(request: Request) -> HttpResponse:
    """Show what came, newest first; unread alone on request."""
    unread = request.GET.get("unread") == "1"
    page = queries.page(request.actor, unread=unread, before=_key(request.GET.get("before")))
    count = queries.unread_count(request.actor)
    called = queries.called({(n.inbox, n.inbox_id) for n in page.rows})
    older = urlencode({"unread": int(unread), "before": page.older}) if page.older else ""
    first = not unread and not request.GET.get("before")
    ctx = {
        "lists": _lists(request) if first else [],
        "lines": [line(notice, request.actor.person, called) for notice in page.rows],
        "older": f"?{older}" if older else "",
        "unread": unread,
        "unread_count": count,
        "shown_count": f"{queries.COUNT_TO}+" if count > queries.COUNT_TO else count,
        "newest": page.rows[0].pk if page.rows else "",
        "views": _tabs(unread=unread, count=count),
    }
    return render(request, "notices/inbox.html", ctx)


def _lists(request: Request) -> list[dict[str, Any]]:
    """Return today's lists of the reader, as cards."""
    today = formats.local(request.at).date()
    person = request.actor.person
    return [_listed(row) for row in queries.lists_of(person, today)] if person else []


def _listed(row: DayList) -> dict[str, Any]:
    return {"title": headed(row), "lines": list_lines(row), "at": row.until}


def line(
    notice: Notice, reader: int | None, called: Mapping[tuple[str, int], str]
) -> dict[str, Any]:
    """Return a notice as its row shows it: to the reader, their body, or whom they stand in for."""
    mine = notice.inbox == Inbox.PERSON and notice.inbox_id == reader
    name = "" if mine else called.get((notice.inbox, notice.inbox_id), "")
    return {
        "id": notice.pk,
        "text": words(notice),
        "single": notice.single,
        "read": notice.read_at is not None,
        "at": notice.at,
        "to": say(f"notices.inbox.{notice.inbox}_of", name=name)
        if name
        else say(f"notices.inbox.{notice.inbox}"),
    }


def _tabs(*, unread: bool, count: int) -> list[dict[str, Any]]:
    return [
        {"label": say("notices.show_all"), "url": "?", "current": not unread},
        {
            "label": say("notices.show_unread"),
            "url": "?unread=1",
            "current": unread,
            "count": count or None,
        },
    ]


@require_POST
def read(request: Request, notice_id: UUID) -> HttpResponse:
    """Mark one notice read and go to what it is about."""
    notice = actions.read(by=request.actor, at=request.at, notice_id=notice_id)
    return redirect(_link(notice))


@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark everything read up to the newest notice on the page that was shown."""
    until = _key(request.POST.get("until"))
    if until is not None:
        actions.read_all(by=request.actor, at=request.at, until=until)
    return redirect("notices:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: Request) -> HttpResponse:
    """Show and keep what the reader wants by e-mail, and how often they were told something."""
    user = present.owner(request)
    person = request.actor.person
    held = queries.wish_of(user.pk)
    names = ("single", "morning", "evening")
    if request.method == "POST":
        form = WishForm(request.POST)
        if form.is_valid():
            actions.wish(by=request.actor, at=request.at, user_id=user.pk, **form.cleaned_data)
            messages.info(request, say("notices.wish.kept"))
            return redirect("notices:wishes")
    form = WishForm(initial={n: getattr(held, n) for n in names})
    today = formats.local(request.at).date()
    hours = queries.hours(today)
    ctx = {
        "form": form,
        "address": user.email,
        "counts": queries.counts_of(person, today) if person else [],
        "hours": {n: f"{getattr(hours, n):%H:%M}" for n in hours.__slots__},
        "may_audit": bool(request.actor.of(Permission.AUDIT)),
    }
    return render(request, "notices/wishes.html", ctx)


@require_safe
def counts(request: Request) -> HttpResponse:
    """Show the auditor how much people are told, in sum: nobody is named, nobody is ranked."""
    if not request.actor.of(Permission.AUDIT):
        raise NotPermitted("counts_not_permitted")
    days = queries.sums(formats.local(request.at).date())
    rows = [(d, d.spread.values() if d.people >= FEW else ()) for d in days]
    return render(request, "notices/counts.html", {"rows": rows, "columns": _columns()})


def _columns() -> list[Any]:
    names = ("people", "singles", "lists", "0", "5", "10", "more")
    return [
        say("notices.counts.day"),
        *((say(f"notices.counts.{name}"), "figure") for name in names),
    ]


def _link(notice: Notice) -> str:
    name = settings.NOTICE_LINKS.get(notice.subject_kind)
    return reverse(name, args=[notice.subject_id]) if name else reverse("notices:inbox")


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
