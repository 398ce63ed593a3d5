"""A phone's own location leads to the place it lies in; it is used once and kept nowhere."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from linli.domain.cases.queries.home import home_place
from linli.domain.territory import queries as territory
from linli.foundation.ui import formats
from linli.foundation.ui.request import Request
from linli.kernel.errors import Invalid


@login_not_required
@require_POST
def locate(request: Request) -> HttpResponse:
    """Choose the grid that a location lies in, or stand the picker at its county."""
    return redirect(f"{reverse('cases:report_place')}?{urlencode(_found(request))}")


def _found(request: Request) -> dict[str, str | int]:
    on = formats.local(request.at).date()
    try:
        point = float(request.POST["longitude"]), float(request.POST["latitude"])
        found = territory.locate(*point, on=on)
    except (KeyError, ValueError, Invalid):
        found = None
    home = home_place()
    if found is None or (home and not territory.atlas(on).inside(found.place.id, home)):
        return {"located": "outside"}
    return {"place": found.place.id} if found.exact else {"at": found.place.id, "located": "county"}
