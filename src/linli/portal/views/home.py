"""The resident's first page, and the numbers to ring."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.domain.cases.queries.home import home_place
from linli.domain.territory import queries as territory
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.portal.navigation import first_page


@login_not_required
@require_safe
def home(request: Request) -> HttpResponse:
    """Show a resident what can be done here; lead people on duty to their own first page."""
    own = first_page(request)
    if own:
        return redirect(own)
    place = home_place()
    here = territory.named([place]).get(place) if place else None
    return render(request, "portal/home.html", {"who_url": reverse("mandates:who"), "here": here})


@login_not_required
@require_safe
def phones(request: Request) -> HttpResponse:
    """Show the numbers to ring, for those who would rather talk."""
    return render(request, "portal/phones.html", {"numbers": NUMBERS})


# Numbers of the whole country; a number of a place stands with its body.
NUMBERS = (
    ("110", "portal.phones.police", "portal.phones.police.about"),
    ("119", "portal.phones.fire", "portal.phones.fire.about"),
    ("120", "portal.phones.ambulance", "portal.phones.ambulance.about"),
    ("122", "portal.phones.traffic", "portal.phones.traffic.about"),
    ("12345", "portal.phones.hotline", "portal.phones.hotline.about"),
)
