"""The inbox."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.notices import actions, queries
from linli.foundation.notices.channels import words
from linli.foundation.notices.models import Notice
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say


@require_safe
def inbox(request: Request) -> HttpResponse:
    """Show what came, newest first; unread alone on request."""
    unread = request.GET.get("unread") == "1"
    page = queries.page(request.actor, unread=unread, before=_key(request.GET.get("before")))
    count = queries.unread_count(request.actor)
    older = urlencode({"unread": int(unread), "before": page.older}) if page.older else ""
    ctx = {
        "lines": [line(notice) for notice in page.rows],
        "older": f"?{older}" if older else "",
        "unread": unread,
        "unread_count": count,
        "shown_count": f"{queries.COUNT_TO}+" if count > queries.COUNT_TO else count,
        "newest": page.rows[0].pk if page.rows else "",
        "views": _tabs(unread=unread, count=count),
    }
    return render(request, "notices/inbox.html", ctx)


def line(notice: Notice) -> dict[str, Any]:
    """Return a notice as its row shows it."""
    return {
        "id": notice.pk,
        "text": words(notice),
        "urgent": notice.urgent,
        "read": notice.read_at is not None,
        "at": notice.at,
        "to": say(f"notices.inbox.{notice.inbox}"),
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


def _link(notice: Notice) -> str:
    name = settings.NOTICE_LINKS.get(notice.subject_kind)
    return reverse(name, args=[notice.subject_id]) if name else reverse("notices:inbox")


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
