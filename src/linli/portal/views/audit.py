"""For the audit administrator: logins made and ended, and how much was looked at and taken out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.domain.people import queries as people
from linli.domain.people.queries import PersonName
from linli.foundation.accounts.entries import PROCEDURE
from linli.foundation.accounts.states import Permission
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry
from linli.foundation.ui import formats
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.errors import Invalid, NotPermitted

SIZE = 50
DAYS = 14
EXPORT = "export"
COLUMNS = ("when", "what", "login", "person", "by")


@require_safe
def audit(request: Request) -> HttpResponse:
    """Show the entries of logins, the latest first, and counts of exports and looks by day."""
    actor, at = request.actor, request.at
    if not actor.of(Permission.AUDIT):
        raise NotPermitted("not_permitted", permission=Permission.AUDIT.value)
    found = list(journal.of_no_place(PROCEDURE, before=_before(request))[: SIZE + 1])
    rows, more = found[:SIZE], len(found) > SIZE
    here = reverse("portal:audit")
    ctx = {
        "columns": [say(f"portal.audit.{name}") for name in COLUMNS],
        "rows": _rows(rows),
        "next_url": f"{here}?before={rows[-1].id}" if more else "",
        "first_url": here if "before" in request.GET else "",
        "days": _days(at),
        "day_columns": [
            say("portal.audit.day"),
            (say("portal.audit.exports"), "figure"),
            (say("portal.audit.looks"), "figure"),
        ],
    }
    return render(request, "portal/audit.html", ctx)


def _before(request: Request) -> UUID | None:
    asked = request.GET.get("before", "")
    try:
        return UUID(asked) if asked else None
    except ValueError:
        raise Invalid("page_key_unreadable", field="before") from None


def _rows(entries: list[Entry]) -> list[dict[str, object]]:
    logins = get_user_model().objects.in_bulk([e.data["login"] for e in entries])
    wanted = {i for e in entries for i in (e.actor_id, e.data.get("person")) if i}
    names = people.named(wanted) if wanted else {}
    return [
        {
            "at": e.at,
            "what": _what(e),
            "login": str(logins.get(e.data["login"], "")),
            "person": named(names.get(e.data.get("person", 0))),
            "by": _who(e, names),
        }
        for e in entries
    ]


def _what(entry: Entry) -> str:
    until = entry.data.get("until")
    day = formats.day(date.fromisoformat(until), None) if until else ""
    return say(f"portal.audit.move.{entry.move}", day=day)


def _who(entry: Entry, names: Mapping[int, PersonName]) -> str:
    if entry.actor_id is None:
        return say("portal.audit.system")
    return named(names.get(entry.actor_id))


def _days(at: datetime) -> list[dict[str, object]]:
    """Return the last days, the latest first, with what was taken out and looked at."""
    zone = timezone.get_current_timezone()
    today = timezone.localdate(at)
    first = today - timedelta(days=DAYS - 1)
    begin = datetime(first.year, first.month, first.day, tzinfo=zone)
    exports = journal.moves_by_day(EXPORT, since=first)
    looks = journal.looks_by_day(since=begin, zone=zone)
    days = [today - timedelta(days=n) for n in range(DAYS)]
    return [{"day": d, "exports": exports.get(d, 0), "looks": looks.get(d, 0)} for d in days]
