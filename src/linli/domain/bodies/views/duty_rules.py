"""Which bodies must have a rota and when a shift begins: dated rules with their basis."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from linli.domain.bodies import actions, queries
from linli.domain.bodies.forms import DutyRuleForm
from linli.domain.bodies.models import DutyRule
from linli.domain.bodies.states import BodyKind, Permission
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, say
from linli.kernel.errors import NotPermitted

COLUMNS = ("kind", "required", "begins", "since", "basis")


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: Request) -> HttpResponse:
    """Show every rule with its days; whoever may manage bodies states one from a day on.

    Pressed first it says what would change, then for good.
    """
    may = bool(request.actor.of(Permission.MANAGE))
    form, change = DutyRuleForm(kinds=_kinds()) if may else None, None
    if request.method == "POST":
        if not may:
            raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
        form = DutyRuleForm(request.POST, kinds=_kinds())
        if form.is_valid():
            if request.POST.get("do") == "set" and _stated(request, form):
                messages.info(request, say("bodies.duty.rule.stated"))
                return redirect("duty:rules")
            change = None if form.errors else _change(form)
    on = timezone.localdate(request.at)
    ctx = {
        "form": form,
        "change": change,
        "columns": [say(f"bodies.duty.rule.{c}") for c in COLUMNS],
        "rows": [_row(r, on) for r in queries.all_rules()],
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "bodies/duty/rules.html", ctx, status=422 if wrong else 200)


def _kinds() -> list[tuple[str, str]]:
    named = [(k.value, say(f"bodies.kind.{k.value}")) for k in BodyKind]
    return [("", say("bodies.duty.rule.any")), *named]


def _row(row: DutyRule, on: Any) -> dict[str, Any]:
    begun = row.valid_from is None or row.valid_from <= on
    return {
        "rule": row,
        "kind": say(f"bodies.kind.{row.kind}") if row.kind else say("bodies.duty.rule.any"),
        "basis": either(row.basis, row.basis_en),
        "holds": begun and (row.valid_to is None or row.valid_to > on),
        "to_come": not begun,
    }


def _change(form: DutyRuleForm) -> dict[str, Any]:
    """Return what would change on the day: the rule that holds then, and for how many bodies."""
    given = form.cleaned_data
    was = queries.rule_for(given["kind"], given["since"])
    count, without = queries.reach_of_rule(given["kind"], given["since"])
    return {
        "since": given["since"],
        "was": was,
        "required": given["required"],
        "begins": given["begins"],
        "count": count,
        "without": without if given["required"] else 0,
    }


def _stated(request: Request, form: DutyRuleForm) -> bool:
    given = form.cleaned_data
    with told_in(form, fields={"valid_from": "since"}):
        actions.state_duty_rule(
            by=request.actor,
            at=request.at,
            kind=BodyKind(given["kind"]) if given["kind"] else None,
            required=given["required"],
            begins=given["begins"],
            basis=given["basis"],
            basis_en=given["basis_en"],
            valid_from=given["since"],
        )
    return not form.errors
