"""What may be pasted into a chat group: number, matter, village, deadline, what is needed, a link.

Never a name, a phone or a word of the reporter's; the title is made of their words and stays out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from linli.domain.cases.queries.shapes import CaseRow
from linli.domain.mandates.queries import MatterName
from linli.domain.territory import queries as territory
from linli.domain.territory.states import Level
from linli.foundation.ui import formats
from linli.foundation.ui.text import named, say


def of_case(row: CaseRow, matter: MatterName | None) -> str:
    """Return the text of one case; empty for a confidential one, which is for no group."""
    if row.confidential:
        return ""
    facts = [
        say("cases.group.number", number=row.number),
        f"{named(matter) if matter else row.matter} · {where(row)}",
        *([say("cases.group.due", due=formats.moment(row.due_at))] if row.due_at else []),
        say(f"cases.group.need.{row.state}"),
        settings.SITE_URL + reverse("cases:case", args=[row.id]),
    ]
    return "\n".join(facts)


def where(row: CaseRow) -> str:
    """Return village or estate; of a building only its town, for a building names a household."""
    atlas = territory.atlas()
    deep = row.place_id in atlas and atlas.level(row.place_id) > Level.ESTATE
    place = "" if deep or row.place == row.town else row.place
    return " ".join(p for p in (row.town, place) if p)


def of_day(
    counts: Sequence[tuple[str, int]],
    rows: Sequence[tuple[CaseRow, MatterName | None]],
    at: datetime,
) -> str:
    """Return the text of a day: the numbers, and the cases that are due first."""
    heads = [say("cases.group.day", day=formats.day(at))]
    heads += ["，".join(f"{name} {count}" for name, count in counts)]
    lines = [
        say(
            "cases.group.line",
            number=row.number,
            matter=named(matter) if matter else row.matter,
            where=where(row),
            due=formats.moment(row.due_at) if row.due_at else "–",
            need=say(f"cases.group.need.{row.state}"),
        )
        for row, matter in rows
        if not row.confidential
    ]
    return "\n".join([*heads, *lines, settings.SITE_URL + "/today/"])
