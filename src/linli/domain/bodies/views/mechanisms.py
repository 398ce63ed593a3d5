"""Who owns which mechanism at a place: seen on any day, changed from a day on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from linli.domain.bodies import queries
from linli.domain.bodies.actions import mechanisms as actions
from linli.domain.bodies.forms.lines import OwnerForm
from linli.domain.bodies.models import Body, Mechanism
from linli.domain.bodies.queries.mechanisms import owners_at
from linli.domain.bodies.states import Permission
from linli.domain.bodies.views.attaching import may_change
from linli.domain.bodies.views.coverage import asked
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.foundation.ui.as_of import dated
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.errors import NotPermitted


@require_http_methods(["GET", "HEAD", "POST"])
def mechanisms(request: Request) -> HttpResponse:
    """Show who owns each mechanism at a place, and from which place that comes; change one."""
    place, _, on = asked(request)
    today, tree = timezone.localdate(request.at), territory.atlas(on)
    rows = owners_at(place, on)
    form = _form(None, rows, place, today) if may_change(request, place, today) else None
    if request.method == "POST":
        if form is None:
            raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
        form = _form(request.POST, rows, place, today)
        if form.is_valid() and _given(request, form, place):
            messages.info(request, say("bodies.mechanisms.kept"))
            return redirect(f"{reverse('bodies:mechanisms')}?{urlencode({'place': place})}")
    names = territory.named([place, *tree.path(place)], on)
    back = urlencode({"next": reverse("bodies:mechanisms")})
    ctx = {
        "place": names.get(place),
        "rows": [
            {
                "mechanism": r.mechanism,
                "owner": r.row.body if r.row else None,
                "row": r.row,
                "from": names.get(r.row.place_id) if r.row and r.row.place_id != place else None,
            }
            for r in rows
        ],
        "form": form,
        "pick": dated(f"{reverse('territory:pick')}?{back}", request),
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "bodies/mechanisms.html", ctx, status=422 if wrong else 200)


def _form(given: Any, rows: Any, place: int, today: Any) -> OwnerForm:
    offered = [(r.mechanism.pk, named(r.mechanism)) for r in rows]
    bodies = [(b.pk, named(b)) for b in queries.bodies_seated(place, today)]
    return OwnerForm(given, mechanisms=offered, bodies=bodies, initial={"since": today})


def _given(request: Request, form: OwnerForm, place: int) -> bool:
    given = form.cleaned_data
    with told_in(form):
        actions.own(
            by=request.actor,
            at=request.at,
            mechanism=Mechanism.objects.get(pk=given["mechanism"]),
            place=Place.objects.get(pk=place),
            body=Body.objects.get(pk=given["body"]),
            basis=given["basis"],
            since=given["since"],
        )
    return not form.errors
