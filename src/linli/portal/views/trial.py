"""Trial run (试运行): begun and ended by the system administrator, in two steps."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from linli.domain.cases import actions
from linli.domain.cases.actions.trials import clear_trials
from linli.domain.cases.queries.trial import last_trial, trial_cases
from linli.domain.cases.states import Permission, TrialEnd
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.errors import NotPermitted
from linli.portal.forms import TrialForm


@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: Request) -> HttpResponse:
    """Show whether a trial runs and ask twice; start it, or end it and keep or clear its cases."""
    grants = request.actor.of(Permission.TRIAL)
    if not grants:
        raise NotPermitted("not_permitted", permission=Permission.TRIAL.value)
    place = min(min(grants, key=lambda g: g.level).places)
    last = last_trial()
    running = last is not None and last.running
    form = TrialForm(request.POST if request.method == "POST" else None, running=running)
    if form.is_valid():
        if last is None or not running:
            actions.start_trial(by=request.actor, at=request.at, place_id=place)
            messages.success(request, say("portal.trial.started"))
        else:
            end = TrialEnd(form.cleaned_data["end"])
            actions.end_trial(
                by=request.actor, at=request.at, trial_id=last.pk, end=end, place_id=place
            )
            clear_trials(at=request.at, most=50)  # a job clears what is left
            messages.success(request, say(f"portal.trial.ended.{end}"))
        return redirect("portal:trial")
    ctx = {
        "form": form,
        "last": last,
        "running": running,
        "count": trial_cases(last.pk) if last else 0,
    }
    return render(request, "portal/opening/trial.html", ctx, status=422 if form.errors else 200)
