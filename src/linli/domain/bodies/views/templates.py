"""Bodies and posts of a place by a template, made in one step after a look at what is lacking."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from linli.domain.bodies import actions, queries
from linli.domain.bodies.actions.template import lacking
from linli.domain.bodies.states import Permission
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, say
from linli.kernel.access import Target, can
from linli.kernel.errors import NotFound, NotPermitted

SHOWN = 12  # names of a template that are spelt out


@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: Request) -> HttpResponse:
    """Show what each template would found at a place and below; found it."""
    place, on = _place(request), timezone.localdate(request.at)
    if request.method == "POST":
        chosen = queries.template_called(request.POST.get("template", ""))
        told = actions.found_from_template(
            by=request.actor,
            at=request.at,
            root=Place.objects.get(pk=place),
            template=chosen.key,
        )
        messages.info(request, say("bodies.template.founded", bodies=told.bodies, posts=told.posts))
        return redirect(f"{reverse('bodies:index')}?{urlencode({'place': place})}")
    rows: list[dict[str, Any]] = []
    for template in queries.templates():
        missing = lacking(place, on, template.key)
        rows.append(
            {
                "template": template,
                "basis": either(template.basis, template.basis_en),
                "count": len(missing),
                "names": missing[:SHOWN],
            }
        )
    back = urlencode({"next": reverse("bodies:templates")})
    ctx = {
        "place": territory.path_of(place, on)[-1],
        "place_id": place,
        "rows": rows,
        "pick": f"{reverse('territory:pick')}?{back}",
    }
    return render(request, "bodies/templates.html", ctx)


def _place(request: Request) -> int:
    on = timezone.localdate(request.at)
    atlas, text = territory.atlas(on), request.GET.get("place", "") or request.POST.get("place", "")
    held = [p for g in request.actor.of(Permission.MANAGE) for p in g.places if p in atlas]
    place = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    if text and (place is None or place not in atlas):
        raise NotFound("unknown_place", place=text[:20])
    if place is None:
        place = min(held, key=lambda p: (len(atlas.path(p)), p), default=None)
    if place is None or not can(
        request.actor, Permission.MANAGE, Target(places=frozenset(atlas.path(place)))
    ):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    return place
