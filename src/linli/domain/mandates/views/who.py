"""Who is responsible: one matter, one place, one answer with its reason."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from linli.domain.bodies import queries as bodies
from linli.domain.mandates import queries
from linli.domain.mandates.forms import WhoForm
from linli.domain.mandates.queries import Answer, powers
from linli.domain.mandates.views.asked import frame_of, limit_words, pick_url, place_of
from linli.domain.territory import queries as territory
from linli.foundation.ui.as_of import asked_day, day_of
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named


@login_not_required
@require_GET
def who(request: Request) -> HttpResponse:
    """Ask for a matter and a place, then answer; residents and staff ask the same question."""
    on = day_of(request)
    place = place_of(request, on)
    known = queries.catalogue()
    asked = request.GET.get("matter", "")
    given = request.GET if asked else None
    back = urlencode({"matter": asked})
    form = WhoForm(given, initial={"place": place}, matters=known.named.values())
    ctx: dict[str, Any] = {
        "frame": frame_of(request),
        "form": form,
        "pick": pick_url(reverse("mandates:who") + (f"?{back}" if asked else ""), request),
        "answer": None,
    }
    if asked and place and form.is_valid():
        answer = queries.answer(asked, place, on, known)
        ctx |= _answered(answer) | {"place": answer.path[-1], "duty": _duty(request, answer)}
    else:
        ctx["place"] = territory.named([place], on)[place] if place else None
    return render(request, "mandates/who.html", ctx, "answer")


def _duty(request: Request, answer: Answer) -> dict[str, Any] | None:
    """Return who is on duty now for whoever must act; names are for colleagues.

    None on another day's page: who is up now answers nothing about then.
    """
    if asked_day(request):
        return None
    body = answer.lead or (answer.desk.id if answer.desk else None)
    found = bodies.on_duty(body, request.at) if body else None
    if found is None:
        return None
    who = bodies.named([found.body])[found.body]
    staff = request.user.is_authenticated
    return {
        "body": who,
        "people": "、".join(named(o) for o in found.officers or (found.leader,)) if staff else "",
        "leader": named(found.leader) if staff else "",
        "phone": found.phone or who.phone,
        "climbed": bool(found.climbed),
    }


def _answered(answer: Answer) -> dict[str, Any]:
    terms, lead = answer.terms, answer.lead_part
    return {
        "answer": answer,
        "lead": lead,
        "item": powers.item_behind(lead.mandate, answer.on) if lead else None,
        "instrument_key": f"mandates.instrument.{lead.mandate.instrument}" if lead else "",
        "urgency_key": f"mandates.urgency.{terms.urgency}",
        "limits": [
            (f"mandates.terms.{name}", limit_words(text))
            for name, text in (
                ("sign", terms.sign_limit),
                ("respond", terms.respond_limit),
                ("resolve", terms.resolve_limit),
            )
        ],
        "verification_key": f"mandates.verification.{terms.verification}",
        "trail": [p for p in answer.path if p.level > 1],
    }
