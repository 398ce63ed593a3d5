"""Opening an installation for a place: once, and never beside another."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.domain.territory.actions.recording import record
from linli.domain.territory.actions.tree import permit
from linli.domain.territory.models import Place, Site
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict


@transaction.atomic
def open_site(*, by: Actor, at: datetime, place: Place, first: Place | None = None) -> Site:
    """Say which place works here; the same again changes nothing.

    Raises Conflict where another was opened.
    """
    permit(by, None, None)
    row, made = Site.objects.select_for_update().get_or_create(
        id=1, defaults={"place": place, "first": first, "opened_at": at}
    )
    if row.place_id != place.pk:
        raise Conflict("site_of_another_place", field="place")
    if made:
        record(by=by, at=at, place=place.pk, move="open_site", data={"since": None})
    return row


@transaction.atomic
def finish_site(*, by: Actor, at: datetime, site: Site) -> Site:
    """Say that the opening has come to its end; the same again changes nothing."""
    permit(by, None, None)
    Site.objects.filter(pk=site.pk, finished_at=None).update(finished_at=at)
    site.refresh_from_db()
    return site
